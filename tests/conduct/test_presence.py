"""Silences and births: found where planted, not in bursts, and never where nobody looked."""

from __future__ import annotations

import numpy as np
import pytest
from rhythm_world import DAY, START, WEEK, Habit, habitual, p_of, rate_holds

from indicia.conduct.observation import Observation
from indicia.conduct.rhythm.birth import LEAST_BIRTHS, birth_tests, fullest, known_births, together
from indicia.conduct.rhythm.silence import silence_tests
from indicia.conduct.rhythm.times import Times, times_of

LAST = "silence to the last look"


@pytest.mark.parametrize(
    "habit", [Habit(150, 60), Habit(250), Habit(500, bursts=4, busy=0.5), Habit(1000, busy=0.7)]
)
def test_habits_and_bursts_make_no_silence(habit: Habit) -> None:
    times, _ = habitual(habit, 300, 51)
    rng = np.random.default_rng(1)
    ends = times.second[times.starts[1:] - 1]
    looks = ends - rng.integers(0, 10 * DAY, len(ends))
    seen = times.second <= looks[times.owner]
    cut = times_of(times.second[seen], times.owner[seen])
    looked = dict(zip(cut.sources, looks.tolist(), strict=True))
    rows = silence_tests(cut, looked, 0)
    for kind in ("silence", LAST):
        p = p_of(rows, kind)
        assert np.isnan(p).mean() < 0.2
        assert rate_holds(p, 0.05) and rate_holds(p, 0.01)


def daily(days: int, seed: int, a_day: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), a_day)
    return np.sort(START + day * DAY + rng.integers(7 * 3600, 21 * 3600, len(day)))


def only(rows: list[Observation], kind: str) -> Observation:
    (row,) = [row for row in rows if row.kind == kind]
    return row


def test_five_days_without_a_post_are_a_silence_with_its_ends() -> None:
    found = []
    for seed in range(20):
        second = daily(60, seed)
        day = (second - START) // DAY
        row = only(silence_tests(times_of(second[(day < 30) | (day >= 35)]), {}, 0), "silence")
        found.append(row.p is not None and row.p <= 0.01)
        assert row.statistic is not None and row.null_mean is not None
        assert row.statistic > row.null_mean
        assert len(row.items) == 2
    assert np.mean(found) > 0.9


def test_a_night_is_no_silence_on_the_own_clock() -> None:
    row = only(silence_tests(times_of(daily(60, 3)), {}, 0), "silence")
    assert row.statistic is not None and row.statistic < 15
    assert row.p is not None and row.p > 0.05


def test_a_source_not_looked_at_since_is_not_silent() -> None:
    times = times_of(daily(60, 4))
    for looked in ({}, {"source 0": int(times.second[-1])}, {"source 0": 0}):
        row = only(silence_tests(times, looked, 0), LAST)
        assert row.p is None and row.statistic is None
        assert row.refusal is not None and "not looked at" in row.refusal


def test_a_look_five_days_after_the_last_post_finds_silence_and_an_hour_after_none() -> None:
    times = times_of(daily(60, 5))
    end = int(times.second[-1])
    late = only(silence_tests(times, {"source 0": end + 5 * DAY}, 0), LAST)
    soon = only(silence_tests(times, {"source 0": end + 3600}, 0), LAST)
    assert late.p is not None and late.p < 0.01
    assert soon.p is not None and soon.p > 0.2


def births(times: list[int], number: int = 2) -> tuple[Times, np.ndarray]:
    """Sources born at these days, with one post a day for twenty days and numbers from ``number``."""
    owner = np.repeat(np.arange(len(times)), 20)
    second = START + np.repeat(np.array(times), 20) * DAY + np.tile(np.arange(20), len(times)) * DAY
    return times_of(second, owner), np.tile(np.arange(20) + number, len(times))


def test_five_of_thirty_sources_born_in_a_day_are_found_and_named() -> None:
    rng = np.random.default_rng(6)
    days = [*rng.choice(700, 25, replace=False).tolist(), 333, 333, 333, 333, 333]
    times, number = births(days)
    row = only(birth_tests(times, number, 0), "births together")
    assert row.p is not None and row.p <= 0.01 and row.q == row.p
    assert {f"source {n}" for n in range(25, 30)} <= set(row.subjects)
    assert row.settings["births_unknown"] == 0


def test_births_at_chance_in_a_growing_case_are_no_finding() -> None:
    rng = np.random.default_rng(7)
    p = [
        together(np.sort((rng.beta(2, 1, 40) * 600 * DAY).astype(np.int64)), 0).p
        for _ in range(150)
    ]
    assert rate_holds(np.array(p), 0.05) and rate_holds(np.array(p), 0.2)


def test_what_we_began_to_hold_is_no_birth() -> None:
    times, number = births([10] * 20, number=5000)
    assert (known_births(times, number) == -1).all()
    assert birth_tests(times, number, 0) == []
    assert birth_tests(times, np.full(len(number), -1), 0) == []


def test_under_eight_known_births_nothing_is_said_of_births_together() -> None:
    times, number = births([10] * (LEAST_BIRTHS - 1))
    assert not [r for r in birth_tests(times, number, 0) if r.kind == "births together"]


def test_the_fullest_window_is_counted_with_both_ends() -> None:
    assert fullest(np.array([0, 10, 20, 100]), 20).tolist() == [3]
    assert fullest(np.array([[0, 10, 21, 100], [1, 1, 1, 1]]), 20).tolist() == [2, 4]


def test_a_first_week_like_the_others_is_no_finding_and_a_full_one_is() -> None:
    times, _ = habitual(Habit(400, 140), 200, 52)
    number = np.arange(len(times.second)) - times.starts[times.owner] + 1
    p = p_of(birth_tests(times, number, 0), "first week")
    assert rate_holds(p, 0.05) and rate_holds(p, 0.01)
    rng = np.random.default_rng(8)
    steady = START + rng.integers(0, 20 * WEEK, 200)
    burst = START + rng.integers(0, WEEK, 60)
    second = np.concatenate((steady, burst))
    full = times_of(second)
    row = only(birth_tests(full, np.arange(len(full.second)) + 1, 0), "first week")
    assert row.p is not None and row.p < 0.001
