"""Hours, weekdays and the daily gap: flat sources are flat, habits are found, intervals hold."""

from __future__ import annotations

import numpy as np
import pytest
from rhythm_world import DAY, START, Habit, habitual, p_of, rate_holds

from indicia.conduct.rhythm.hours import HOURS, WEEK_DAYS, Cycle, hours_tests, profile_of
from indicia.conduct.rhythm.sleep import BINS, daily_gaps, quiet_stretch, sleep_tests
from indicia.conduct.rhythm.times import Times, times_of


def flat(sources: int, posts: int, days: int, burst: int, seed: int) -> Times:
    """Sources that post at any hour, in clusters."""
    rng = np.random.default_rng(seed)
    clusters = posts // burst
    starts = rng.integers(0, days * DAY, (sources, clusters, 1))
    seconds = starts + rng.exponential(1200, (sources, clusters, burst)).cumsum(axis=2).astype(int)
    owner = np.repeat(np.arange(sources), clusters * burst)
    return times_of(START + seconds.ravel(), owner)


@pytest.mark.parametrize("burst", [1, 10])
def test_hours_at_chance_are_no_finding_however_posts_cluster(burst: int) -> None:
    rows = hours_tests(flat(600, 240, 70, burst, 1), 0)
    for kind in ("hours", "weekdays"):
        p = p_of(rows, kind)
        assert np.isnan(p).mean() < 0.5
        assert rate_holds(p, 0.2) and rate_holds(p, 0.05) and rate_holds(p, 0.01)


@pytest.mark.parametrize("cycle", [HOURS, WEEK_DAYS])
@pytest.mark.parametrize("burst", [1, 4])
def test_intervals_hold_all_true_shares_together(cycle: Cycle, burst: int) -> None:
    profile = profile_of(flat(600, 240, 70, burst, 2), cycle)
    even = 1 / cycle.bins
    held = ((profile.low <= even) & (profile.high >= even)).all(axis=1).mean()
    assert held > 0.84  # nominal .90, clusters of one day cost a little


def test_people_with_a_night_are_found_and_shares_sum_to_one() -> None:
    times, _ = habitual(Habit(posts=150, days=40), 100, 3)
    rows = [row for row in hours_tests(times, 0) if row.kind == "hours"]
    assert np.mean([row.q is not None and row.q <= 0.05 for row in rows]) > 0.97
    for row in rows:
        shares = row.settings["shares"]
        assert sum(share for share, _, _ in shares) == pytest.approx(1, abs=0.02)
        assert all(0 <= low <= share <= high <= 1 for share, low, high in shares)
    assert "UTC" in rows[0].wording


def test_too_few_days_are_refused_with_the_counts() -> None:
    row = hours_tests(flat(1, 60, 10, 1, 5), 0)[0]
    assert row.p is None
    assert row.refusal is not None and row.refusal.endswith("50 on 14 are needed")


def test_a_gap_at_chance_is_no_finding() -> None:
    p = p_of(sleep_tests(flat(300, 240, 60, 4, 6), 0), "daily gap")
    assert rate_holds(p, 0.2) and rate_holds(p, 0.05) and rate_holds(p, 0.01)


def with_gap(sources: int, posts: int, days: int, seed: int) -> Times:
    """Eight hours a day hold 1 % x 8/24 of the posts; they begin at another hour for each source."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(sources), posts)
    size = len(owner)
    awake = (rng.uniform(0, 16, size) * 3600).astype(np.int64) + owner % 24 * 3600
    stray = rng.random(size) < 0.01
    second = np.where(stray, rng.integers(0, DAY, size), awake)
    return times_of(START + rng.integers(0, days, size) * DAY + second, owner)


def test_a_planted_gap_is_found_and_the_interval_covers_its_length() -> None:
    gap = daily_gaps(with_gap(200, 115, 20, 7), 0)
    # The stretch with two in a hundred of the posts: the eight hours and what is needed to fill up.
    true = 8 + (0.02 - 0.01 * 8 / 24) / (0.99 / 16 + 0.01 / 24)
    assert ((gap.low <= true) & (gap.high >= true)).mean() >= 0.80
    rows = sleep_tests(with_gap(200, 115, 20, 7), 0)
    assert all(row.q is not None and row.q < 0.01 for row in rows)


def test_round_the_clock_is_an_observation_too() -> None:
    row = sleep_tests(flat(1, 2000, 30, 1, 8), 0)[0]
    assert row.p is not None and row.p > 0.01
    assert row.wording.startswith("One source posts round the clock")


def test_the_quiet_stretch_goes_over_midnight() -> None:
    counts = np.ones((1, BINS)) * 100
    counts[0, -4:] = counts[0, :6] = 0
    length, start = quiet_stretch(counts)
    # Two in a hundred of 8,600 allow one more bin of a hundred.
    assert length.tolist() == [11]
    assert start.tolist() in ([BINS - 5], [BINS - 4])


def test_a_source_without_posts_inside_whole_days_is_refused_not_broken() -> None:
    times = times_of(START + np.array([0, 10, 20]))
    assert sleep_tests(times, 0)[0].refusal is not None
    assert hours_tests(times, 0)[0].refusal is not None
