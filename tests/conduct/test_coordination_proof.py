"""The test of the test: power and false discoveries over many corpora, p under the null, names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conduct_proof import QUICK, NullP, found_in, null_ps, outcomes, pairs_of, proof_plan, renamed
from conduct_world import make_world
from scipy.stats import kstest

CORPORA = 200
NULLS = ("names", "times", "shuffles")


def powers_and_false(seeds: range, topics: bool) -> tuple[float, float]:
    """The share of planted pairs found, and the mean share of false ones among those found."""
    rows = [row for row in outcomes(seeds) if (row.topics > 1) is topics]
    power = sum(row.right for row in rows) / sum(row.planted for row in rows)
    return power, float(np.mean([row.wrong / max(1, row.wrong + row.right) for row in rows]))


def check_null(found: list[NullP], most: float, excess: float) -> None:
    for name in NULLS:
        p = np.concatenate([getattr(one, name) for one in found])
        assert ((p >= 0) & (p <= 1)).all()
        above = kstest(p, "uniform", alternative="greater").statistic
        assert above <= excess, f"{name}: too many small p"
        if name != "names":
            assert kstest(p, "uniform").statistic <= most, name


def test_a_sample_of_planted_corpora() -> None:
    for topics in (False, True):
        power, false = powers_and_false(range(8), topics)
        assert power >= 0.95
        assert false <= (0.10 if topics else 0.05)


def test_p_under_the_null_is_uniform_and_never_too_small() -> None:
    check_null([null_ps(seed) for seed in range(10)], most=0.07, excess=0.07)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_other_names_in_another_order_give_the_same_findings(seed: int) -> None:
    world = make_world(replace(proof_plan(seed), shares=4_000), seed)
    other, number = renamed(world, seed)
    one, two = found_in(world, QUICK), found_in(other, QUICK)
    assert one.findings
    called = {
        tuple(sorted((str(number[int(f.left)]), str(number[int(f.right)])))): f
        for f in one.findings
    }
    assert set(called) == {(f.left, f.right) for f in two.findings}
    for found in two.findings:
        same = called[found.left, found.right]
        assert found.objects == same.objects
        assert found.p_of_shuffles == same.p_of_shuffles
        assert found.p == pytest.approx(same.p, rel=1e-6)
        assert found.q == pytest.approx(same.q, rel=1e-6)
        assert found.null_mean == pytest.approx(same.null_mean, rel=1e-9)


def test_cells_are_found_whoever_is_called_what() -> None:
    world = make_world(proof_plan(3), 3)
    other, _ = renamed(world, 3)
    assert pairs_of(found_in(other, QUICK)) >= other.planted


@pytest.mark.timeout(3600)
@pytest.mark.proof
def test_all_planted_corpora() -> None:
    for topics in (False, True):
        power, false = powers_and_false(range(CORPORA), topics)
        print(f"topics {topics}: power {power:.4f}, false discoveries {false:.5f}")
        assert power >= 0.95
        assert false <= (0.10 if topics else 0.05)


@pytest.mark.timeout(3600)
@pytest.mark.proof
def test_p_under_the_null_over_all_corpora() -> None:
    found = [null_ps(seed) for seed in range(CORPORA)]
    check_null(found, most=0.03, excess=0.02)
    for name in NULLS[1:]:
        # Pairs of one corpus depend on one another; those of different corpora do not.
        one = np.array([getattr(p, name)[0] for p in found])
        assert kstest(one, "uniform").pvalue > 0.001
