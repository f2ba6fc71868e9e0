"""Making an update: draft or brief, compile, gate, render, freeze, and one rename into place.

``updates/<date>/`` appears whole or not at all. What is published is logged (``publish``) before
the checkpoint that the page prints, so that the publication pins the log.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from indicia.case import Case
from indicia.checkpoint import signing_key
from indicia.errors import GateStopped, UsageError
from indicia.publish.brief import Brief, parse_brief
from indicia.publish.change import changes, last_update
from indicia.publish.compile import Compiled, compile_brief
from indicia.publish.document import Update
from indicia.publish.draft import draft_brief as drafted
from indicia.publish.figure import map_figure, spread_figure, timeline_figure
from indicia.publish.gate import examine, stopped
from indicia.publish.picture import prepare_pictures
from indicia.publish.proof import publish_proofs
from indicia.publish.question import comparisons
from indicia.publish.region import published_regions
from indicia.publish.render import page_files, render_page
from indicia.publish.view import View
from indicia.run import store_at
from indicia.settings import Question


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What was published: folder, number, and what a reader of the terminal should know."""

    folder: Path
    number: int
    findings: tuple[str, ...]


def view_of(case: Case, as_of: datetime | None) -> View:
    """The tables as of a time, with the settings of that time."""
    settings = case.settings_at(case.position_at(as_of)).settings
    return View(store_at(case, as_of), settings)


def draft_brief(case: Case, as_of: datetime | None = None) -> Path:
    """Draft a brief beside the updates; an existing draft is never written over.

    Raises:
        UsageError: there is a draft already.
    """
    path = case.root / "updates" / "brief.md"
    if path.exists():
        raise UsageError(f"{path}: is there already and is not written over; edit it, or move it")
    view = view_of(case, as_of)
    path.write_text(drafted(view, _question(view, None)), encoding="utf-8")
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
    view = view_of(case, as_of)
    name, text = _brief_text(view, brief)
    parsed = parse_brief(text, name)
    question = _question(view, parsed)
    compiled = compile_brief(parsed, view, name)
    folder = _new_folder(case.root / "updates", as_of or now)
    work = case.root / "updates" / f".{folder.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        report = _write(
            case, view, parsed, question, compiled, text, name, work, folder, as_of or now
        )
        work.rename(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return report


def _brief_text(view: View, brief: Path | None) -> tuple[str, str]:
    if brief is None:
        return "brief.md", drafted(view, _question(view, None))
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
    brief: Brief,
    question: Question | None,
    compiled: Compiled,
    text: str,
    name: str,
    work: Path,
    folder: Path,
    when: datetime,
) -> UpdateReport:
    before = last_update(case.root / "updates")
    regions = published_regions(view)
    pictures = prepare_pictures(case, view, work / "pictures")
    compared = comparisons(case, view)
    sentences = _sentence_rows(compiled)
    answers = _answer_rows(view)
    number = (before["number"] if before else 0) + 1
    figures = {
        "map": map_figure(view, regions),
        "timeline": timeline_figure(view),
        "spread": spread_figure(view),
    }
    exposed = view.decided("expose")
    update = Update(
        title=view.settings.title,
        question=question.text if question else "",
        number=number,
        version=question.version if question else 1,
        as_of_utc=f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        as_of_local=f"{when.astimezone(view.settings.zone()):%Y-%m-%d %H:%M %Z}",
        status="new" if before is None else "revised",
        language="en",
        byline=brief.fields.get("byline", ""),
        checkpoint="",
        sections=tuple(compiled.sections),
        comparisons=tuple(compared),
        changes=tuple(changes(before, sentences, answers)),
        citations=tuple(compiled.citations),
        pictures=tuple(pictures),
        figures=figures,
        overrides=tuple(
            f"{', '.join(d['about'])}: {d['reason']}"
            for d in view.decisions
            if d["what"] == "expose"
        ),
    )
    findings = stopped(examine(update, view, compiled.cited, name), exposed)
    if findings:
        raise GateStopped(
            f"the gate stopped the update ({len(findings)} findings): {findings[0]}",
            *map(str, findings),
        )
    signing_key(case)
    frozen = publish_proofs(case, update, folder.name, _exact_words(view, compiled))
    update = _with_code(update, frozen.code)
    contents: dict[str, bytes] = {
        **page_files(),
        "index.html": render_page(update).encode(),
        "brief.md": text.encode(),
        "update.json": _json(_data(update, sentences, answers, regions, frozen.log_size)),
        "places.geojson": _json(_geojson(regions)),
    }
    for path, content in contents.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_bytes(content)
    frozen.write(work)
    notes = [
        f"{len(update.citations)} citations, {len(sentences)} sentences, the gate found nothing"
    ]
    withheld = sum(picture.file is None for picture in pictures)
    if withheld:
        notes.append(f"{withheld} pictures are withheld until a person confirms them")
    return UpdateReport(folder, number, tuple(notes))


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


def _with_code(update: Update, code: str) -> Update:
    from dataclasses import replace

    return replace(update, checkpoint=code)


def _sentence_rows(compiled: Compiled) -> list[dict[str, Any]]:
    ids = {citation.number: citation.id for citation in compiled.citations}
    return [
        {
            "id": sentence.id,
            "part": section.id,
            "text": sentence.text,
            "cites": [ids[mark] for mark in sentence.marks],
            "citations": list(sentence.marks),
            "origins": sentence.origins,
            "posts": sentence.posts,
            "basis": sentence.basis,
        }
        for section in compiled.sections
        for sentence in section.sentences
    ]


def _answer_rows(view: View) -> list[dict[str, Any]]:
    texts = {(q.id, a.id): a.text for q in view.settings.questions for a in q.answers}
    return [
        {
            "question": row["question"],
            "answer": row["answer"],
            "text": texts.get((row["question"], row["answer"]), row["answer"]),
            "mean": row["mean"],
            "low": row["low"],
            "high": row["high"],
            "word": row["word"],
            "confidence": row["confidence"],
            "result": row["result"],
        }
        for row in view.rows("assessments")
    ]


def _data(
    update: Update,
    sentences: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    regions: list[dict[str, Any]],
    log_size: int,
) -> dict[str, Any]:
    return {
        "title": update.title,
        "question": update.question,
        "number": update.number,
        "version": update.version,
        "status": update.status,
        "as_of_utc": update.as_of_utc,
        "log_size": log_size,
        "checkpoint": update.checkpoint,
        "sentences": sentences,
        "answers": answers,
        "changes": [list(change) for change in update.changes],
        "citations": [asdict(citation) for citation in update.citations],
        "places": [
            {k: v for k, v in r.items() if k not in ("polygons", "geometry")} for r in regions
        ],
    }


def _geojson(regions: list[dict[str, Any]]) -> dict[str, Any]:
    """Regions without who holds them: no export joins a site with its holder."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": region["geometry"],
                "properties": {
                    "letter": region["letter"],
                    "area_km2": region["area_km2"],
                    "protected": region["protected"],
                    "origins": region["origins"],
                },
            }
            for region in regions
        ],
    }


def _json(value: Any) -> bytes:
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    return orjson.dumps(value, option=options) + b"\n"
