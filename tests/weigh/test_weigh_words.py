"""Words of likelihood, sentences, confidence, change and scores."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weigh_worlds import indication, plain_model, report

from indicia.errors import BadInput
from indicia.weigh import parse_model, weigh
from indicia.weigh.change import change_sentences
from indicia.weigh.confidence import Grounds, judge_confidence
from indicia.weigh.score import (
    learn_reliability,
    record_words,
    score,
    score_resolved,
    settle_resolution,
)
from indicia.weigh.wordband import word_bands, word_for, word_of
from indicia.weigh.words import (
    confidence_sentence,
    likelihood_sentence,
    percent,
    residual_sentence,
    settle_word,
    words_for_interval,
)


def test_the_bands_are_those_of_the_directive_and_leave_no_gap() -> None:
    bands = word_bands()
    assert [band.percent for band in bands] == [
        "1-5 %",
        "5-20 %",
        "20-45 %",
        "45-55 %",
        "55-80 %",
        "80-95 %",
        "95-99 %",
    ]
    assert all(left.high == right.low for left, right in pairwise(bands))
    assert word_of("Highly  probable") == word_of("very likely")


@given(st.floats(0, 1))
def test_every_probability_has_a_word_whose_band_holds_it(probability: float) -> None:
    band = word_for(probability)
    assert band.low <= min(max(probability, 0.01), 0.99) <= band.high


def test_a_word_never_stands_without_its_band_and_numbers() -> None:
    said = likelihood_sentence("it is local", 0.68, 0.58, 0.78)
    assert said == (
        "It is likely (55-80 %; our estimate 68 %, 80 % interval 58-78 %) that it is local."
    )


def test_an_interval_across_a_boundary_says_both_words() -> None:
    said = likelihood_sentence("it is local", 0.68, 0.52, 0.81)
    assert "roughly even chance (45-55 %)" in said and "very likely (80-95 %)" in said
    assert words_for_interval(0.68, 0.52, 0.81) == "roughly even chance to very likely"
    assert words_for_interval(0.68, 0.6, 0.75) == "likely"


def test_confidence_has_a_sentence_of_its_own_with_its_reason() -> None:
    found = judge_confidence(Grounds(2, 1, (1, 1), 0.3, False, 0.0))
    assert confidence_sentence(found.level, found.reasons) == (
        "Confidence in this is low: two independent origins, and removing one indication "
        "changes the lead."
    )


@pytest.mark.parametrize(
    ("grounds", "level"),
    [
        (Grounds(3, 2, (3, 4), 0.20, False, 0.25), "high"),
        (Grounds(3, 2, (None, None), 0.20, False, 0.25), "high"),
        (Grounds(2, 2, (3, 4), 0.20, False, 0.25), "moderate"),
        (Grounds(3, 1, (3, 4), 0.20, False, 0.25), "moderate"),
        (Grounds(3, 2, (2, 4), 0.20, False, 0.25), "moderate"),
        (Grounds(3, 2, (3, 4), 0.21, False, 0.25), "moderate"),
        (Grounds(3, 2, (3, 4), 0.20, True, 0.25), "moderate"),
        (Grounds(3, 2, (3, 4), 0.20, False, 0.26), "moderate"),
        (Grounds(1, 2, (3, 4), 0.20, False, 0.25), "low"),
        (Grounds(3, 2, (3, 1), 0.20, False, 0.25), "low"),
        (Grounds(3, 2, (3, 4), 0.46, False, 0.25), "low"),
        (Grounds(3, 2, (3, 4), 0.20, False, 0.25, (3, 4)), "high"),
        (Grounds(3, 2, (3, 4), 0.20, False, 0.25, (2, 4)), "moderate"),
    ],
)
def test_confidence_follows_its_printed_thresholds(grounds: Grounds, level: str) -> None:
    found = judge_confidence(grounds)
    assert found.level == level and found.reasons


def test_a_doubtful_number_of_origins_is_said_with_its_interval() -> None:
    doubtful = judge_confidence(Grounds(3, 2, (3, 4), 0.20, False, 0.25, (2, 4)))
    assert doubtful.reasons == ("three independent origins (80 %: 2 to 4)",)
    sure = judge_confidence(Grounds(3, 2, (3, 4), 0.20, False, 0.25, (3, 3)))
    assert sure.reasons[0] == "three independent origins on two themes"


def test_a_word_changes_only_when_the_boundary_is_passed_by_two_hundredths() -> None:
    assert settle_word("likely", 0.815) == "likely"
    assert settle_word("likely", 0.825) == "very likely"
    assert settle_word("very likely", 0.785) == "very likely"
    assert settle_word("very likely", 0.775) == "likely"
    assert settle_word("almost certain", 0.999) == "almost certain"
    assert settle_word(None, 0.81) == "very likely"


@given(st.floats(0, 1))
def test_no_percentage_is_nought_or_a_hundred(probability: float) -> None:
    assert percent(probability) not in ("0", "100")


def test_the_residual_answer_is_always_sayable() -> None:
    said = residual_sentence("something else", 0.1, 0.06, 0.15)
    assert said.startswith("That it is something else is judged very unlikely (5-20 %;")


def test_a_change_names_the_evidence_that_did_it() -> None:
    before = weigh(parse_model(plain_model()))
    rows = plain_model()["indications"]
    rows.append(indication("i2", [0.9, 0.1, 0.1], [report("o2", r=0.9)]))
    after = weigh(parse_model(plain_model(indications=rows)))
    local = change_sentences(before, after)[0]
    assert local.startswith("local: from unlikely to likely") and "i2 (fact i2; new," in local
    assert change_sentences(after, after) == []


def test_ten_thousand_forwards_of_one_rumour_move_no_word() -> None:
    forwarded = plain_model()
    forwarded["indications"][0]["reports"][0]["relays"] = [{"asserts": True, "c": 1.0}] * 10_000
    before, after = weigh(parse_model(plain_model())), weigh(parse_model(forwarded))
    assert change_sentences(before, after) == []
    assert (before.published.mean == after.published.mean).all()


def test_scores_are_those_of_their_definitions() -> None:
    found = score({"a": 0.7, "b": 0.2, "something else": 0.1}, "a")
    assert found.brier == pytest.approx(0.09 + 0.04 + 0.01)
    assert found.log_loss == pytest.approx(-math.log(0.7))
    assert score({"a": 1.0, "b": 0.0}, "b").log_loss == pytest.approx(-math.log(1e-3))
    both = score_resolved({"a": 0.9, "b": 0.1}, "a", prior={"a": 0.5, "b": 0.5})
    assert both.prior is not None and both.published.brier < both.prior.brier
    assert both.previous is None


def test_bad_resolutions_are_refused() -> None:
    with pytest.raises(BadInput, match="none of the answers"):
        score({"a": 1.0}, "b")
    with pytest.raises(BadInput, match="not 1"):
        score({"a": 0.5, "b": 0.1}, "a")
    with pytest.raises(BadInput, match="expected one answer, found 'a', 'b'"):
        settle_resolution(["a", "b"])
    assert settle_resolution(["a", "a"]) == "a"


def test_every_word_has_its_record() -> None:
    records = {r.word: r for r in record_words([(0.7, True), (0.6, False), (0.97, True)])}
    assert records["likely"].used == 2 and records["likely"].share_true == 0.5
    assert records["likely"].mean_said == pytest.approx(0.65)
    assert records["unlikely"].share_true is None and len(records) == 7


def test_reliability_is_shrunk_towards_a_half() -> None:
    assert learn_reliability(0, 0) == 0.5
    assert learn_reliability(8, 0) == pytest.approx(10 / 12)
    with pytest.raises(BadInput):
        learn_reliability(-1, 0)
