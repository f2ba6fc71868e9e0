"""What a form can do at the desk: its address, who may send it, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from indicia.desk import act, brief, custody, question
from indicia.desk.desk import Desk
from indicia.desk.guard import FORM_TOKEN
from indicia.desk.role import DECIDES, KEEPS, OF_KIND, PUBLISHES, READS, may_decide
from indicia.desk.visit import Visit
from indicia.errors import BriefError, GateStopped, UsageError

Does = Callable[[Desk, Visit, FormData], Response]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a form's address does, and the least role that may send one."""

    does: Does
    role: str = DECIDES


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
    what = str(form.get("what", ""))
    _may_take(visit, what, about)
    if meanwhile := _meanwhile(visit, form, about):
        fields = [(key, value) for key, value in form.multi_items() if key != FORM_TOKEN]
        return desk.page("overtaken", visit, {"meanwhile": meanwhile, "fields": fields}, 409)
    values = _fields(form)
    if (said := values.pop("said", "").strip()) and what in SAID:
        values[f"{act.VALUES}{SAID[what]}"] = said
    if "said" in form and not about:
        raise UsageError("nothing is chosen; tick what it is about, then press again")
    return _back(form, done=act.decide(visit.case, values, about))


SAID = {"tag": "tag", "note": "text", "assign": "to"}
"""Kinds that the form over a list asks one word for -> the value that the word is."""


def _may_take(visit: Visit, what: str, about: list[str]) -> None:
    """Raises ``UsageError`` where a role may not decide this, or not take back what another did."""
    if not may_decide(visit.role, what):
        least = OF_KIND.get(what, DECIDES)
        raise UsageError(f"{what}: needs the role {least}; yours is {visit.role}")
    if what == "undo" and not visit.may(PUBLISHES):
        others = {row["event"] for row in visit.decisions if row["actor"] != visit.case.actor}
        if others & set(about):
            raise UsageError(f"undo: another person decided this; taking it back needs {PUBLISHES}")


def _meanwhile(visit: Visit, form: FormData, about: list[str]) -> list[Mapping[str, Any]]:
    """What others decided about the same since the page was made that this form stood on."""
    seen = str(form.get(FORM_TOKEN, "")).partition(".")[2]
    if not seen.isdecimal():
        return []
    return [
        row
        for row in visit.decisions
        if row["seq"] > int(seen)
        and row["actor"] != visit.case.actor
        and set(row["about"]) & set(about)
    ]


def _renew(desk: Desk, visit: Visit, form: FormData) -> Response:
    """Take a decision again about what stands there now, in place of the old one."""
    event = str(form.get("event", ""))
    old = next((row for row in visit.decisions if row["event"] == event), None)
    if old is None:
        raise UsageError(f"renew: {event[:40]!r} is no decision that stands")
    _may_take(visit, str(old["what"]), [])
    _may_take(visit, "undo", [event])
    return _back(form, done=act.renewed(visit.case, visit.store, old))


def _judge(desk: Desk, visit: Visit, form: FormData) -> Response:
    return _back(form, done=question.judge(visit.case, _fields(form)))


def _verify(desk: Desk, visit: Visit, form: FormData) -> Response:
    wrong = act.verified(visit.case, str(form.get("original", "")))
    return _back(form, verified="no" if wrong else "yes")


def _run(desk: Desk, visit: Visit, form: FormData) -> Response:
    desk.runs.start(visit.case.actor)
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
    if what == "publish" and not visit.may(PUBLISHES):
        raise UsageError(f"publish: needs the role {PUBLISHES}; the brief is saved")
    if what not in ("publish", "preview"):
        return _back(form, check="1")
    try:
        if what == "preview":
            return _preview(desk, visit)
        return _back(form, done=brief.publish(visit.case))
    except (BriefError, GateStopped) as error:
        shown = {**brief.update(visit), "checked": brief.stopped(error)}
        return desk.page("update", visit, shown, 422)


def _preview(desk: Desk, visit: Visit) -> Response:
    folder = desk.preview_folder(visit.case.actor)
    names, checked = brief.preview(visit.case, folder)
    content = brief.update(visit)
    links = [(name, f"/preview/{folder.name}/{name}") for name in names]
    return desk.page("update", visit, {**content, "previews": links, "checked": checked})


def _check(desk: Desk, visit: Visit, form: FormData) -> Response:
    """What stands against a text that nobody saved: a piece of the page."""
    checked = brief.checked_text(visit.case, str(form.get("text", "")))
    return desk.page("checked", visit, {"checked": checked})


def _cite(desk: Desk, visit: Visit, form: FormData) -> Response:
    """What can be cited of words: a piece of the page."""
    words = str(form.get("cite", "")).strip()
    found = brief.citable(visit, words) if words else []
    return desk.page("citable", visit, {"citable": found})


def _erase(desk: Desk, visit: Visit, form: FormData) -> Response:
    said = custody.erase(visit, _fields(form))
    return desk.page("said", visit, {"said": said, "files": []})


def _handout(desk: Desk, visit: Visit, form: FormData) -> Response:
    values = _fields(form)
    if not values.get("confirms"):
        return desk.page("said", visit, {"said": custody.ask_handout(visit, values), "files": []})
    folder = Path(mkdtemp(dir=desk.handed.name))
    lines = custody.confirm_handout(visit, values, folder)
    files = [(path.name, f"/handed/{folder.name}/{path.name}") for path in folder.iterdir()]
    return desk.page("said", visit, {"said": " ".join(lines), "files": files})


DEEDS: Mapping[str, Deed] = {
    "/decide": Deed(_decide),
    "/renew": Deed(_renew),
    "/judge": Deed(_judge),
    "/verify": Deed(_verify, READS),
    "/run": Deed(_run),
    "/brief": Deed(_brief),
    "/check": Deed(_check),
    "/cite": Deed(_cite, READS),
    "/erase": Deed(_erase, KEEPS),
    "/handout": Deed(_handout, KEEPS),
}
"""Every address that a form can be sent to."""
