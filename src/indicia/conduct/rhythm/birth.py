"""Births: sources that begin together, and sources that begin at full volume.

The first post that we hold is not the first there was. A birth is known only where the platform
numbers posts from 1 and a first number is held; other sources are left out and counted. Births
together are compared with births of the same case spread over months: as many, each near one of
them, so that a case that grows is no finding. A first week is compared with the weeks that follow.

Source: Naus (1965), J. Am. Stat. Assoc. 60 (scan statistic).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from indicia.conduct.chance import spread_tail
from indicia.conduct.observation import CLEAR_P, Observation, not_assessed, with_q
from indicia.conduct.rhythm.times import DAY, WEEK, Times

FIRST_NUMBERS = 20
"""A channel's first posts carry the first numbers; some are deleted or name the channel."""
LEAST_BIRTHS = 8
"""Under eight births their spread over the case is not known."""
LEAST_TOGETHER = 3
WINDOWS = (1, 7)
"""Days in which births count as together; p is corrected for looking at both."""
SPREAD = 30.0
"""Days by which the null moves each birth, at least; a tenth of the span if that is more."""
DRAWS = 999
LEAST_WEEKS = 12
"""Whole weeks after the first, from which the first is judged."""
CANNOT_TELL = {
    "births together": "why: one hand, one event that moved many, or a platform that opened or closed",
    "first week": "whether it moved from elsewhere, had posts ready, or was new",
}


@dataclass(frozen=True, slots=True)
class Together:
    """The fullest window of births: which, how many days wide, the null's largest counts, p."""

    members: np.ndarray
    days: int
    null: np.ndarray
    p: float


def known_births(times: Times, number: np.ndarray) -> np.ndarray:
    """Second of the first post of each source, -1 where it may have begun before what we hold.

    ``number``: the platform's number of each time's post, -1 without one.
    """
    numbered = np.where(number > 0, number, np.iinfo(np.int64).max)
    held = np.full(len(times.sources), np.iinfo(np.int64).max)
    np.minimum.at(held, times.owner, numbered)
    first = times.second[times.starts[:-1]] if len(times.second) else np.zeros(0, np.int64)
    return np.where(held <= FIRST_NUMBERS, first, -1)


def fullest(births: np.ndarray, width: int) -> np.ndarray:
    """Largest number of births within ``width`` seconds in each row (sorted along the last axis)."""
    rows = np.atleast_2d(births)
    best = np.ones(len(rows), np.int64)
    for more in range(1, rows.shape[1]):
        close = (rows[:, more:] - rows[:, :-more] <= width).any(axis=1)
        if not close.any():
            break
        best[close] = more + 1
    return best


def together(births: np.ndarray, seed: int) -> Together:
    """The least likely of the fullest windows over sorted ``births`` (seconds)."""
    rng = np.random.default_rng([seed, 9])
    span = births[-1] - births[0]
    wide = max(SPREAD * DAY, 0.1 * span)
    near = rng.choice(births, (DRAWS, len(births))) + wide * rng.standard_normal(
        (DRAWS, len(births))
    )
    # What is moved over an end is turned back: the case has no births outside its span.
    low, high = births[0], births[0] + max(span, 1)
    near = np.where(near < low, 2 * low - near, near)
    near = np.clip(np.where(near > high, 2 * high - near, near), low, high)
    near.sort(axis=1)
    found = []
    for days in WINDOWS:
        width = days * DAY
        null, most = fullest(near, width), int(fullest(births, width)[0])
        p = min(1.0, len(WINDOWS) * (1 + int((null >= most).sum())) / (DRAWS + 1))
        start = int(
            np.flatnonzero(births[most - 1 :] - births[: len(births) - most + 1] <= width)[0]
        )
        found.append(Together(np.arange(start, start + most), days, null, p))
    return min(found, key=lambda t: (t.p, t.days))


def birth_tests(times: Times, number: np.ndarray, seed: int) -> list[Observation]:
    """Births together (at most one row), then the first week of each source whose birth is known."""
    births = known_births(times, number)
    known = np.flatnonzero(births >= 0)
    rows = [_first_week(times, int(place), int(births[place]), seed) for place in known]
    return [*_together(times, births, known, seed), *with_q(rows)]


def _together(times: Times, births: np.ndarray, known: np.ndarray, seed: int) -> list[Observation]:
    if len(known) < LEAST_BIRTHS:
        return []
    order = known[np.lexsort((known, births[known]))]
    found = together(births[order], seed)
    members = order[found.members]
    if len(members) < LEAST_TOGETHER:
        return []
    first = times.starts[:-1][members]
    days = f"{found.days} day{'s' * (found.days > 1)}"
    row = Observation(
        kind="births together",
        subjects=tuple(times.sources[place] for place in members),
        statistic=float(len(members)),
        null_mean=float(found.null.mean()),
        null_sd=float(found.null.std(ddof=1)),
        p=found.p,
        n=len(known),
        wording=(
            f"Of all sources whose first post is known ({len(known)}), {len(members)} begin within {days} "
            f"from {_date(int(births[members[0]]))}; spread as the others are, at most "
            f"{found.null.mean():.1f} would"
        ),
        cannot_tell=CANNOT_TELL["births together"],
        settings={
            "least_births": LEAST_BIRTHS,
            "first_numbers": FIRST_NUMBERS,
            "windows_days": list(WINDOWS),
            "window_days": found.days,
            "spread_days": SPREAD,
            "draws": DRAWS,
            "births_unknown": len(times.sources) - len(known),
            "null": "births of this case, each moved by months",
        },
        seed=seed,
        items=times.examples(first),
    )
    return with_q([row])


def _first_week(times: Times, place: int, birth: int, seed: int) -> Observation:
    at = times.of(place)
    week = (times.second[at] - birth) // WEEK
    weeks = int((times.second[at.stop - 1] - birth) // WEEK)
    settings = {"least_weeks": LEAST_WEEKS, "null": "its own later weeks"}
    kind, source = "first week", times.sources[place]
    if weeks - 1 < LEAST_WEEKS:
        reason = f"{max(weeks - 1, 0)} whole weeks after the first; {LEAST_WEEKS} are needed"
        count = at.stop - at.start
        return not_assessed(kind, source, count, reason, CANNOT_TELL[kind], settings, seed)
    counts = np.bincount(week[week < weeks], minlength=weeks)
    later = counts[1:]
    mean, spread = float(later.mean()), float(later.std(ddof=1))
    wide = max(spread**2, mean) * (1 + 1 / len(later)) ** 2
    p = spread_tail(np.array([counts[0]]), np.array([mean]), np.array([wide]))
    return Observation(
        kind=kind,
        subjects=(source,),
        statistic=float(counts[0]),
        null_mean=mean,
        null_sd=spread,
        p=float(np.clip(p[0], 1e-300, 1.0)),
        n=weeks,
        wording=(
            f"One source begins on {_date(birth)} with {counts[0]} posts in its first week; its later "
            f"weeks have {mean:.1f}"
            if p[0] <= CLEAR_P
            else "One source begins with no more posts than its later weeks have"
        ),
        cannot_tell=CANNOT_TELL[kind],
        settings=settings,
        seed=seed,
        items=times.examples(np.arange(at.start, at.stop)),
    )


def _date(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).date().isoformat()
