"""Pairs of entities whose names may be one: suggestions for people, each with its reason."""

from __future__ import annotations

from typing import Any

from indicia.identity import unordered_id
from indicia.names.compare import compare_names
from indicia.resolve.decided import Decided
from indicia.resolve.entity import CANDIDATES, COMPARED_AS, Entity, Resolved, index_of

MOST_ENTITIES = 3000
LEAST_SCORE = 0.35


def suggest_pairs(resolved: Resolved, decided: Decided) -> list[dict[str, Any]]:
    """Pairs in the zones "same" and "review", and those that people have decided on.

    Only the most mentioned suggestions are compared (``MOST_ENTITIES``); vouched ones always.
    """
    chosen = sorted(
        (e for e in resolved.entities.values() if e.status != "rejected"),
        key=lambda e: (not e.vouched, -sum(e.spellings.values()), e.id),
    )[:MOST_ENTITIES]
    rows: dict[str, dict[str, Any]] = {}
    for kind in sorted({e.kind for e in chosen}):
        group = {e.id: e for e in chosen if e.kind == kind}
        index = index_of(group.values())
        for entity in group.values():
            for other, _, _ in index.search(entity.name(), CANDIDATES):
                if other != entity.id:
                    _add(rows, entity, group[other], decided)
    return list(rows.values())


def _add(rows: dict[str, dict[str, Any]], a: Entity, b: Entity, decided: Decided) -> None:
    left, right = sorted((a, b), key=lambda e: e.id)
    name = unordered_id("n", (left.id, right.id))
    if name in rows:
        return
    kind = COMPARED_AS.get(left.kind, left.kind)
    best = None
    for one in left.all_names()[:6]:
        for two in right.all_names()[:6]:
            compared = compare_names(one, two, kind)
            if best is None or compared.score > best[0].score:
                best = (compared, one, two)
    if best is None:
        return
    compared, one, two = best
    decision = decided.apart.get(frozenset((left.id, right.id)))
    if decision is None and (compared.zone == "different" or compared.score < LEAST_SCORE):
        return
    rows[name] = {
        "pair": name,
        "left": left.id,
        "right": right.id,
        "left_name": one,
        "right_name": two,
        "zone": compared.zone,
        "decision": decision,
        "method": compared.method,
        "version": compared.version,
        "score": compared.score,
        "reason": compared.reason,
    }
