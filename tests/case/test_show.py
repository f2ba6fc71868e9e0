"""Tables, cards and ids as a person and a script see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from indicia.console.prefix import find_ids, looks_like_id, short, the_id
from indicia.console.sheet import (
    FIRST_STRONG,
    POP,
    Header,
    Row,
    clean,
    cut,
    directed,
    isolated,
    lay_out,
    wrapped,
)
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.store import TableStore
from indicia.tables import table_of

SHA = "ab" * 32
ARABIC = "بيان رقم 1"
TEXTS = st.text(max_size=60)


@pytest.fixture
def store(tmp_path: Path) -> TableStore:
    """A store with three sightings-less sources and two orphans, written as a run writes them."""
    made = TableStore(tmp_path / "derived")
    writer = made.writer()
    source = {"platform": "web", "platform_id": "x", "name": "n", "kind": "outlet", "items": 1}
    names = ("s-" + "1" * 32, "s-" + "12" + "3" * 30, "s-" + "9" * 32)
    rows = [{"source": name, **source} for name in names]
    writer.write("read", "k", {"sources": table_of("sources", rows)})
    writer.finish(0)
    return made


def test_the_beginning_of_an_id_is_enough_while_it_is_the_only_one(store: TableStore) -> None:
    found = the_id(store, "s-9")
    assert found is not None and found.id == "s-" + "9" * 32 and found.table == "sources"
    assert the_id(store, "s-4") is None
    with pytest.raises(UsageError, match=r"2 ids begin so: s-1111111 .*, s-1233333"):
        the_id(store, "s-1")


def test_a_whole_id_is_never_ambiguous(store: TableStore) -> None:
    name = "s-" + "1" * 32
    assert [found.id for found in find_ids(store, name)] == [name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("s-12ab", True), ("e-12", True), ("abcd1234", True), ("statements", False), ("z-12", False)],
)
def test_what_has_the_form_of_an_id(text: str, expected: bool) -> None:
    assert looks_like_id(text) is expected


def test_ids_that_people_or_events_gave_are_not_cut() -> None:
    assert short("e-00000012") == "e-00000012"
    assert short("org-brigade19") == "org-brigade19"
    assert short(f"in {SHA}, s-{'1' * 32}") == f"in {SHA[:7]}, s-1111111"


@given(TEXTS, st.integers(1, 40))
def test_a_cut_text_fits(text: str, width: int) -> None:
    assert cell_len(cut(clean(text), width)) <= max(width, 1)


@given(TEXTS, st.integers(8, 40), st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int, most: int) -> None:
    lines = wrapped(clean(text), width, most)
    assert all(cell_len(line) <= width for line in lines)
    if not most:
        assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@given(st.lists(st.sampled_from(["word", ARABIC, isolated(ARABIC), "“x”"]), max_size=20))
def test_isolates_are_closed_on_every_line(parts: list[str]) -> None:
    for line in directed(wrapped(" ".join(parts), 20)):
        assert line.count(FIRST_STRONG) == line.count(POP)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5), st.integers(40, 160))
def test_a_sheet_never_is_wider_than_its_terminal(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    headers = [Header("id"), Header("name", may_shrink=True), Header("number", right=True)]
    laid = [Row((clean(a)[:10], clean(b), clean(c)[:6]), (clean(b + " " + c),)) for a, b, c in rows]
    assert all(cell_len(line) <= width for line in lay_out(headers, laid, width))


def test_columns_that_do_not_fit_become_cards() -> None:
    headers = [Header(name) for name in ("first", "second", "third")]
    lines = list(lay_out(headers, [Row(("a" * 30, "b" * 30, "c" * 30))], 40))
    assert [line.split()[0] for line in lines] == ["first", "second", "third"]


def test_a_column_without_values_is_left_out() -> None:
    lines = list(lay_out([Header("a"), Header("b")], [Row(("1", "")), Row(("2", ""))], 40))
    assert lines[0] == "a"


def test_nothing_is_suggested_for_what_is_near_to_nothing() -> None:
    assert did_you_mean("statments", ["statements", "marks"]) == "; did you mean statements?"
    assert did_you_mean("xyzzy", ["statements", "marks"]) == ""
