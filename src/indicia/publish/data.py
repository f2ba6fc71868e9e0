"""The data of an update: JSON, GeoJSON and CSV, at published precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from indicia.publish.compile import Compiled
from indicia.publish.correction import CORRECTS, WITHDRAWS
from indicia.publish.document import Citation, Update
from indicia.publish.question import published_words
from indicia.publish.render import clean
from indicia.publish.view import View
from indicia.publish.wording import settled

FORMULA = ("=", "+", "-", "@", "|", "%")
"""Beginnings of a cell that some spreadsheet takes for a formula or a command."""


def sentence_rows(compiled: Compiled) -> list[dict[str, Any]]:
    """Every sentence with what it cites."""
    ids = {citation.number: citation.id for citation in compiled.citations}
    return [
        {
            "id": sentence.id,
            "part": section.id,
            "text": sentence.text,
            "cites": [ids[mark] for mark in sentence.marks],
            "citations": list(sentence.marks),
            "origins": sentence.origins,
            "origins_low": sentence.origins_range[0],
            "origins_high": sentence.origins_range[1],
            "posts": sentence.posts,
            "basis": sentence.basis,
            "group": sentence.group,
            "translations": [list(pair) for pair in sentence.translations],
        }
        for section in compiled.sections
        for sentence in section.sentences
    ]


def answer_rows(view: View, before: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Every judged answer with its numbers, words and confidence."""
    texts = {(q.id, a.id): a.text for q in view.settings.questions for a in q.answers}
    return [
        {
            "question": row["question"],
            "question_version": row["question_version"],
            "answer": row["answer"],
            "text": texts.get((row["question"], row["answer"]), row["answer"]),
            "prior": row["prior"],
            "mean": row["mean"],
            "low": row["low"],
            "high": row["high"],
            "word": row["word"],
            "settled": settled(
                row,
                published_words(before, row["question"], row["question_version"]).get(
                    row["answer"]
                ),
            ).word,
            "confidence": row["confidence"],
            "result": row["result"],
        }
        for row in view.rows("assessments")
    ]


def update_data(
    update: Update,
    sentences: Sequence[Mapping[str, Any]],
    answers: Sequence[Mapping[str, Any]],
    regions: Sequence[Mapping[str, Any]],
    log_size: int,
) -> dict[str, Any]:
    """The content of ``update.json``."""
    return {
        "title": update.title,
        "question": update.question,
        "number": update.number,
        "version": update.version,
        "status": update.status,
        "as_of_utc": update.as_of_utc,
        "language": update.language,
        "byline": update.byline,
        "drafted": update.drafted,
        "log_size": log_size,
        "checkpoint": update.checkpoint,
        "sentences": list(sentences),
        "answers": list(answers),
        "changes": [asdict(change) for change in update.changes],
        "citations": [asdict(citation) for citation in update.citations],
        "comparisons": [asdict(comparison) for comparison in update.comparisons],
        "pictures": [asdict(picture) for picture in update.pictures],
        "figures": {name: _table(f) for name, f in sorted(update.figures.items()) if f},
        **{kind: _notice(update, kind) for kind in (CORRECTS, WITHDRAWS)},
        "notices": [asdict(notice) for notice in update.notices],
        "overrides": list(update.overrides),
        "versions": [asdict(version) for version in update.versions],
        "places": [
            {k: v for k, v in r.items() if k not in ("polygons", "geometry")} for r in regions
        ],
    }


def _notice(update: Update, kind: str) -> dict[str, Any] | None:
    own = update.own_notice
    if own is None or own.kind != kind:
        return None
    return {"number": own.number, "folder": own.folder, "reason": own.reason}


def _table(figure: Any) -> dict[str, Any]:
    """What a figure says, without its drawing."""
    kept = ("title", "caption", "head", "rows")
    return {name: getattr(figure, name) for name in kept}


def places_geojson(regions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Regions without who holds them: no export joins a site with its holder."""
    kept = ("letter", "area_km2", "protected", "origins")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": region["geometry"],
                "properties": {key: region[key] for key in kept},
            }
            for region in regions
        ],
    }


def as_json(value: Any) -> bytes:
    """JSON with sorted keys and a last line end, so that equal values are equal bytes."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    try:
        return orjson.dumps(value, option=options) + b"\n"
    except TypeError:  # half a surrogate pair, which no UTF-8 can hold
        return orjson.dumps(_whole(value), option=options) + b"\n"


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_whole(key): _whole(held) for key, held in value.items()}
    return [_whole(held) for held in value] if isinstance(value, list | tuple) else value


def sentences_csv(sentences: Sequence[Mapping[str, Any]]) -> bytes:
    """The sentences as a table for a spreadsheet; citations by their ids."""
    head = ("id", "part", "text", "basis", "origins", "origins_low", "origins_high", "posts", "cites")  # fmt: skip
    rows = [[" ".join(s[k]) if k == "cites" else s[k] for k in head] for s in sentences]
    return as_csv(head, rows)


CITED = (
    "number", "id", "kind", "quote", "language", "transliteration", "translation", "translator",
    "source", "platform", "address", "posted", "captured", "verdict", "original", "wording",
)  # fmt: skip


def citations_csv(citations: Sequence[Citation]) -> bytes:
    """The citations as a table for a spreadsheet: the frozen, redacted excerpts."""
    return as_csv(CITED, [[getattr(c, name) for name in CITED] for c in citations])


def places_csv(regions: Sequence[Mapping[str, Any]]) -> bytes:
    """The regions as a table for a spreadsheet: the middle of their cell, not who holds them."""
    head = ("letter", "words", "lon", "lat", "area_km2", "protected", "origins", "stated_by")
    return as_csv(head, [[r[k] for k in head] for r in regions])


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV whose cells no spreadsheet takes for a formula, with controls made visible."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)
    text = clean(str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
