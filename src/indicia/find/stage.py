"""The stage ``find``: mentions, statements and place phrases of every post version.

A unit is the text that stands for a post version with the day it was posted (relative dates need
it). Units go to the store in chunks, so a kill loses at most one chunk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.opposed import link_across
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
UNIT_COLUMNS = ("rendition", "item", "month", "posted_utc")


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
    units = units_of(work.table("post_versions", UNIT_COLUMNS))
    done = pa.array(work.units.done(), pa.string())
    todo = units.filter(pc.invert(pc.is_in(units.column("key"), value_set=done)))
    work.progress.start(todo.num_rows, "texts")
    if todo.num_rows:
        texts = work.table("renditions", ["rendition", "text"]).combine_chunks()
        # In one piece: to take a row of a column in many copies the whole column.
        place = pc.index_in(todo.column("rendition"), value_set=texts.column("rendition"))
        lexicon = CompiledLexicon(work.lexicon)
        zone = work.settings.zone()
        for begin in range(0, todo.num_rows, CHUNK):
            chunk = [Unit(**row) for row in todo.slice(begin, CHUNK).to_pylist()]
            read = texts.column("text").take(place.slice(begin, CHUNK)).to_pylist()
            work.units.add_together(*_read_chunk(chunk, read, lexicon, zone))
            work.progress.advance(len(chunk))
    current = units.column("key").to_pylist()
    tables = {name: work.units.collect(name, current) for name in TABLES}
    tables["statements"] = link_across(tables["statements"], units.select(["item", "posted_utc"]))
    return tables


def units_of(versions: pa.Table) -> pa.Table:
    """The units of the post versions, each once, with the columns of :class:`Unit`."""
    day = pc.strftime(versions.column("posted_utc"), format="%Y-%m-%d").fill_null("undated")
    key = pc.binary_join_element_wise(versions.column("rendition"), day, "/")
    units = versions.append_column("key", key)
    numbered = pa.table({"key": key, "row": pa.array(np.arange(len(key)))})
    first = numbered.group_by("key").aggregate([("row", "min")]).column("row_min")
    return units.take(first.combine_chunks().sort())


def _read_chunk(
    chunk: list[Unit], texts: list[str | None], lexicon: CompiledLexicon, zone: tzinfo
) -> tuple[list[str], dict[str, pa.Table], dict[str, list[int]]]:
    """A chunk of units as the store takes it: keys, one table a name, and each row's unit."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    owner: dict[str, dict[str, int]] = {name: {} for name in TABLES}
    for place, (unit, text) in enumerate(zip(chunk, texts, strict=True)):
        for name, made in _kept(unit, text or "", lexicon, zone).items():
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
