"""Candidates for a name among many."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.names.index import NameIndex

KNOWN = ["Abu Rashid al-Tellawi", "Karim Haddad", "Nadim Saleh", "Anton Belov", "Liwa al-Wadi 7"]


@pytest.fixture
def index() -> NameIndex:
    made = NameIndex()
    for number, name in enumerate(KNOWN):
        made.add(str(number), name)
    return made


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("أبو رشيد التلاوي", "0"),
        ("כרים חדאד", "1"),
        ("Антон Белов", "3"),
        ("لواء الوادي ٧", "4"),
        ("7th Valley Brigade", "4"),
    ],
)
def test_a_name_is_found_from_another_script_or_by_meaning(
    index: NameIndex, query: str, entity: str
) -> None:
    assert index.search(query, 1)[0][0] == entity


def test_an_abbreviation_finds_the_name_it_stands_for() -> None:
    index = NameIndex()
    index.add("front", "Democratic Front of the Valley People")
    index.add("other", "Karim Haddad")
    assert index.search("DFVP", 1)[0][0] == "front"


def test_an_entity_of_many_spellings_is_found_once() -> None:
    index = NameIndex()
    for name in ("Karim Haddad", "Kareem Haddad", "كريم حداد"):
        index.add("one", name)
    assert [entity for entity, _, _ in index.search("Karim Hadad")] == ["one"]


def test_a_name_added_after_a_search_is_found(index: NameIndex) -> None:
    index.search("Karim")
    index.add("new", "Salim Darwish")
    assert index.search("سليم درويش", 1)[0][0] == "new"


def test_an_empty_index_and_an_empty_query_find_nothing(index: NameIndex) -> None:
    assert NameIndex().search("Karim") == []
    assert index.search("...") == []


@given(st.lists(st.text(max_size=20), max_size=8), st.text(max_size=20), st.integers(1, 5))
@settings(max_examples=60)
def test_a_search_never_raises_and_is_ordered_bounded_and_cut(
    names: list[str], query: str, top: int
) -> None:
    index = NameIndex()
    for number, name in enumerate(names):
        index.add(str(number), name)
    found = index.search(query, top)
    scores = [score for _, _, score in found]
    assert len(found) <= top and scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
