"""Which accounts meet: share one object within the window; and what else the two share at all.

Whoever acts together fills the very traffic that chance is judged by: a cell of twenty can be most
of its hour. So pairs that plainly meet too often are set apart first, and rates of chance are
taken from the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.conduct.chance import binomial_tail
from indicia.conduct.coordination.share import Shares
from indicia.conduct.coordination.window import pairs_within

PLAIN_P, ROUNDS = 1e-3, 4
"""A pair is set apart at this uncorrected p; on worlds without cells that takes .1-.5 % of close
pairs out of the rates (docs/figures/conduct.md shows the false share that results)."""
BORROWED = 10.0
"""Pairs of the whole corpus that an object's own rate is mixed with: few pairs tell little."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs of accounts that meet on enough objects. Matrices are pairs by objects, sparse."""

    left: np.ndarray
    right: np.ndarray
    count: np.ndarray
    """Distinct objects on which the pair meets within the window."""
    shared: Any
    """1 where both shared the object, at whatever time."""
    near: Any
    """1 where they met on it."""
    apart: np.ndarray
    """Whether the pair is set apart from the rates of chance."""
    rows: np.ndarray
    """Close rows of shares of different accounts, (n, 2)."""
    pair: np.ndarray
    """The number of the pair of each of ``rows``; -1 where it meets on too few objects."""
    rate: np.ndarray
    """For each object, the chance that two who share it do so within the window, mixed."""

    @property
    def both(self) -> np.ndarray:
        """Distinct objects that each pair shares at all."""
        counts: np.ndarray = np.asarray(self.shared.sum(axis=1)).ravel()
        return counts


def find_meetings(shares: Shares, window: int, least: int) -> Meetings:
    """The pairs that meet on ``least`` or more objects, with the rates of everybody else."""
    number, things = len(shares.accounts), shares.objects
    rows = pairs_within(shares.object, shares.second, window)
    a, b = shares.account[rows[:, 0]], shares.account[rows[:, 1]]
    rows, a, b = rows[a != b], a[a != b], b[a != b]
    key = np.minimum(a, b) * number + np.maximum(a, b)
    keys, of_row = np.unique(key, return_inverse=True)
    met = np.unique(of_row * max(1, things) + shares.object[rows[:, 0]])
    which, met_on = met // max(1, things), met % max(1, things)
    counts = np.bincount(which, minlength=len(keys))
    chosen = np.flatnonzero(counts >= least)
    place = np.full(len(keys) + 1, -1)
    place[chosen] = np.arange(len(chosen))
    left, right = keys[chosen] // number, keys[chosen] % number
    held = _matrix(shares.account, shares.object, (number, things))
    shared = held[left].multiply(held[right]).tocsr()
    inside = place[which] >= 0
    near = _matrix(place[which][inside], met_on[inside], (len(chosen), things))
    sharers = np.asarray(held.sum(axis=0)).ravel()
    possible = sharers * (sharers - 1) / 2
    close = np.bincount(met_on, minlength=things).astype(float)
    apart, rate = _set_apart(shared, near, possible, close)
    pair = place[of_row]
    return Meetings(left, right, counts[chosen], shared, near, apart, rows, pair, rate)


def _matrix(row: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_matrix

    matrix = csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _set_apart(
    shared: Any, near: Any, possible: np.ndarray, close: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs meet plainly too often, and each object's rate among all other pairs."""
    apart = np.zeros(shared.shape[0], bool)
    count = np.asarray(near.sum(axis=1)).ravel()
    both = np.asarray(shared.sum(axis=1)).ravel()
    for _ in range(ROUNDS):
        pooled = _pooled(apart, shared, near, possible, close)[2]
        now = binomial_tail(count, both, np.full(len(count), pooled)) <= PLAIN_P
        if (now == apart).all():
            break
        apart = now
    rest_possible, rest_close, pooled = _pooled(apart, shared, near, possible, close)
    return apart, (rest_close + BORROWED * pooled) / (rest_possible + BORROWED)


def _pooled(
    apart: np.ndarray, shared: Any, near: Any, possible: np.ndarray, close: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    weight = apart.astype(float)
    rest_possible, rest_close = possible - weight @ shared, close - weight @ near
    return rest_possible, rest_close, float(rest_close.sum() / max(1.0, rest_possible.sum()))
