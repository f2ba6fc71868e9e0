"""The routes of the desk: what is asked, who may ask, and which view answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from indicia.case import Case
from indicia.columns import ColumnCache
from indicia.desk import (
    act,
    brief,
    handover,
    inbox,
    item,
    question,
    resolved,
    review,
    spread,
    today,
    when,
    where,
    who,
)
from indicia.desk.export import exported
from indicia.desk.guard import COOKIE, FORM_TOKEN, Gate
from indicia.desk.library import library_file
from indicia.desk.originals import Originals
from indicia.desk.render import render_page
from indicia.desk.visit import Visit
from indicia.desk.words import choose_language, words_in
from indicia.errors import IndiciaError
from indicia.secret import without_secrets

MOST_FORM = 2_000_000
"""Characters of one field of a form."""
STATIC = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
LANGUAGE_COOKIE = "indicia_language"
Answer = Callable[[Request], Awaitable[Response]]
View = Callable[[Visit], dict[str, Any]]


@dataclass(slots=True)
class Desk:
    """One desk at work: a case, who sits at it, its gate, its originals, its runs."""

    root: Path
    actor: str
    gate: Gate
    originals: Originals
    runs: act.Runs
    cache: ColumnCache = field(default_factory=ColumnCache)

    def visit(self, request: Request) -> Visit:
        """The request as the views see it."""
        query = dict(request.query_params.items())
        asked = query.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
        language = choose_language(asked, request.headers.get("accept-language", ""))
        return Visit(
            Case.open(self.root, self.actor, self.cache), language, query, request.url.path
        )

    def page(
        self, name: str, visit: Visit, content: Mapping[str, Any], status: int = 200
    ) -> Response:
        """The page of a view."""
        shared = {
            "actor": self.actor,
            "original_address": self.originals.address,
            "running": self.runs.is_at_work(),
            "run_said": self.runs.said,
        }
        text = render_page(name, visit, self.gate, {**shared, **content})
        made = Response(text, status, media_type="text/html")
        if visit.query.get("lang"):
            made.set_cookie(LANGUAGE_COOKIE, visit.language, samesite="strict", httponly=True)
        return made

    def refused(self, visit: Visit, error: IndiciaError, status: int = 400) -> Response:
        """The page that says what was wrong, and how to go on."""
        said = without_secrets(str(error.args[0]) if error.args else str(error))
        return self.page("refused", visit, {"said": said, "lines": error.args[1:]}, status)


@dataclass(frozen=True, slots=True)
class Page:
    """A view with an address of its own: its template, and what makes the template's values."""

    path: str
    name: str
    view: View


def desk_app(root: Path, actor: str, gate: Gate, originals: Originals) -> Starlette:
    """The application of the desk."""
    desk = Desk(root, actor, gate, originals, act.Runs(root))
    routes = [
        Route("/enter", _enter(desk), methods=["GET"]),
        Route("/static/{name}", _static, methods=["GET"]),
        Route("/static/lib/{name}", _library, methods=["GET"]),
        *(Route(p.path, _view(desk, p.name, p.view), methods=["GET"]) for p in PAGES),
        Route("/id/{name:path}", _item(desk), methods=["GET"]),
        Route("/export/{name}", _export(desk), methods=["GET"]),
        Route("/published/{name:path}", _published(desk), methods=["GET"]),
        *(Route(path, _form(desk, deed), methods=["POST"]) for path, deed in DEEDS.items()),
    ]
    return Starlette(routes=[_guarded(desk, route) for route in routes])


def _guarded(desk: Desk, route: Route) -> Route:
    """A route that answers only whom the gate lets in, and with the gate's headers."""
    inner: Answer = route.endpoint

    async def answer(request: Request) -> Response:
        made = await _checked(desk, request, inner)
        for key, value in desk.gate.headers().items():
            made.headers.setdefault(key, value)
        return made

    return Route(route.path, answer, methods=sorted(route.methods or {"GET"}))


async def _checked(desk: Desk, request: Request, inner: Answer) -> Response:
    head = request.headers
    refusal = desk.gate.refuse_host(head.get("host", "")) or desk.gate.refuse_sender(
        request.method, head.get("origin", ""), head.get("sec-fetch-site", "")
    )
    if refusal is not None:
        return PlainTextResponse(refusal.words, refusal.status)
    path = request.url.path
    if path != "/enter" and not path.startswith("/static/"):
        if not desk.gate.is_inside(request.cookies.get(COOKIE, "")):
            words = words_in(choose_language("", head.get("accept-language", "")))
            return PlainTextResponse(words["no_entrance"], 401)
    return await inner(request)


def _enter(desk: Desk) -> Answer:
    async def answer(request: Request) -> Response:
        inside = desk.gate.is_inside(request.cookies.get(COOKIE, ""))
        if not inside and not desk.gate.enter(request.query_params.get("token", "")):
            words = words_in(choose_language("", request.headers.get("accept-language", "")))
            return PlainTextResponse(words["no_entrance"], 401)
        made = RedirectResponse("/", 303)
        made.set_cookie(COOKIE, desk.gate.session, httponly=True, samesite="strict")
        return made

    return answer


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    found = {path.name: path for path in files("indicia.desk").joinpath("static").iterdir()}
    kind = STATIC.get(PurePosixPath(name).suffix)
    if name not in found or kind is None:
        return PlainTextResponse("There is no such file.", 404)
    return Response(found[name].read_bytes(), media_type=kind)


async def _library(request: Request) -> Response:
    path = library_file(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such library; run `make setup`.", 404)
    kept = {"Cache-Control": "private, max-age=3600"}
    return Response(path.read_bytes(), headers=kept, media_type=STATIC[path.suffix])


def _view(desk: Desk, name: str, view: View) -> Answer:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answered, desk, desk.visit(request), name, view)

    return answer


def _answered(desk: Desk, visit: Visit, name: str, view: View) -> Response:
    if visit.tables_missing and name not in ("today", "update"):
        return desk.page("missing", visit, {"command": visit.tables_missing})
    try:
        return desk.page(name, visit, view(visit))
    except IndiciaError as error:
        return desk.refused(visit, error)


def _item(desk: Desk) -> Answer:
    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        view: View = lambda visit: item.item(visit, name)  # noqa: E731
        return await run_in_threadpool(_answered, desk, desk.visit(request), "item", view)

    return answer


def _export(desk: Desk) -> Answer:
    """Files of the figures that the views show."""

    def made(request: Request) -> Response:
        visit, name = desk.visit(request), request.path_params["name"]
        try:
            content, kind = exported(visit, name)
        except IndiciaError as error:
            return desk.refused(visit, error)
        return Response(
            content, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, kind
        )

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(made, request)

    return answer


def _update_page(visit: Visit) -> dict[str, Any]:
    return brief.update(visit, check=visit.query.get("check") == "1")


def _published(desk: Desk) -> Answer:
    """Files of published updates: they are our own pages, and stay under the desk's policy."""

    async def answer(request: Request) -> Response:
        base = (desk.root / "updates").resolve()
        path = (base / request.path_params["name"]).resolve()
        if not path.is_relative_to(base) or not path.is_file():
            return PlainTextResponse("There is no such file.", 404)
        kinds = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml"}
        kinds |= {".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2"}
        kinds |= {".pdf": "application/pdf", ".json": "application/json"}
        kind = kinds.get(path.suffix, "application/octet-stream")
        policy = (
            "sandbox allow-popups; default-src 'none'; img-src 'self' data:; font-src 'self'; "
            "style-src 'self' 'unsafe-inline'"
        )
        headers = {} if kind == "application/pdf" else {"Content-Security-Policy": policy}
        return Response(path.read_bytes(), 200, headers, kind)

    return answer


Deed = Callable[[Desk, Visit, FormData], Response]


def _form(desk: Desk, deed: Deed) -> Answer:
    async def answer(request: Request) -> Response:
        visit = desk.visit(request)
        async with request.form(max_files=0, max_fields=200, max_part_size=MOST_FORM) as form:
            if not desk.gate.is_form(str(form.get(FORM_TOKEN, ""))):
                return PlainTextResponse("This form is not the desk's. Nothing was done.", 403)
            return await run_in_threadpool(_done, desk, visit, form, deed)

    return answer


def _done(desk: Desk, visit: Visit, form: FormData, deed: Deed) -> Response:
    try:
        return deed(desk, visit, form)
    except IndiciaError as error:
        return desk.refused(visit, error)


def _back(form: FormData, **values: str) -> Response:
    """Back to the page that the form stood on: an address of the desk, and no other."""
    address = str(form.get("back", "/"))
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        address = "/"
    path, _, fragment = address.partition("#")
    for key, value in values.items():
        path += f"{'&' if '?' in path else '?'}{key}={value}"
    return RedirectResponse(f"{path}#{fragment}" if fragment else path, 303)


def _fields(form: FormData) -> dict[str, str]:
    return {key: value for key, value in form.items() if isinstance(value, str)}


def _decide(desk: Desk, visit: Visit, form: FormData) -> Response:
    about = [str(name) for name in form.getlist("about") if str(name)]
    return _back(form, done=act.decide(visit.case, _fields(form), about))


def _judge(desk: Desk, visit: Visit, form: FormData) -> Response:
    return _back(form, done=question.judge(visit.case, _fields(form)))


def _verify(desk: Desk, visit: Visit, form: FormData) -> Response:
    wrong = act.verified(visit.case, str(form.get("original", "")))
    return _back(form, verified="no" if wrong else "yes")


def _run(desk: Desk, visit: Visit, form: FormData) -> Response:
    desk.runs.start(desk.actor)
    return _back(form)


def _brief(desk: Desk, visit: Visit, form: FormData) -> Response:
    what = str(form.get("what", "save"))
    if what == "draft":
        brief.draft(visit.case)
        return _back(form)
    text = str(form.get("text", ""))
    if brief.save(visit.case, text, str(form.get("opened_on", ""))):
        content = brief.update(visit, text)
        return desk.page("update", visit, {**content, "conflict": True}, 409)
    if what == "publish":
        return _back(form, done=brief.publish(visit.case))
    return _back(form, check="1")


PAGES = (
    Page("/", "today", today.today),
    Page("/search", "search", inbox.inbox),
    Page("/review", "review", review.review),
    Page("/who", "who", who.who),
    Page("/where", "where", where.where),
    Page("/when", "when", when.when),
    Page("/spread", "spread", spread.spread),
    Page("/questions", "questions", question.questions),
    Page("/update", "update", _update_page),
    Page("/handover", "handover", handover.handover),
    Page("/resolved", "resolved", resolved.resolved),
)
"""Every view but that of one id."""
DEEDS: Mapping[str, Deed] = {
    "/decide": _decide,
    "/judge": _judge,
    "/verify": _verify,
    "/run": _run,
    "/brief": _brief,
}
"""Every address that a form can be sent to."""
