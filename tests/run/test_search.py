"""Search: one spelling finds the others, nothing in a query is an order, and no hit is stale."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from run_world import decide, new_case

from indicia import search_index as index_module
from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.errors import UsageError
from indicia.read.stage import close_children
from indicia.run import run_case
from indicia.search import search, search_ids, spellings_of
from indicia.search_index import index_path, update_index

TEXTS = (
    "الأهالي في تل القمرية يغلقون الجسر الشرقي",
    "وبالجسر الشرقي وقفت الشاحنات",
    "The Heron Front closed the eastern bridge. The bridge is shut; nobody crosses the bridge.",
    "A long letter about the weather in spring, about gardens, boats, painters, bakers, and once "
    "about a bridge that somebody may have seen far away from every road of the plain.",
    "Café Ğülşen opens at ten",
    "Ёлка стоит на площади",
    "Heron notes: nothing",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    root = tmp_path_factory.mktemp("search")
    made = new_case(root / "case")
    _add(made, root / "first.json", 1, TEXTS)
    run_case(made)
    update_index(made.store)
    yield made
    close_children()


def _add(case: Case, path: Path, first: int, texts: tuple[str, ...]) -> None:
    rows = [
        {"channel": "Plain", "channel_id": "7", "message_id": n, "text": text}
        for n, text in enumerate(texts, first)
    ]
    path.write_bytes(orjson.dumps(rows))
    add_paths(case, [path])


def texts_of(case: Case, words: str) -> list[int]:
    """Numbers of the texts that are found, in order of rank."""
    renditions = case.store.read("renditions").to_pylist()
    text_of = {row["rendition"]: row["text"] for row in renditions}
    return [TEXTS.index(text_of[hit.rendition]) for hit in search(case.store, words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("الاهالي", {0}),
        ("القمريه", {0}),
        ("جسر", {0, 1}),
        ("والجسر", {0, 1}),
        ("الشرقى", {0, 1}),
        ("cafe gulsen", {4}),
        ("ЕЛКА", {5}),
        ("HERON front", {2}),
        ("bridge", {2, 3}),
    ],
)
def test_one_spelling_finds_the_others(case: Case, words: str, found: set[int]) -> None:
    assert set(texts_of(case, words)) == found


def test_all_words_are_needed(case: Case) -> None:
    assert texts_of(case, "heron weather") == []
    assert texts_of(case, "weather gardens") == [3]


def test_a_text_that_is_about_the_word_stands_before_one_that_mentions_it(case: Case) -> None:
    assert texts_of(case, "bridge") == [2, 3]


def test_a_hit_says_where_it_stands(case: Case) -> None:
    hit = search(case.store, "eastern")[0]
    rows = {row["rendition"]: row for row in case.store.read("renditions").to_pylist()}
    items = {row["item"]: row for row in case.store.read("items").to_pylist()}
    assert rows[hit.rendition]["text"][hit.start : hit.end] == "eastern"
    assert (hit.original, hit.locator) == (
        items[hit.item]["original"],
        items[hit.item]["locator"],
    )
    assert hit.locator == "/2" and hit.source_name == "Plain" and "eastern" in hit.excerpt


def test_words_in_a_query_that_are_orders_elsewhere_are_words_here(case: Case) -> None:
    orders = (
        'bridge" OR "weather', "bridge NOT heron", "folded:bridge", "bridge*", "NEAR(bridge heron)",
        "^bridge", "(bridge", "bridge)", '"', "bridge; DROP TABLE texts", "a AND", "'",
    )  # fmt: skip
    for words in orders:
        try:
            found = search(case.store, words)
        except UsageError:
            continue
        assert all(hit.item for hit in found)
    assert texts_of(case, "bridge NOT heron") == []
    assert texts_of(case, "bridge") == [2, 3]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_query_breaks_the_search(case: Case, words: str) -> None:
    try:
        search(case.store, words, spellings=[words])
    except UsageError as error:
        assert "no word to search for" in str(error)


@pytest.mark.parametrize("words", ["eastern", "Heron Front", "the", "of"])
def test_ids_alone_are_those_of_the_hits_in_their_order(case: Case, words: str) -> None:
    hits = search(case.store, words, 5, ["Heron Front"])
    assert search_ids(case.store, words, 5, ["Heron Front"]) == [h.post_version for h in hits]


def test_a_name_finds_the_other_names_of_its_entity(case: Case, tmp_path: Path) -> None:
    assert spellings_of(case.store, "heron front") == ["Heron Front"]
    found = search(case.store, "Wildly Different Name", spellings=["Heron Front"])
    assert ["Heron Front" in hit.excerpt for hit in found] == [True]


def test_the_index_follows_the_tables(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    _add(case, tmp_path / "a.json", 1, ("The old spelling zanvar",))
    run_case(case)
    assert update_index(case.store) == 1
    item = search(case.store, "zanvar")[0].item
    decide(case, "correct", item, "text=The right spelling is zenvar")
    _add(case, tmp_path / "b.json", 2, ("More zenvar",))
    run_case(case)
    assert update_index(case.store) == 2
    assert search(case.store, "zanvar") == []
    assert len(search(case.store, "zenvar")) == 2
    with sqlite3.connect(index_path(case.store)) as base:
        before = base.total_changes
        update_index(case.store)
        assert base.execute("SELECT count(*) FROM words").fetchone() == (2,)
        assert base.total_changes == before
    close_children()


def test_an_index_that_a_stopped_command_left_behind_is_brought_up_to_date(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    _add(case, tmp_path / "a.json", 1, ("First words",))
    run_case(case)
    update_index(case.store)
    _add(case, tmp_path / "b.json", 2, ("Second words",))
    run_case(case)  # and the command is stopped before it follows
    assert not run_case(case).changed
    assert update_index(case.store) == 2 and len(search(case.store, "words")) == 2
    close_children()


def test_searching_before_a_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="indicia run"):
        search(new_case(tmp_path / "case").store, "words")


def test_an_index_of_another_version_is_renewed_by_a_run_and_never_searched(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    _add(case, tmp_path / "a.json", 1, ("First words",))
    run_case(case)
    update_index(case.store)
    with sqlite3.connect(index_path(case.store)) as base:
        base.execute("PRAGMA user_version = 1")
    with pytest.raises(UsageError, match="indicia run"):
        search(case.store, "words")
    assert update_index(case.store) == 1 and len(search(case.store, "words")) == 1
    close_children()


def _add_months(case: Case, path: Path, first: int, months: tuple[str, ...]) -> None:
    """One text a month, whose word is the month's."""
    rows = [
        {
            "channel": "Plain",
            "channel_id": "7",
            "message_id": n,
            "date": f"{month}-03T10:00:00Z",
            "text": f"common word{n}",
        }
        for n, month in enumerate(months, first)
    ]
    path.write_bytes(orjson.dumps(rows))
    add_paths(case, [path])
    run_case(case)


def _stop_in_month(monkeypatch: pytest.MonkeyPatch, number: int) -> list[str]:
    """Stop the next update at its month of this number (from 1); the texts that were put in."""
    put: list[str] = []
    insert = index_module._insert
    left = [number]

    def noted(base: sqlite3.Connection, rows: list[dict[str, object]]) -> None:
        left[0] -= 1
        insert(base, rows)
        if left[0] == 0:
            raise KeyboardInterrupt
        put.extend(str(row["text"]) for row in rows)

    monkeypatch.setattr(index_module, "_insert", noted)
    return put


def test_a_first_index_that_was_stopped_goes_on_and_is_not_searched_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path / "case")
    _add_months(case, tmp_path / "a.json", 1, ("2026-01", "2026-02", "2026-03"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        assert _stop_in_month(patch, 2) == []
        update_index(case.store)
    with pytest.raises(UsageError, match="indicia run"):
        search(case.store, "common")
    put = _stop_in_month(monkeypatch, 99)
    assert update_index(case.store) == 3
    assert put == ["common word2", "common word3"], "the first month was kept"
    assert len(search(case.store, "common")) == 3
    assert [len(search(case.store, f"word{n}")) for n in (1, 2, 3)] == [1, 1, 1]
    close_children()


def test_a_later_update_that_was_stopped_leaves_the_index_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path / "case")
    _add_months(case, tmp_path / "a.json", 1, ("2026-01",))
    update_index(case.store)
    _add_months(case, tmp_path / "b.json", 2, ("2026-01", "2026-02"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        _stop_in_month(patch, 2)
        update_index(case.store)
    assert len(search(case.store, "common")) == 1 and search(case.store, "word2") == []
    assert update_index(case.store) == 3 and len(search(case.store, "common")) == 3
    close_children()


def test_an_update_reads_only_the_months_with_new_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path / "case")
    _add_months(case, tmp_path / "a.json", 1, ("2026-01", "2026-02"))
    update_index(case.store)
    _add_months(case, tmp_path / "b.json", 3, ("2026-02",))
    months: list[str] = []
    batches = index_module._batches

    def noted(store: object, month: str, wanted: object) -> object:
        months.append(month)
        return batches(store, month, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "_batches", noted)
    assert update_index(case.store) == 3 and months == ["2026-02"]
    close_children()
