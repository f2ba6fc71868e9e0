"""Pairs of entities whose names may be one: suggestions for people, each with its reason."""

from __future__ import annotations

from typing import Any

from indicia.identity import unordered_id
from indicia.resolve.decided import Decided
from indicia.resolve.entity import (
    CANDIDATES,
    BestPair,
    Entity,
    Resolved,
    compare_entities,
    index_of,
)
from indicia.resolve.kept import Kept

MOST_ENTITIES = 3000
LEAST_SCORE = 0.35


def suggest_pairs(resolved: Resolved, decided: Decided, kept: Kept) -> list[dict[str, Any]]:
    """Pairs in the zones "same" and "review", and those that people have decided on.

    Only the most mentioned suggestions are compared (``MOST_ENTITIES``); vouched ones always.
    """
    chosen = sorted(
        (e for e in resolved.entities.values() if e.status != "rejected"),
        key=lambda e: (not e.vouched, -sum(e.spellings.values()), e.id),
    )[:MOST_ENTITIES]
    wanted: dict[str, tuple[Entity, Entity]] = {}
    for kind in sorted({e.kind for e in chosen}):
        group = {e.id: e for e in chosen if e.kind == kind}
        index = index_of(group.values())
        asked = [entity.name() for entity in group.values()]
        candidates = index.search_many(asked, CANDIDATES)
        for entity, found in zip(group.values(), candidates, strict=True):
            for other, _, _ in found:
                if other != entity.id:
                    left, right = sorted((entity, group[other]), key=lambda e: e.id)
                    wanted.setdefault(unordered_id("n", (left.id, right.id)), (left, right))
    best = compare_entities(list(wanted.values()), kept)
    rows = (
        _row(name, left, right, found, decided)
        for (name, (left, right)), found in zip(wanted.items(), best, strict=True)
    )
    return [row for row in rows if row is not None]


def _row(
    name: str, left: Entity, right: Entity, best: BestPair, decided: Decided
) -> dict[str, Any] | None:
    compared = best.comparison
    decision = decided.apart.get(frozenset((left.id, right.id)))
    if decision is None and (compared.zone == "different" or compared.score < LEAST_SCORE):
        return None
    return {
        "pair": name,
        "left": left.id,
        "right": right.id,
        "left_name": best.left,
        "right_name": best.right,
        "zone": compared.zone,
        "decision": decision,
        "method": compared.method,
        "version": compared.version,
        "score": compared.score,
        "reason": compared.reason,
    }
