"""Changes of volume and of hours: found with their date, rare without, also when busy days last."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rhythm_world import DAY, START, Habit, habitual, p_of, rate_holds

from indicia.conduct.rhythm.change import best_step, change_tests, find_steps, volume_series
from indicia.conduct.rhythm.times import times_of


@pytest.mark.parametrize("habit", [Habit(250, 90), Habit(250, 30), Habit(600, 150, 3, 0.5)])
def test_habits_alone_make_no_change(habit: Habit) -> None:
    times, _ = habitual(habit, 200, 41)
    rows = change_tests(times, 0)
    for kind in ("volume change", "hours change"):
        p = p_of(rows, kind)
        assert rate_holds(p, 0.2) and rate_holds(p, 0.05) and rate_holds(p, 0.01)


def test_busy_spells_of_days_are_rarely_taken_for_a_change() -> None:
    rng = np.random.default_rng(42)
    p = []
    for _ in range(200):
        noise = rng.standard_normal(160) * 0.5 * np.sqrt(1 - 0.3**2)
        level = np.zeros(160)
        for day in range(1, 160):
            level[day] = 0.3 * level[day - 1] + noise[day]
        p.append(best_step(volume_series(rng.poisson(4 * np.exp(level[40:]))), 0).p)
    assert rate_holds(np.array(p), 0.05)


def planted(ratio: float, days: int, seed: int) -> tuple[np.ndarray, int]:
    rng = np.random.default_rng(seed)
    cut = int(rng.integers(15, days - 15))
    level = np.where(np.arange(days) < cut, 3, 3 * ratio) * np.exp(0.3 * rng.standard_normal(days))
    return rng.poisson(level), cut


def test_a_doubled_volume_is_found_and_its_date_is_in_the_interval() -> None:
    found, held = [], []
    for seed in range(100):
        counts, cut = planted(2, 120, seed)
        step = best_step(volume_series(counts), 0)
        found.append(step.p <= 0.01)
        held.append(step.low <= cut <= step.high)
    assert np.mean(found) > 0.8
    assert np.mean(held) > 0.75


def test_three_levels_give_two_changes() -> None:
    rng = np.random.default_rng(5)
    level = np.repeat([2.0, 6.0, 18.0], 60)
    steps = list(find_steps(volume_series(rng.poisson(level)), 0))
    assert sorted(step.day for step in steps if step.p <= 0.01) == pytest.approx([60, 120], abs=3)


def test_a_source_that_moves_its_day_by_six_hours_is_found() -> None:
    rng = np.random.default_rng(6)
    day = np.sort(rng.integers(0, 100, 500))
    hour = rng.normal(np.where(day < 60, 9, 15), 2.5)
    second = START + day * DAY + (hour * 3600).astype(np.int64)
    rows = {row.kind: row for row in change_tests(times_of(second), 0)}
    moved, same = rows["hours change"], rows["volume change"]
    assert moved.p is not None and moved.p < 0.001
    assert same.p is not None and same.p > 0.01
    first = moved.settings["changes"][0]
    assert first["from"] <= "2024-03-01" <= first["to"]
    assert "of its posts from" in moved.wording


def test_too_few_days_are_refused() -> None:
    second = START + np.arange(60) * 20_000
    for row in change_tests(times_of(second), 0):
        assert row.refusal == "60 posts on 13 whole days; 50 on 28 are needed"


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 40), min_size=28, max_size=90))
def test_a_step_lies_inside_its_interval_and_the_interval_inside_the_days(
    counts: list[int],
) -> None:
    step = best_step(volume_series(np.array(counts)), 0)
    assert 0 < step.low <= step.day <= step.high < len(counts)
    assert 0 < step.p <= 1
    assert step.clearness >= 0
