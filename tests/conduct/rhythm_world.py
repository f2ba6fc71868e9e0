"""Invented posting with planted truth: people with habits, programs, and what begins or stops.

Local habits are drawn independently of the shapes that the test of time zones tries: day from
several humps, hours of going to sleep and rising, clusters of posts, busy days, late risers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.observation import Observation
from indicia.conduct.rhythm.times import Times, times_of

DAY, WEEK = 86_400, 604_800
START = 2_817 * WEEK + 4 * DAY
"""A Monday."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How sources of a world post. ``bursts``: mean posts a cluster. ``busy``: spread of days."""

    posts: int = 250
    days: int = 84
    bursts: float = 1.0
    busy: float = 0.0
    asleep: tuple[float, float, float] = (3.9, 1.1, 0.1)
    """Local mid-sleep: mean and spread in hours, and share of sources with any mid-sleep at all."""


def local_rates(habit: Habit, rng: np.random.Generator) -> np.ndarray:
    """Posts by quarter of an hour of the local day (96), summing to 1."""
    quarter = np.arange(96) / 4
    centre, spread, odd = habit.asleep
    middle = rng.uniform(0, 24) if rng.random() < odd else rng.normal(centre, spread)
    length = float(np.clip(rng.normal(7.5, 1.2), 4.5, 11))
    from_sleep = np.abs((quarter - middle + 12) % 24 - 12)
    awake = np.clip((from_sleep - length / 2) / rng.uniform(0.25, 2), 0, 1)
    humps = np.full(96, rng.uniform(0.2, 1.0))
    for _ in range(rng.integers(1, 4)):
        peak = (middle + rng.uniform(length / 2, 24 - length / 2)) % 24
        away = np.abs((quarter - peak + 12) % 24 - 12)
        humps += rng.uniform(0.3, 2) * np.exp(-0.5 * (away / rng.uniform(0.7, 3)) ** 2)
    rate = awake * humps + rng.choice([0.0, 0.01, 0.05, 0.15])
    return rate / rate.sum()


def habitual(habit: Habit, sources: int, seed: int) -> tuple[Times, np.ndarray]:
    """Posts of sources by their habits alone, and the offset from UTC of each."""
    rng = np.random.default_rng(seed)
    offset = rng.integers(-11, 13, sources)
    seconds, owners = [], []
    for place in range(sources):
        rate = local_rates(habit, rng)
        weekend = rng.uniform(0.3, 1.1)
        days = np.where(np.arange(habit.days) % 7 >= 5, weekend, 1.0)
        days *= np.exp(habit.busy * rng.standard_normal(habit.days))
        clusters = max(1, round(habit.posts / habit.bursts))
        size = 1 + rng.poisson(habit.bursts - 1, clusters)
        when = rng.choice(habit.days, clusters, p=days / days.sum()) * DAY
        when = when + rng.choice(96, clusters, p=rate) * 900 + rng.integers(0, 900, clusters)
        each = np.repeat(when, size)
        follows = np.arange(len(each)) - np.repeat(np.cumsum(size) - size, size)
        each = each + (follows * rng.exponential(600, len(each))).astype(np.int64)
        seconds.append(START + each - offset[place] * 3600)
        owners.append(np.full(len(each), place))
    return times_of(np.concatenate(seconds), np.concatenate(owners)), offset


def rate_holds(p: np.ndarray, level: float) -> bool:
    """Whether as many p at or under ``level`` could come of tests that hold it (one in a thousand)."""
    from scipy.stats import binom

    known = p[~np.isnan(p)]
    return bool(binom.sf((known <= level).sum() - 1, len(known), level) > 0.001)


def p_of(rows: list[Observation], kind: str) -> np.ndarray:
    """The p of the rows of a kind; NaN where one was not assessed."""
    values = [np.nan if r.p is None else r.p for r in rows if r.kind == kind]
    return np.array(values)
