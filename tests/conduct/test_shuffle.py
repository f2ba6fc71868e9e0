"""Shuffles within strata: every way to deal names is equally likely, whole or in part."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import chisquare

from indicia.conduct.coordination.share import Shares
from indicia.conduct.coordination.shuffle import Deal, shuffle_meetings, shuffled_accounts


def shares_with(account: list[int], stratum: list[int]) -> Shares:
    rows = np.arange(len(account))
    return Shares(
        np.array(account),
        np.zeros(len(account), np.int64),
        rows,
        np.array(stratum),
        rows,
        tuple(map(str, range(max(account) + 1))),
        1,
    )


@pytest.mark.parametrize("places", [[1, 4], [0, 2, 4], [0, 1, 2, 3, 4]])
def test_every_deal_of_a_stratum_is_equally_likely(places: list[int]) -> None:
    deal = Deal(shares_with([0, 1, 2, 3, 4], [0] * 5), np.array(places))
    rng = np.random.default_rng(1)
    ways = list(permutations(range(5), len(places)))
    seen = Counter(tuple(deal.names(rng).tolist()) for _ in range(200 * len(ways)))
    assert set(seen) == set(ways)
    assert chisquare([seen[way] for way in ways]).pvalue > 0.001


def test_names_stay_in_their_stratum_and_are_held_once() -> None:
    rng = np.random.default_rng(2)
    stratum = np.sort(rng.integers(0, 9, 400))
    shares = shares_with(list(range(400)), rng.permutation(stratum).tolist())
    places = np.sort(rng.choice(400, 150, replace=False))
    deal = Deal(shares, places)
    for _ in range(50):
        names = deal.names(rng)
        assert len(set(names.tolist())) == len(places)
        assert (shares.stratum[names] == shares.stratum[places]).all()


def test_a_part_of_a_shuffle_gives_what_whole_shuffles_give() -> None:
    rng = np.random.default_rng(3)
    shares = shares_with(rng.integers(0, 6, 60).tolist(), rng.integers(0, 3, 60).tolist())
    rows = np.array([[n, n + 1] for n in range(0, 20, 2)])
    left, right = np.array([0, 1, 2]), np.array([1, 2, 5])
    found = shuffle_meetings(shares, rows, (left, right, np.array([1, 1, 1])), 4_000, rng)
    whole = np.zeros((4_000, 3))
    for n in range(4_000):
        names = shuffled_accounts(shares, rng)
        met = {tuple(sorted(pair)) for pair in names[rows].tolist()}
        whole[n] = [(a, b) in met for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    assert found.mean == pytest.approx(whole.mean(axis=0), abs=0.04)
    assert found.p == pytest.approx(whole.mean(axis=0), abs=0.04)
