"""Coordination against planted truth: what is found, what is not, and what a row says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import orjson
import pyarrow as pa
import pytest
from conduct_proof import found_in as found_with
from conduct_proof import pairs_of
from conduct_world import World, WorldPlan, make_world

from indicia.conduct.coordination.pair import CoordinationOptions, CoordinationResult
from indicia.conduct.coordination.share import shares_from, without_bursts
from indicia.conduct.run import run_tests
from indicia.trace.post import Post, table_of_posts

QUICK = CoordinationOptions(shuffles=199, copies=5, copy_shuffles=99)
NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def found_in(world: World, options: CoordinationOptions = QUICK) -> CoordinationResult:
    return found_with(world, options)


@pytest.mark.parametrize("topics", [1, 12, 40])
def test_planted_cells_are_found_and_shared_topics_are_not(topics: int) -> None:
    world = make_world(WorldPlan(topics=topics), seed=topics)
    found = pairs_of(found_in(world))
    assert len(found & world.planted) >= 0.95 * len(world.planted)
    assert len(found - world.planted) <= (0.05 if topics == 1 else 0.10) * len(found)


def test_a_cell_that_is_most_of_its_hours_is_found() -> None:
    world = make_world(WorldPlan(shares=4_000, cells=1, cell_size=20), seed=3)
    assert len(pairs_of(found_in(world)) & world.planted) >= 0.95 * 190


@pytest.mark.parametrize("breaking", [0.03, 0.5])
def test_a_world_without_cells_gives_next_to_nothing(breaking: float) -> None:
    found = 0
    for seed in range(4):
        found += len(pairs_of(found_in(make_world(WorldPlan(cells=0, breaking=breaking), seed))))
    assert found <= 1


def test_the_empirical_false_share_is_there_when_something_is_found() -> None:
    result = found_in(make_world(WorldPlan(), seed=1))
    assert result.false_share is not None
    assert 0 <= result.false_share <= 0.05


def test_nothing_found_has_no_false_share() -> None:
    assert found_in(make_world(WorldPlan(cells=0), seed=1)).false_share is None


def test_the_order_of_rows_changes_nothing() -> None:
    world = make_world(WorldPlan(shares=4_000), seed=2)
    order = np.random.default_rng(0).permutation(len(world.account))
    mixed = replace(
        world,
        account=world.account[order],
        object=world.object[order],
        second=world.second[order],
    )
    first, second = found_in(world), found_in(mixed)
    blank = [replace(f, items=()) for f in first.findings]
    assert blank == [replace(f, items=()) for f in second.findings]
    assert first.false_share == second.false_share


def test_the_same_seed_gives_the_same_result() -> None:
    world = make_world(WorldPlan(shares=4_000), seed=2)
    assert found_in(world) == found_in(world)


def test_an_object_that_half_of_all_accounts_share_at_once_is_left_out() -> None:
    account = np.tile(np.arange(20), 3)
    thing = np.repeat(np.arange(3), 20)
    shares = shares_from((account, thing, thing * 9000 + account, np.arange(60)), 60)
    assert len(without_bursts(shares, 60, 8, 0.5)) == 0
    assert len(without_bursts(shares, 60, 30, 0.5)) == 60


def test_repeats_within_the_window_count_once() -> None:
    second = np.array([0, 50, 100, 161, 10])
    account = np.array([1, 1, 1, 1, 2])
    shares = shares_from((account, np.zeros(5, np.int64), second, np.arange(5)), 60)
    assert sorted(zip(shares.account.tolist(), shares.second.tolist(), strict=True)) == [
        (1, 0),
        (1, 100),
        (1, 161),
        (2, 10),
    ]


def cell_posts() -> list[Post]:
    world = make_world(WorldPlan(accounts=40, shares=900, objects=300, topics=1, cells=1), seed=4)
    rows = zip(world.account.tolist(), world.object.tolist(), world.second.tolist(), strict=True)
    return [
        Post(
            item=f"p{n:05d}",
            source=f"channel {a}",
            posted=s * 1_000_000,
            language="ar",
            urls=(f"https://wire.example/{o}",),
        )
        for n, (a, o, s) in enumerate(rows)
    ]


def test_every_row_says_statistic_null_p_q_n_seed_and_settings() -> None:
    posts = cell_posts()
    rows = run_tests(table_of_posts(posts), NO_COPIES, {}, replace(QUICK, seed=7)).to_pylist()
    rows = [row for row in rows if row["kind"].startswith("coshare")]
    assert rows
    for row in rows:
        assert row["statistic"] > row["null_mean"] >= 0
        assert row["null_sd"] > 0
        assert 0 < row["p"] <= row["q"] <= 0.05
        assert row["n"] == len(row["items"])
        assert row["seed"] == 7
        assert row["false_share"] is not None
        settings = orjson.loads(row["settings"])
        assert settings["window_seconds"] == 60
        assert settings["shuffles"] == 199
        active = len({post.source for post in posts})
        assert settings["pairs_tested"] == active * (active - 1) // 2
        assert row["wording"] and row["cannot_tell"]


def test_rows_do_not_depend_on_the_order_of_posts() -> None:
    posts = cell_posts()
    one = run_tests(table_of_posts(posts), NO_COPIES, {}, QUICK)
    other = run_tests(table_of_posts(posts[::-1]), NO_COPIES, {}, QUICK)
    assert one.equals(other)
