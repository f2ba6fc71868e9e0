"""Pairs of rows of one group that lie within a window of time; the join under every test here."""

from __future__ import annotations

import numpy as np


def pairs_within(group: np.ndarray, second: np.ndarray, window: int) -> np.ndarray:
    """Every pair of rows of one group at most ``window`` seconds apart, as (n, 2) rows.

    The earlier row stands left. Cost: one sort, then linear in what comes out.
    """
    if not len(group):
        return np.empty((0, 2), np.int64)
    order = np.lexsort((second, group))
    ordered_group, ordered_second = group[order], second[order]
    starts = np.flatnonzero(np.r_[True, ordered_group[1:] != ordered_group[:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    earliest = ordered_second.min()
    spread = ordered_second.max() - earliest + window + 1
    place = np.repeat(np.arange(len(starts)), sizes) * spread + (ordered_second - earliest)
    ends = np.searchsorted(place, place + window, side="right")
    counts = ends - np.arange(len(order)) - 1
    left = np.repeat(np.arange(len(order)), counts)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    pairs: np.ndarray = np.stack((order[left], order[left + 1 + offset]), axis=1)
    return pairs
