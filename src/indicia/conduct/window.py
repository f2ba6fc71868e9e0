"""Pairs of rows of one group that lie within a window of time; the join under every test here."""

from __future__ import annotations

import numpy as np


def pairs_within(group: np.ndarray, second: np.ndarray, window: int) -> np.ndarray:
    """Every pair of rows of one group at most ``window`` seconds apart, as (n, 2) rows.

    ``group`` holds numbers from 0. The earlier row stands left. Cost: one sort, then linear in what comes out.
    """
    if not len(group):
        return np.empty((0, 2), np.int64)
    kept = _in_company(group)
    earliest = int(second.min())
    spread = int(second.max()) - earliest + window + 1
    place = group[kept] * spread + (second[kept] - earliest)
    order = np.argsort(place, kind="stable")
    place, kept = place[order], kept[order]
    ends = np.searchsorted(place, place + window, side="right")
    counts = ends - np.arange(len(kept)) - 1
    left = np.repeat(np.arange(len(kept)), counts)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    pairs: np.ndarray = np.stack((kept[left], kept[left + 1 + offset]), axis=1)
    return pairs


def _in_company(group: np.ndarray) -> np.ndarray:
    """Rows whose group has another row; most objects are shared once."""
    if int(group.max()) > 4 * len(group):
        return np.arange(len(group))
    return np.flatnonzero((np.bincount(group) > 1)[group])
