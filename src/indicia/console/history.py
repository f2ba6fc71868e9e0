"""How a post changed between captures, for a person: ``[-what went-]`` and ``{+what came+}``.

The words are the untouched texts' own. In a terminal each changed stretch that runs from the right
is isolated, and so is the whole, so that the marks stay at their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.console.sheet import clean, isolated
from indicia.count import counted
from indicia.store import TableStore
from indicia.text.difference import Change, Part, parts_of

Row = Mapping[str, Any]
AROUND = 8
"""Words shown beside a change."""
MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}")}
BLANKS = str.maketrans({"\n": "⏎", "\r": "⏎", "\t": "⇥", " ": "␣"})


def history_of(store: TableStore, column: str, name: str) -> list[Row]:
    """The rows of ``edits`` of one post, or of one edit, in order, each with its ``difference``."""
    rows = store.read("edits")
    found = rows.filter(pc.equal(rows.column(column), name)).to_pylist()
    found.sort(key=lambda row: (row["seq"], row["edit"]))
    texts = edited_texts(store, found)
    return [{**row, "difference": difference(row, texts)} for row in found]


def edited_texts(store: TableStore, rows: Iterable[Row]) -> dict[str, str]:
    """rendition -> text, of all that rows of ``edits`` compare."""
    columns = ("rendition_before", "rendition_after")
    wanted = sorted({row[c] for row in rows for c in columns if row[c]})
    if not wanted:
        return {}
    table = store.read("renditions", ["rendition", "text"])
    kept = table.filter(pc.is_in(table.column("rendition"), value_set=pa.array(wanted)))
    return {row["rendition"]: row["text"] for row in kept.to_pylist()}


def difference(row: Row, texts: Mapping[str, str]) -> str:
    """Both texts as one, with marks; empty where the text is the same."""
    changes = [Change(tuple(a), tuple(b)) for a, b in orjson.loads(row["changes"])]
    if not changes:
        return ""
    before, after = (texts.get(row[f"rendition_{side}"] or "", "") for side in ("before", "after"))
    return isolated("".join(map(_shown, parts_of(before, after, changes, AROUND))))


def _shown(part: Part) -> str:
    blank_first = " " if part.text[:1].isspace() else ""
    blank_last = " " if part.text[-1:].isspace() else ""
    if part.kind not in MARKS:
        words = clean(part.text)
        return f"{blank_first}{words}{blank_last}" if words else blank_first
    left, right = MARKS[part.kind]
    words = clean(part.text) or part.text.translate(BLANKS)
    # A blank that came or went with a word stands outside the mark.
    return f"{blank_first}{left}{isolated(words)}{right}{blank_last}"


def told(row: Row) -> str:
    """One change in a sentence: when, what, how much, and whether it may mean another thing."""
    until = f"read otherwise until {row['before_last_utc']:%Y-%m-%d %H:%M} UTC"
    if row["kind"] == "deleted":
        until = f"held until {row['before_last_utc']:%Y-%m-%d %H:%M} UTC"
    counts = [
        f"{counted(row[column], 'word')} {verb}"
        for column, verb in (("removed", "taken out"), ("added", "put in"))
        if row[column]
    ]
    why = f"; {'the meaning may have changed: ' if row['meaning'] else ''}{clean(row['reason'])}"
    when = f"{row['seen_utc']:%Y-%m-%d %H:%M} UTC"
    said = ", ".join([f"{row['kind']} ({until})", *counts])
    return f"{when} {said}{why if row['reason'] else ''}"
