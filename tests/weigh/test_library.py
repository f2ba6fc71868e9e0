"""The library of indications: complete, checkable, without numbers, and adopted by decision."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from indicia.errors import SettingsError
from indicia.settings import Proposed, Question, parse_settings
from indicia.weigh.draft import drafted_indications
from indicia.weigh.judged import replay
from indicia.weigh.library import library, listed, matching, themes

NEEDED = {
    "funding",
    "language and dialect",
    "local knowledge",
    "timing",
    "targets",
    "media quality",
    "network position",
    "claims verified",
    "reactions of others",
    "symbols",
}


def test_at_least_forty_indications_stand_over_the_ten_themes() -> None:
    count = Counter(row.theme for row in library())
    assert len(library()) >= 40
    assert set(count) == NEEDED == set(themes())
    assert min(count.values()) >= 4


def test_each_indication_says_what_it_tells_apart_where_to_look_and_its_source() -> None:
    for row in library():
        assert row.text and row.look and re.search(r"\b(over|weakly)\b", row.distinguishes), row.id
        assert re.search(r"\((19|20)\d\d\)$", row.source), row.id
        assert re.fullmatch(r"lib-[a-z-]+-\d\d", row.id), row.id


def test_no_indication_comes_with_a_number_that_could_be_taken_for_a_likelihood() -> None:
    for row in library():
        assert not re.search(r"\d|%|percent", row.text + row.distinguishes + row.look), row.id


def test_no_two_indications_are_worded_alike() -> None:
    texts = [row.text for row in library()]
    assert len(set(texts)) == len(texts)
    assert len({row.id for row in library()}) == len(texts)


def test_the_library_is_found_by_id_theme_and_words() -> None:
    assert listed("lib-funding-01") is not None
    assert listed("lib-funding-99") is None
    assert {row.theme for row in matching([], "symbols")} == {"symbols"}
    assert all("emblem" in row.text.casefold() for row in matching(["emblem"], "symbols")[:1])


def test_the_template_proposes_indications_for_each_question_and_fills_no_number_in() -> None:
    content = (files("indicia.templates") / "al-bukamal" / "case.toml").read_bytes()
    questions = parse_settings(content).questions
    who = next(question for question in questions if question.id == "who")
    assert len(who.indications) >= 12
    assert all(len(question.indications) >= 4 for question in questions)
    for question in questions:
        assert all(answer.prior is None for answer in question.answers)
        for row in question.indications:
            assert row.theme in NEEDED
            assert not row.library or listed(row.library) is not None, row.library


def test_what_the_settings_propose_is_drafted_until_it_is_adopted_or_rejected() -> None:
    question = Question("who", "Who?", 1, (), indications=(Proposed("It is seen", "timing"),))
    draft = drafted_indications([], [question])[0]
    assert (draft["status"], draft["likelihoods"], draft["text"]) == ("drafted", "{}", "It is seen")
    for what, about, value in (
        (
            "indication",
            [],
            {"question": "who", "text": "x", "theme": "t", "draft": draft["indication"]},
        ),
        ("reject", [draft["indication"]], {}),
    ):
        row = {"what": what, "value": value, "about": about, "seq": 3, "actor": "a", "reason": ""}
        settled = replay([row]).settled_drafts
        assert drafted_indications([], [question], (), settled) == []


def test_a_proposed_indication_without_theme_names_its_place() -> None:
    text = """title = "x"
[[questions]]
id = "who"
text = "Who?"
answers = [{id = "a", text = "A"}, {id = "b", text = "B"}]
indications = [{text = "It is seen"}]
"""
    with pytest.raises(SettingsError, match=r"questions\[0\].indications\[0\]"):
        parse_settings(text.encode())
