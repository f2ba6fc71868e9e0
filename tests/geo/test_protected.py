"""Protected places are flagged in every language of the material."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.geo.protected import LEGAL_TERMS, find_protected, protected_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("next to the field hospital", "hospital"),
        ("قرب المستشفى الوطني", "hospital"),
        ("возле больницы", "hospital"),
        ("ליד בית החולים", "hospital"),
        ("a primary school", "school"),
        ("بالمدرسة القديمة", "school"),
        ("у школы", "school"),
        ("בבית הספר", "school"),
        ("the old mosque", "worship"),
        ("مسجد النور", "worship"),
        ("у мечети", "worship"),
        ("ליד המסגד", "worship"),
        ("a refugee camp", "camp"),
        ("مخيم للنازحين", "camp"),
        ("лагерь беженцев", "camp"),
        ("מחנה הפליטים", "camp"),
        ("the water tower", "water"),
        ("محطة المياه", "water"),
    ],
)
def test_a_word_for_a_protected_place_is_flagged_with_a_neutral_term(text: str, kind: str) -> None:
    found = find_protected(text)
    assert [place.kind for place in found] == [kind]
    assert found[0].term == LEGAL_TERMS[kind]


@pytest.mark.parametrize("text", ["the old school of thought is schooled", "campaign", "мечта"])
def test_a_word_that_only_begins_alike_is_not_flagged_as_worship_or_camp(text: str) -> None:
    assert protected_kind(text) in (None, "school")


@given(st.text(max_size=60))
def test_flags_never_raise_and_lie_in_the_text(text: str) -> None:
    assert all(0 <= p.start < p.end <= len(text) for p in find_protected(text))
