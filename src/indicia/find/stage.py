"""The stage ``find``: mentions, statements and place phrases of every post version.

A unit is the text that stands for a post version with the day it was posted (relative dates need
it). Units go to the store in chunks, so a kill loses at most one chunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import pyarrow as pa

from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.place_phrase import find_phrases
from indicia.find.row import Origin, Row, mention_rows, phrase_rows, statement_rows
from indicia.find.statement import find_statements
from indicia.identity import derived_id
from indicia.stage import StageTables, Workspace
from indicia.stages import BY_NAME
from indicia.tables import table_of

CHUNK = 200
TABLES = ("mentions", "statements", "place_phrases", "find_faults")


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to read, with when its post was posted."""

    key: str
    item: str
    rendition: str
    month: str
    posted_utc: datetime | None


def run(work: Workspace) -> StageTables:
    """The tables ``mentions``, ``statements``, ``place_phrases`` and ``find_faults``."""
    units = list(_units(work.table("post_versions")))
    done = work.units.done()
    todo = [unit for unit in units if unit.key not in done]
    work.progress.start(len(todo), "texts")
    if todo:
        texts = _texts(work.table("renditions"), {unit.rendition for unit in todo})
        lexicon = CompiledLexicon(work.lexicon)
        zone = work.settings.zone()
        for begin in range(0, len(todo), CHUNK):
            chunk = todo[begin : begin + CHUNK]
            work.units.add_together(*_read_chunk(chunk, texts, lexicon, zone))
            work.progress.advance(len(chunk))
    current = [unit.key for unit in units]
    return {name: work.units.collect(name, current) for name in TABLES}


def _units(versions: pa.Table) -> Iterator[Unit]:
    seen: set[str] = set()
    columns = ("rendition", "item", "month", "posted_utc")
    for rendition, item, month, posted in zip(
        *(versions.column(name).to_pylist() for name in columns), strict=True
    ):
        day = posted.strftime("%Y-%m-%d") if posted else "undated"
        key = f"{rendition}/{day}"
        if key not in seen:
            seen.add(key)
            yield Unit(key, item, rendition, month, posted)


def _texts(renditions: pa.Table, wanted: set[str]) -> dict[str, str]:
    pairs = zip(
        renditions.column("rendition").to_pylist(),
        renditions.column("text").to_pylist(),
        strict=True,
    )
    return {str(name): str(text) for name, text in pairs if name in wanted}


def _read_chunk(
    chunk: list[Unit], texts: dict[str, str], lexicon: CompiledLexicon, zone: tzinfo
) -> tuple[list[str], dict[str, pa.Table], dict[str, list[int]]]:
    """A chunk of units as the store takes it: keys, one table a name, and each row's unit."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    owner: dict[str, dict[str, int]] = {name: {} for name in TABLES}
    for place, unit in enumerate(chunk):
        for name, made in _kept(unit, texts.get(unit.rendition, ""), lexicon, zone).items():
            rows[name] += made
            owner[name].update((row[_KEYS[name]], place) for row in made)
    tables = {name: table_of(name, made) for name, made in rows.items() if made}
    owners = {
        name: [owner[name][key] for key in table.column(_KEYS[name]).to_pylist()]
        for name, table in tables.items()
    }
    return [unit.key for unit in chunk], tables, owners


_KEYS = {
    "mentions": "mention",
    "statements": "statement",
    "place_phrases": "phrase",
    "find_faults": "fault",
}


def _kept(unit: Unit, text: str, lexicon: CompiledLexicon, zone: tzinfo) -> dict[str, list[Row]]:
    """Rows of one text by table; a text that cannot be worked on is one row of ``find_faults``."""
    try:
        return dict(zip(TABLES, read_unit(unit, text, lexicon, zone), strict=False))
    except Exception as error:  # noqa: BLE001 - the border: one text never ends a run
        message = (
            f"no mentions or statements were found: {type(error).__name__}: {error}. "
            "The text is kept and can be searched; report it, with the text if you may"
        )
        fault = {
            "fault": derived_id("f", unit.key),
            "item": unit.item,
            "rendition": unit.rendition,
            "message": message,
            "month": unit.month,
            "made_by": BY_NAME["find"].made_by,
        }
        return {"find_faults": [fault]}


def read_unit(
    unit: Unit, text: str, lexicon: CompiledLexicon, zone: tzinfo
) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows of mentions, statements and place phrases of one text."""
    posted = unit.posted_utc
    if posted is not None and posted.tzinfo is None:
        posted = posted.replace(tzinfo=UTC)
    passage = read_passage(text)
    mentions = find_mentions(passage, lexicon, Posting(posted, zone))
    frames = find_statements(passage, mentions)
    phrases = find_phrases(passage, mentions)
    origin = Origin(unit.item, unit.rendition, text, unit.month, BY_NAME["find"].made_by)
    return (
        mention_rows(origin, mentions),
        statement_rows(origin, frames),
        phrase_rows(origin, phrases),
    )
