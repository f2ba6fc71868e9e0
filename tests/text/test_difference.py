"""Differences of two texts: exact, by words, in every script."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.text.difference import (
    apply_changes,
    count_words,
    find_changes,
    parts_of,
    tokens,
)

TEXT = st.text(
    alphabet=st.sampled_from(
        [*"abc XYZ 12٣.,:'\"-\n\t", *"هدم لا ُ", *"שלום״", *"йне", *"日本", "\u200d", "\u200f", "👨", "\ufe0f", "\u2066"]
    ),
    max_size=60,
)  # fmt: skip


def shown(before: str, after: str, around: int = 0) -> str:
    """The difference with marks around what was removed and added."""
    marks = {"removed": "[-{}-]", "added": "{{+{}+}}"}
    parts = parts_of(before, after, find_changes(before, after), around)
    return "".join(marks.get(part.kind, "{}").format(part.text) for part in parts)


@given(TEXT, TEXT)
def test_applying_the_changes_to_the_earlier_text_gives_the_later(before: str, after: str) -> None:
    changes = find_changes(before, after)
    assert apply_changes(before, after, changes) == after
    back = [type(c)(c.after, c.before) for c in changes]
    assert apply_changes(after, before, back) == before
    assert bool(changes) == (before != after)


@given(TEXT, TEXT)
def test_changes_come_in_order_and_the_parts_hold_both_texts(before: str, after: str) -> None:
    changes = find_changes(before, after)
    for one, other in itertools.pairwise(changes):
        assert one.before[1] <= other.before[0] and one.after[1] <= other.after[0]
    parts = parts_of(before, after, changes)
    assert "".join(p.text for p in parts if p.kind != "added") == before
    assert "".join(p.text for p in parts if p.kind != "removed") == after


@given(TEXT)
def test_tokens_cover_everything_but_blanks(text: str) -> None:
    held = "".join(text[start:end] for start, end in tokens(text))
    assert held == "".join(text.split())


def test_only_the_changed_words_are_marked() -> None:
    assert shown(
        "The dam holds 12 boats at the pier.", "The dam holds 21 boats at the old pier."
    ) == ("The dam holds [-12-]{+21+} boats at the {+old +}pier.")


def test_an_arabic_negation_is_one_change() -> None:
    assert (
        shown("أغلق الأهالي الجسر صباحا", "لم يغلق الأهالي الجسر صباحا")
        == "[-أغلق-]{+لم يغلق+} الأهالي الجسر صباحا"
    )


def test_a_hebrew_word_with_gershayim_changes_whole() -> None:
    assert shown("צה״ל פתח את הגשר", "מג״ב פתח את הגשר") == "[-צה״ל-]{+מג״ב+} פתח את הגשר"


def test_a_vowel_point_is_a_change_of_its_word() -> None:
    assert shown("هذه مدرسة", "هذه مدرسةٌ") == "هذه [-مدرسة-]{+مدرسةٌ+}"


def test_a_script_without_blanks_changes_sign_by_sign() -> None:
    assert shown("河の橋が開いた", "河の橋が閉じた") == "河の橋が[-開い-]{+閉じ+}た"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("at 10:15 today", "at 11:15 today", "at [-10:15-]{+11:15+} today"),
        ("it's 1,200 men", "it's 1,250 men", "it's [-1,200-]{+1,250+} men"),
        ("عند ١٠:١٥ اليوم", "عند ١١:١٥ اليوم", "عند [-١٠:١٥-]{+١١:١٥+} اليوم"),
    ],
)
def test_a_number_is_one_word(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


def test_a_comma_between_two_changes_belongs_to_them() -> None:
    assert (
        shown("we saw red, green here", "we saw blue, black here")
        == "we saw [-red, green-]{+blue, black+} here"
    )


def test_a_family_of_emoji_is_one_sign() -> None:
    assert len(tokens("👨\u200d👩\u200d👧 ❤\ufe0f")) == 2


def test_changed_blanks_are_a_change() -> None:
    assert find_changes("one two", "one  two")
    assert shown("one two", "one\ntwo") == "one[- -]{+\n+}two"


def test_far_away_text_is_left_out() -> None:
    before = " ".join(f"w{n}" for n in range(100))
    after = before.replace("w50", "x")
    assert shown(before, after, around=2) == "…w48 w49 [-w50-]{+x+} w51 w52…"


def test_words_are_counted_without_signs() -> None:
    assert count_words("Well, 12 men — لم يغلق (橋)") == 6


def test_long_texts_take_no_long_time() -> None:
    before = " ".join(f"w{n * 7919 % 5003}" for n in range(20_000))
    after = " ".join(f"w{n * 7919 % 5003 if n % 97 else 'x'}" for n in range(20_000))
    began = time.process_time()
    changes = find_changes(before, after)
    assert time.process_time() - began < 5
    assert len(changes) == 207
    assert apply_changes(before, after, changes) == after


def test_texts_that_share_nothing_and_are_huge_differ_as_a_whole() -> None:
    before, after = "a " * 30_000 + "same", "b " * 30_000 + "same"
    (change,) = find_changes(before, after)
    assert apply_changes(before, after, [change]) == after
