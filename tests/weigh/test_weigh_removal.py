"""Leaving evidence out, flip sets, and bounds, against brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weigh_worlds import indication, plain_model, random_model, report

from indicia.weigh.bounds import exact_bounds, gamma_bounds
from indicia.weigh.flip import TIE, Flip, flip_indications, flip_origins
from indicia.weigh.parse import parse_model
from indicia.weigh.posterior import Scale, make_scale, to_probabilities, utilities
from indicia.weigh.removal import weights_against_rival, without_indications, without_origins

seeds = st.integers(0, 10_000)
few = settings(max_examples=25, deadline=None)


def scale_of(seed: int, shared: bool, indications: int = 6) -> Scale:
    origins = 5 if shared else None
    return make_scale(parse_model(random_model(seed, indications, origins, themes=3)))


def value_without(scale: Scale, kind: str, removed: tuple[int, ...]) -> np.ndarray:
    if kind == "origins":
        return utilities(scale, keep=~np.isin(scale.evidence.said.origin, removed))
    gone = np.isin(np.arange(len(scale.evidence.ids)), removed)
    return utilities(scale, without=gone)


def smallest_by_trying_all(scale: Scale, kind: str) -> int | None:
    names = scale.evidence.origins if kind == "origins" else scale.evidence.ids
    leader = int(np.argmax(utilities(scale)))
    for size in range(1, len(names) + 1):
        for removed in combinations(range(len(names)), size):
            after = value_without(scale, kind, removed)
            if np.delete(after, leader).max() >= after[leader] - TIE:
                return size
    return None


def check_flip(scale: Scale, kind: str, found: Flip | None) -> None:
    expected = smallest_by_trying_all(scale, kind)
    assert (None if found is None else len(found.removed)) == expected
    if found is not None:
        names = scale.evidence.origins if kind == "origins" else scale.evidence.ids
        after = value_without(scale, kind, tuple(names.index(n) for n in found.removed))
        leader = int(np.argmax(utilities(scale)))
        new = scale.evidence.model.answers.index(found.new_leader)
        assert found.is_smallest and new != leader and after[new] >= after[leader] - 1e-8


@few
@given(seeds, st.booleans())
def test_the_smallest_set_of_indications_equals_brute_force(seed: int, shared: bool) -> None:
    scale = scale_of(seed, shared, 8)
    check_flip(scale, "indications", flip_indications(scale))


@few
@given(seeds, st.booleans())
def test_the_smallest_set_of_origins_equals_brute_force(seed: int, shared: bool) -> None:
    scale = scale_of(seed, shared, 4)
    check_flip(scale, "origins", flip_origins(scale))


def test_twelve_indications_in_two_dependent_themes_flip_as_brute_force_says() -> None:
    rng = np.random.default_rng(4)
    rows = [
        indication(
            f"i{j:02}",
            [float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.2, 0.6)), 0.4],
            [report(f"o{j}", r=0.8)],
            theme=f"t{j % 2}",
        )
        for j in range(12)
    ]
    scale = make_scale(parse_model(plain_model(indications=rows, rho={"t0": 0.3, "t1": 1.0})))
    check_flip(scale, "indications", flip_indications(scale))


def test_no_removal_changes_a_leader_that_its_prior_carries() -> None:
    model = plain_model(priors={"local": 0.9, "backed": 0.03, "foreign": 0.03})
    scale = make_scale(parse_model(model | {"priors": model["priors"] | {"something else": 0.04}}))
    assert flip_indications(scale) is None and flip_origins(scale) is None


@few
@given(seeds, st.booleans())
def test_leaving_one_out_equals_weighing_anew(seed: int, shared: bool) -> None:
    scale = scale_of(seed, shared)
    for j, row in enumerate(without_indications(scale)):
        anew = to_probabilities(value_without(scale, "indications", (j,)))
        assert row == pytest.approx(anew, abs=1e-12)
    for o, row in enumerate(without_origins(scale)):
        anew = to_probabilities(value_without(scale, "origins", (o,)))
        assert row == pytest.approx(anew, abs=1e-12)


@few
@given(seeds, st.booleans())
def test_decibans_add_up_to_the_odds_of_leader_and_rival(seed: int, shared: bool) -> None:
    scale = scale_of(seed, shared)
    values = utilities(scale)
    leader, rival = np.argsort(-values)[:2]
    each, joint = weights_against_rival(scale, int(leader), int(rival))
    prior = scale.log_prior[leader] - scale.log_prior[rival]
    assert prior + each.sum() + joint.sum() == pytest.approx(values[leader] - values[rival])


def judged_at_random(scale: Scale, rng: np.random.Generator) -> np.ndarray:
    """The posterior at random judgements inside all bands, priors among them."""
    evidence = scale.evidence
    best = rng.uniform(evidence.low, evidence.high)
    priors = evidence.model.priors
    drawn = np.array([rng.uniform(band.low, band.high) for band in priors])
    return to_probabilities(utilities(scale, best=best) - scale.log_prior + np.log(drawn))


@few
@given(seeds, st.booleans())
def test_bounds_hold_every_judgement_within_the_bands_and_are_nested(
    seed: int, shared: bool
) -> None:
    scale = scale_of(seed, shared, 5)
    low, high = exact_bounds(scale)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        inside = judged_at_random(scale, rng)
        assert (low - 1e-12 <= inside).all() and (inside <= high + 1e-12).all()
    leader = int(np.argmax(utilities(scale)))
    worst = [bound.probability for bound in gamma_bounds(scale, 3)]
    now = to_probabilities(utilities(scale))[leader]
    assert now >= worst[0] >= worst[1] >= worst[2] >= low[leader] - 1e-12


@pytest.mark.parametrize("shared", [False, True])
def test_bounds_contain_ten_thousand_random_judgements(shared: bool) -> None:
    scale = scale_of(11, shared, 4)
    low, high = exact_bounds(scale)
    rng = np.random.default_rng(1)
    inside = np.array([judged_at_random(scale, rng) for _ in range(10_000 if not shared else 2000)])
    assert (low - 1e-12 <= inside).all() and (inside <= high + 1e-12).all()


@few
@given(seeds, st.booleans())
def test_the_gamma_bound_equals_trying_every_pair_of_judgements(seed: int, shared: bool) -> None:
    scale = scale_of(seed, shared, 3)
    evidence = scale.evidence
    leader = int(np.argmax(utilities(scale)))
    cells = [(j, h) for j in range(len(evidence.ids)) for h in range(evidence.best.shape[1])]
    cells += [(-1, h) for h in range(evidence.best.shape[1])]
    worst = 1.0
    for pair in combinations(cells, 2):
        for ends in ((0, 0), (0, 1), (1, 0), (1, 1)):
            best, priors = evidence.best.copy(), np.exp(scale.log_prior) * prior_sum(scale)
            for (j, h), end in zip(pair, ends, strict=True):
                band = evidence.model.priors[h]
                if j < 0:
                    priors[h] = (band.low, band.high)[end]
                else:
                    best[j, h] = (evidence.low, evidence.high)[end][j, h]
            values = utilities(scale, best=best) - scale.log_prior + np.log(priors)
            worst = min(worst, float(to_probabilities(values)[leader]))
    assert gamma_bounds(scale, 2)[1].probability == pytest.approx(worst, abs=1e-12)


def prior_sum(scale: Scale) -> float:
    return sum(band.best for band in scale.evidence.model.priors)
