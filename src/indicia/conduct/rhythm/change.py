"""Changes: a day from which a source posts more or less, or at other hours, than before.

Binary segmentation: the step that parts the days best, and again in each part while a step there
would be rare. Days are shuffled in blocks, so that the null keeps what lasts for some days (a busy
week); the date's interval is all days on which the step fits nearly as well.

Source: Scott, Knott (1974), Biometrics 30; Vostrikova (1981); Kirch (2007), J. Stat. Plan. Inference
137 (block permutation of change-point statistics); Hansen (2000), Econometrica 68 (the interval).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from indicia.conduct.observation import CLEAR_P, Observation, not_assessed, with_q
from indicia.conduct.rhythm.times import DAY, HOUR, Times
from indicia.conduct.tail import upper_tail

LEAST_DAYS, LEAST_POSTS = 28, 50
"""Fewer than 12 blocks of two days have too few orders; under 50 posts only a tenfold step shows."""
LEAST_PART = 5
"""Days on each side of a step."""
EVENED_DAYS = 56
MOST_BLOCK = 7
DRAWS = 99
INSIDE_P = 0.01
"""A further step inside a part is listed only below this p."""
MOST_CHANGES = 4
LEVEL = 0.80
DROP = -2 * float(np.log(1 - np.sqrt(LEVEL)))
"""Twice the log-likelihood that a date in the interval may lose (Hansen 2000)."""
CANNOT_TELL = {
    "volume change": "why: other hands, a new timetable, events, or a platform's limits",
    "hours change": "why: other hands, a new timetable, summer time, or events",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The best step of a series: how clear (largest standardised difference, squared), where."""

    clearness: float
    null: np.ndarray
    day: int
    """First day after the step, counted from the first day of the source."""
    low: int
    high: int
    p: float = 1.0


def change_tests(times: Times, seed: int) -> list[Observation]:
    """Volume, then hours of each public source."""
    found: dict[str, list[Observation]] = {kind: [] for kind in CANNOT_TELL}
    for place in range(len(times.sources)):
        for observation in _of_source(times, place, seed):
            found[observation.kind].append(observation)
    return [row for rows in found.values() for row in with_q(rows)]


def _of_source(times: Times, place: int, seed: int) -> Iterator[Observation]:
    at, days = times.of(place), int(times.whole_days[place])
    source, posts = times.sources[place], at.stop - at.start
    if days < LEAST_DAYS or posts < LEAST_POSTS:
        reason = f"{posts} posts on {days} whole days; {LEAST_POSTS} on {LEAST_DAYS} are needed"
        for kind, cannot in CANNOT_TELL.items():
            yield not_assessed(kind, source, posts, reason, cannot, _settings(days), seed)
        return
    day, second = times.day[at], times.second[at]
    inside = day < days
    day, second = day[inside], second[inside]
    counts = np.bincount(day, minlength=days)
    waves = waves_by_day(day, second, days)
    for kind, series in (
        ("volume change", volume_series(counts)),
        ("hours change", hour_series(waves, counts)),
    ):
        steps = list(find_steps(series, seed))
        best = steps[0]
        origin = int(second[0]) // DAY * DAY
        yield Observation(
            kind=kind,
            subjects=(source,),
            statistic=best.clearness,
            null_mean=float(best.null.mean()),
            null_sd=float(best.null.std(ddof=1)),
            p=best.p,
            n=len(day),
            wording=_wording(kind, best, origin, (day, second, counts)),
            cannot_tell=CANNOT_TELL[kind],
            settings={
                **_settings(days),
                "changes": [
                    {
                        "date": _date(origin, step.day),
                        "from": _date(origin, step.low),
                        "to": _date(origin, step.high),
                        "p": step.p,
                    }
                    for step in steps
                ],
            },
            seed=seed,
            items=times.examples(at.start + np.flatnonzero(day >= best.day)),
        )


def _settings(days: int) -> dict[str, object]:
    return {
        "least_days": LEAST_DAYS,
        "least_posts": LEAST_POSTS,
        "least_part_days": LEAST_PART,
        "block_days": block_of(days),
        "days": days,
        "draws": DRAWS,
        "level": LEVEL,
        "null": "days in other orders, in blocks",
    }


def block_of(days: int) -> int:
    """Days that are moved together: a twelfth of all, at most a week."""
    return int(np.clip(days // 12, 1, MOST_BLOCK))


def volume_series(counts: np.ndarray) -> np.ndarray:
    """Root of posts a day (days x 1): its spread hardly depends on the volume.

    Weekdays are evened from ``EVENED_DAYS`` on: with fewer weeks their means follow chance so
    closely that steps look too clear.
    """
    roots = np.sqrt(counts + 0.375)
    if len(counts) < EVENED_DAYS:
        return np.asarray(roots[:, None])
    weekday = np.arange(len(counts)) % 7
    level = np.bincount(weekday, roots) / np.bincount(weekday)
    series: np.ndarray = (roots - level[weekday])[:, None]
    return series


def waves_by_day(day: np.ndarray, second: np.ndarray, days: int) -> np.ndarray:
    """Sums of the first two waves of the UTC day over each day's posts: days x 4."""
    angle = 2 * np.pi * (second % DAY) / DAY
    columns = [f(k * angle) for k in (1, 2) for f in (np.cos, np.sin)]
    return np.stack([np.bincount(day, column, minlength=days) for column in columns], axis=1)


def hour_series(waves: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """What each day's waves differ from those of as many usual posts (days x 4), uncorrelated."""
    off = waves - counts[:, None] * (waves.sum(axis=0) / max(counts.sum(), 1))
    spread = off.T @ off / len(off) + 1e-9 * np.eye(off.shape[1])
    values, axes = np.linalg.eigh(spread)
    series: np.ndarray = off @ axes / np.sqrt(values)
    return series


def find_steps(series: np.ndarray, seed: int) -> Iterator[Step]:
    """The best step of the whole, then those inside its parts that are rare, in order of finding."""
    parts = [(0, len(series))]
    given = 0
    while parts and given < MOST_CHANGES:
        start, end = parts.pop(0)
        if end - start < LEAST_DAYS:
            continue
        step = best_step(series[start:end], seed)
        if given and step.p > INSIDE_P:
            continue
        given += 1
        yield replace(step, day=start + step.day, low=start + step.low, high=start + step.high)
        if step.p <= INSIDE_P:
            parts += [(start, start + step.day), (start + step.day, end)]


def best_step(series: np.ndarray, seed: int) -> Step:
    """The step that parts the days best, with its null, p, and interval."""
    days = len(series)
    off = series - series.mean(axis=0)
    off = off / np.sqrt(np.maximum((off**2).mean(axis=0), 1e-12))
    cuts = np.arange(LEAST_PART, days - LEAST_PART + 1)
    curve = _curve(off, cuts)
    orders = _orders(days, seed)
    null = _curve(off[orders], cuts).max(axis=-1)
    best = int(curve.argmax())
    p = float(upper_tail(curve[best : best + 1], null[:, None])[0])
    low, high = _interval(off, cuts, best)
    return Step(float(curve[best]), null, int(cuts[best]), low, high, p)


def _curve(off: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Squared standardised difference of the means before and after each cut, summed over columns."""
    days = off.shape[-2]
    summed = np.cumsum(off, axis=-2)[..., cuts - 1, :]
    curve: np.ndarray = (summed**2).sum(axis=-1) * (days / (cuts * (days - cuts)))
    return curve


def _interval(off: np.ndarray, cuts: np.ndarray, best: int) -> tuple[int, int]:
    """First and last cut that fits nearly as well, by the spread that is left after the step."""
    cut = int(cuts[best])
    rest = off.copy()
    rest[:cut] -= rest[:cut].mean(axis=0)
    rest[cut:] -= rest[cut:].mean(axis=0)
    rest = rest / np.sqrt(np.maximum((rest**2).mean(axis=0), 1e-12))
    block = block_of(len(off))
    whole = len(rest) // block * block
    sums = rest[:whole].reshape(-1, block, rest.shape[1]).sum(axis=1)
    # Days that last make the date less certain than as many days apart.
    lasting = max(1.0, float((sums**2).mean() / block))
    scale = np.sqrt(np.maximum(_residual(off, cut), 1e-12))
    curve = _curve(off / scale, cuts)
    near = np.flatnonzero(curve >= curve[best] - DROP * lasting)
    return int(cuts[near[0]]), int(cuts[near[-1]])


def _residual(off: np.ndarray, cut: int) -> np.ndarray:
    before, after = off[:cut], off[cut:]
    spread: np.ndarray = (
        ((before - before.mean(axis=0)) ** 2).sum(axis=0)
        + ((after - after.mean(axis=0)) ** 2).sum(axis=0)
    ) / len(off)
    return spread


@lru_cache(maxsize=8)
def _orders(days: int, seed: int) -> np.ndarray:
    """Orders of the days in which blocks have changed places: DRAWS x days."""
    rng = np.random.default_rng([seed, 7, days])
    block = block_of(days)
    count = -(-days // block)
    places = np.arange(count * block).reshape(count, block)
    orders = np.empty((DRAWS, days), np.int64)
    for draw in range(DRAWS):
        shift = int(rng.integers(0, days))
        order = places[rng.permutation(count)].ravel()
        orders[draw] = (order[order < days] + shift) % days
    return orders


def _wording(kind: str, step: Step, origin: int, posts: tuple[np.ndarray, ...]) -> str:
    day, second, counts = posts
    chance = f"step {step.clearness:.1f}, days in other orders give {step.null.mean():.1f}"
    if step.p > CLEAR_P:
        what = "volume" if kind == "volume change" else "hours"
        return f"One source keeps its {what}: no day parts them more than chance would ({chance})"
    said = _volume(counts, step.day) if kind == "volume change" else _hours(day, second, step.day)
    return (
        f"One source posts {said} {_date(origin, step.day)} ({LEVEL:.0%} interval "
        f"{_date(origin, step.low)} to {_date(origin, step.high)}; {chance})"
    )


def _volume(counts: np.ndarray, cut: int) -> str:
    before, after = counts[:cut].mean(), counts[cut:].mean()
    return f"{after:.1f} times a day and no longer {before:.1f} from"


def _hours(day: np.ndarray, second: np.ndarray, cut: int) -> str:
    """The hour whose share of the posts differs most between the parts."""
    hour = second % DAY // HOUR
    shares = [np.bincount(hour[part], minlength=24) for part in (day < cut, day >= cut)]
    before, after = (share / max(share.sum(), 1) for share in shares)
    most = int(np.abs(after - before).argmax())
    return (
        f"{after[most]:.0%} of its posts from {most:02d}:00 to {most:02d}:59 UTC and no longer "
        f"{before[most]:.0%} from"
    )


def _date(origin: int, day: int) -> str:
    return datetime.fromtimestamp(origin + day * DAY, UTC).date().isoformat()
