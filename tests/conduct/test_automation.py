"""Marks of a clock: found where planted, not where people post, and never read from whole minutes."""

from __future__ import annotations

import numpy as np
import pytest
from rhythm_world import DAY, START, Habit, habitual, p_of, rate_holds
from scipy.stats import kstest

from indicia.conduct.observation import Observation
from indicia.conduct.rhythm.automation import CANNOT_TELL, automation_tests, fixed_gaps
from indicia.conduct.rhythm.hours import hours_tests
from indicia.conduct.rhythm.times import times_of

KINDS = tuple(CANNOT_TELL)


def row_of(second: np.ndarray, kind: str, step: int = 1) -> Observation:
    (row,) = [r for r in automation_tests(times_of(second, step=step), 0) if r.kind == kind]
    return row


def people(posts: int, seed: int) -> np.ndarray:
    times, _ = habitual(Habit(posts), 1, seed)
    return times.second


@pytest.mark.parametrize("habit", [Habit(200, 60), Habit(600, bursts=3, busy=0.5), Habit(2000)])
def test_people_leave_no_mark_of_a_clock(habit: Habit) -> None:
    times, _ = habitual(habit, 300, 31)
    rows = automation_tests(times, 0)
    for kind in KINDS:
        p = p_of(rows, kind)
        assert np.isnan(p).mean() < 0.1
        assert rate_holds(p, 0.2) and rate_holds(p, 0.05) and rate_holds(p, 0.01)


def test_the_p_of_seconds_and_of_flat_hours_are_uniform() -> None:
    times, _ = habitual(Habit(300), 400, 32)
    seconds = p_of(automation_tests(times, 0), "second of minute")
    assert kstest(seconds, "uniform").pvalue > 0.001
    rng = np.random.default_rng(8)
    flat = times_of(START + rng.integers(0, 84 * DAY, 400 * 250), np.repeat(np.arange(400), 250))
    hours = p_of(hours_tests(flat, 0), "hours")
    assert kstest(hours, "uniform").pvalue > 0.001


def test_a_tenth_of_posts_at_one_second_is_found() -> None:
    rng = np.random.default_rng(1)
    found = []
    for seed in range(30):
        second = people(300, seed)
        by_queue = rng.random(len(second)) < 0.1
        second = np.where(by_queue, second // 60 * 60 + 4, second)
        row = row_of(second, "second of minute")
        found.append(row.p is not None and row.p <= 0.01 and row.settings["second"] == 4)
    assert np.mean(found) > 0.9


def test_posts_at_half_past_are_found_as_a_minute() -> None:
    second = people(400, 3)
    half_past = np.random.default_rng(2).random(len(second)) < 0.15
    row = row_of(np.where(half_past, second // 3600 * 3600 + 1800 + second % 60, second), KINDS[2])
    assert row.p is not None and row.p < 1e-6
    assert row.settings["minute"] == 30
    assert "minute 30 of the hour" in row.wording


def test_a_fixed_gap_is_found_among_others() -> None:
    rng = np.random.default_rng(4)
    gaps = np.where(
        rng.random(300) < 0.15, 2700 + rng.integers(-20, 21, 300), rng.exponential(5000, 300)
    )
    row = row_of(START + np.cumsum(gaps).astype(np.int64), "fixed gap")
    assert row.settings["gap_minutes"] == 45
    assert row.p is not None and row.p < 0.001
    assert row.statistic is not None and row.null_mean is not None
    assert row.statistic > 5 * row.null_mean


@pytest.mark.parametrize("step", [1, 60])
def test_times_given_to_the_minute_are_not_called_a_clock(step: int) -> None:
    second = people(400, 5) // 60 * 60
    row = row_of(second, "second of minute", step)
    assert row.p is None
    assert row.refusal == "times are given to the minute: their seconds say nothing"
    assert row_of(second, "minute of hour", step).p is not None


def test_a_source_read_partly_to_the_minute_is_left_in_doubt() -> None:
    second = people(400, 6)
    second[::2] = second[::2] // 60 * 60
    row = row_of(second, "second of minute")
    assert row.refusal is not None and "may be given only to the minute" in row.refusal


def test_what_follows_at_once_does_not_count_again() -> None:
    starts = START + np.arange(150) * 5003
    clusters = (starts[:, None] + np.arange(4) * 30).ravel()
    row = row_of(clusters, "minute of hour")
    assert row.n == 150


def test_too_few_posts_are_refused() -> None:
    rows = automation_tests(times_of(START + np.arange(40) * 4001), 0)
    assert [row.kind for row in rows] == list(KINDS)
    assert all(row.p is None and row.refusal is not None for row in rows)


def test_the_p_of_a_fixed_gap_counts_all_lengths_looked_at() -> None:
    second = START + np.sort(np.random.default_rng(7).integers(0, 90 * DAY, 400))
    found = fixed_gaps(times_of(second))
    assert found.p[0] > 0.01
