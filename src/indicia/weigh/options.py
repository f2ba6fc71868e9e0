"""Choosing the fewest removals that take a lead away, when leads add up theme by theme.

A :class:`Choice` is the table of one theme (or one indication): what the best removal of k items
takes away, for every k. Tables are joined by a max-plus sum. The weight 1/(1+(n-1)rho) of a theme
rises when indications of it fall silent, so a theme's table is made for every number that do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indicia.weigh.evidence import Floats

# Cells of the table of one theme times its indications: about two seconds.
MOST_CELLS = 100_000_000
Options = Sequence[tuple[float, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """``gain[k]``: what the best removal of k items takes from the lead.

    Which items: the first k of ``ordered``, or ``sets[k]`` where the best sets are not nested.
    """

    gain: Floats
    ordered: tuple[tuple[int, ...], ...] = ()
    sets: tuple[tuple[int, ...], ...] = ()

    def removed(self, k: int) -> tuple[int, ...]:
        """The items of the best removal of k."""
        if self.sets:
            return self.sets[k]
        return tuple(item for items in self.ordered[:k] for item in items)


def removals_of_theme(
    options: Sequence[Options], rho: float, silenced_by_last: bool | Sequence[bool]
) -> Choice | None:
    """The table of one theme.

    ``options[i][c]`` is the lead of indication i when c items are removed, and which. Its last
    option silences it, where ``silenced_by_last`` says so. None: too large a table.
    """
    count = len(options)
    silenced = (
        [silenced_by_last] * count if isinstance(silenced_by_last, bool) else silenced_by_last
    )
    if all(len(option) <= 2 for option in options) and all(silenced):
        return _single_items(options, rho)
    if count == 1:  # nothing to weigh it with: its options are its table
        (option,) = options
        gain = option[0][0] - np.array([value for value, _ in option])
        return Choice(gain, sets=tuple(items for _, items in option))
    items = sum(len(option) - 1 for option in options)
    if count * (count + 1) * (items + 1) > MOST_CELLS:
        return None
    return _by_silenced(options, rho, silenced, items)


def _weights(count: int, rho: float) -> Floats:
    """Weight of the theme when 0, 1, .. of its indications are silent."""
    left = np.maximum(count - np.arange(count + 1), 1)
    weight: Floats = 1 / (1 + (left - 1) * rho)
    return weight


def _single_items(options: Sequence[Options], rho: float) -> Choice:
    """One item an indication: the best removal of k is of the k largest leads."""
    leads = np.array([option[0][0] for option in options])
    order = np.argsort(-leads, kind="stable")
    whole = leads.sum()
    taken = np.concatenate([[0.0], np.cumsum(leads[order])])
    weight = _weights(len(leads), rho)
    gain = weight[0] * whole - weight * (whole - taken)
    return Choice(gain, ordered=tuple(options[i][-1][1] for i in order))


def _by_silenced(
    options: Sequence[Options], rho: float, silenced: Sequence[bool], items: int
) -> Choice:
    """The table by number silenced and number removed, one indication after another."""
    count = len(options)
    lead = np.full((count + 1, items + 1), np.inf)
    lead[0, 0] = 0
    steps = []
    for option, falls_silent in zip(options, silenced, strict=True):
        after = np.full_like(lead, np.inf)
        chosen = np.zeros(lead.shape, dtype=np.int32)
        for taken, (value, _) in enumerate(option):
            down = int(falls_silent and taken == len(option) - 1)
            shifted = np.full_like(lead, np.inf)
            shifted[down:, taken:] = lead[: count + 1 - down, : items + 1 - taken] + value
            better = shifted < after
            after[better] = shifted[better]
            chosen[better] = taken
        lead = after
        steps.append(chosen)
    weight = _weights(count, rho)
    whole = weight[0] * sum(option[0][0] for option in options)
    weighted = np.where(
        np.isfinite(lead), weight[:, None] * np.where(lead < np.inf, lead, 0), np.inf
    )
    silent = np.argmin(weighted, axis=0)
    gain = whole - weighted[silent, np.arange(items + 1)]
    removed = tuple(_trace(steps, options, silenced, (int(silent[k]), k)) for k in range(items + 1))
    return Choice(gain, sets=removed)


def _trace(
    steps: Sequence[np.ndarray],
    options: Sequence[Options],
    silenced: Sequence[bool],
    at: tuple[int, int],
) -> tuple[int, ...]:
    """The items behind one cell of the table."""
    found: list[int] = []
    silent, k = at
    for i in range(len(options) - 1, -1, -1):
        taken = int(steps[i][silent, k])
        found += options[i][taken][1]
        silent -= int(silenced[i] and taken == len(options[i]) - 1)
        k -= taken
    return tuple(found)


def best_removals(
    choices: Sequence[Choice], need: float, most: int | None = None
) -> tuple[int, ...] | None:
    """The fewest items that take ``need`` away; None if no removal (of at most ``most``) does."""
    if need <= 0:
        return ()
    if sum(float(choice.gain.max()) for choice in choices) < need:
        return None
    singles = [choice for choice in choices if len(choice.gain) == 2]
    tables = [choice for choice in choices if len(choice.gain) > 2]
    if singles:
        tables.append(_pool(singles))
    items = sum(len(table.gain) - 1 for table in tables)
    limit = items if most is None else min(most, items)
    size = min(8, limit)
    while True:
        removed = _joined(tables, need, size)
        if removed is not None or size >= limit:
            return removed
        size = min(4 * size, limit)


def _pool(singles: Sequence[Choice]) -> Choice:
    """Independent indications with one item each, as one table: the largest gains first."""
    gains = np.array([choice.gain[1] for choice in singles])
    order = np.argsort(-gains, kind="stable")
    items = tuple(singles[i].removed(1) for i in order)
    return Choice(np.concatenate([[0.0], np.cumsum(gains[order])]), ordered=items)


def _joined(tables: Sequence[Choice], need: float, size: int) -> tuple[int, ...] | None:
    """The fewest items over all tables, at most ``size``, that take ``need`` away."""
    best = np.full(size + 1, -np.inf)
    best[0] = 0
    taken = []
    for table in tables:
        after = np.full(size + 1, -np.inf)
        chosen = np.zeros(size + 1, dtype=np.int64)
        for k in range(min(size, len(table.gain) - 1) + 1):
            shifted = np.full(size + 1, -np.inf)
            shifted[k:] = best[: size + 1 - k] + table.gain[k]
            better = shifted > after
            after[better] = shifted[better]
            chosen[better] = k
        best = after
        taken.append(chosen)
    enough = np.flatnonzero(best >= need)
    if not len(enough):
        return None
    k = int(enough[0])
    found: list[int] = []
    for table, chosen in zip(reversed(tables), reversed(taken), strict=True):
        found += table.removed(int(chosen[k]))
        k -= int(chosen[k])
    return tuple(found)
