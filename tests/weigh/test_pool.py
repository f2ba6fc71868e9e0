"""Several judges: pooled openly, disagreement never hidden, one judge unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.settings import Answer, Question
from indicia.weigh.band import Band, logit
from indicia.weigh.elicit import (
    are_alike,
    doubts,
    factor_text,
    implied,
    is_question,
    opposed_answers,
    prior_doubts,
)
from indicia.weigh.judged import bands_of, complete, complete_before, replay
from indicia.weigh.library import library
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


@given(JUDGES)
def test_the_pool_is_never_narrower_than_its_narrowest_judge(judges):
    assert _width(pool(judges)) >= min(_width(band) for band in judges) - 1e-9


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


def test_what_a_judge_said_before_stays_in_sight_as_replaced():
    made = _judged(
        _said("ann", "a", "likely"),
        _said("ann", "b", "unlikely"),
        _said("ann", "a", "0.2,0.3,0.4"),
        _said("ann", "a", "0.1,0.2,0.3"),
    )
    rows = [
        (r["status"], r["best"]) for r in judgement_rows([QUESTION], made) if r["answer"] == "a"
    ]
    assert [status for status, _ in rows] == ["replaced", "replaced", "counted"]
    assert [best for _, best in rows[1:]] == [0.3, 0.2]


def test_the_prior_of_case_toml_makes_a_judge_of_the_rest_complete():
    half = Question("who", "Who?", 1, (Answer("a", "A", (0.2, 0.3, 0.4)), *QUESTION.answers[1:]))
    made = _judged(("prior", "ann", [], {"question": "who", "answer": "b", "band": "likely"}))
    assert complete_before(made.priors["who"], half) == ["ann"]
    assert complete_before(made.priors["who"], QUESTION) == []
    assert [r["status"] for r in judgement_rows([half], made)] == ["counted"]
    assert [r["status"] for r in judgement_rows([QUESTION], made)] == ["incomplete"]


def test_priors_of_two_judges_are_pooled_with_that_of_something_else():
    made = _judged(
        *(
            ("prior", who, [], {"question": "who", "answer": answer, "band": "0.2,0.3,0.4"})
            for who in ("ann", "bea")
            for answer in ("a", "b", "something else")
        )
    )
    pooled = [r["answer"] for r in judgement_rows([QUESTION], made) if r["judge"] == "pooled"]
    assert sorted(pooled) == ["a", "b", "something else"]


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
    assert any(
        "the other way round" in d
        for d in doubts({"a": Band(0.2, 0.5, 0.8), "b": Band(0.2, 0.4, 0.8)})
    )
    assert any(
        "all but certain" in d
        for d in doubts({"a": Band(0.9, 0.95, 0.995), "b": Band(0.2, 0.3, 0.4)})
    )
    assert prior_doubts({"a": Band(0.6, 0.7, 0.8), "b": Band(0.5, 0.6, 0.7)})
    assert opposed_answers({"a": [Band(0.1, 0.2, 0.3), Band(0.7, 0.8, 0.9)]}) == ["a"]


def test_the_comparison_is_said_as_a_factor():
    made = implied(
        {"a": Band(0.7, 0.8, 0.9), "b": Band(0.1, 0.2, 0.3)}, {"a": "Locals", "b": "Others"}
    )
    assert "4 times" in made and "“Locals”" in made


def test_priors_are_added_up_with_something_else():
    listed = {"a": Band(0.4, 0.5, 0.6), "b": Band(0.1, 0.2, 0.3)}
    assert prior_doubts(listed, 0.3) == []
    assert "add up to 1.20" in prior_doubts(listed, 0.5)[0]
    assert "add up to 0.72" in prior_doubts(listed, 0.02)[0]


@pytest.mark.parametrize(
    ("factor", "text"), [(1.26, "1.3"), (8.0, "8"), (9.97, "10"), (137.7, "140"), (0.5, "0.5")]
)
def test_a_factor_has_no_more_digits_than_it_bears(factor, text):
    assert factor_text(factor) == text


def test_two_texts_of_the_same_words_read_alike():
    assert are_alike("Residents know members of the group", "Members of the group know residents.")
    assert not are_alike("Residents know members of the group", "The group posts at night")
    assert not are_alike("It is", "It is")


def test_no_two_indications_of_a_theme_of_the_library_read_alike():
    rows = library()
    pairs = [(a, b) for a in rows for b in rows if a.id < b.id and a.theme == b.theme]
    assert len(pairs) > 50
    assert not [(a.id, b.id) for a, b in pairs if are_alike(a.text, b.text)]


def test_a_text_that_asks_is_a_question_in_either_script():
    assert is_question("Who pays? ") and is_question("من يدفع؟")
    assert not is_question("Who pays is shown")
