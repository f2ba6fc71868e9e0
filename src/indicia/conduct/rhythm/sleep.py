"""The daily gap: the longest stretch of the clock in which a source hardly ever posts.

Hardly ever: at most two in a hundred of its posts. The null turns each day by an angle of its own,
so that as many posts that cluster as much lie at chance; the interval comes from drawing days anew.
That there is no gap is an observation too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.observation import Observation, not_assessed, with_q
from indicia.conduct.rhythm.times import DAY, Groups, Times
from indicia.conduct.tail import upper_tail

BIN = 900
BINS = DAY // BIN
STRAY = 0.02
LEAST_DAYS, LEAST_POSTS = 14, 100
"""Two in a hundred is no whole post below 50; at 100 posts on 14 days a gap of eight hours is
found in planted truth in all of 200 sources, and the interval covers it."""
DRAWS, RESAMPLES = 99, 99
SHORT_HOURS = 3.0
"""Shorter than people sleep: then the hours are called round the clock."""
LEVEL = 0.80
CANNOT_TELL = (
    "whether anybody sleeps in it: several people, a timetable or a queue of posts can hide or make "
    "a gap"
)
SETTINGS = {
    "least_days": LEAST_DAYS,
    "least_posts": LEAST_POSTS,
    "stray_share": STRAY,
    "bin_minutes": BIN // 60,
    "draws": DRAWS,
    "resamples": RESAMPLES,
    "level": LEVEL,
    "null": "each of the days turned at chance",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Of S sources: the gap and its null, in hours. ``start``: hour of the day, UTC."""

    hours: np.ndarray
    start: np.ndarray
    null: np.ndarray
    """DRAWS x S."""
    low: np.ndarray
    high: np.ndarray
    posts: np.ndarray
    days: np.ndarray


def quiet_stretch(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bins of the longest quiet stretch of each row (S x BINS, a circle), and its first bin."""
    rows = len(counts)
    total = counts.sum(axis=1)
    allowed = np.floor(STRAY * total + 1e-9)
    reach = np.zeros((rows, 2 * BINS + 1))
    np.cumsum(np.concatenate((counts, counts), axis=1), axis=1, out=reach[:, 1:])
    low, high = np.zeros(rows, np.int64), np.full(rows, BINS, np.int64)
    base = np.arange(BINS)
    line = np.arange(rows)[:, None]
    while (low < high).any():
        middle = (low + high + 1) // 2
        held = reach[line, base + middle[:, None]] - reach[:, :BINS]
        fits = held.min(axis=1) <= allowed
        low, high = np.where(fits, middle, low), np.where(fits, high, middle - 1)
    held = reach[line, base + low[:, None]] - reach[:, :BINS]
    return low, held.argmin(axis=1)


def daily_gaps(times: Times, seed: int) -> Gap:
    """The gaps of all public sources, over whole days."""
    rng = np.random.default_rng([seed, 5])
    sources = len(times.sources)
    inside = times.day < times.whole_days[times.owner]
    owner, day = times.owner[inside], times.day[inside]
    place = times.second[inside] % DAY // BIN
    days = Groups.of(owner * (day.max(initial=0) + 1) + day)
    number = np.repeat(np.arange(len(days.first)), days.count)
    day_owner = owner[days.first]
    size, key = sources * BINS, owner * BINS
    counts = np.bincount(key + place, minlength=size).reshape(sources, BINS)
    length, start = quiet_stretch(counts)
    null, again = np.empty((DRAWS, sources)), np.empty((RESAMPLES, sources))
    for turn in range(DRAWS):
        angle = rng.integers(0, BINS, len(days.first))
        turned = place + angle[number]
        turned[turned >= BINS] -= BINS
        drawn = np.bincount(key + turned, minlength=size)
        null[turn] = quiet_stretch(drawn.reshape(sources, BINS))[0]
    for turn in range(RESAMPLES):
        weight = rng.poisson(1.0, len(days.first)).astype(float)
        drawn = np.bincount(key + place, weight[number], minlength=size)
        again[turn] = quiet_stretch(drawn.reshape(sources, BINS))[0]
    # Days drawn twice leave others out, which makes gaps longer: the middle is put back in place.
    middle = np.median(again, axis=0) - length
    ends = np.quantile(again, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0) - middle
    hours = BIN / 3600
    return Gap(
        length * hours,
        start * hours,
        null * hours,
        # Lengths are whole bins: half a bin to each side is within what they can show.
        np.maximum(ends[0] - 1, 0) * hours,
        np.minimum(ends[1] + 1, BINS) * hours,
        np.bincount(owner, minlength=sources),
        np.bincount(day_owner, minlength=sources),
    )


def sleep_tests(times: Times, seed: int) -> list[Observation]:
    """The daily gap of each public source."""
    gap = daily_gaps(times, seed)
    p = upper_tail(gap.hours, gap.null)
    rows = []
    for number, source in enumerate(times.sources):
        posts, days = int(gap.posts[number]), int(gap.days[number])
        if posts < LEAST_POSTS or days < LEAST_DAYS:
            reason = f"{posts} posts on {days} whole days; {LEAST_POSTS} on {LEAST_DAYS} are needed"
            rows.append(
                not_assessed("daily gap", source, posts, reason, CANNOT_TELL, SETTINGS, seed)
            )
            continue
        at = times.of(number)
        after = (times.second[at] / 3600 - gap.start[number]) % 24
        rows.append(
            Observation(
                kind="daily gap",
                subjects=(source,),
                statistic=float(gap.hours[number]),
                null_mean=float(gap.null[:, number].mean()),
                null_sd=float(gap.null[:, number].std(ddof=1)),
                p=float(p[number]),
                n=posts,
                wording=_wording(gap, number),
                cannot_tell=CANNOT_TELL,
                settings={
                    **SETTINGS,
                    "days": days,
                    "start_utc": _clock(float(gap.start[number])),
                    "end_utc": _clock(float(gap.start[number] + gap.hours[number])),
                    "hours_low": round(float(gap.low[number]), 3),
                    "hours_high": round(float(gap.high[number]), 3),
                },
                seed=seed,
                items=times.examples(at.start + np.argsort(after, kind="stable")),
            )
        )
    return with_q(rows)


def _wording(gap: Gap, number: int) -> str:
    hours, low, high = (float(c[number]) for c in (gap.hours, gap.low, gap.high))
    null = float(gap.null[:, number].mean())
    if high < SHORT_HOURS:
        return (
            f"One source posts round the clock: no stretch of the day longer than {hours:.1f} h is "
            f"quiet ({LEVEL:.0%} interval {low:.1f} to {high:.1f} h)"
        )
    start = float(gap.start[number])
    return (
        f"One source posts hardly ever from {_clock(start)} to {_clock(start + hours)} UTC: "
        f"{hours:.1f} h ({LEVEL:.0%} interval {low:.1f} to {high:.1f} h; at chance {null:.1f} h)"
    )


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
