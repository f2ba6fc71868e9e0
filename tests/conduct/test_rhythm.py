"""Burstiness and memory on the source's own clock; and only public sources are ever tested."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rhythm_world import DAY, START, WEEK, Habit, habitual, p_of, rate_holds

from indicia.conduct.rhythm.burst import LEAST_GAPS, burstiness_of, memory_of, rhythm_tests
from indicia.conduct.rhythm.clock import clock_of, own_gaps
from indicia.conduct.rhythm.times import Times, times_of
from indicia.conduct.run import observations_of_times, run_tests
from indicia.conduct.traffic import Traffic
from indicia.trace.post import Post, table_of_posts

NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def at(seconds: np.ndarray, source: str) -> list[Post]:
    return [
        Post(item=f"{source}{n}", source=source, posted=int(s) * 1_000_000)
        for n, s in enumerate(seconds)
    ]


def daily(seed: int, count: int = 200) -> np.ndarray:
    """Times of somebody who posts at chance between 8 and 18 o'clock."""
    rng = np.random.default_rng(seed)
    hours = rng.integers(8 * 3600, 18 * 3600, count)
    return np.asarray(START + rng.integers(0, 28, count) * DAY + hours)


def measured(times: Times) -> tuple[float, float]:
    clock = clock_of(times.owner, times.second, times.starts)
    gaps = own_gaps(clock, times.owner, times.second, times.starts)
    return float(burstiness_of(gaps)[0]), float(memory_of(gaps)[0])


@pytest.mark.parametrize("habit", [Habit(100, 28), Habit(250), Habit(1000)])
def test_day_night_and_weekend_alone_are_no_finding(habit: Habit) -> None:
    times, _ = habitual(habit, 300, 21)
    rows = rhythm_tests(times, 0)
    for kind in ("burstiness", "memory"):
        p = p_of(rows, kind)
        assert rate_holds(p, 0.2) and rate_holds(p, 0.05) and rate_holds(p, 0.01)


def test_a_clock_is_at_minus_one_and_chance_near_nothing() -> None:
    value, _ = measured(times_of(START + np.arange(300) * 7200))
    assert value < -0.9
    value, memory = measured(times_of(daily(1, 2000)))
    assert abs(value) < 0.1 and abs(memory) < 0.1


def test_bursts_and_remembered_gaps_are_told_from_chance() -> None:
    rng = np.random.default_rng(2)
    bursts, _ = habitual(Habit(250, bursts=4), 60, 22)
    found = p_of(rhythm_tests(bursts, 0), "burstiness")
    assert (found <= 0.01).mean() > 0.95
    # Slow and fast spells of a day each, round the clock.
    pace = np.repeat(rng.choice([1200, 7200], 60), 20)
    spells = times_of(START + np.cumsum(rng.exponential(pace)).astype(np.int64))
    (row,) = [r for r in rhythm_tests(spells, 0) if r.kind == "memory"]
    assert row.p is not None and row.p < 0.001
    assert row.statistic is not None and row.statistic > 0.2


def test_under_fifty_gaps_nothing_is_assessed() -> None:
    rows = rhythm_tests(times_of(START + np.arange(LEAST_GAPS) * 4000), 0)
    assert [row.kind for row in rows] == ["burstiness", "memory"]
    for row in rows:
        assert row.p is None and row.statistic is None
        assert row.refusal == "49 gaps between posts; 50 are needed"


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**31), st.integers(-2000, 2000))
def test_a_whole_number_of_weeks_moves_nothing(seed: int, weeks: int) -> None:
    second = daily(seed, 120)
    now, then = measured(times_of(second)), measured(times_of(second + weeks * WEEK))
    assert now == pytest.approx(then, abs=1e-6)
    assert -1 <= now[0] <= 1 and -1 <= now[1] <= 1


def test_no_test_of_times_cares_for_the_order_of_rows() -> None:
    times, _ = habitual(Habit(200, 60), 4, 23)
    posts = [
        Post(item=f"i{n:05d}", source=f"s{o}", posted=int(s) * 1_000_000)
        for n, (o, s) in enumerate(zip(times.owner, times.second, strict=True))
    ]
    kinds = {f"s{n}": "outlet" for n in range(4)}
    mixed = [posts[n] for n in np.random.default_rng(3).permutation(len(posts))]
    one = run_tests(table_of_posts(posts), NO_COPIES, kinds)
    assert one.equals(run_tests(table_of_posts(mixed), NO_COPIES, kinds))
    assert len(set(one.column("test").to_pylist())) > 9


def test_whole_weeks_later_every_test_says_the_same() -> None:
    times, _ = habitual(Habit(200, 60), 3, 24)
    later = times_of(times.second + 52 * WEEK, times.owner)
    rows = [_tests_of(t) for t in (times, later)]
    assert [kind for kind, _ in rows[0]] == [kind for kind, _ in rows[1]]
    for (kind, before), (_, after) in zip(*rows, strict=True):
        assert before == pytest.approx(after, rel=1e-6, abs=1e-9, nan_ok=True), kind


def _tests_of(times: Times) -> list[tuple[str, list[float]]]:
    posts = [
        Post(item=f"i{n:05d}", source=f"s{o}", posted=int(s) * 1_000_000)
        for n, (o, s) in enumerate(zip(times.owner, times.second, strict=True))
    ]
    kinds = {f"s{n}": "channel" for n in range(len(times.sources))}
    traffic = Traffic(table_of_posts(posts), NO_COPIES, kinds)
    none = float("nan")
    return [
        (row.kind, [none if v is None else v for v in (row.statistic, row.p, row.q)])
        for row in observations_of_times(traffic, 0)
    ]


@pytest.mark.parametrize("kind", ["channel", "outlet", "organisation"])
def test_recorded_outlets_are_tested(kind: str) -> None:
    items = table_of_posts(at(daily(1), "one"))
    rows = run_tests(items, NO_COPIES, {"one": kind}).to_pylist()
    kinds = {row["test"] for row in rows}
    assert {"hours", "time zones", "daily gap", "burstiness", "silence"} <= kinds
    for row in rows:
        assert row["cannot_tell"] and row["wording"] and row["settings"] != "{}"
        assert (row["p"] is None) or 0 <= row["p"] <= row["q"] <= 1


def test_a_source_with_too_few_times_for_any_test_has_one_row() -> None:
    items = table_of_posts([*at(daily(1, 30), "one"), *at(daily(2), "two")])
    rows = run_tests(items, NO_COPIES, {"one": "channel", "two": "channel"}).to_pylist()
    (few,) = [row for row in rows if row["subjects"] == ["one"] and row["test"] != "originality"]
    assert few["test"] == "times of posting" and few["p"] is None
    assert few["refusal"] == "30 times of posting; 50 are needed for the first of the tests"
    assert len([row for row in rows if row["subjects"] == ["two"]]) > 9


@pytest.mark.parametrize("kind", ["person", "unknown", "group", "", None])
def test_nobody_else_is_tested_for_rhythm(kind: str | None) -> None:
    items = table_of_posts(at(daily(1), "one"))
    kinds = {} if kind is None else {"one": kind}
    assert run_tests(items, NO_COPIES, kinds).num_rows == 0
