"""Hours of the day and days of the week: shares with intervals, and whether they differ from flat.

Posts of one day hang together, so what is counted are days (for weekdays: weeks). The null turns
each day by an angle of its own: how many posts it has and how they cluster is kept, the hour is
left to chance. For the first three waves of the day this has a closed form, in linear time.

Source: Moore (1980), Biometrika 67 (Rayleigh's test with weights); Korn, Graubard (1998), Survey
Methodol. 24 (shares from clusters, by their effective number); Wilson (1927), J. Am. Stat. Assoc. 22.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.observation import CLEAR_P, Observation, not_assessed, with_q
from indicia.conduct.rhythm.times import DAY, HOUR, MONDAY, WEEK, Groups, Times

WAVES = 3
LEAST_DAYS, LEAST_WEEKS, LEAST_POSTS = 14, 8, 50
"""Under 14 turned units the sum of waves is not yet normal (their p is then too large, never too
small); under 50 posts an hour's interval is wider than .2. Eight weeks: the least with a p of 1e-3."""
LEVEL = 0.90
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CANNOT_TELL = {
    "hours": "whose hours they are: of those who write, of a timetable, or of the events",
    "weekdays": "whose week it is: of those who write, of a timetable, or of the events",
}


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle of ``bins`` bins of ``width`` seconds, and the unit that repeats it."""

    kind: str
    bins: int
    width: int
    least: int
    unit: str
    alike: str


HOURS = Cycle("hours", 24, HOUR, LEAST_DAYS, "days", "at all hours")
WEEK_DAYS = Cycle("weekdays", 7, DAY, LEAST_WEEKS, "weeks", "on all weekdays")


@dataclass(frozen=True, slots=True)
class Profile:
    """Of S sources: shares by bin (S x bins) with simultaneous intervals, waves and units."""

    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    waves: np.ndarray
    """Sum over waves of (length of the sum)^2 / sum of lengths^2: Gamma(3, 1) when flat."""
    units: np.ndarray
    """Days or weeks with a post."""
    posts: np.ndarray
    effect: np.ndarray
    """Times by which clustering widens the variance: posts / effect is the effective number."""


def profile_of(times: Times, cycle: Cycle) -> Profile:
    """Shares of each bin; units begin with the source's first hour (weeks: day), whole ones count."""
    period = cycle.bins * cycle.width
    sources = len(times.sources)
    held = times.count > 0
    origin = np.zeros(sources, np.int64)
    origin[held] = times.second[times.starts[:-1][held]] // cycle.width * cycle.width
    last = np.zeros(sources, np.int64)
    last[held] = times.second[times.starts[1:][held] - 1]
    unit = (times.second - origin[times.owner]) // period
    inside = unit < ((last - origin) // period)[times.owner]
    owner, unit = times.owner[inside], unit[inside]
    offset = MONDAY if period == WEEK else 0
    place = (times.second[inside] - offset) // cycle.width % cycle.bins
    return _profile(owner, unit, place, sources, cycle.bins)


def _profile(
    owner: np.ndarray, unit: np.ndarray, place: np.ndarray, sources: int, bins: int
) -> Profile:
    """Sums over cells (source, unit, bin), which are few, instead of over posts times bins."""
    units = Groups.of(owner * (unit.max(initial=0) + 1) + unit)
    unit_owner = owner[units.first]
    number = np.repeat(np.arange(len(units.first)), units.count)
    cell, cell_count = np.unique(number * bins + place, return_counts=True)
    cell_unit, cell_bin = np.divmod(cell, bins)
    key = unit_owner[cell_unit] * bins + cell_bin
    size = sources * bins
    total = np.bincount(key, cell_count, minlength=size).reshape(sources, bins)
    square = np.bincount(key, cell_count**2, minlength=size).reshape(sources, bins)
    cross = np.bincount(key, cell_count * units.count[cell_unit], minlength=size)
    posts = np.bincount(owner, minlength=sources).astype(float)
    unit_square = np.bincount(unit_owner, units.count**2, minlength=sources)
    count = np.bincount(unit_owner, minlength=sources)
    share = total / np.maximum(posts, 1)[:, None]
    spread = square - 2 * share * cross.reshape(sources, bins) + share**2 * unit_square[:, None]
    correction = count / np.maximum(count - 1, 1) / np.maximum(posts, 1) ** 2
    variance = spread * correction[:, None]
    plain = share * (1 - share) / np.maximum(posts, 1)[:, None]
    # One effect for all bins of a source: that of an empty bin cannot be seen in it alone.
    effect = np.maximum(variance.sum(axis=1) / np.maximum(plain.sum(axis=1), 1e-12), 1.0)
    own = np.maximum(variance / np.maximum(plain, 1e-12), 1.0)
    widest = np.maximum(np.where(total > 0, own, 1.0), effect[:, None])
    low, high = wilson(share, posts[:, None] / widest, bins)
    waves = _waves(number, units, unit_owner, place, (sources, bins))
    return Profile(share, low, high, waves, count, posts, effect)


def wilson(share: np.ndarray, number: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Interval of each share from an effective number, all bins at once (Bonferroni) at ``LEVEL``."""
    from scipy.special import ndtri

    z = float(ndtri(1 - (1 - LEVEL) / (2 * bins)))
    number = np.maximum(number, 1e-9)
    middle = share + z * z / (2 * number)
    half = z * np.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    below = 1 + z * z / number
    return np.clip((middle - half) / below, 0, 1), np.clip((middle + half) / below, 0, 1)


def _waves(
    number: np.ndarray,
    units: Groups,
    unit_owner: np.ndarray,
    place: np.ndarray,
    shape: tuple[int, int],
) -> np.ndarray:
    sources, bins = shape
    summed = np.zeros(sources)
    for wave in range(1, WAVES + 1):
        turn = np.exp(2j * np.pi * wave * np.arange(bins) / bins)[place]
        if len(number) == 0:
            return summed
        each = np.add.reduceat(turn, units.first)
        real = np.bincount(unit_owner, each.real, minlength=sources)
        imaginary = np.bincount(unit_owner, each.imag, minlength=sources)
        lengths = np.bincount(unit_owner, np.abs(each) ** 2, minlength=sources)
        summed += (real**2 + imaginary**2) / np.maximum(lengths, 1e-9)
    return summed


def hours_tests(times: Times, seed: int) -> list[Observation]:
    """Hours of the day, then days of the week, of each public source."""
    return [
        observation
        for cycle in (HOURS, WEEK_DAYS)
        for observation in with_q(_observations(times, cycle, seed))
    ]


def _observations(times: Times, cycle: Cycle, seed: int) -> list[Observation]:
    from scipy.special import gammaincc

    profile = profile_of(times, cycle)
    p = gammaincc(WAVES, profile.waves)
    place = _bin_of(times, cycle)
    rows = []
    for number, source in enumerate(times.sources):
        units, posts = int(profile.units[number]), int(profile.posts[number])
        settings = {
            "least": cycle.least,
            "least_posts": LEAST_POSTS,
            "unit": cycle.unit,
            "waves": WAVES,
            "null": f"each of the {cycle.unit} turned at chance",
            "level": LEVEL,
        }
        cannot = CANNOT_TELL[cycle.kind]
        if units < cycle.least or posts < LEAST_POSTS:
            reason = (
                f"{posts} posts on {units} whole {cycle.unit}; {LEAST_POSTS} on {cycle.least} "
                "are needed"
            )
            rows.append(not_assessed(cycle.kind, source, posts, reason, cannot, settings, seed))
            continue
        most = int(profile.share[number].argmax())
        at = times.of(number)
        rows.append(
            Observation(
                kind=cycle.kind,
                subjects=(source,),
                statistic=float(profile.waves[number]),
                null_mean=float(WAVES),
                null_sd=float(np.sqrt(WAVES)),
                p=float(max(p[number], 1e-300)),
                n=posts,
                wording=_wording(profile, number, cycle, most, float(p[number])),
                cannot_tell=cannot,
                settings={**settings, "units": units, "shares": shares_of(profile, number)},
                seed=seed,
                items=times.examples(at.start + np.flatnonzero(place[at] == most)),
            )
        )
    return rows


def shares_of(profile: Profile, number: int) -> list[list[float]]:
    """For each bin the share with the ends of its interval, to three digits."""
    columns = (profile.share[number], profile.low[number], profile.high[number])
    return [[round(float(x), 3) for x in row] for row in zip(*columns, strict=True)]


def _bin_of(times: Times, cycle: Cycle) -> np.ndarray:
    offset = MONDAY if cycle.bins == len(WEEKDAYS) else 0
    place: np.ndarray = (times.second - offset) // cycle.width % cycle.bins
    return place


def _wording(profile: Profile, number: int, cycle: Cycle, most: int, p: float) -> str:
    if p > CLEAR_P:
        return f"One source posts {cycle.alike} alike, as far as its posts can show"
    share, low, high = (float(c[number, most]) for c in (profile.share, profile.low, profile.high))
    if cycle.bins == len(WEEKDAYS):
        name = f"on {WEEKDAYS[most]}s (UTC)"
    else:
        name = f"from {most:02d}:00 to {most:02d}:59 UTC"
    return (
        f"One source posts most {name} ({share:.0%} of its posts, {LEVEL:.0%} interval "
        f"{low:.0%} to {high:.0%}; even posting {1 / cycle.bins:.0%})"
    )
