"""How it spread: origins of the selection, a tree that holds every post once, tests beside chance."""

from __future__ import annotations

from typing import Any

import pytest
from desk_world import World
from hypothesis import given
from hypothesis import strategies as st

from indicia.desk.conduct import FARTHEST, conduct_figure_of
from indicia.desk.spread import spread, tree_figure


def test_the_origins_of_a_selection_are_those_with_copies_in_it(world: World) -> None:
    (only,) = [row for row in spread(world.visit())["origins"] if row["sources"] == 2]
    assert only["posts"] == 2 and only["first"] == "Valley Watch"
    assert only["hours"] == pytest.approx(6)
    assert "founded by residents" in only["text"]


def test_a_tree_holds_each_post_of_its_origin_once_in_time(world: World) -> None:
    (only,) = [row for row in spread(world.visit())["origins"] if row["sources"] == 2]
    figure = tree_figure(world.visit(origin=only["origin"]))
    assert figure is not None
    assert [row[0] for row in figure.rows] == ["Valley Watch", "Valley Herald"]
    assert [row[2] for row in figure.rows] == ["0.0", "6.0"]
    assert figure.svg.count('class="tie copy"') == 1
    page = world.inside.ask(f"/spread?origin={only['origin']}").text
    assert page.count('value="confirm"') == 1, "the one link can be confirmed from here"
    assert world.inside.ask("/spread?origin=o-nothing").status == 400


def a_test(statistic: float, q: float) -> dict[str, Any]:
    return {
        "kind": "hours", "sources": ["a"], "statistic": statistic, "null_mean": 0.0, "null_sd": 1.0,
        "q": q,
    }  # fmt: skip


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1)), min_size=1, max_size=40))
def test_a_figure_of_tests_says_in_its_shape_what_is_a_finding(world, given_tests):
    tests = [a_test(*pair) for pair in given_tests]
    figure = conduct_figure_of(world.visit(), tests)
    assert figure is not None
    shown = tests[: len(figure.rows)]
    inside = [row for row in shown if -3 <= row["statistic"] <= FARTHEST]
    assert figure.svg.count('class="dot"') == sum(row["q"] <= 0.05 for row in inside)
    assert figure.svg.count('class="first"') == sum(row["q"] > 0.05 for row in shown)
    assert figure.svg.count('class="mark"') == sum(
        row["q"] <= 0.05 for row in shown if row not in inside
    )
    assert f"{len(tests)} tests" in figure.caption


def test_without_a_spread_of_chance_nothing_is_drawn(world: World) -> None:
    assert conduct_figure_of(world.visit(), [{**a_test(1, 0.1), "null_sd": None}]) is None
