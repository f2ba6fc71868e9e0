"""``indicia show ID``: everything about one row on a card.

Its columns; where it stands (item, original, locator) and how that came in; how its post changed
between captures; who judged it, and how; what people decided about it; and which other tables name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.console.box import boxes_of
from indicia.console.gloss import Gloss
from indicia.console.history import history_of
from indicia.console.prefix import ORIGINAL, Named
from indicia.console.sheet import clean, without_isolates
from indicia.store import TableStore
from indicia.tables import TABLES, TEXT, TEXTS

REFERENCES = frozenset({
    "item", "rendition", "post_version", "post", "source", "original", "picture", "pictures",
    "items", "mention", "statement", "statements", "phrase", "place", "places", "mark", "entity",
    "left", "right", "a", "b", "first", "origin", "about", "subjects", "denies", "indication",
    "pair", "decision", "before", "after", "decided_by", "event", "test", "from_item",
})  # fmt: skip
"""Columns that name rows of other tables."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """One id with all that the tables say of it. ``rows``: several names of one source are rows."""

    named: Named
    rows: tuple[Row, ...]
    words: str
    item: Row | None
    source_name: str
    captures: tuple[Row, ...]
    decisions: tuple[Row, ...]
    orphans: tuple[Row, ...]
    history: tuple[Row, ...] = ()
    """Changes of its post between captures, of a post, version, item or change."""
    boxes: tuple[Row, ...] = ()
    """Where its words stand in a picture or on a page, where they were read from one."""
    judgements: tuple[Row, ...] = ()
    """What each judge said of an indication, and the band that is weighed."""
    named_by: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(table, column) -> how many of its rows name this id."""

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "id": self.named.id,
            "table": self.named.table,
            "rows": list(self.rows),
            "words": self.words or None,
            "item": self.item,
            "source_name": self.source_name or None,
            "captures": list(self.captures),
            "decisions": list(self.decisions),
            "orphans": list(self.orphans),
            "history": [
                {**row, "difference": without_isolates(row["difference"])} for row in self.history
            ],
            "boxes": [dict(row) for row in self.boxes],
            "judgements": list(self.judgements),
            "named_by": [
                {"table": table, "column": column, "rows": count}
                for (table, column), count in self.named_by.items()
            ],
        }


def card_of(store: TableStore, named: Named) -> Card:
    """The card of an id that stands in a table (:func:`indicia.console.prefix.the_id` found it)."""
    rows = _rows(store, named.table, named.column, named.id)
    first = rows[0]
    gloss = Gloss(store, rows)
    item = _item(store, named, first)
    original = first.get("original") or (item or {}).get("original")
    if named.table in ("pictures", "marks"):
        original = first["picture"]
    shown = {**first, "item": item["item"]} if item else first
    return Card(
        named=named,
        rows=tuple(rows),
        words=_words(gloss, first),
        item=item if named.table != "items" else None,
        source_name=Gloss(store, [shown]).source_name(shown),
        captures=tuple(_rows(store, *ORIGINAL, original))
        if original and named.table != "captures"
        else (),
        decisions=tuple(_decisions(store, named.id)),
        orphans=tuple(_rows(store, "orphans", "about", named.id)),
        history=_history(store, named, first),
        boxes=tuple(boxes_of(store, first)),
        judgements=tuple(_rows(store, "judgements", "indication", named.id))
        if named.table == "indications"
        else (),
        named_by=dict(_named_by(store, named)),
    )


def _history(store: TableStore, named: Named, first: Row) -> tuple[Row, ...]:
    if named.table == "edits":
        return tuple(history_of(store, "edit", named.id))
    if named.table in ("post_versions", "items"):
        return tuple(history_of(store, "post", first["post"]))
    return ()


def _rows(store: TableStore, table: str, column: str, name: str) -> list[Row]:
    rows = store.read(table)
    found: list[Row] = rows.filter(pc.equal(rows.column(column), name)).to_pylist()
    return found


def _item(store: TableStore, named: Named, row: Row) -> Row | None:
    name = row.get("item")
    if not name and row.get("rendition"):
        held = _rows(store, "renditions", "rendition", row["rendition"])
        name = held[0]["item"] if held else None
    if not name:
        return None
    found = _rows(store, "items", "item", str(name))
    return found[0] if found else None


def _words(gloss: Gloss, row: Row) -> str:
    if "speaker_type" in row:
        return gloss.sentence(row)
    if "text" in row:
        return clean(str(row["text"]))
    return gloss.said(row) if row.get("item") else ""


def _decisions(store: TableStore, name: str) -> Iterator[Row]:
    made_by = "e" + name[1:] if name.startswith("d-") else ""
    for row in store.read("decisions").to_pylist():
        if name in row["about"] or row["event"] == made_by:
            yield row


def _named_by(store: TableStore, named: Named) -> Iterator[tuple[tuple[str, str], int]]:
    for table in TABLES.values():
        if table.name in ("decisions", "orphans"):
            continue
        for column in table.columns:
            own = table.name == named.table and column.name == named.column
            if column.name not in REFERENCES or own or column.type not in (TEXT, TEXTS):
                continue
            values = store.read(table.name, [column.name]).column(column.name)
            if pa.types.is_list(values.type):
                values = pc.list_flatten(values)
            count = pc.sum(pc.equal(values, named.id)).as_py() or 0
            if count:
                yield (table.name, column.name), int(count)
