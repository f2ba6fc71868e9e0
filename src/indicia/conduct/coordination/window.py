"""Pairs of rows of one group that lie within a window of time; the join under every test here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

MOST_PAIRS = 1 << 21
"""Pairs in a block of :func:`pair_blocks`."""


def pairs_within(group: np.ndarray, second: np.ndarray, window: int) -> np.ndarray:
    """Every pair of rows of one group at most ``window`` seconds apart, as (n, 2) rows.

    ``group`` holds numbers from 0. The earlier row stands left. Cost: one sort, then linear in
    what comes out.
    """
    blocks = list(pair_blocks(group, second, window))
    pairs: np.ndarray = np.concatenate([np.empty((0, 2), np.int64), *blocks])
    return pairs


def pair_blocks(
    group: np.ndarray, second: np.ndarray, window: int, most: int = MOST_PAIRS
) -> Iterator[np.ndarray]:
    """The pairs of :func:`pairs_within`, about ``most`` at a time: dense traffic has more than fit."""
    if not len(group):
        return
    kept = _in_company(group)
    earliest = int(second.min())
    spread = int(second.max()) - earliest + window + 1
    place = group[kept] * spread + (second[kept] - earliest)
    order = np.argsort(place, kind="stable")
    place, kept = place[order], kept[order]
    rows = np.arange(len(kept))
    counts = np.searchsorted(place, place + window, side="right") - rows - 1
    before = np.cumsum(counts) - counts
    cuts = np.searchsorted(before, np.arange(0, counts.sum(), most))
    for first, stop in pairwise([*np.unique(cuts).tolist(), len(kept)]):
        count = counts[first:stop]
        left = np.repeat(rows[first:stop], count)
        offset = np.arange(len(left)) - np.repeat(before[first:stop] - before[first], count)
        yield np.stack((kept[left], kept[left + 1 + offset]), axis=1)


def _in_company(group: np.ndarray) -> np.ndarray:
    """Rows whose group has another row; most objects are shared once."""
    if int(group.max()) > 4 * len(group):
        return np.arange(len(group))
    return np.flatnonzero((np.bincount(group) > 1)[group])
