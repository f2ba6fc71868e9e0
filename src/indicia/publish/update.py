"""Making an update: draft or brief, compile, gate, render, freeze, and one rename into place.

``updates/<date>/`` appears whole or not at all. What is published is logged (``publish``) before
the checkpoint that the page prints, so that the publication pins the log.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indicia.case import Case
from indicia.checkpoint import signing_key
from indicia.custody.storage import flush_folder, flush_tree
from indicia.errors import BriefError, GateStopped, UsageError
from indicia.publish.assemble import Edition, assemble
from indicia.publish.brief import Brief, parse_brief
from indicia.publish.change import earlier_updates
from indicia.publish.compile import Compiled, advice, cited_before, compile_brief
from indicia.publish.document import Update
from indicia.publish.draft import draft_brief as drafted
from indicia.publish.gate import examine, stopped
from indicia.publish.mail import Thread
from indicia.publish.output import Frame, write_output
from indicia.publish.picture import prepare_pictures
from indicia.publish.proof import publish_proofs
from indicia.publish.series import write_feeds
from indicia.publish.view import View
from indicia.run import store_at
from indicia.settings import PAPERS, Question


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What was published: folder, number, and what a reader of the terminal should know."""

    folder: Path
    number: int
    findings: tuple[str, ...]


def view_of(case: Case, as_of: datetime | None, now: datetime | None = None) -> View:
    """The tables as of a time, with the settings of that time; delays count from then."""
    version = case.settings_at(case.position_at(as_of))
    when = as_of or now or datetime.now(UTC)
    return View(store_at(case, as_of).pinned(), version.settings, when, version.layers)


def draft_brief(case: Case, as_of: datetime | None = None) -> Path:
    """Draft a brief beside the updates; an existing draft is never written over.

    Raises:
        UsageError: there is a draft already.
    """
    path = case.root / "updates" / "brief.md"
    if path.exists():
        raise UsageError(f"{path}: is there already and is not written over; edit it, or move it")
    view = view_of(case, as_of)
    path.write_text(_draft(view, earlier_updates(case.root / "updates")), encoding="utf-8")
    return path


def _question(view: View, brief: Brief | None) -> Question | None:
    wanted = brief.fields.get("question") if brief else None
    for question in view.settings.questions:
        if not wanted or question.id == wanted:
            return question
    return None


def make_update(
    case: Case,
    as_of: datetime | None = None,
    brief: Path | None = None,
    exact: str | None = None,
    now: datetime | None = None,
) -> UpdateReport:
    """Publish an update from a brief, or from a draft where there is none.

    Raises:
        BriefError: a citation does not resolve; with lines.
        GateStopped: the gate found something; ``args[1:]`` are the findings.
        UsageError: the brief cannot be read.
    """
    if exact:
        case.append("note", {"content": case.seal({"exact places": exact})})
        raise UsageError(
            "update --exact: this version publishes places in cells only; the reason was logged. "
            "Take exact places from the case with `indicia show places`"
        )
    now = now or datetime.now(UTC)
    view = view_of(case, as_of, now)
    earlier = earlier_updates(case.root / "updates")
    name, text = _brief_text(view, brief, earlier)
    parsed = parse_brief(text, name)
    edition = Edition(parsed, brief is None, _question(view, parsed), as_of or now, earlier)
    compiled = compile_brief(parsed, view, name, cited_before(earlier))
    folder = _new_folder(case.root / "updates", edition.when)
    work = case.root / "updates" / f".{folder.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        report = _write(case, view, edition, compiled, (name, text), (work, folder))
        flush_tree(work)
        work.rename(folder)
        flush_folder(folder.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    write_feeds(folder.parent, view.settings)
    return report


def check_update(
    case: Case, as_of: datetime | None = None, brief: Path | None = None
) -> tuple[int, int, list[str]]:
    """Sentences, citations and gate findings of the update that would be made now.

    Writes nothing into the case. Raises as :func:`make_update` does, but for the gate.
    """
    view = view_of(case, as_of)
    earlier = earlier_updates(case.root / "updates")
    name, text = _brief_text(view, brief, earlier)
    parsed = parse_brief(text, name)
    when = as_of or datetime.now(UTC)
    edition = Edition(parsed, brief is None, _question(view, parsed), when, earlier)
    compiled = compile_brief(parsed, view, name, cited_before(earlier))
    with TemporaryDirectory() as scratch:
        pictures = prepare_pictures(case, view, Path(scratch) / "pictures")
        update = assemble(view, edition, compiled, pictures).update
        found = examine(update, view, compiled.cited, name, Path(scratch))
        findings = stopped(found, view.decided("expose"))
    sentences = sum(len(section.sentences) for section in update.sections)
    return sentences, len(update.citations), list(map(str, findings))


def _draft(view: View, earlier: Sequence[Mapping[str, Any]]) -> str:
    """A draft that keeps what the last update cited, in its question."""
    return drafted(view, _question(view, None), frozenset(cited_before(earlier[-1:])))


def _brief_text(
    view: View, brief: Path | None, earlier: Sequence[Mapping[str, Any]]
) -> tuple[str, str]:
    if brief is None:
        return "brief.md", _draft(view, earlier)
    try:
        return brief.name, brief.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{brief}: cannot be read as UTF-8 text ({error})") from error


def _new_folder(updates: Path, when: datetime) -> Path:
    day = when.astimezone(UTC).date().isoformat()
    folder, count = updates / day, 1
    while folder.exists():
        count += 1
        folder = updates / f"{day}-{count}"
    return folder


def _write(
    case: Case,
    view: View,
    edition: Edition,
    compiled: Compiled,
    brief: tuple[str, str],
    folders: tuple[Path, Path],
) -> UpdateReport:
    """Write the update into the first of ``folders``; it is renamed to the second."""
    (name, text), (work, folder) = brief, folders
    paper = _paper(view, edition.brief, name)
    pictures = prepare_pictures(case, view, work / "pictures")
    made = assemble(view, edition, compiled, pictures)
    findings = stopped(
        examine(made.update, view, compiled.cited, name, work), view.decided("expose")
    )
    if findings:
        raise GateStopped(
            f"the gate stopped the update ({len(findings)} findings): {findings[0]}",
            *map(str, findings),
        )
    signing_key(case)
    frozen = publish_proofs(case, made.update, folder.name, _exact_words(view, compiled))
    update = replace(made.update, checkpoint=frozen.code)
    earlier = tuple(version["number"] for version in edition.earlier)
    thread = Thread(frozen.checkpoint.origin, earlier)
    frame = Frame(view.settings.publication, text, frozen.log_size, paper, thread, folder.name)
    lacking = write_output(work, replace(made, update=update), frame)
    frozen.write(work)
    notes = [*_notes(update, edition.brief, name), *lacking]
    return UpdateReport(folder, update.number, tuple(notes))


def _paper(view: View, brief: Brief, name: str) -> str:
    """The size of sheets: the brief's, else the case's. Raises BriefError."""
    paper = brief.fields.get("paper") or view.settings.publication.paper
    for known in PAPERS:
        if paper.casefold() == known.casefold():
            return known
    raise BriefError(f"{name}:1: no paper {paper!r}; use one of {', '.join(PAPERS)}")


def _notes(update: Update, brief: Brief, name: str) -> list[str]:
    """What a reader of the terminal should know."""
    sentences = sum(len(section.sentences) for section in update.sections)
    notes = [f"{len(update.citations)} citations, {sentences} sentences, the gate found nothing"]
    withheld = sum(picture.file is None for picture in update.pictures)
    if withheld:
        notes.append(f"{withheld} pictures are withheld until a person confirms them")
    return [*notes, *advice(brief, name)]


def _exact_words(view: View, compiled: Compiled) -> dict[str, str]:
    """The words of the rendition where a quote was redacted; they stay in the case."""
    exact: dict[str, str] = {}
    for citation in compiled.citations:
        cited = compiled.cited[citation.id]
        if cited.rendition:
            words = view.renditions[cited.rendition]["text"][cited.start : cited.end]
            if words != citation.quote:
                exact[citation.id] = words
    return exact
