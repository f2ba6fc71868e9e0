"""What a row means to a person: the name of its source, its words, and who says what.

Looks up only what the rows at hand name. Nothing here decides anything; what a statement says
stays its speaker's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.console.history import difference, edited_texts
from indicia.console.sheet import clean, isolated
from indicia.publish.said import OWN, REPORTED
from indicia.store import TableStore

Row = Mapping[str, Any]
HEDGED = {
    "possible": "as possible",
    "planned": "as planned",
    "conditional": "on a condition",
    "hearsay": "as hearsay",
}


class Gloss:
    """Looks up sources, times and texts for rows of one table."""

    def __init__(self, store: TableStore, rows: Sequence[Row]) -> None:
        self.store = store
        names = {str(row["item"]) for row in rows if row.get("item")}
        self.items = self._by("items", "item", names, ["item", "source", "posted", "kind", "title"])
        sources = {row["source"] for row in (*self.items.values(), *rows) if row.get("source")}
        sources |= {name for row in rows for name in row.get("subjects") or ()}
        self.sources = self._newest_names(sources)
        self.rows = rows
        self._texts: dict[str, str] | None = None
        self._edited: dict[str, str] | None = None

    def _by(self, table: str, key: str, names: set[str], columns: list[str]) -> dict[str, Row]:
        if not names:
            return {}
        rows = self.store.read(table, columns)
        wanted = rows.filter(pc.is_in(rows.column(key), value_set=pa.array(sorted(names))))
        return {row[key]: row for row in wanted.to_pylist()}

    def _newest_names(self, wanted: set[str]) -> dict[str, str]:
        found: dict[str, tuple[datetime | None, str]] = {}
        for row in self.store.read("sources", ["source", "name", "last_utc"]).to_pylist():
            held, last = found.get(row["source"]), row["last_utc"]
            if row["source"] in wanted and (
                held is None or (last and (held[0] is None or last > held[0]))
            ):
                found[row["source"]] = (last, row["name"])
        return {source: name for source, (_, name) in found.items()}

    @property
    def texts(self) -> dict[str, str]:
        """item -> the text that later stages read."""
        if self._texts is None:
            names = {str(row["item"]) for row in self.rows if row.get("item")}
            rows = self.store.read("renditions", ["item", "text", "preferred"])
            wanted = rows.filter(pc.is_in(rows.column("item"), value_set=pa.array(sorted(names))))
            self._texts = {}
            for row in wanted.to_pylist():
                if row["preferred"] or row["item"] not in self._texts:
                    self._texts[row["item"]] = row["text"]
        return self._texts

    def source_name(self, row: Row) -> str:
        """The newest name of the source of a row."""
        source = row.get("source") or self.items.get(row.get("item") or "", {}).get("source")
        return self.sources.get(source or "", "")

    def who(self, row: Row) -> str:
        """The names of the sources that a test is about."""
        names = [self.sources.get(name, name) for name in row.get("subjects") or ()]
        return " and ".join(isolated(clean(name)) for name in names)

    def posted(self, row: Row) -> Any:
        """When the item of a row was posted: a time with its doubt, or ``None``."""
        if row.get("posted") is not None:
            return row["posted"]
        return self.items.get(row.get("item") or "", {}).get("posted")

    def difference(self, row: Row) -> str:
        """What changed between the two versions of a row of ``edits``."""
        if self._edited is None:
            self._edited = edited_texts(self.store, self.rows)
        return difference(row, self._edited)

    def said(self, row: Row) -> str:
        """The words of a row: a span in its context, else the text of its item."""
        if "quote" in row:
            return clean(f"…{row['prefix']}【{row['quote']}】{row['suffix']}…")
        text = self.texts.get(row.get("item") or "", "")
        title = self.items.get(row.get("item") or "", {}).get("title")
        return clean(text or (f"(no text; titled {title})" if title else "(no text)"))

    def sentence(self, row: Row) -> str:
        """Who says what, as somebody's words: never in our own voice."""
        own = row["speaker_type"] == "source"
        verb = (OWN if own else REPORTED)[row["kind"]]
        speaker = isolated(clean(row["speaker"] or ""))
        cited = {"unnamed": ", citing sources it does not name,", "source": ""}.get(
            row["speaker_type"], f", citing {speaker},"
        )
        rank = f" (number {row['rank']})" if row.get("rank") else ""
        flag = " [alleges a crime or abuse]" if row["allegation"] else ""
        who = isolated(clean(self.source_name(row))) or "a source without a name"
        said = isolated(clean(row["quote"]))
        return f"{who}{cited} {verb}{rank}{_manner(row)}: “{said}”{flag}"


def _manner(row: Row) -> str:
    """How a statement is hedged, in brackets; nothing for a plain assertion."""
    said = [HEDGED[row["modality"]]] if row["modality"] in HEDGED else []
    if row["hedges"] != "[]":
        words = {clean(str(hedge.get("text", ""))) for hedge in orjson.loads(row["hedges"])} - {""}
        said.append("hedged" + (f": {', '.join(map(isolated, sorted(words)))}" if words else ""))
    return f" ({'; '.join(said)})" if said else ""
