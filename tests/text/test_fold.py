"""Folding, runs, segments: exact offsets in every script."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.text.clitic import stems
from indicia.text.fold import fold, fold_key
from indicia.text.language import language_of
from indicia.text.script import direction_of, directional_runs, visible_controls
from indicia.text.segment import sentences, words
from indicia.text.transliterate import to_latin

ANY_TEXT = st.text(max_size=200)


@given(ANY_TEXT)
@settings(max_examples=50)
def test_every_folded_character_leads_back_into_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@given(ANY_TEXT)
@settings(max_examples=50)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_key(fold_key(text)) == fold_key(text)


@given(ANY_TEXT)
@settings(max_examples=50)
def test_runs_cover_the_text_without_overlap(text: str) -> None:
    runs = directional_runs(text)
    assert "".join(text[r.start : r.end] for r in runs) == text


@given(ANY_TEXT)
@settings(max_examples=50)
def test_words_and_sentences_are_spans_in_order(text: str) -> None:
    for spans in (words(text), sentences(text)):
        assert all(0 <= a < b <= len(text) for a, b in spans)
        assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("أبُو عيسى", "ابو عيسي"),
        ("مدينة", "مدينه"),
        ("Ёлка", "елка"),
        ("١٩", "19"),
        ("ﷲ", "الله"),
        ("Café", "CAFE"),
    ],
)
def test_spellings_of_one_word_fold_alike(left: str, right: str) -> None:
    assert fold_key(left) == fold_key(right)


def test_the_right_stem_is_among_the_candidates() -> None:
    found = {"وللمدينه"[a:b] for a, b in stems("وللمدينه")}
    assert "مدينه" in found


def test_languages_by_script_and_words() -> None:
    assert language_of("مرحبا بكم في المدينة القديمة") == "ar"
    assert language_of("Это короткий русский текст") == "ru"
    assert language_of("שלום לכולם") == "he"
    assert language_of("ab") is None


def test_hidden_controls_are_shown() -> None:
    assert visible_controls("a\u202eb") == "a⟦RLO⟧b"


def test_directions_and_romanisation() -> None:
    assert direction_of("שלום") == "rtl" and direction_of("привет") == "ltr"
    assert to_latin("Полк 47") == "Polk 47"


def test_a_long_line_of_marks_is_folded_in_linear_time() -> None:
    assert fold("\u064b" * 300_000).text == ""
