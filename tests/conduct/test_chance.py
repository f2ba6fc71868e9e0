"""The statistics under the tests, against brute force and published definitions."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.conduct.chance import binomial_tail, corrected, spread_tail


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 12), st.integers(0, 12), st.floats(0.01, 0.99))
def test_the_binomial_tail_is_exact(trials: int, count: int, chance: float) -> None:
    wanted = sum(
        comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(count, trials + 1)
    )
    got = binomial_tail(np.array([count]), np.array([trials]), np.array([chance]))[0]
    assert got == pytest.approx(wanted, abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=20), st.integers(0, 30))
def test_the_correction_is_benjamini_hochberg(p: list[float], unlisted: int) -> None:
    tests = len(p) + unlisted
    everything = np.sort(np.array(p + [1.0] * unlisted))
    got = corrected(np.array(p), tests)
    for value, q in zip(p, got, strict=True):
        ranks = np.arange(1, tests + 1)
        wanted = min(1.0, float((everything * tests / ranks)[everything >= value].min()))
        assert q == pytest.approx(wanted)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 30), st.floats(0.01, 20), st.floats(0, 50))
def test_more_spread_never_makes_a_count_rarer(count: int, mean: float, more: float) -> None:
    one, means = np.array([count]), np.array([mean])
    assert spread_tail(one, means, means + more)[0] >= spread_tail(one, means, means)[0] - 1e-12
