"""Names across scripts: what is one, what is another, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.errors import BadInput
from indicia.names.compare import compare_names
from indicia.names.index import NameIndex
from indicia.names.plainfile import compare_pairs, search_names

SAME_UNITS = ["Fog 47", "Fawj 47", "47th Regiment", "فوج 47", "Полк 47", "Regiment 47"]


@pytest.mark.parametrize("left", SAME_UNITS)
@pytest.mark.parametrize("right", SAME_UNITS)
def test_spellings_of_one_numbered_unit_are_the_same(left: str, right: str) -> None:
    assert compare_names(left, right, "organisation").zone == "same"


def test_another_number_is_another_unit() -> None:
    found = compare_names("لواء 19", "Brigade 18", "organisation")
    assert found.zone == "different" and "numbers differ" in found.reason


def test_a_part_is_not_the_whole() -> None:
    assert compare_names("Kataib Hezbollah", "حزب الله", "organisation").zone != "same"


def test_two_mosques_that_share_most_words_stay_two() -> None:
    one, two = "Omar Bin Al Khattab Mosque", "Al Farooq Omar Bin Al Khattab Mosque"
    assert compare_names(one, two, "place").zone != "same"


def test_the_reason_names_the_pairs() -> None:
    found = compare_names("أبو عيسى المشهداني", "Abu Isa al-Mashhadani", "person")
    assert found.zone in ("same", "review")
    assert "mashhadani" in found.reason and "abu" in found.reason


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=50)
def test_scores_are_bounded_and_symmetric(left: str, right: str) -> None:
    one, two = compare_names(left, right), compare_names(right, left)
    assert 0.0 <= one.score <= 1.0
    assert one.score == pytest.approx(two.score)


def test_candidates_are_found_across_scripts() -> None:
    index = NameIndex()
    for number, name in enumerate(
        ["Abu Rashid al-Tellawi", "Karim Haddad", "Nadim Saleh", "Omar Farouk"]
    ):
        index.add(str(number), name)
    assert index.search("أبو رشيد التلاوي", 1)[0][0] == "0"


def test_plain_files_name_the_line_that_is_wrong() -> None:
    rows = list(compare_pairs(["id\tleft\tright\tkind\n", "1\tHaddad\tحداد\tperson\n"]))
    assert rows[1].startswith("1\t")
    with pytest.raises(BadInput, match="names:1"):
        list(compare_pairs(["a\tb\n"]))
    with pytest.raises(BadInput, match="queries:1"):
        list(search_names(["1\tHaddad\n"], ["alone\n"]))
