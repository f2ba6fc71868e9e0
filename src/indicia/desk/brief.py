"""The update: the brief as text, what the compiler and the gate say of it, and what was published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicia.case import Case
from indicia.desk.visit import Visit
from indicia.errors import IndiciaError
from indicia.identity import sha256_hex
from indicia.publish.change import earlier_updates
from indicia.publish.update import Wish, check_update, draft_brief, make_update

BRIEF = "brief.md"


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands against publishing a brief; ``lines`` is empty where nothing does."""

    said: str
    lines: tuple[str, ...]


def update(visit: Visit, text: str | None = None, check: bool = False) -> dict[str, Any]:
    """The values of the page; ``text`` is what stands in the editor where it was not saved."""
    path = brief_path(visit.case)
    saved = path.read_text("utf-8") if path.exists() else ""
    return {
        "brief": saved if text is None else text,
        "saved_as": digest(saved),
        "has_brief": path.exists(),
        "conflict": False,
        "checked": checked(visit.case) if check and path.exists() else None,
        "updates": list(reversed(earlier_updates(visit.case.root / "updates"))),
    }


def brief_path(case: Case) -> Path:
    """Where the brief lies that the analyst edits."""
    return case.root / "updates" / BRIEF


def digest(text: str) -> str:
    """What an editor was opened on, so that nobody's later text is overwritten unseen."""
    return sha256_hex(text.encode())


def checked(case: Case) -> Checked:
    """Compile the brief against the tables as they stand, without writing anything."""
    try:
        sentences, citations, findings = check_update(case, None, brief_path(case), Wish())
    except IndiciaError as error:
        return Checked("", tuple(map(str, error.args)))
    said = f"{sentences} sentences, {citations} citations"
    return Checked(said, tuple(findings))


def save(case: Case, text: str, opened_on: str) -> str:
    """Write the brief; gives what is wrong where somebody changed it since it was opened."""
    path = brief_path(case)
    now = path.read_text("utf-8") if path.exists() else ""
    if digest(now) != opened_on:
        return "changed"
    path.write_text(text.replace("\r\n", "\n"), "utf-8")
    return ""


def draft(case: Case) -> None:
    """Draft the brief from the tables. Raises ``UsageError`` where there is one already."""
    draft_brief(case)


def publish(case: Case) -> str:
    """Publish the brief; gives the new update's folder.

    Raises:
        BriefError: a citation does not resolve.
        GateStopped: the gate found something.
    """
    return make_update(case, None, brief_path(case), Wish()).folder.name
