"""The update: the brief as text, what the compiler and the gate say of it, and what was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.case import Case
from indicia.desk.visit import Visit
from indicia.errors import IndiciaError
from indicia.identity import sha256_hex
from indicia.publish.change import earlier_updates
from indicia.publish.update import (
    Wish,
    check_update,
    draft_brief,
    make_update,
    preview_update,
)
from indicia.search import search, spellings_of

BRIEF = "brief.md"
MOST_CITABLE = 12
_AT_LINE = re.compile(r"\bbrief\.md:(\d+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands against publishing: the line of the brief (0: none of it) and words for it."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands against publishing a brief; ``findings`` is empty where nothing does."""

    said: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Citable:
    """Something that a sentence can cite: its mark, whose words it has, and the words."""

    mark: str
    source: str
    words: str


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
        "citable": citable(visit, visit.query["cite"]) if visit.query.get("cite") else [],
        "previews": [],
        "updates": list(reversed(earlier_updates(visit.case.root / "updates"))),
    }


def brief_path(case: Case) -> Path:
    """Where the brief lies that the analyst edits."""
    return case.root / "updates" / BRIEF


def digest(text: str) -> str:
    """What an editor was opened on, so that nobody's later text is overwritten unseen."""
    return sha256_hex(text.encode())


def checked(case: Case, path: Path | None = None) -> Checked:
    """Compile a brief against the tables as they stand, without writing anything."""
    try:
        sentences, citations, findings = check_update(case, None, path or brief_path(case), Wish())
    except IndiciaError as error:
        return stopped(error)
    said = f"{sentences} sentences, {citations} citations"
    return Checked(said, tuple(map(finding, findings)))


def stopped(error: IndiciaError) -> Checked:
    """What an error of the compiler or the gate says, each finding at its line."""
    return Checked("", tuple(finding(str(line)) for line in error.args[1:] or error.args))


def checked_text(case: Case, text: str) -> Checked:
    """The same of a text that nobody saved; nothing is written into the case."""
    with TemporaryDirectory(prefix="indicia-desk-") as scratch:
        path = Path(scratch) / BRIEF
        path.write_text(text.replace("\r\n", "\n"), "utf-8")
        return checked(case, path)


def finding(said: str) -> Finding:
    """A finding with the line that it names (``brief.md:12: ...``)."""
    match = _AT_LINE.search(said)
    return Finding(int(match.group(1)) if match else 0, said)


def citable(visit: Visit, words: str) -> list[Citable]:
    """Statements and posts that hold words, best first, as a brief cites them.

    Raises:
        UsageError: there is no word to look for, or no index yet.
    """
    store = visit.store
    hits = search(store, words, MOST_CITABLE, spellings_of(store, words))
    items = pa.array([hit.item for hit in hits], pa.string())
    statements = store.read("statements", ["statement", "item", "quote"])
    mine = statements.filter(pc.is_in(statements.column("item"), value_set=items)).to_pylist()
    said: dict[str, list[Citable]] = {}
    source = {hit.item: hit.source_name for hit in hits}
    for row in mine:
        quote = " ".join(row["quote"].split())
        one = Citable(f"[@{row['statement']}]", source[row["item"]], quote)
        said.setdefault(row["item"], []).append(one)
    found: list[Citable] = []
    for hit in hits:
        found += said.get(hit.item, [])
        found.append(Citable(f"[@{hit.post_version}]", hit.source_name, hit.excerpt))
    return found[: 2 * MOST_CITABLE]


def preview(case: Case, folder: Path) -> tuple[list[str], Checked]:
    """Make every edition of the saved brief into an empty folder; gives its files to look at.

    Raises:
        BriefError: a citation does not resolve.
    """
    names, findings = preview_update(case, brief_path(case), folder)
    shown = [name for name in names if Path(name).suffix in (".html", ".pdf", ".eml", ".txt")]
    return shown, Checked("", tuple(map(finding, findings)))


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
