"""Stratified shuffles: names of accounts change places within strata.

Every account keeps its number of shares in every stratum, every moment keeps its object; only who
shared what is left to chance. Shuffles confirm what the closed forms let through, and show the
spread of the null, which is wider than Poisson where shares cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.share import Shares


@dataclass(frozen=True, slots=True)
class Shuffled:
    """What shuffles gave for each watched pair: mean, variance, p = (1 + as many) / (1 + all)."""

    mean: np.ndarray
    variance: np.ndarray
    p: np.ndarray


def shuffled_accounts(shares: Shares, rng: np.random.Generator) -> np.ndarray:
    """Accounts of the shares after one shuffle within strata."""
    order = np.argsort(shares.stratum, kind="stable")
    mixed = np.argsort(shares.stratum + rng.random(len(shares)))
    accounts = np.empty_like(shares.account)
    accounts[order] = shares.account[mixed]
    return accounts


def shuffle_meetings(
    shares: Shares,
    rows: np.ndarray,
    watched: tuple[np.ndarray, np.ndarray, np.ndarray],
    shuffles: int,
    rng: np.random.Generator,
) -> Shuffled:
    """Meetings of the ``watched`` pairs (left, right, observed) on close ``rows``, by shuffles.

    A meeting counts once an object, as in what was observed.
    """
    left, right, observed = watched
    width, things = len(shares.accounts), max(1, shares.objects)
    keys = left * width + right
    order = np.argsort(keys)
    ordered = keys[order]
    total, squares = np.zeros(len(keys)), np.zeros(len(keys))
    as_many = np.zeros(len(keys), np.int64)
    thing = shares.object[rows[:, 0]]
    wanted = np.zeros(width, bool)
    wanted[left] = wanted[right] = True
    for _ in range(shuffles):
        names = shuffled_accounts(shares, rng)
        a, b = names[rows[:, 0]], names[rows[:, 1]]
        maybe = wanted[a] & wanted[b] & (a != b)
        met = np.minimum(a[maybe], b[maybe]) * width + np.maximum(a[maybe], b[maybe])
        place = np.minimum(np.searchsorted(ordered, met), len(keys) - 1)
        hit = ordered[place] == met
        once = np.unique(place[hit] * things + thing[maybe][hit]) // things
        counts = np.zeros(len(keys))
        counts[order] = np.bincount(once, minlength=len(keys))
        total += counts
        squares += counts * counts
        as_many += counts >= observed
    mean = total / max(1, shuffles)
    variance = np.maximum(0.0, squares / max(1, shuffles) - mean * mean)
    return Shuffled(mean, variance, (1 + as_many) / (1 + shuffles))
