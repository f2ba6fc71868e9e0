"""Decisions whose subject is gone or has another form: back to review, never dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.stage import Workspace
from indicia.tables import TABLES

HELD = {
    "i": ("items", "item"),
    "m": ("mentions", "mention"),
    "t": ("statements", "statement"),
    "g": ("place_phrases", "phrase"),
    "k": ("marks", "mark"),
    "v": ("post_versions", "post_version"),
}
CHANGED = "confirmed in another form"
ABOUT_ENTITIES = ("merge", "split", "alias", "role")
COMPARED = ("kind", "quote", "predicate", "polarity", "speaker")


def find_orphans(work: Workspace, entities: Set[str]) -> list[dict[str, Any]]:
    """Rows for every standing decision about something that the tables no longer hold as it was.

    ``entities``: ids of all entities, those that were merged or joined into others among them.
    """
    decisions = [r for r in work.table("decisions").to_pylist() if r["undone_by"] is None]
    wanted = {name for row in decisions for name in row["about"]}
    held = _held(work, wanted)
    return [
        orphan
        for row in decisions
        for orphan in (*_orphans_of(row, held), *_without_entity(row, entities))
    ]


def changed_subjects(work: Workspace) -> frozenset[tuple[int, str]]:
    """(decision, subject) whose subject has another form than when it was decided."""
    decisions = [r for r in work.table("decisions").to_pylist() if r["undone_by"] is None]
    held = _held(work, {name for row in decisions for name in row["about"]})
    orphans = (orphan for row in decisions for orphan in _orphans_of(row, held))
    return frozenset((o["seq"], o["about"]) for o in orphans if o["state"] == CHANGED)


def _without_entity(row: Mapping[str, Any], entities: Set[str]) -> Iterator[dict[str, Any]]:
    if row["what"] in ABOUT_ENTITIES:
        for name in row["about"]:
            if name not in entities:
                message = "no lexicon entry and no mention gives this entity any longer"
                yield {"seq": row["seq"], "about": name, "state": "gone", "message": message}


def _held(work: Workspace, wanted: set[str]) -> dict[str, Mapping[str, Any]]:
    letters = {name.partition("-")[0] for name in wanted}
    names = pa.array(sorted(wanted), pa.string())
    found: dict[str, Mapping[str, Any]] = {}
    for letter, (name, key) in HELD.items():
        if letter in letters:
            known = {column.name for column in TABLES[name].columns}
            table = work.table(name, [key, *(c for c in COMPARED if c in known)])
            rows = table.filter(pc.is_in(table.column(key), value_set=names)).to_pylist()
            found |= {row[key]: row for row in rows}
    return found


def _orphans_of(
    row: Mapping[str, Any], held: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    was = orjson.loads(row["was"] or "{}")
    for name in row["about"]:
        letter = name.partition("-")[0]
        if letter not in HELD or len(name) != 34:
            continue
        now = held.get(name)
        if now is None:
            quote = (was.get(name) or {}).get("quote", "")
            message = "the tables hold it no longer" + (f"; it read: {quote}" if quote else "")
            yield {"seq": row["seq"], "about": name, "state": "gone", "message": message}
            continue
        for field in COMPARED:
            before = (was.get(name) or {}).get(field)
            if before is not None and str(now.get(field)) != str(before):
                yield {
                    "seq": row["seq"],
                    "about": name,
                    "state": CHANGED,
                    "message": f"{field} was {before!r} and is {now.get(field)!r}",
                }
                break
