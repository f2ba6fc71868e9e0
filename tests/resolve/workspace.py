"""A small workspace for the stage: invented mentions, lexicon and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa

from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.stage import Unit, read_unit
from indicia.lexicon import Lexicon, parse_lexicon
from indicia.resolve.stage import run
from indicia.settings import Area, Settings
from indicia.stage import Workspace
from indicia.tables import TABLES
from indicia.trace.memory import Memory, NoMemory

EMPTY = ("items", "renditions", "pictures", "marks", "statements", "place_phrases", "origins")
LEXICON = """entity,kind,name,source,valid_from,valid_to
wadi,organisation,Wadi Brigade,our notes,,
wadi,organisation,لواء الوادي,our notes,,
umar,facility,Umar ibn al-Darwish Mosque,our notes,,
khalid,facility,Khalid ibn al-Darwish Mosque,our notes,,
karim,person,Karim Haddad,our notes,,
"""


def mention(
    quote: str, kind: str = "organisation", entity: str | None = None, item: str = "i-1"
) -> dict[str, Any]:
    """One mention beside a head word; its id is made from its words, what stands before from its item."""
    return {
        "mention": f"m-{quote}-{item}",
        "kind": kind,
        "quote": quote,
        "item": item,
        "prefix": f"{item} ",
        "suffix": "",
        "method": "head word",
        "entity": entity,
    }


def decision(
    seq: int, what: str, *about: str, undone_by: int | None = None, **value: Any
) -> dict[str, Any]:
    """One row of ``decisions``."""
    return {
        "seq": seq,
        "what": what,
        "about": list(about),
        "value": orjson.dumps(value).decode(),
        "was": "{}",
        "undone_by": undone_by,
    }


def table_of_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table of these rows, in their order; what is missing in one is null."""
    return pa.Table.from_pylist([dict(row) for row in rows], TABLES[name].schema)


def resolved(
    mentions: Sequence[Mapping[str, Any]] = (),
    decisions: Sequence[Mapping[str, Any]] = (),
    lexicon: str | Mapping[str, str] = LEXICON,
    more: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    units: Memory | None = None,
) -> Mapping[str, pa.Table]:
    """The stage's tables."""
    posts = [
        {
            "item": f"i-{day}",
            "post_version": f"v-{day}",
            "posted_utc": datetime(2026, 3, day, tzinfo=UTC),
            "source": f"s-{day}",
        }
        for day in range(1, 29)
    ]
    held: dict[str, Any] = {
        **dict.fromkeys(EMPTY, ()),
        "mentions": mentions,
        "decisions": decisions,
        "post_versions": posts,
        **(more or {}),
    }

    def table(name: str, columns: Sequence[str] | None = None) -> pa.Table:
        found = table_of_rows(name, held[name])
        return found if columns is None else found.select(list(columns))

    files = {"names.csv": lexicon} if isinstance(lexicon, str) else lexicon
    work = Workspace(
        settings=Settings(title="Invented", area=Area()),
        lexicon=parse_lexicon({name: text.encode() for name, text in files.items()}),
        originals=None,  # type: ignore[arg-type]
        table=table,
        units=units or NoMemory(),  # type: ignore[arg-type]
        sealed={}.__getitem__,
    )
    return run(work)


def read_texts(*texts: str) -> dict[str, list[dict[str, Any]]]:
    """What the stage before finds in texts, each of an item, origin and source of its own."""
    found: dict[str, list[dict[str, Any]]] = {
        "mentions": [],
        "statements": [],
        "place_phrases": [],
    }
    for day, text in enumerate(texts, 1):
        unit = Unit(
            f"u-{day}", f"i-{day}", f"r-{day}", "2026-03", datetime(2026, 3, day, tzinfo=UTC)
        )
        rows = read_unit(unit, text, CompiledLexicon(Lexicon()), UTC)
        for name, made in zip(found, rows, strict=True):
            found[name] += made
    return found


def waiting(
    *texts: str, more: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> set[tuple[str, str]]:
    """Kind and name of what texts suggest to a person."""
    found = read_texts(*texts)
    tables = resolved(found.pop("mentions"), more={**found, **(more or {})})
    return {
        (row["kind"], row["name"])
        for row in tables["entities"].to_pylist()
        if row["status"] == "suggested"
    }


def entities(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, Any]]:
    """Rows of ``entities`` by the entity's name."""
    return {row["name"]: row for row in tables["entities"].to_pylist()}


def names(tables: Mapping[str, pa.Table], entity: str) -> set[str]:
    """All spellings of an entity."""
    return {row["name"] for row in tables["names"].to_pylist() if row["entity"] == entity}
