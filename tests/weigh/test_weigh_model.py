"""Bad model files end in one sentence that names the place; good ones are read whole."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weigh_worlds import ANSWERS, indication, plain_model, random_model, report

from indicia.errors import BadInput
from indicia.weigh import assessment_json, parse_model, weigh
from indicia.weigh.output import model_json
from indicia.weigh.plainfile import weigh_file
from indicia.weigh.posterior import posterior


def changed(path: str, value: Any) -> dict[str, Any]:
    """The plain model with one field set; ``path`` as in ``indications.0.p.local``."""
    model = plain_model()
    *parents, last = path.split(".")
    at: Any = model
    for step in parents:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return model


FAULTS = [
    ("answers", ["local"], "'something else' is missing"),
    ("answers", ["local", "Local ", "something else"], "listed twice"),
    ("answers", ["something else"], "at least one answer"),
    ("answers", [f"a{k}" for k in range(999)] + ["something else"], "the limit is 50"),
    ("answers", [*ANSWERS, 3], "answers[4]: expected a text"),
    ("colour", 1, "unknown key 'colour'"),
    ("indication", [], "Did you mean 'indications'"),
    ("indications.0.p.local", [0.8, 0.7, 0.6], "indications[0].p.local: band reversed"),
    ("indications.0.p.local", [0.6, 0.7], "three numbers"),
    ("indications.0.p.local", 1.0, "indications[0].p.local: 1.0 is not between 0 and 1"),
    ("indications.0.p.local", 0, "not between 0 and 1"),
    ("indications.0.p.local", True, "expected a number"),
    ("indications.0.p.local", float("nan"), "finite"),
    ("indications.0.p.local", "maybe", "'maybe' is no word of likelihood"),
    ("indications.0.p", {"local": 0.5}, "judged for some answers only"),
    ("indications.0.p", dict.fromkeys(ANSWERS, 0.5), "the residual answer has no band"),
    ("indications.0.text", " ", "indications[0].text: expected a text"),
    ("indications.0.searched", {"d": 1}, "indications[0].searched.d"),
    ("indications.0.look", {"cost": 0}, "cost: 0 is not above 0"),
    ("indications.0.known", "yesterday", "is no time"),
    ("indications.0.known", "2026-01-01T00:00:00", "has no zone"),
    ("indications.0.reports.0.r", 1.2, "indications[0].reports[0].r: 1.2"),
    ("indications.0.reports.0.r", "G", "'G' is no reliability"),
    ("indications.0.reports.0.r", {"local": 0.5}, "missing"),
    ("indications.0.reports.0.b", 0, "reports[0].b"),
    ("indications.0.reports.0.b", "greed", "is no interest"),
    ("indications.0.reports.0.asserts", "yes", "expected true or false"),
    ("indications.0.reports.0.credibility", 7, "is not 1 to 6"),
    ("indications.0.reports.0.relays", [{"asserts": True, "c": 2}], "relays[0].c"),
    ("indications.0.reports.0.relays", [{"asserts": True, "by": "o1"}], "relays itself"),
    ("indications.0.reports", [report("o1"), report("o1")], "reports 2 times"),
    ("priors", {"local": 0.5}, "no prior for 'backed'"),
    ("priors", dict.fromkeys(ANSWERS, "likely"), "no numbers inside these bands add up to 1"),
    ("priors", {"nobody": 0.5}, "unknown key 'nobody'"),
    ("rho", {"only i1": 0.5}, "none of 0, .3, .6 and 1"),
    ("draws", 10, "draws: 10 is not from 100"),
    ("draws", 200.5, "not a whole number"),
    ("G", 4, "G: 4 is not from 1 to 3"),
    ("seed", -1, "seed: -1"),
    ("seed", 10**400, "too large"),
]


@pytest.mark.parametrize(("path", "value", "said"), FAULTS)
def test_a_fault_in_the_model_is_named_with_its_place(path: str, value: Any, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_model(changed(path, value))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"[]", "expected an object"),
        (b'{"question": ', "line 1, column 14"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"question": "a", "question": "b"}', "given twice"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"answers": ["a"]}', "answers: 'something else' is missing"),
    ],
)
def test_what_is_not_a_model_file_is_said_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_model(content)
    assert said in str(caught.value)


def test_more_indications_than_the_limit_are_refused_at_once() -> None:
    one = plain_model()["indications"][0]
    with pytest.raises(BadInput, match="the limit is 20000"):
        parse_model(plain_model(indications=[one] * 100_000))


def test_two_indications_cannot_share_an_id() -> None:
    one = plain_model()["indications"][0]
    with pytest.raises(BadInput, match="used 2 times"):
        parse_model(plain_model(indications=[one, one]))


def test_origins_that_relay_one_another_in_a_circle_are_refused() -> None:
    model = plain_model()
    model["indications"][0]["reports"] = [
        report("o1", relays=[{"asserts": True, "by": "o2"}]),
        report("o2", relays=[{"asserts": True, "by": "o1"}]),
    ]
    with pytest.raises(BadInput, match="in a circle"):
        parse_model(model)


def test_an_origin_has_one_reliability_in_a_question() -> None:
    model = plain_model()
    model["indications"].append(indication("i2", [0.5, 0.4, 0.3], [report("o1", r=0.9)]))
    with pytest.raises(BadInput, match="origin 'o1' has one reliability at 'i1' and another"):
        parse_model(model)


def test_every_default_that_is_used_is_listed() -> None:
    said = " / ".join(parse_model(plain_model()).assumed)
    for name in (
        "sd_shared",
        "draws",
        "seed",
        "G",
        "prior of 'something else'",
        "equal",
        "b (",
        "e (",
    ):
        assert name in said
    full = model_json(parse_model(plain_model()))
    assert parse_model(full).assumed == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_model_written_out_in_full_gives_the_same_posterior(seed: int) -> None:
    model = parse_model(random_model(seed, origins=4, themes=2))
    again = parse_model(json.loads(json.dumps(model_json(model))))
    assert posterior(again) == pytest.approx(posterior(model), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    )
)
def test_anything_at_all_is_read_or_refused_politely(given_value: Any) -> None:
    model = plain_model() if not isinstance(given_value, bytes) else given_value
    if isinstance(model, dict):
        for path in ("indications.0.p.local", "priors", "indications.0.reports", "answers"):
            with_it = changed(path, given_value)
            try:
                parse_model(with_it)
            except BadInput:
                continue
    else:
        with pytest.raises(BadInput):
            parse_model(model)


def test_nato_letters_stand_for_reliabilities_and_credibility_is_never_multiplied() -> None:
    lettered = plain_model()
    lettered["indications"][0]["reports"] = [report("o1", r="C", credibility=1)]
    assert posterior(parse_model(lettered)) == posterior(parse_model(plain_model()))


def test_a_reliability_that_cannot_be_judged_widens_the_interval() -> None:
    def width(r: Any) -> float:
        model = plain_model(sd_shared=0, priors=dict.fromkeys(ANSWERS, 0.25))
        model["indications"][0]["p"] = {"local": 0.95, "backed": 0.05, "foreign": 0.05}
        model["indications"][0]["reports"] = [report("o1", r=r)]
        shown = assessment_json(weigh(parse_model(model)))["published"]["local"]
        return float(shown["high"] - shown["low"])

    assert width(0.5) == pytest.approx(0, abs=1e-6)
    assert width("F") > 0.1
    assert width([0.2, 0.5, 0.8]) == width("F")


def test_the_output_has_the_documented_keys_and_its_hash_can_be_recomputed() -> None:
    import hashlib

    from indicia.canonical import canonical_bytes

    content = json.dumps(plain_model()).encode()
    printed = json.loads(weigh_file(content))
    assert set(printed) == {
        "posterior",
        "published",
        "confidence",
        "decibans",
        "leave_one_out",
        "flip",
        "gamma",
        "bounds",
        "look_next",
        "incomplete_flag",
        "inconsistency",
        "parameters",
        "sha256",
    }
    named = printed.pop("sha256")
    assert hashlib.sha256(canonical_bytes(printed)).hexdigest() == named
    assert weigh_file(content) == weigh_file(content)


def test_bounds_are_withheld_with_the_reason_when_there_are_many_indications() -> None:
    rows = [indication(f"i{j}", [0.6, 0.5, 0.4], [report(f"o{j}")]) for j in range(6)]
    given_out = assessment_json(weigh(parse_model(plain_model(indications=rows, draws=100))))
    assert given_out["bounds"] is None
    assert any(
        note.startswith("bounds: null, because") for note in given_out["parameters"]["notes"]
    )


def test_a_question_without_any_evidence_is_weighed_as_its_priors() -> None:
    empty = assessment_json(weigh(parse_model(plain_model(indications=[]))))
    assert empty["posterior"] == pytest.approx(
        {"local": 0.3, "backed": 0.3, "foreign": 0.3, "something else": 0.1}
    )
    assert empty["confidence"]["level"] == "low"
    assert empty["parameters"]["predictive_tail"] is None and not empty["incomplete_flag"]


def test_parsing_changes_nothing_in_what_it_was_given() -> None:
    model = plain_model()
    before = copy.deepcopy(model)
    weigh(parse_model(model))
    assert model == before
