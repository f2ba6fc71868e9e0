"""The inbox: filters keep what they say, one decision covers all that is chosen, keys do the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from decide_world import make_case
from desk_world import World, desk_on

from indicia.console.standing import standing
from indicia.desk.mark import assigned, kept_searches, tagged
from indicia.desk.selection import selection
from indicia.search_index import update_index

CHROMIUM = Path("/usr/bin/chromium")
NASTY = "<img src=x onerror=alert(1)>\u202e'\""


def rows_of(world: World, **query: str) -> Any:
    return selection(world.visit("/search", **query)).rows


def test_one_decision_covers_all_that_is_chosen_and_one_undo_takes_it_back(world: World) -> None:
    items = rows_of(world).column("item").to_pylist()[:10]
    chosen = [("about", item) for item in items]
    size = world.case.log.size
    for what, said in (("star", ""), ("tag", NASTY), ("note", "look"), ("assign", "bea")):
        found = world.send("/decide", [*chosen, ("what", what), ("said", said)])
        assert found.status == 303, found.text
    assert world.case.log.size == size + 4
    assert rows_of(world, only="starred").num_rows == 10
    assert rows_of(world, tag=NASTY).num_rows == 10 and rows_of(world, person="bea").num_rows == 10
    page = world.inside.ask("/search").text
    shown = re.sub(r"\"[^\"]*\"", "", page)
    assert "<img src=x" not in page and "\u202e" not in shown and "→ <bdi" in page
    event = re.search(r"done=(e-\d+)", found.headers["location"])
    assert event is not None
    assert world.send("/decide", [("what", "undo"), ("about", event.group(1))]).status == 303
    assert rows_of(world, person="bea").num_rows == 0
    assert rows_of(world, only="starred").num_rows == 10


def test_where_one_of_the_chosen_is_none_nothing_is_decided(world: World) -> None:
    size, item = world.case.log.size, rows_of(world).column("item")[0].as_py()
    chosen = [("about", item), ("about", "i-ffffffffffffffff"), ("what", "star"), ("said", "")]
    assert world.send("/decide", chosen).status == 400
    assert world.send("/decide", [("what", "star"), ("said", "")]).status == 400
    assert world.case.log.size == size


def test_a_later_assignment_counts_and_a_dash_is_nobody() -> None:
    rows = [
        {"what": "assign", "about": ["a", "b"], "value": {"to": "ann"}},
        {"what": "assign", "about": ["b"], "value": {"to": "bea"}},
        {"what": "assign", "about": ["a"], "value": {"to": "–"}},
        {"what": "tag", "about": ["a"], "value": {"tag": "x"}},
        {"what": "tag", "about": ["b"], "value": {"tag": "x"}},
        {"what": "keep", "event": "e-1", "about": [], "value": {"name": "n", "query": "q=1"}},
        {"what": "keep", "event": "e-2", "about": [], "value": {"name": "n", "query": "q=2"}},
    ]
    assert assigned(rows) == {"b": "bea"}
    assert tagged(rows) == {"x": {"a", "b"}}
    assert kept_searches(rows) == [("e-2", "n", "q=2")]


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [("language", "ar", 1), ("kind", "post", 13), ("language", "xx", 0), ("tag", "none", 0)],
)
def test_a_filter_keeps_what_it_says(world: World, name: str, value: str, kept: int) -> None:
    assert rows_of(world, **{name: value}).num_rows == kept
    page = world.inside.ask(f"/search?{urlencode({name: value})}").text
    assert (kept > 0) or "none such" in page


def test_posts_of_one_origin_are_a_selection(world: World) -> None:
    origins = world.case.store.read("origins").to_pylist()
    origin = next(row["origin"] for row in origins if row["size"] == 2)
    assert rows_of(world, origin=origin).num_rows == 2


def test_a_search_is_kept_under_a_name_and_leads_back_to_it(world: World) -> None:
    query = urlencode({"q": "tide", "from": "2026-01-01", "evil": "x"})
    kept = [("what", "keep"), ("value.name", NASTY), ("value.query", query)]
    assert world.send("/decide", kept).status == 303
    page = world.inside.ask("/search").text
    assert 'href="/search?q=tide&amp;from=2026-01-01"' in page
    assert "evil" not in page and "<img src=x" not in page
    event = kept_searches(standing(world.case, world.case.store))[0][0]
    assert world.send("/decide", [("what", "undo"), ("about", event)]).status == 303
    assert "from=2026-01-01" not in world.inside.ask("/search").text


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine")
def test_the_list_is_worked_through_by_keys_alone(tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
        case = make_case(tmp_path)
        update_index(case.store)
        with desk_on(case.root) as served, sync_api.sync_playwright() as started:
            opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            page = opened.new_page()
            page.goto(served.address)
            parts = urlsplit(served.address)
            page.goto(f"{parts.scheme}://{parts.netloc}/search")
            for _ in range(3):
                page.keyboard.press("j")
                page.keyboard.press("x")
            page.keyboard.press("t")
            page.keyboard.type("harvest")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert page.locator(".tag").count() == 3
            page.keyboard.press("j")
            with page.expect_navigation():
                page.keyboard.press("s")
            assert page.locator(".star").count() == 1
            with page.expect_navigation():
                page.keyboard.press("u")
            assert page.locator(".star").count() == 0 and page.locator(".tag").count() == 3
            opened.close()
