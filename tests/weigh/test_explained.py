"""The rows that explain an assessment: they add up, agree with the result, and are the same again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weigh_worlds import plain_model, random_model

from indicia.tables import table_of
from indicia.weigh import assessment_json, parse_model, weigh
from indicia.weigh.explained import sensitivity_rows, weight_rows
from indicia.weigh.judged import Judged


def result_of(model):
    return assessment_json(weigh(parse_model({**model, "draws": 100})))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_prior_indications_and_joint_parts_add_up_to_the_total(seed, number):
    result = result_of(random_model(seed, number, origins=3))
    rows = weight_rows("q", result, {})
    parts = [r["decibans"] for r in rows if r["kind"] in ("prior", "indication", "joint")]
    total = next(r["decibans"] for r in rows if r["kind"] == "total")
    assert sum(parts) == pytest.approx(total, abs=1e-6)


def test_without_an_indication_the_leader_has_what_leaving_it_out_gives():
    model = random_model(7, 5)
    result = result_of(model)
    leader = result["decibans"]["leader"]
    for row in weight_rows("q", result, {}):
        if row["kind"] == "indication":
            kept = [i for i in model["indications"] if i["id"] != row["id"]]
            again = result_of({**model, "indications": kept})
            assert row["without"] == pytest.approx(again["posterior"][leader], abs=1e-9)


def test_the_flip_set_is_marked_and_the_heaviest_stands_first():
    result = result_of(random_model(3, 6))
    rows = [r for r in weight_rows("q", result, {}) if r["kind"] == "indication"]
    assert {r["id"] for r in rows if r["in_flip_set"]} == set(
        result["flip"]["indications"]["removed"]
    )
    sizes = [abs(r["decibans"]) for r in rows]
    assert sizes == sorted(sizes, reverse=True)


def test_the_tables_take_the_rows_and_hold_every_kind():
    result = result_of(random_model(11, 4))
    weights = table_of("weights", weight_rows("q", result, {}))
    sensitivity = table_of("sensitivity", sensitivity_rows("q", result))
    assert {"prior", "indication", "total", "origin"} <= set(weights.column("kind").to_pylist())
    kinds = set(sensitivity.column("kind").to_pylist())
    assert {"gamma", "prior", "themes", "bounds", "inconsistency"} <= kinds


def test_bounds_that_say_nothing_are_left_out_with_the_reason():
    rows = sensitivity_rows("q", result_of(random_model(5, 9)))
    bound = [r for r in rows if r["kind"] == "bounds"]
    assert len(bound) == 1 and "say nothing" in bound[0]["note"]


def test_a_fact_that_was_denied_or_sought_in_vain_says_so():
    assert Judged("d", "q", "It is seen.", "t").finding == "It is seen"
    assert "denied" in Judged("d", "q", "It is seen", "t", links={"v": False}).finding
    assert "not found" in Judged("d", "q", "It is seen", "t", searched=0.5).finding
    assert (
        Judged("d", "q", "It is seen", "t", links={"v": True, "w": False}).finding == "It is seen"
    )


def test_a_model_without_shared_origins_has_no_joint_part():
    kinds = [row["kind"] for row in weight_rows("q", result_of(plain_model()), {})]
    assert "joint" not in kinds
