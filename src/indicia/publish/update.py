"""Making an update: draft or brief, compile, gate, render, freeze, and one rename into place.

``updates/<date>/`` appears whole or not at all. What is published is logged (``publish``) before
the checkpoint that the page prints, so that the publication pins the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from indicia.case import Case
from indicia.checkpoint import signing_key
from indicia.errors import BriefError, GateStopped, UsageError
from indicia.publish.answerversion import check_versions
from indicia.publish.assemble import Assembled, Edition, assemble
from indicia.publish.brief import Brief, parse_brief
from indicia.publish.change import earlier_updates
from indicia.publish.chrome import page_languages
from indicia.publish.compile import Compiled, advice, cited_before, compile_brief
from indicia.publish.correction import compared_with, correction
from indicia.publish.document import Section, Update
from indicia.publish.draft import draft_brief as drafted
from indicia.publish.drafted import SOURCE
from indicia.publish.folder import published
from indicia.publish.gate import Finding, examine, stopped
from indicia.publish.language import (
    pages_of,
    said_sections,
    unknown_language,
    wanted_languages,
)
from indicia.publish.mail import Thread
from indicia.publish.output import Frame, Pages, frozen_output, write_output
from indicia.publish.picture import prepare_pictures
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


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of an update may ask for beside its brief; it goes before the brief's head."""

    exact: str = ""
    paper: str = ""
    corrects: str = ""
    """Folder or number of the update that this one corrects."""
    reason: str = ""
    languages: str = ""
    """Languages of its pages with commas between them; the first is that of ``index.html``."""

    def fields(self) -> dict[str, str]:
        """The wishes as fields of a brief's head."""
        asked = {
            "paper": self.paper,
            "corrects": self.corrects,
            "reason": self.reason,
            "languages": self.languages,
        }
        return {key: value for key, value in asked.items() if value}


NOTHING = Wish()


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
    wish: Wish = NOTHING,
    now: datetime | None = None,
) -> UpdateReport:
    """Publish an update from a brief, or from a draft where there is none.

    Raises:
        BriefError: a citation does not resolve; with lines.
        GateStopped: the gate found something; ``args[1:]`` are the findings.
        UsageError: the brief cannot be read, or what it corrects is no update of this case.
    """
    if wish.exact:
        case.append("note", {"content": case.seal({"exact places": wish.exact})})
        raise UsageError(
            "update --exact: this version publishes places in cells only; the reason was logged. "
            "Take exact places from the case with `indicia show places`"
        )
    plan = _plan(case, as_of, brief, wish, now or datetime.now(UTC))

    def write(work: Path, folder: Path) -> UpdateReport:
        return _write(case, plan, (work, folder))

    report = published(case.root / "updates", plan.edition.when, write)
    write_feeds(case.root / "updates", plan.view.settings)
    return report


def check_update(
    case: Case, as_of: datetime | None = None, brief: Path | None = None, wish: Wish = NOTHING
) -> tuple[int, int, list[str]]:
    """Sentences, citations and gate findings of the update that would be made now.

    Writes nothing into the case. Raises as :func:`make_update` does, but for the gate.
    """
    plan = _plan(case, as_of, brief, wish, datetime.now(UTC))
    with TemporaryDirectory() as scratch:
        made = _examined(case, plan, Path(scratch))
    sentences = sum(len(section.sentences) for section in made.made.update.sections)
    return sentences, len(made.made.update.citations), list(map(str, made.findings))


def preview_update(case: Case, brief: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Every edition of the update that a brief would make now, in a folder outside the case.

    Gives the names of the files and what the gate finds; where it finds something, nothing is made.
    Nothing is logged, signed or published: the preview has no proofs and no code of a checkpoint.
    Raises as :func:`check_update`.
    """
    plan = _plan(case, None, brief, NOTHING, datetime.now(UTC))
    examined = _examined(case, plan, folder)
    if examined.findings:
        rmtree(folder / "pictures", ignore_errors=True)
        return [], list(map(str, examined.findings))
    paper = _paper(plan.view, plan.edition.brief, plan.name)
    frame = Frame(plan.view.settings.publication, Thread("preview", []), folder.name, "", 0)
    pages = Pages(examined.made, examined.others, plan.text, paper)
    write_output(folder, pages, frame)
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    return sorted(names), list(map(str, examined.findings))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an update will be made of."""

    view: View
    edition: Edition
    compiled: Compiled
    """With its sentences in the first language."""
    written: tuple[Section, ...]
    """Its sections as they were written."""
    languages: tuple[str, ...]
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Examined:
    """The update, its pages in other languages, and what the gate says of them."""

    made: Assembled
    others: tuple[Update, ...]
    findings: tuple[Finding, ...]


def _plan(
    case: Case, as_of: datetime | None, brief: Path | None, wish: Wish, now: datetime
) -> _Plan:
    view = view_of(case, as_of, now)
    earlier = earlier_updates(case.root / "updates")
    check_versions(view.settings.questions, compared_with(earlier))
    name, text = _brief_text(view, brief, earlier)
    parsed = parse_brief(text, name)
    fields = {**parsed.fields, **wish.fields()}
    languages = wanted_languages(fields)
    if unknown := unknown_language(languages):
        known = ", ".join(page_languages())
        raise BriefError(f"{name}:1: no page can be made in {unknown!r}; use some of {known}")
    prose = fields.get("language", SOURCE)
    fields |= {"language": languages[0], "prose": "" if (prose,) == languages else prose}
    parsed = replace(parsed, fields=fields)
    corrected, reason = parsed.fields.get("corrects", ""), parsed.fields.get("reason", "")
    corrects = correction(earlier, corrected, reason) if corrected else None
    question = _question(view, parsed)
    edition = Edition(parsed, brief is None, question, as_of or now, earlier, corrects)
    compiled = compile_brief(parsed, view, name, cited_before(earlier))
    written = tuple(compiled.sections)
    compiled.sections = said_sections(written, languages[0])
    return _Plan(view, edition, compiled, written, languages, name, text)


def _examined(case: Case, plan: _Plan, folder: Path) -> _Examined:
    """The update with its pictures in ``folder``, and what the gate finds that nothing covers."""
    pictures = prepare_pictures(case, plan.view, folder / "pictures")
    made = assemble(plan.view, plan.edition, plan.compiled, pictures)
    first, *others = pages_of(made.update, plan.written, plan.languages)
    found = [
        finding
        for page in (first, *others)
        for finding in examine(page, plan.view, plan.compiled.cited, plan.name, folder)
    ]
    findings = stopped(dict.fromkeys(found), plan.view.decided("expose"))
    return _Examined(replace(made, update=first), tuple(others), tuple(findings))


def _draft(view: View, earlier: Sequence[Mapping[str, Any]]) -> str:
    """A draft that keeps what the last update that stands cited, in its question."""
    last = compared_with(earlier)
    kept = frozenset(cited_before([last] if last else ()))
    return drafted(view, _question(view, None), kept)


def _brief_text(
    view: View, brief: Path | None, earlier: Sequence[Mapping[str, Any]]
) -> tuple[str, str]:
    if brief is None:
        return "brief.md", _draft(view, earlier)
    try:
        return brief.name, brief.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{brief}: cannot be read as UTF-8 text ({error})") from error


def _write(case: Case, plan: _Plan, folders: tuple[Path, Path]) -> UpdateReport:
    """Write the update into the first of ``folders``; it is renamed to the second."""
    paper = _paper(plan.view, plan.edition.brief, plan.name)
    examined = _examined(case, plan, folders[0])
    if findings := examined.findings:
        raise GateStopped(
            f"the gate stopped the update ({len(findings)} findings): {findings[0]}",
            *map(str, findings),
        )
    signing_key(case)
    pages = Pages(examined.made, examined.others, plan.text, paper)
    exact = _exact_words(plan.view, plan.compiled)
    lacking = frozen_output(case, plan.view.settings.publication, pages, folders, exact)
    update = examined.made.update
    notes = [*_notes(update, plan.edition.brief, plan.name), *lacking]
    return UpdateReport(folders[1], update.number, tuple(notes))


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
