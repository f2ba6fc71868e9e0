"""Several judges: pooled openly, disagreement never hidden, one judge unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.settings import Answer, Question
from indicia.weigh.band import Band, logit
from indicia.weigh.elicit import doubts, implied, opposed_answers, prior_doubts
from indicia.weigh.judged import bands_of, complete, replay
from indicia.weigh.pool import pool
from indicia.weigh.spread import judgement_rows

PROBABILITIES = st.floats(0.02, 0.98)
QUESTION = Question(
    "who", "Who?", 1, (Answer("a", "A"), Answer("b", "B"), Answer("something else", "Else"))
)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    return Band(*sorted(draw(st.lists(PROBABILITIES, min_size=3, max_size=3))))


JUDGES = st.lists(bands(), min_size=1, max_size=6)


@given(JUDGES, st.randoms(use_true_random=False))
def test_the_order_of_the_judges_changes_nothing(judges, random):
    mixed = list(judges)
    random.shuffle(mixed)
    assert pool(mixed) == pool(judges)


@given(bands())
def test_one_judge_stays_as_written(band):
    assert pool([band]) is band


@given(bands(), st.integers(2, 5))
def test_judges_who_agree_are_not_surer_than_one(band, number):
    made = pool([band] * number)
    assert made.as_list == pytest.approx(band.as_list, abs=1e-9)


@given(JUDGES)
def test_the_pool_lies_between_its_judges_and_its_ends_in_order(judges):
    made = pool(judges)
    best = [band.best for band in judges]
    assert min(best) - 1e-12 <= made.best <= max(best) + 1e-12
    assert 0 < made.low <= made.best <= made.high < 1


@given(JUDGES)
def test_judging_the_opposite_gives_the_opposite(judges):
    opposite = [Band(1 - b.high, 1 - b.best, 1 - b.low) for b in judges]
    made, mirrored = pool(judges), pool(opposite)
    assert mirrored.best == pytest.approx(1 - made.best, abs=1e-9)
    assert mirrored.low == pytest.approx(1 - made.high, abs=1e-9)


@given(st.floats(-2, 2), st.floats(0, 2), st.floats(0, 1), st.floats(0.1, 1))
def test_more_disagreement_never_narrows_the_band(centre, apart, more, half):
    def two(distance):
        return [_band(centre - distance, half), _band(centre + distance, half)]

    near, far = pool(two(apart)), pool(two(apart + more))
    assert _width(far) >= _width(near) - 1e-9


def _band(log_odds, half):
    from indicia.weigh.band import sigmoid

    return Band(sigmoid(log_odds - half), sigmoid(log_odds), sigmoid(log_odds + half))


def _width(band):
    return logit(band.high) - logit(band.low)


def _row(seq, what, actor, about, **value):
    return {"seq": seq, "what": what, "actor": actor, "about": about, "value": value, "reason": "r"}


def _judged(*rows):
    word = _row(1, "indication", "ann", [], question="who", text="It is seen", theme="timing")
    return replay([word, *(_row(2 + i, *row[:3], **row[3]) for i, row in enumerate(rows))])


def _said(actor, answer, band):
    return ("likelihood", actor, ["d-00000001"], {"answer": answer, "band": band})


def test_a_later_word_of_the_same_judge_replaces_the_earlier():
    made = _judged(
        _said("ann", "a", "likely"), _said("ann", "b", "unlikely"), _said("ann", "a", "0.2,0.3,0.4")
    )
    assert bands_of(made.indications["d-00000001"], QUESTION) == {
        "a": [0.2, 0.3, 0.4],
        "b": "unlikely",
    }


def test_who_judged_some_answers_only_is_left_out_and_listed_as_incomplete():
    made = _judged(
        _said("ann", "a", "likely"), _said("ann", "b", "unlikely"), _said("bea", "a", "unlikely")
    )
    indication = made.indications["d-00000001"]
    assert complete(indication.said, QUESTION) == ["ann"]
    assert bands_of(indication, QUESTION)["a"] == "likely"
    status = {(r["judge"], r["answer"]): r["status"] for r in judgement_rows([QUESTION], made)}
    assert status == {("ann", "a"): "counted", ("ann", "b"): "counted", ("bea", "a"): "incomplete"}


def test_two_judges_are_pooled_and_both_stay_in_sight():
    made = _judged(
        *(
            _said(who, answer, band)
            for who, band in (("ann", "likely"), ("bea", "0.2,0.3,0.4"))
            for answer in "ab"
        )
    )
    rows = judgement_rows([QUESTION], made)
    assert [r["judge"] for r in rows if r["answer"] == "a"] == ["ann", "bea", "pooled"]
    pooled = next(r for r in rows if r["judge"] == "pooled" and r["answer"] == "a")
    assert 0.3 < pooled["best"] < 0.69
    assert pooled["high"] - pooled["low"] > 0.25


def test_doubts_name_what_to_look_at_again():
    same = {"a": Band(0.4, 0.5, 0.6), "b": Band(0.4, 0.5, 0.6)}
    assert "tells no answers apart" in doubts(same)[0]
    assert any(
        "factor is over" in d
        for d in doubts({"a": Band(0.9, 0.95, 0.97), "b": Band(0.001, 0.002, 0.01)})
    )
    assert any(
        "narrow" in d for d in doubts({"a": Band(0.5, 0.505, 0.51), "b": Band(0.1, 0.2, 0.3)})
    )
    assert doubts({"a": Band(0.6, 0.7, 0.8), "b": Band(0.2, 0.3, 0.4)}) == []
    assert prior_doubts({"a": Band(0.6, 0.7, 0.8), "b": Band(0.5, 0.6, 0.7)})
    assert opposed_answers({"a": [Band(0.1, 0.2, 0.3), Band(0.7, 0.8, 0.9)]}) == ["a"]


def test_the_comparison_is_said_as_a_factor():
    made = implied(
        {"a": Band(0.7, 0.8, 0.9), "b": Band(0.1, 0.2, 0.3)}, {"a": "Locals", "b": "Others"}
    )
    assert "4.0 times" in made and "“Locals”" in made
