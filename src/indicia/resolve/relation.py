"""Relations between entities, each with who says so: the lexicon, or a statement's speaker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.identity import derived_id
from indicia.resolve.decided import Decided
from indicia.resolve.entity import Resolved
from indicia.stage import Workspace
from indicia.text.fold import fold_key

STATED = {
    "uses site": "uses",
    "identifies as": "affiliated with",
    "supports": "affiliated with",
    "belongs to": "affiliated with",
    "denies": "denies",
    "commands": "commands",
}
"""Predicate of a statement -> kind of relation between its actor and its target or object."""


def find_relations(work: Workspace, resolved: Resolved, decided: Decided) -> list[dict[str, Any]]:
    """Vouched relations, and suggested ones where actor and target of a statement are known.

    A person's decision on a relation is its status; a rejected statement says nothing. A relation of
    an entity that was merged into another is the other's; its id stays, so decisions about it hold.
    """
    rows = [
        {
            "relation": derived_id("q", row.left, row.relation, row.right, row.source),
            "left": decided.root(row.left),
            "kind": row.relation,
            "right": decided.root(row.right),
            "says": row.source,
            "statements": [],
            "status": "vouched",
        }
        for row in work.lexicon.relations
    ]
    rows += [
        {
            "relation": derived_id("q", e.id, "part of", e.parent, "lexicon"),
            "left": e.id,
            "kind": "part of",
            "right": decided.root(e.parent),
            "says": next((str(v["source"]) for v in e.vouched.values()), "lexicon"),
            "statements": [],
            "status": "vouched",
        }
        for e in resolved.entities.values()
        if e.parent
    ]
    # What was said of two that a person has since held to be one is said of nobody.
    rows = [row for row in rows if row["left"] != row["right"]]
    rows += _stated(work, resolved, decided)
    for row in rows:
        if row["relation"] in decided.rejected:
            row["status"] = "rejected"
        elif row["relation"] in decided.confirmed and row["status"] == "suggested":
            row["status"] = "confirmed"
    return rows


def _stated(work: Workspace, resolved: Resolved, decided: Decided) -> list[dict[str, Any]]:
    by_name: dict[str, str] = {}
    for entity in resolved.entities.values():
        if entity.vouched or entity.status == "confirmed":
            for name in entity.all_names():
                by_name.setdefault(fold_key(name), entity.id)
    found: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in rows_of(_telling(work)):
        if row["statement"] in decided.rejected:
            continue
        left = _known(by_name, row["actor"])
        right = _known(by_name, row["target"]) or _known(by_name, row["object"])
        if left and right and left != right:
            says = row["speaker"] or "the source itself"
            found[(left, STATED[row["predicate"]], right, says)].append(row["statement"])
    return [
        {
            "relation": derived_id("q", *key),
            "left": key[0],
            "kind": key[1],
            "right": key[2],
            "says": key[3],
            "statements": sorted(statements),
            "status": "suggested",
        }
        for key, statements in sorted(found.items())
    ]


def _telling(work: Workspace) -> pa.Table:
    """The statements that say a relation of somebody to something."""
    columns = ["statement", "predicate", "actor", "target", "object", "polarity", "speaker"]
    statements = work.table("statements", columns)
    return statements.filter(
        pc.and_(
            pc.is_in(statements.column("predicate"), value_set=pa.array(list(STATED))),
            pc.equal(statements.column("polarity"), "yes"),
        )
    )


def _known(by_name: Mapping[str, str], words: str | None) -> str | None:
    """The entity that the words name: they are its name, or hold it (the longest one counts)."""
    if not words:
        return None
    folded = fold_key(words)
    if folded in by_name:
        return by_name[folded]
    pieces = folded.split(" ")
    spans = (
        " ".join(pieces[start:end])
        for start in range(len(pieces))
        for end in range(start + 1, len(pieces) + 1)
    )
    inside = [name for name in spans if len(name) > 4 and name in by_name]
    return by_name[max(inside, key=lambda n: (len(n), n))] if inside else None
