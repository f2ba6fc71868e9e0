"""The difference of two dates: each thing is told once, in the span in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from decide_world import WATCH, make_case, telegram
from desk_world import Visitor, desk_on, port_of

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.decide import Asked, take_decision
from indicia.decision import event_name
from indicia.desk.difference import difference
from indicia.desk.handover import handover
from indicia.desk.selection import selection
from indicia.desk.today import today
from indicia.desk.visit import Visit
from indicia.errors import UsageError
from indicia.run import run_case

NASTY = "<img src=x onerror=alert(1)>\u202e"


@dataclass
class World:
    case: Case
    middle: datetime

    def told(self, **query: str) -> dict[str, Any]:
        return difference(Visit(self.case, "en", query, "/difference"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("difference")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        case = make_case(folder)
        middle = datetime.now(UTC)
        later = folder / "later" / "result.json"
        later.parent.mkdir()
        texts = (f"{WATCH[0]} {NASTY}", *WATCH[1:], "A seventh post.")
        later.write_bytes(telegram("Valley Watch", 1000001, texts, 3))
        add_paths(case, [later.parent])
        item = case.store.read("items").column("item")[0].as_py()
        take_decision(case, Asked("star", [item], [], ""), False)
        run_case(case)
        yield World(case, middle)


def test_what_came_changed_and_was_decided_is_told_in_its_span(world: World) -> None:
    after = world.told(**{"from": world.middle.isoformat()})
    assert after["posts"]["count"] == 1 and len(after["edits"]) == 1
    assert [work.kinds for work in after["work"]] == [(("star", 1),)]
    before = world.told(to=world.middle.isoformat())
    whole = world.told()
    assert before["posts"]["count"] + 1 == whole["posts"]["count"]
    assert before["edits"] == [] and before["work"] == []


def test_a_decision_that_was_taken_back_later_was_taken_all_the_same(world: World) -> None:
    case = world.case
    start = datetime.now(UTC)
    item = case.store.read("items").column("item")[0].as_py()
    taken = take_decision(case, Asked("note", [item], ["text=x"], ""), False)
    between = datetime.now(UTC)
    assert taken.seq is not None
    take_decision(case, Asked("undo", [event_name(taken.seq)], [], ""), False)
    told = world.told(**{"from": start.isoformat(), "to": between.isoformat()})
    assert [work.kinds for work in told["work"]] == [(("note", 1),)]


def test_today_handover_and_decisions_are_of_the_asked_time(world: World) -> None:
    run_case(world.case, as_of=world.middle)
    now = Visit(world.case, "en", {}, "/")
    then = Visit(world.case, "en", {"at": world.middle.isoformat()}, "/")
    before, after = today(then)["status"], today(now)["status"]
    assert (before.edited_posts, after.edited_posts) == (0, 1)
    assert before.posts + 1 == after.posts and before.events < after.events
    assert (before.marked, after.marked["star"]) == ({}, 1)
    assert before.waiting_events == 0 and not before.settings_changed
    assert [w.actor for w in handover(now)["work"]] and handover(then)["work"] == []
    assert selection(then).rows.num_rows + 1 == selection(now).rows.num_rows
    starred = {"at": world.middle.isoformat(), "only": "starred"}
    assert selection(Visit(world.case, "en", starred, "/search")).rows.num_rows == 0


def test_dates_the_wrong_way_round_or_no_dates_are_said(world: World) -> None:
    day = (world.middle + timedelta(days=2)).strftime("%Y-%m-%d")
    with pytest.raises(UsageError, match="turn them round"):
        world.told(**{"from": day})
    with pytest.raises(UsageError, match="not a time"):
        world.told(**{"from": "yesterday"})


def test_the_page_holds_hostile_edits_as_words(world: World) -> None:
    with desk_on(world.case.root) as served:
        inside = Visitor(port_of(served))
        inside.enter(served.address)
        page = inside.ask("/difference?lang=ar").text
    assert 'dir="rtl"' in page and "<img src=x" not in page and "\u202e" not in page
