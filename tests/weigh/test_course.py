"""How an assessment went: by decisions, each step naming what did it; later never alters earlier."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.errors import SettingsError, UsageError
from indicia.publish.answerversion import check_versions
from indicia.publish.question import published_words
from indicia.settings import Answer, Question, parse_settings
from indicia.weigh import parse_model, weigh
from indicia.weigh.history import MOST_STEPS, history_rows, steps_of
from indicia.weigh.joint import independent, linked
from indicia.weigh.judged import Corpus, model_of
from indicia.weigh.link import joint_rows
from indicia.weigh.wordband import word_bands, word_of
from indicia.weigh.words import HYSTERESIS, settle_word

START = datetime(2026, 1, 1, tzinfo=UTC)
QUESTION = Question(
    "who", "Who?", 1, (Answer("a", "A"), Answer("b", "B"), Answer("something else", "Else"))
)
CORPUS = Corpus({}, {}, {}, {})


def log(*rows):
    """Decisions, a day apart."""
    return [
        {
            "seq": seq,
            "decided_utc": START + timedelta(days=seq),
            "what": what,
            "actor": "ann",
            "about": about,
            "value": value,
            "reason": "r",
        }
        for seq, (what, about, value) in enumerate(rows, 1)
    ]


def indication(text):
    return ("indication", [], {"question": "who", "text": text, "theme": text})


def judged(name, a, b):
    return [
        ("likelihood", [name], {"answer": "a", "band": a}),
        ("likelihood", [name], {"answer": "b", "band": b}),
    ]


DECISIONS = log(
    indication("first"),
    *judged("d-00000001", "0.7,0.8,0.9", "0.1,0.2,0.3"),
    ("searched", ["d-00000001"], {"d": "0.9"}),
    indication("second"),
    *judged("d-00000005", "0.1,0.2,0.3", "0.7,0.8,0.9"),
    ("link", ["d-00000005", "v-1"], {"asserts": "yes"}),
    ("undo", ["e-00000004"], {}),
)


def steps(decisions):
    return steps_of(QUESTION, decisions, lambda q, made: model_of(q, made, CORPUS))


def rows(decisions):
    return list(history_rows(QUESTION, steps(decisions), lambda m: weigh(parse_model(m))))


def test_each_step_is_a_decision_that_changed_the_model():
    assert [step.at.day for step in steps(DECISIONS)] == [4, 5, 8, 9, 10]


def test_what_was_decided_later_never_alters_an_earlier_step():
    whole = rows(DECISIONS)
    for cut in range(1, len(DECISIONS)):
        early = rows(DECISIONS[:cut])
        assert early == whole[: len(early)]


def test_a_decision_that_was_taken_back_later_stood_until_then():
    before, after = steps(DECISIONS)[-2:]
    assert any(i.get("searched") for i in before.model["indications"])
    assert not any(i.get("searched") for i in after.model["indications"])


def test_each_move_names_the_evidence_that_did_it():
    moved = [row["because"] for row in rows(DECISIONS) if row["because"]]
    assert moved
    assert all("d-0000000" in sentence for sentence in moved)


def test_many_decisions_give_a_stated_number_of_steps_with_first_and_last():
    many = log(
        indication("first"),
        *(judged("d-00000001", "0.7,0.8,0.9", "0.1,0.2,0.3")),
        *(("searched", ["d-00000001"], {"d": str(0.1 + 0.8 * i / 200)}) for i in range(200)),
    )
    found = steps(many)
    assert len(found) <= MOST_STEPS
    assert found[-1].at == many[-1]["decided_utc"]
    assert found[0].at <= START + timedelta(days=10)


@given(st.sampled_from([band.word for band in word_bands()]), st.floats(0.001, 0.999))
def test_a_word_moves_only_when_the_mean_has_passed_its_boundary_by_two_points(word, mean):
    band = word_of(word)
    assert band is not None
    inside = band.low - HYSTERESIS <= mean <= band.high + HYSTERESIS
    if inside:
        assert settle_word(word, mean) == word


def shares(size):
    return st.lists(st.floats(0.01, 1), min_size=size, max_size=size).map(
        lambda values: np.array(values) / sum(values)
    )


@given(shares(3), shares(4))
def test_questions_without_a_table_are_independent_exactly(first, second):
    made = independent(first, second)
    assert made.is_independent
    np.testing.assert_allclose(made.shares, np.outer(first, second), atol=1e-15)
    np.testing.assert_allclose(made.first, first, atol=1e-12)
    np.testing.assert_allclose(made.second, second, atol=1e-12)


@given(shares(3), shares(4), shares(4))
def test_a_table_that_says_nothing_leaves_both_as_they_are(first, second, prior):
    made = linked(first, second, prior, np.tile(prior, (3, 1)))
    np.testing.assert_allclose(made.first, first, atol=1e-12)
    np.testing.assert_allclose(made.second, second, atol=1e-12)


@given(shares(3), shares(2), shares(2), st.lists(shares(2), min_size=3, max_size=3))
def test_the_joint_is_that_of_enumerating_every_pair(first, second, prior, given_rows):
    made = linked(first, second, prior, np.array(given_rows))
    weights = {
        (a, b): first[a] * given_rows[a][b] * second[b] / prior[b]
        for a in range(3)
        for b in range(2)
    }
    total = sum(weights.values())
    assert made.shares.sum() == pytest.approx(1, abs=1e-12)
    for (a, b), weight in weights.items():
        assert made.shares[a, b] == pytest.approx(weight / total, abs=1e-12)


LINKED = """
title = "x"
[[questions]]
id = "who"
text = "Who?"
answers = [{id = "a", text = "A"}, {id = "b", text = "B"}]
[[questions]]
id = "real"
text = "Real?"
answers = [{id = "yes", text = "Yes"}, {id = "no", text = "No"}]
[[links]]
questions = ["who", "real"]
"""
TABLE = """by = "Ann"
reason = "a would not stage it"
[links.given.a]
yes = 0.8
no = 0.1
[links.given.b]
yes = 0.2
no = 0.7
"""


def assessed(name, means):
    return [
        {"question": name, "answer": a, "mean": m, "prior": 1 / 3, "confidence": "low"}
        for a, m in means.items()
    ]


ASSESSED = [
    *assessed("who", {"a": 0.6, "b": 0.3, "something else": 0.1}),
    *assessed("real", {"yes": 0.5, "no": 0.4, "something else": 0.1}),
]


def test_a_declared_table_moves_both_and_names_its_judge():
    made = parse_settings((LINKED + TABLE).encode())
    found = joint_rows(made.links, made.questions, ASSESSED)
    assert sum(row["probability"] for row in found) == pytest.approx(1)
    yes = sum(row["probability"] for row in found if row["second_answer"] == "yes")
    assert yes > 0.5
    assert "Ann" in found[0]["note"] and not found[0]["independent"]


def test_a_link_without_a_table_says_that_independence_is_assumed():
    made = parse_settings(LINKED.encode())
    found = joint_rows(made.links, made.questions, ASSESSED)
    assert all(row["independent"] and "nobody has declared" in row["note"] for row in found)
    unjudged = [{**row, "confidence": "none"} for row in ASSESSED]
    assert joint_rows(made.links, made.questions, unjudged) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('["who", "real"]', '["who", "who"]', "two different questions"),
        ('["who", "real"]', '["who", "reel"]', "no question 'reel'; did you mean real"),
        ("yes = 0.8", "yes = 1.8", "links.0..given.a.yes: must be a probability"),
        ("no = 0.1", "no = 0.3", "must leave something"),
        ("[links.given.b]", "[links.given.c]", "given.b: is missing"),
        ('by = "Ann"\n', "", "needs by"),
    ],
)
def test_a_link_that_is_wrong_names_its_place_and_remedy(old, new, message):
    with pytest.raises(SettingsError, match=message):
        parse_settings((LINKED + TABLE).replace(old, new, 1).encode())


def published(*answers, version=1):
    rows = [
        {"question": "who", "answer": a, "settled": "likely", "question_version": version}
        for a in answers
    ]
    return {"answers": rows}


def test_new_answers_under_a_published_version_are_refused_with_the_line_to_write():
    before = published("a", "c", "something else")
    with pytest.raises(UsageError, match=r"gone: c; new: b.*version = 2"):
        check_versions([QUESTION], before)
    check_versions([QUESTION], published("a", "b", "something else"))
    check_versions([QUESTION], None)
    second = Question("who", "Who?", 2, QUESTION.answers)
    check_versions([second], before)


def test_words_of_an_earlier_version_do_not_hold_back_those_of_a_new_one():
    before = published("a", "b", "something else")
    assert published_words(before, "who", 1) == dict.fromkeys(
        ("a", "b", "something else"), "likely"
    )
    assert published_words(before, "who", 2) == {}
