"""The routes of the desk: what is asked, who may ask, and which view answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from indicia.desk import item
from indicia.desk.act import Runs
from indicia.desk.deeds import DEEDS, Deed
from indicia.desk.desk import Desk
from indicia.desk.export import exported
from indicia.desk.files import library, own_file, published
from indicia.desk.guard import COOKIE, FORM_TOKEN, Gate
from indicia.desk.originals import Originals
from indicia.desk.pages import PAGES, View
from indicia.desk.role import KEEPS, READS
from indicia.desk.visit import Visit
from indicia.desk.words import choose_language, words_in
from indicia.errors import IndiciaError, UsageError

MOST_FORM = 2_000_000
"""Characters of one field of a form."""
ENTER, ICON, STATIC = "/enter", "/favicon.ico", "/static/"
"""What is answered without a session: the entrance, the icon, and files of the desk itself."""
WITHOUT_TABLES = ("today", "update", "custody_desk")
"""Views that have something to say before the first run, and after an erasure: in the present."""
Answer = Callable[[Request], Awaitable[Response]]


def desk_app(root: Path, gate: Gate, originals: Originals) -> Starlette:
    """The application of the desk."""
    desk = Desk(root, gate, originals, Runs(root))
    files: tuple[tuple[str, str, Callable[[str], Response]], ...] = (
        ("/static/{name}", READS, own_file),
        ("/static/lib/{name}", READS, library),
        ("/published/{name:path}", READS, partial(published, root / "updates")),
        ("/preview/{name:path}", READS, partial(published, Path(desk.previews.name))),
        ("/handed/{name:path}", KEEPS, partial(published, Path(desk.handed.name))),
    )
    routes = [
        _guarded(desk, ENTER, _enter(desk), READS),
        _guarded(desk, ICON, _icon, READS),
        _guarded(desk, ENTER, _sign_in(desk), READS, "POST"),
        _guarded(desk, "/leave", _leave(desk), READS, "POST"),
        _guarded(desk, "/here", _here(desk), READS),
        *(_guarded(desk, path, _file(give), role) for path, role, give in files),
        *(_guarded(desk, p.path, _view(desk, p.name, p.view), p.role) for p in PAGES),
        _guarded(desk, "/id/{name:path}", _item(desk), READS),
        _guarded(desk, "/export/{name}", _export(desk), READS),
        *(_guarded(desk, at, _form(desk, deed), deed.role, "POST") for at, deed in DEEDS.items()),
    ]
    return Starlette(routes=routes)


def _guarded(desk: Desk, path: str, inner: Answer, role: str, method: str = "GET") -> Route:
    """A route that answers only whom the gate lets in, in a role, and with the gate's headers."""

    async def answer(request: Request) -> Response:
        made = await _checked(desk, request, inner, role)
        for key, value in desk.gate.headers().items():
            made.headers.setdefault(key, value)
        return made

    return Route(path, answer, methods=[method])


async def _checked(desk: Desk, request: Request, inner: Answer, role: str) -> Response:
    head = request.headers
    refusal = desk.gate.refuse_host(head.get("host", "")) or desk.gate.refuse_sender(
        request.method, head.get("origin", ""), head.get("sec-fetch-site", "")
    )
    if refusal is not None:
        return PlainTextResponse(refusal.words, refusal.status)
    path = request.url.path
    if path.startswith(STATIC) or path == ICON:
        return await inner(request)
    # Files are read for it (accounts, the log), so not in the loop that answers everybody.
    visit = await run_in_threadpool(desk.opened, request, path == ENTER)
    if path == ENTER:
        return await inner(request)
    if visit is None:
        if desk.gate.accounts is not None and request.method == "GET":
            return RedirectResponse(ENTER, 303)
        return PlainTextResponse(_words(request)["no_entrance"], 401)
    if not visit.may(role):
        said = words_in(visit.language)["not_your_role"].format(role=visit.role, least=role)
        return await run_in_threadpool(desk.refused, visit, UsageError(said), 403)
    return await inner(request)


def _words(request: Request) -> dict[str, str]:
    return dict(words_in(choose_language("", request.headers.get("accept-language", ""))))


def _let_in(desk: Desk, cookie: str) -> Response:
    made = RedirectResponse("/", 303)
    secure = desk.gate.scheme == "https"
    made.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=secure)
    return made


def _enter(desk: Desk) -> Answer:
    """The printed address, or the page to sign in on."""

    async def answer(request: Request) -> Response:
        if desk.session(request) is not None:
            return RedirectResponse("/", 303)
        if desk.gate.accounts is not None:
            visit = desk.visit(request)
            return await run_in_threadpool(desk.page, "enter", visit, {"wrong": "", "name": ""})
        if cookie := desk.gate.enter(request.query_params.get("token", "")):
            return _let_in(desk, cookie)
        return PlainTextResponse(_words(request)["no_entrance"], 401)

    return answer


def _sign_in(desk: Desk) -> Answer:
    def tried(request: Request, name: str, password: str) -> Response:
        visit = desk.visit(request)
        address = request.client.host if request.client else ""
        try:
            cookie = desk.gate.sign_in(name, password, address)
        except UsageError as error:
            return desk.page("enter", visit, {"wrong": str(error), "name": name}, 429)
        if cookie:
            return _let_in(desk, cookie)
        wrong = words_in(visit.language)["wrong_password"]
        return desk.page("enter", visit, {"wrong": wrong, "name": name}, 401)

    async def answer(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10, max_part_size=10_000) as form:
            name, password = (str(form.get(key, "")) for key in ("name", "password"))
        return await run_in_threadpool(tried, request, name, password)

    return answer


def _leave(desk: Desk) -> Answer:
    async def answer(request: Request) -> Response:
        desk.gate.sign_out(request.cookies.get(COOKIE, ""))
        return RedirectResponse(ENTER, 303)

    return answer


def _here(desk: Desk) -> Answer:
    """Who else looks at a page, as a piece of it that the page asks for now and then."""

    async def answer(request: Request) -> Response:
        path, visit = request.query_params.get("path", "/"), desk.visit(request)
        desk.presence.see(path, visit.case.actor)
        others = desk.presence.others(path, visit.case.actor)
        shown = {"others": others, "path": path}
        return await run_in_threadpool(desk.page, "others", visit, shown)

    return answer


async def _icon(_: Request) -> Response:
    """The icon, where a page does not name one: a published update has none of its own."""
    return await run_in_threadpool(own_file, "desk.svg")


def _file(give: Callable[[str], Response]) -> Answer:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(give, request.path_params["name"])

    return answer


def _view(desk: Desk, name: str, view: View) -> Answer:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answered, desk, desk.visit(request), name, view)

    return answer


def _answered(desk: Desk, visit: Visit, name: str, view: View) -> Response:
    desk.presence.see(visit.path, visit.case.actor)
    if visit.tables_missing and (visit.at or name not in WITHOUT_TABLES):
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


def _form(desk: Desk, deed: Deed) -> Answer:
    async def answer(request: Request) -> Response:
        visit = desk.visit(request)
        async with request.form(max_files=0, max_fields=200, max_part_size=MOST_FORM) as form:
            session = desk.session(request)
            token = str(form.get(FORM_TOKEN, "")).partition(".")[0]
            if session is None or not desk.gate.is_form(session, token):
                return PlainTextResponse("This form is not the desk's. Nothing was done.", 403)
            return await run_in_threadpool(_done, desk, visit, form, deed)

    return answer


def _done(desk: Desk, visit: Visit, form: FormData, deed: Deed) -> Response:
    try:
        return deed.does(desk, visit, form)
    except IndiciaError as error:
        return desk.refused(visit, error)
