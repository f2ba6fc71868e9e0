"""The smallest set of indications, or of origins, whose removal changes the leader.

The leader is changed when another answer is at least as probable. Where no origin is shared and no
reliability depends on the answer, evidence adds up theme by theme, and the smallest set comes from
a table per theme (the best removal of k) joined over themes: exact at any size. Otherwise sets are
tried in order of size; the answer says whether every smaller set was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from indicia.weigh.evidence import Flags, Floats
from indicia.weigh.options import Choice, best_removals, removals_of_theme
from indicia.weigh.posterior import Scale, mix, utilities

# A tie in nats; and how many sets are tried where evidence does not add up.
TIE = 1e-9
MOST_TRIED = 4096
MOST_GREEDY = 64


@dataclass(frozen=True, slots=True)
class Flip:
    """Removing ``removed`` makes ``new_leader`` lead; ``is_smallest``: no smaller set does."""

    removed: tuple[str, ...]
    new_leader: str
    is_smallest: bool


def flip_indications(scale: Scale) -> Flip | None:
    """The smallest set of indications whose removal changes the leader; None if none does."""
    names = scale.evidence.ids

    def value(removed: Sequence[int]) -> Floats:
        return utilities(scale, without=_flags(len(names), removed))

    items = np.flatnonzero(scale.speaks).tolist()
    if scale.groups:
        return _search(scale, items, value, names)
    choices = [_of_indications(scale, rival) for rival in range(len(scale.log_prior))]
    return _smallest(scale, choices, value, names)


def flip_origins(scale: Scale) -> Flip | None:
    """The smallest set of origins whose removal changes the leader; None if none does."""
    names, said = scale.evidence.origins, scale.evidence.said

    def value(removed: Sequence[int]) -> Floats:
        return utilities(scale, keep=~np.isin(said.origin, removed))

    items = np.unique(said.origin[said.speaks]).tolist()
    plain = not scale.groups and bool(
        np.all(said.reliable == said.reliable[:, :1]) and np.all(said.loose == said.loose[:, :1])
    )
    if plain:
        choices = [_of_origins(scale, rival) for rival in range(len(scale.log_prior))]
        if all(choice is not None for choice in choices):
            return _smallest(scale, [c for c in choices if c is not None], value, names)
    return _search(scale, items, value, names)


def _flags(count: int, chosen: Sequence[int]) -> Flags:
    found = np.zeros(count, dtype=bool)
    found[list(chosen)] = True
    return found


def _gap(scale: Scale, rival: int) -> float:
    base = utilities(scale)
    return float(base.max() - base[rival])


def _smallest(
    scale: Scale,
    choices: list[list[Choice]],
    value: Callable[[Sequence[int]], Floats],
    names: Sequence[str],
) -> Flip | None:
    """The smallest removal over all rivals of the leader, from their tables."""
    leader = int(np.argmax(utilities(scale)))
    found: tuple[int, ...] | None = None
    for rival in range(len(choices)):
        if rival == leader:
            continue
        most = None if found is None else len(found) - 1
        removed = best_removals(choices[rival], _gap(scale, rival) - TIE, most)
        if removed is not None and (found is None or len(removed) < len(found)):
            found = removed
    return None if found is None else _flip(scale, found, value, names, True)


def _flip(
    scale: Scale,
    removed: Sequence[int],
    value: Callable[[Sequence[int]], Floats],
    names: Sequence[str],
    is_smallest: bool,
) -> Flip:
    after = value(removed)
    after[int(np.argmax(utilities(scale)))] = -np.inf
    new_leader = scale.evidence.model.answers[int(np.argmax(after))]
    return Flip(tuple(sorted(names[item] for item in removed)), new_leader, is_smallest)


def _of_indications(scale: Scale, rival: int) -> list[Choice]:
    """Per theme: what the best removal of k indications takes from the leader's lead."""
    leader = int(np.argmax(utilities(scale)))
    lead = scale.likelihood[:, leader] - scale.likelihood[:, rival]
    options = [
        [(0.0, ())] if not scale.speaks[j] else [(float(lead[j]), ()), (0.0, (j,))]
        for j in range(len(lead))
    ]
    themed = _by_theme(scale)
    tables = [
        removals_of_theme([options[j] for j in rows], float(rho), silenced_by_last=True)
        for rows, rho in themed
    ]
    return [table for table in tables if table is not None]


def _by_theme(scale: Scale) -> list[tuple[list[int], float]]:
    """Rows of every theme with its rho; themes without dependence are split into single rows."""
    evidence = scale.evidence
    found: list[tuple[list[int], float]] = []
    order = np.argsort(evidence.theme, kind="stable")
    order = order[scale.speaks[order]]
    for theme in np.unique(evidence.theme[order]):
        rows = order[evidence.theme[order] == theme].tolist()
        rho = float(evidence.rho[theme])
        if rho == 0 or len(rows) == 1:
            found += [([row], 0.0) for row in rows]
        else:
            found.append((rows, rho))
    return found


def _of_origins(scale: Scale, rival: int) -> list[Choice] | None:
    """Per theme: what the best removal of k origins takes from the lead; None: table too large."""
    leader = int(np.argmax(utilities(scale)))
    rows_of: list[list[int]] = [[] for _ in scale.evidence.rows]
    said = scale.evidence.said
    gains = said.own_present + said.relays_present - said.own_absent - said.relays_absent
    # The rows of each indication by what they say for its presence, least first.
    order = np.flatnonzero(said.speaks)
    for row in order[np.argsort(gains[order, 0], kind="stable")].tolist():
        rows_of[said.indication[row]].append(row)
    tables = []
    for rows, rho in _by_theme(scale):
        options = [_thinned(scale, j, rows_of[j], (leader, rival)) for j in rows]
        silent = [bool(scale.evidence.silence[j] == 0) for j in rows]
        table = removals_of_theme(options, rho, silenced_by_last=silent)
        if table is None:
            return None
        tables.append(table)
    return tables


def _thinned(
    scale: Scale, j: int, rows: list[int], pair: tuple[int, int]
) -> list[tuple[float, tuple[int, ...]]]:
    """The lowest lead of one indication with 0, 1, .. of its origins removed, and which.

    ``rows`` by what they say for its presence, least first.
    """
    evidence, said = scale.evidence, scale.evidence.said
    p = evidence.best[j, list(pair)]
    ordered = rows[::-1] if p[0] > p[1] else rows
    present, absent = scale.present[j, 0], scale.absent[j, 0]
    found: list[tuple[float, tuple[int, ...]]] = []
    for count in range(len(ordered) + 1):
        gone = ordered[:count]
        if count == len(ordered) and evidence.silence[j] == 0:
            found.append((0.0, tuple(int(said.origin[row]) for row in gone)))
            continue
        on = present - sum(said.own_present[r, 0] + said.relays_present[r, 0] for r in gone)
        off = absent - sum(said.own_absent[r, 0] + said.relays_absent[r, 0] for r in gone)
        mixed = mix(p, np.full(2, on), np.full(2, off))
        found.append((float(mixed[0] - mixed[1]), tuple(int(said.origin[r]) for r in gone)))
    return found


def _search(
    scale: Scale,
    items: list[int],
    value: Callable[[Sequence[int]], Floats],
    names: Sequence[str],
) -> Flip | None:
    """Sets in order of size, strongest first, until one changes the leader."""
    leader = int(np.argmax(utilities(scale)))

    def lead(removed: Sequence[int]) -> float:
        after = value(removed)
        return float(after[leader] - np.delete(after, leader).max())

    ordered = sorted(items, key=lambda item: lead([item]))
    tried = 0
    for size in range(1, len(ordered) + 1):
        if tried + comb(len(ordered), size) > MOST_TRIED:
            found = _greedy(ordered, lead)
            return _flip(scale, found, value, names, False) if found else None
        for removed in combinations(ordered, size):
            if lead(removed) <= TIE:
                return _flip(scale, removed, value, names, True)
        tried += comb(len(ordered), size)
    return None


def _greedy(items: list[int], lead: Callable[[Sequence[int]], float]) -> list[int]:
    """A set that changes the leader, made by removing the strongest each time; [] if none came."""
    removed: list[int] = []
    left = list(items)
    while left and len(removed) < MOST_GREEDY:
        strongest = min(left[:MOST_GREEDY], key=lambda item: lead([*removed, item]))
        left.remove(strongest)
        removed.append(strongest)
        if lead(removed) <= TIE:
            return removed
    return []
