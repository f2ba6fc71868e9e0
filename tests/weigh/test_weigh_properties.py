"""Properties that the posterior holds whatever the evidence."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weigh_worlds import ANSWERS, indication, plain_model, random_model, report

from indicia.weigh import assessment_json, parse_model, weigh
from indicia.weigh.asof import model_as_of
from indicia.weigh.looking import look_next, outcomes
from indicia.weigh.posterior import make_scale, posterior, to_probabilities, utilities

seeds = st.integers(0, 10_000)
few = settings(max_examples=30, deadline=None)


def shares(model: dict[str, Any]) -> list[float]:
    return list(posterior(parse_model(model)).values())


@few
@given(seeds, st.booleans())
def test_the_posterior_adds_up_to_one_and_hangs_on_no_order(seed: int, shared: bool) -> None:
    model = random_model(seed, origins=4 if shared else None, themes=3)
    turned = copy.deepcopy(model)
    rng = np.random.default_rng(seed)
    rng.shuffle(turned["indications"])
    for row in turned["indications"]:
        rng.shuffle(row["reports"])
        for said in row["reports"]:
            said.get("relays", []).reverse()
    assert sum(shares(model)) == pytest.approx(1, abs=1e-12)
    assert shares(turned) == pytest.approx(shares(model), abs=1e-12)


@few
@given(seeds)
def test_renamed_and_reordered_answers_keep_their_probabilities(seed: int) -> None:
    model = random_model(seed, origins=5, themes=2)
    before = posterior(parse_model(model))
    turned = copy.deepcopy(model)
    turned["answers"] = list(reversed(model["answers"]))
    assert posterior(parse_model(turned)) == pytest.approx(before, abs=1e-12)


@few
@given(seeds, st.floats(0.01, 0.99), st.booleans())
def test_a_source_without_reliability_moves_nothing(seed: int, b: float, asserts: bool) -> None:
    model = random_model(seed, themes=2)
    more = copy.deepcopy(model)
    more["indications"][0]["reports"].append(report("new", asserts, 0.0, b=b))
    new = indication("new", [0.9, 0.1, 0.5], answers=model["answers"])
    new["reports"] = [report("newer", asserts, 0.0, b=b)]
    new["theme"] = more["indications"][0]["theme"]
    more["indications"].append(new)
    assert shares(more) == pytest.approx(shares(model), abs=1e-12)


@few
@given(seeds)
def test_a_source_that_says_so_either_way_moves_nothing(seed: int) -> None:
    model = random_model(seed)
    more = copy.deepcopy(model)
    more["indications"][0]["reports"].append(report("coin", True, 0.7, e=0.5, b=0.3))
    assert shares(more) == pytest.approx(shares(model), abs=1e-12)


@pytest.mark.parametrize("copied", [0.0, 0.4, 1.0])
def test_ten_thousand_relays_move_no_more_than_one_further_report(copied: float) -> None:
    alone = plain_model()
    second = plain_model()
    second["indications"][0]["reports"].append(report("o2"))
    relayed = plain_model()
    relayed["indications"][0]["reports"][0]["relays"] = [{"asserts": True, "c": copied}] * 10_000
    low, moved, high = (shares(model)[0] for model in (alone, relayed, second))
    assert low - 1e-12 <= moved <= high + 1e-12
    if copied == 1:
        assert moved == pytest.approx(low, abs=1e-12)


@few
@given(st.integers(1, 60), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.booleans())
def test_agreeing_origins_stay_within_the_ratio_of_one_fact(
    origins: int, p: float, q: float, asserts: bool
) -> None:
    model = plain_model(answers=["a", "b", "something else"])
    model["indications"] = [
        indication("i1", [p, q], [report(f"o{k}", asserts) for k in range(origins)])
    ]
    model["indications"][0]["p"] = {"a": p, "b": q}
    found = shares(model)
    present, absent = p / q, (1 - p) / (1 - q)
    limit = sorted((present, absent))
    assert limit[0] * (1 - 1e-9) <= found[0] / found[1] <= limit[1] * (1 + 1e-9)


def test_ten_origins_of_one_fact_are_one_fact() -> None:
    model = plain_model(answers=["a", "b", "something else"])
    model["indications"] = [indication("i1", [0.6, 0.3], [report(f"o{k}") for k in range(10)])]
    model["indications"][0]["p"] = {"a": 0.6, "b": 0.3}
    found = shares(model)
    assert 1.99 < found[0] / found[1] < 2


@few
@given(seeds)
def test_splitting_an_answer_keeps_its_probability(seed: int) -> None:
    model = random_model(seed, origins=4, themes=2, answers=3)
    model["priors"] = {"a0": [0.2, 0.5, 0.7], "a1": [0.2, 0.4, 0.6], "something else": 0.1}
    split = copy.deepcopy(model)
    split["answers"] = ["a0", "a0 too", "a1", "something else"]
    split["priors"] = {"a0": 0.2, "a0 too": 0.3, "a1": [0.2, 0.4, 0.6], "something else": 0.1}
    for row in split["indications"]:
        row["p"]["a0 too"] = row["p"]["a0"]
    whole, parts = posterior(parse_model(model)), posterior(parse_model(split))
    assert parts["a0"] + parts["a0 too"] == pytest.approx(whole["a0"], abs=1e-12)
    assert parts["a1"] == pytest.approx(whole["a1"], abs=1e-12)


def test_ten_thousand_indications_do_not_underflow() -> None:
    rng = np.random.default_rng(0)
    rows = [
        indication(f"i{j:05}", rng.uniform(0.3, 0.7, 3).tolist(), [report(f"o{j}", r=0.9)])
        for j in range(10_000)
    ]
    scale = make_scale(parse_model(plain_model(indications=rows)))
    values = utilities(scale)
    assert np.isfinite(values).all() and values.min() < -1000
    assert to_probabilities(values).sum() == pytest.approx(1, abs=1e-12)


@few
@given(seeds)
def test_looking_never_costs_knowledge_and_is_right_on_average(seed: int) -> None:
    model = random_model(seed)
    model["indications"][0]["reports"] = []
    model["indications"][0]["searched"] = None
    model["indications"][0]["look"] = {"d": 0.7, "cost": 3}
    parsed = parse_model(model)
    now = np.array(list(posterior(parsed).values()))
    (look, *_) = look_next(parsed, now)
    found, missed = outcomes([parsed.indications[0]], now)
    assert look.bits >= 0
    assert 0 <= look.changes_leader <= 1
    assert found[0] + missed[0] == pytest.approx(now, abs=1e-12)


def test_nothing_is_proposed_about_private_persons() -> None:
    model = plain_model()
    model["indications"].append(indication("i2", [0.9, 0.1, 0.1], look={"private_person": True}))
    assert look_next(parse_model(model), np.array([0.4, 0.2, 0.2, 0.2])) == []


@few
@given(seeds)
def test_later_evidence_never_alters_an_earlier_assessment(seed: int) -> None:
    early = random_model(seed, indications=3, themes=2)
    late = copy.deepcopy(early)
    for row in random_model(seed + 1, indications=2)["indications"]:
        late["indications"].append(
            row | {"id": f"late {row['id']}", "known": "2026-02-01T00:00:00Z"}
        )
    late["indications"][0]["reports"].append(report("later", known="2026-02-01T00:00:00+02:00"))
    then = model_as_of(parse_model(late), "2026-01-31T21:59:59Z")
    at_once = assessment_json(weigh(parse_model(early)))
    assert assessment_json(weigh(then)) | {"parameters": 0, "sha256": 0} == at_once | {
        "parameters": 0,
        "sha256": 0,
    }
    assert len(model_as_of(parse_model(late), "2026-02-01T00:00:00Z").indications) == 5


def test_silence_speaks_only_as_far_as_the_search_could_have_found_it() -> None:
    def after(d: float) -> float:
        model = plain_model()
        model["indications"][0] |= {"reports": [], "searched": {"d": d}}
        return shares(model)[0]

    assert after(0.001) > after(0.4) > after(0.99)
    assert after(1e-9) == pytest.approx(0.3, abs=1e-6)


def test_a_persona_that_would_say_so_only_under_one_answer_points_to_it() -> None:
    model = plain_model()
    model["indications"][0] |= {"p": dict.fromkeys(ANSWERS[:3], 0.5)}
    model["indications"][0]["reports"] = [
        report("o1", r=0.1, b=dict.fromkeys(ANSWERS, 0.2) | {"foreign": 0.9})
    ]
    assert shares(model)[2] > 2 * shares(model)[0]
