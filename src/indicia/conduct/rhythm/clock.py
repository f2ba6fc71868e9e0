"""A source's own clock: time counted in the posts that its hours of the week would bring.

On this clock a source that posts at chance within its habits posts at one even rate, so that
what day and night, weekdays and weekends do to the gaps is gone. The rate of an hour of the week
is drawn towards the product of its hour's and its weekday's share, because few weeks say little
of 168 hours. Draws from the clock are the null: they are measured on a clock made from them.

Source: Jo, Karsai, Kertesz, Kaski (2012), New J. Phys. 14, 013055 (de-seasoned gaps); Brown et
al. (2002), Neural Comput. 14 (time rescaling).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.rhythm.times import HOUR, MONDAY, WEEK, Times

HOURS = 168
TRUST = 6.0
"""Weeks from which an hour of the week is taken half as itself, half as its hour and weekday."""
LEAST_RATE = 0.02
"""Share of the mean rate that every hour has at least: an hour without posts is not closed."""
TABLE = 2048
"""Points of the inverse of a clock."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Of S sources: posts an hour by hour of the week (from Monday 0:00 UTC), and their sums."""

    rate: np.ndarray
    """S x 168."""
    before: np.ndarray
    """S x 169: posts expected from Monday to the start of each hour."""

    def own(self, owner: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Expected posts of each owner from a fixed Monday to ``second``."""
        since = second - MONDAY
        week, within = np.divmod(since, WEEK)
        hour = (within // HOUR).astype(np.int64)
        part = (within - hour * HOUR) / HOUR
        at = owner * HOURS + hour
        reached = self.before.ravel()[at + owner] + part * self.rate.ravel()[at]
        own: np.ndarray = week * self.before[owner, HOURS] + reached
        return own


def clock_of(owner: np.ndarray, second: np.ndarray, starts: np.ndarray) -> Clock:
    """The clocks of the sources whose sorted times these are."""
    sources = len(starts) - 1
    week_hour = (second - MONDAY) // HOUR % HOURS
    posts = np.bincount((owner * HOURS + week_hour).astype(np.int64), minlength=sources * HOURS)
    posts = posts.reshape(sources, HOURS).astype(float)
    shown = _exposure(second, starts)
    total_posts = posts.sum(axis=1, keepdims=True)
    mean = total_posts / np.maximum(shown.sum(axis=1, keepdims=True), 1)
    by_hour = _ratio(posts, shown, mean, axis=1)
    by_day = _ratio(posts, shown, mean, axis=2)
    habit = mean * np.tile(by_hour, 7) * np.repeat(by_day, 24, axis=1)
    rate = (posts + TRUST * habit) / (shown + TRUST)
    rate = np.maximum(rate, LEAST_RATE * mean + 1e-12)
    before = np.zeros((sources, HOURS + 1))
    np.cumsum(rate, axis=1, out=before[:, 1:])
    return Clock(rate, before)


def _ratio(posts: np.ndarray, shown: np.ndarray, mean: np.ndarray, axis: int) -> np.ndarray:
    """Rate of each hour (summed over weekdays, axis 1) or weekday (over hours, axis 2) over the
    mean rate, with one post's worth of the mean added."""
    cube = posts.reshape(-1, 7, 24).sum(axis=axis)
    seen = (shown.reshape(-1, 7, 24) * mean[:, :, None]).sum(axis=axis)
    ratio: np.ndarray = (cube + 1.0) / (seen + 1.0)
    return ratio


def _exposure(second: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """How often each hour of the week occurs between a source's first and last post."""
    held = np.diff(starts) > 0
    first = np.zeros(len(held), np.int64)
    last = first - 1
    if held.any():
        first[held] = (second[starts[:-1][held]] - MONDAY) // HOUR
        last[held] = (second[starts[1:][held] - 1] - MONDAY) // HOUR
    hours = last - first + 1
    whole, rest = np.divmod(np.maximum(hours, 0), HOURS)
    since = (np.arange(HOURS)[None, :] - first[:, None]) % HOURS
    shown: np.ndarray = whole[:, None] + (since < rest[:, None])
    return shown.astype(float)


@dataclass(frozen=True)
class OwnGaps:
    """Gaps between successive posts on the own clock, mean 1 a source; flat, with ``starts``."""

    gap: np.ndarray
    owner: np.ndarray
    starts: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean of a value a gap, for each source; NaN without gaps."""
        count = np.diff(self.starts)
        sums = np.bincount(self.owner, values, minlength=len(count))
        found: np.ndarray = np.divide(sums, count, out=np.full(len(count), np.nan), where=count > 0)
        return found


def own_gaps(clock: Clock, owner: np.ndarray, second: np.ndarray, starts: np.ndarray) -> OwnGaps:
    """The gaps of the sorted times of several sources."""
    own = clock.own(owner, second)
    inside = owner[1:] == owner[:-1]
    gap = np.maximum(np.diff(own)[inside], 0.0)
    gap_owner = owner[1:][inside]
    count = np.maximum(np.diff(starts) - 1, 0)
    sums = np.bincount(gap_owner, gap, minlength=len(count))
    mean = np.divide(sums, count, out=np.ones(len(count)), where=(count > 0) & (sums > 0))
    edges = np.concatenate(([0], np.cumsum(count)))
    return OwnGaps(gap / mean[gap_owner], gap_owner, edges)


class Drawer:
    """Draws from the clocks of some times: as many posts, first and last where they were."""

    def __init__(self, times: Times, clock: Clock) -> None:
        self._times, self._clock = times, clock
        self._total = clock.before[:, -1]
        own = clock.own(times.owner, times.second)
        starts = times.starts
        self._from, self._to = own[starts[:-1]], own[starts[1:] - 1]
        share = np.linspace(0, 1, TABLE + 1)
        hours = np.arange(HOURS + 1) * float(HOUR)
        self._inverse = np.stack(
            [np.interp(share * line[-1], line, hours) for line in clock.before]
        ).ravel()

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Times in seconds (not whole), sorted within each source."""
        owner, starts = self._times.owner, self._times.starts
        steps = rng.standard_exponential(len(owner))
        steps[starts[:-1]] = 0.0
        summed = np.cumsum(steps)
        base, end = summed[starts[:-1]], summed[starts[1:] - 1]
        stretch = (self._to - self._from) / np.maximum(end - base, 1e-300)
        total = self._total[owner]
        own = (self._from - base * stretch)[owner] + summed * stretch[owner]
        week = np.floor(own / total)
        place = np.clip(own / total - week, 0, 1 - 1e-12) * TABLE
        cell = place.astype(np.int64)
        at = owner * (TABLE + 1) + cell
        low = self._inverse[at]
        within = low + (self._inverse[at + 1] - low) * (place - cell)
        drawn: np.ndarray = MONDAY + week * WEEK + within
        return drawn
