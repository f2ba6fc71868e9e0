"""Tails from few draws: uniform under the null, also far beyond the draws."""

from __future__ import annotations

import numpy as np
import pytest

from indicia.conduct.tail import both_tails, upper_tail


@pytest.mark.parametrize("law", ["normal", "gumbel", "gamma", "lognormal"])
def test_p_is_no_smaller_than_chance_makes_it(law: str) -> None:
    rng = np.random.default_rng(4)
    draw = {
        "normal": lambda size: rng.standard_normal(size),
        "gumbel": lambda size: rng.gumbel(size=size),
        "gamma": lambda size: rng.gamma(3, size=size),
        "lognormal": lambda size: rng.lognormal(0, 0.4, size),
    }[law]
    null, value = draw((99, 20_000)), draw(20_000)
    p = upper_tail(value, null)
    assert 0.04 < (p <= 0.05).mean() < 0.055
    # Beyond the draws a law with a heavier tail than Pearson's costs a factor, and no more.
    assert (p <= 0.01).mean() < 0.015
    assert (p <= 0.001).mean() < 0.003


def test_a_value_far_from_the_null_has_a_small_p_and_a_null_without_spread_has_none() -> None:
    null = np.random.default_rng(1).standard_normal((99, 2))
    assert both_tails(np.array([8.0, -8.0]), null).max() < 1e-4
    flat = np.ones((99, 2))
    assert upper_tail(np.array([2.0, 1.0]), flat).tolist() == [0.01, 1.0]


def test_what_was_not_measured_has_no_p() -> None:
    null = np.random.default_rng(1).standard_normal((99, 2))
    assert np.isnan(both_tails(np.array([np.nan, 0.0]), null)).tolist() == [True, False]
