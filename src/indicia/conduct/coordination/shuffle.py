"""Stratified shuffles: names of accounts change places within strata.

Every account keeps its number of shares in every stratum, every moment keeps its object; only who
shared what is left to chance. Shuffles confirm what the closed forms let through, and show the
spread of the null, which is wider than Poisson where shares cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.coordination.share import Shares


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


class Deal:
    """Names at some places after a shuffle of all within strata, without shuffling all.

    A place draws a name of its stratum until it has one that no other place holds. No name is
    preferred, so every way to deal names to places is equally likely, as after a whole shuffle.
    Strata of which more than half the places are asked for are shuffled whole. Cost: linear in
    the places.
    """

    def __init__(self, shares: Shares, places: np.ndarray) -> None:
        stratum = shares.stratum
        size = np.bincount(stratum, minlength=1)
        crowded = 2 * np.bincount(stratum[places], minlength=len(size)) > size
        order = np.argsort(stratum, kind="stable")
        self._pool = shares.account[order]
        whole = order[crowded[stratum[order]]]
        self._whole, self._whole_stratum = shares.account[whole], stratum[whole]
        few = ~crowded[stratum[places]]
        self._few, self._many = np.flatnonzero(few), np.flatnonzero(~few)
        where = np.full(len(stratum), -1)
        where[whole] = np.arange(len(whole))
        self._many_place = where[places[~few]]
        self._size = size[stratum[places[few]]]
        self._start = (np.cumsum(size) - size)[stratum[places[few]]]
        self._owner = np.full(len(stratum), -1)

    def names(self, rng: np.random.Generator) -> np.ndarray:
        """Account numbers at the places, one deal."""
        names = np.empty(len(self._few) + len(self._many), np.int64)
        names[self._few] = self._pool[self._spots(rng)]
        mixed = np.argsort(self._whole_stratum + rng.random(len(self._whole)))
        names[self._many] = self._whole[mixed][self._many_place]
        return names

    def _spots(self, rng: np.random.Generator) -> np.ndarray:
        spots = np.empty(len(self._few), np.int64)
        waiting = np.arange(len(spots))
        while len(waiting):
            chance = rng.random(len(waiting))
            drawn = self._start[waiting] + (chance * self._size[waiting]).astype(np.int64)
            free = self._owner[drawn] < 0
            asking, drawn = waiting[free], drawn[free]
            self._owner[drawn] = asking
            held = self._owner[drawn] == asking
            spots[asking[held]] = drawn[held]
            waiting = np.concatenate((waiting[~free], asking[~held]))
        self._owner[spots] = -1
        return spots


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
    wanted = np.zeros(width, bool)
    wanted[left] = wanted[right] = True
    # Where no watched account is active, none can be after a shuffle.
    reached = np.bincount(shares.stratum, wanted[shares.account]) > 0
    rows = rows[reached[shares.stratum[rows]].all(axis=1)]
    thing = shares.object[rows[:, 0]]
    places, at = np.unique(rows, return_inverse=True)
    at = at.reshape(-1, 2)
    deal = Deal(shares, places)
    for _ in range(shuffles):
        names = deal.names(rng)
        a, b = names[at[:, 0]], names[at[:, 1]]
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
