"""What a clock leaves in times of posting: fixed gaps, one second of the minute, one minute of the hour.

Within its hours of the week a source that posts when there is something to post has no
preferred second, minute or length of gap. Fixed gaps are compared with their neighbours in length;
seconds with an even minute; minutes with what a slow wave through the hour would give, because hours do
change within themselves. Posts that follow within two minutes of another do not count again.
Times that are known only to the minute say nothing of seconds, and are said to be so.

Source: Cochran (1954), Biometrics 10 (chi-square); Zhang, Paxson (2011), PAM (second and minute of
posting as marks of automated accounts).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.observation import CLEAR_P, Observation, not_assessed, with_q
from indicia.conduct.rhythm.times import MINUTE, Times

APART = 120
"""Seconds: what follows sooner belongs to the same occasion."""
LEAST_POSTS = 120
"""Two posts a second or minute are expected; with fewer the chi-square's tail is not its own."""
LEAST_GAPS = 50
SHORTEST, LONGEST = 12, 1440
"""Minutes of a fixed gap: shorter ones have no neighbours, longer ones no cases."""
NEAR, FAR = 2, 10
"""A gap's neighbours in length: two to ten minutes shorter or longer."""
BY_MINUTE, DOUBTFUL = 0.95, 0.2
"""Share of times at second 0 from which all count as given to the minute; from which some may be."""
SLOW = 2
"""Waves through the hour that the null of the minutes keeps."""
CANNOT_TELL = {
    "fixed gap": "whether a program, a timetable or an hourly habit keeps the gap",
    "second of minute": "what queues the posts: a scheduler that people fill, or a program that writes",
    "minute of hour": "whether a program, a scheduler that people fill, or a programme of broadcasts",
}


@dataclass(frozen=True, slots=True)
class Even:
    """Of S sources: counts by 60 bins against expected ones. ``p`` NaN: not assessed."""

    counts: np.ndarray
    chi_square: np.ndarray
    freedom: int
    p: np.ndarray


def occasions(times: Times) -> np.ndarray:
    """Whether each post begins an occasion: nothing of its source stands just before it."""
    first = np.ones(len(times.second), bool)
    first[1:] = (times.owner[1:] != times.owner[:-1]) | (np.diff(times.second) >= APART)
    return first


def evenness(owner: np.ndarray, place: np.ndarray, sources: int, slow: int) -> Even:
    """Chi-square of 60 bins; the expected counts keep ``slow`` waves of the observed ones."""
    from scipy.special import chdtrc

    counts = np.bincount(owner * 60 + place, minlength=sources * 60).reshape(sources, 60)
    posts = counts.sum(axis=1)
    waves = np.fft.rfft(counts, axis=1)
    waves[:, slow + 1 :] = 0
    expected = np.fft.irfft(waves, 60, axis=1)
    # A wave must not leave a minute without chance.
    expected = np.maximum(expected, 0.25 * posts[:, None] / 60)
    expected *= (posts / np.maximum(expected.sum(axis=1), 1e-12))[:, None]
    square = ((counts - expected) ** 2 / np.maximum(expected, 1e-12)).sum(axis=1)
    freedom = 59 - 2 * slow
    p = np.where(posts >= LEAST_POSTS, chdtrc(freedom, square), np.nan)
    return Even(counts, square, freedom, p)


@dataclass(frozen=True, slots=True)
class FixedGap:
    """Of S sources: the gap (minutes) that most exceeds its neighbours, how often, and p."""

    minutes: np.ndarray
    count: np.ndarray
    expected: np.ndarray
    p: np.ndarray


def fixed_gaps(times: Times) -> FixedGap:
    """Each gap's length to the nearest minute against those of nearly the same length.

    Given how many gaps lie in the neighbourhood, each minute of it is equally likely: p is
    binomial and exact, times the number of lengths looked at.
    """
    from scipy.special import betainc

    sources, width = len(times.sources), LONGEST + FAR + 1
    same = times.owner[1:] == times.owner[:-1]
    gap = (np.diff(times.second)[same] + MINUTE // 2) // MINUTE
    owner = times.owner[1:][same]
    inside = gap < width
    counts = np.bincount(owner[inside] * width + gap[inside], minlength=sources * width)
    counts = counts.reshape(sources, width)
    reach = np.zeros((sources, width + 1), np.int64)
    np.cumsum(counts, axis=1, out=reach[:, 1:])
    lengths = np.arange(SHORTEST, LONGEST + 1)
    near = reach[:, lengths + FAR + 1] - reach[:, lengths - FAR]
    near -= reach[:, lengths + NEAR] - reach[:, lengths - NEAR + 1]
    hits = counts[:, lengths]
    share = 1 / (1 + 2 * (FAR - NEAR + 1))
    tail = np.ones(hits.shape)
    often = hits > 1
    tail[often] = betainc(hits[often], near[often] + 1, share)
    best = tail.argmin(axis=1)
    line = np.arange(sources)
    p = np.minimum(tail[line, best] * len(lengths), 1.0)
    p = np.where(times.count - 1 >= LEAST_GAPS, p, np.nan)
    expected = (near[line, best] + hits[line, best]) * share
    return FixedGap(lengths[best], hits[line, best], expected, p)


def automation_tests(times: Times, seed: int) -> list[Observation]:
    """Fixed gaps, second of the minute and minute of the hour, of each public source."""
    first = occasions(times)
    owner, second = times.owner[first], times.second[first]
    places = np.flatnonzero(first)
    seconds = evenness(owner, second % MINUTE, len(times.sources), 0)
    minutes = evenness(owner, second // MINUTE % 60, len(times.sources), SLOW)
    return [
        *with_q(_gap_rows(times, seed)),
        *with_q(_even_rows("second of minute", times, seconds, places, seed)),
        *with_q(_even_rows("minute of hour", times, minutes, places, seed)),
    ]


def _gap_rows(times: Times, seed: int) -> list[Observation]:
    found = fixed_gaps(times)
    settings = {
        "least_gaps": LEAST_GAPS,
        "shortest_minutes": SHORTEST,
        "longest_minutes": LONGEST,
        "neighbours_minutes": [NEAR, FAR],
        "null": "as often as gaps of nearly the same length",
    }
    kind, rows = "fixed gap", []
    for number, source in enumerate(times.sources):
        gaps = int(times.count[number]) - 1
        if np.isnan(found.p[number]):
            reason = f"{gaps} gaps between posts; {LEAST_GAPS} are needed"
            rows.append(not_assessed(kind, source, gaps, reason, CANNOT_TELL[kind], settings, seed))
            continue
        length, count = int(found.minutes[number]), int(found.count[number])
        expected = float(found.expected[number])
        at = times.of(number)
        gap = (np.diff(times.second[at]) + MINUTE // 2) // MINUTE
        rows.append(
            Observation(
                kind=kind,
                subjects=(source,),
                statistic=float(count),
                null_mean=expected,
                null_sd=float(np.sqrt(expected)),
                p=float(found.p[number]),
                n=gaps,
                wording=(
                    f"One source posts {length} minutes after its post before {count} times; gaps of "
                    f"nearly that length give {expected:.1f}"
                    if found.p[number] <= CLEAR_P
                    else "One source has no gap of a fixed length that stands out among its gaps"
                ),
                cannot_tell=CANNOT_TELL[kind],
                settings={**settings, "gap_minutes": length},
                seed=seed,
                items=times.examples(at.start + 1 + np.flatnonzero(gap == length)),
            )
        )
    return rows


def _even_rows(
    kind: str, times: Times, even: Even, places: np.ndarray, seed: int
) -> list[Observation]:
    unit = kind.partition(" ")[0]
    wide = MINUTE if unit == "minute" else 1
    settings = {
        "least_posts": LEAST_POSTS,
        "apart_seconds": APART,
        "degrees_of_freedom": even.freedom,
        "null": "an even minute" if wide == 1 else f"{SLOW} waves through the hour",
    }
    by_minute = resolution(times, even) if wide == 1 else [""] * len(times.sources)
    rows = []
    for number, source in enumerate(times.sources):
        posts = int(even.counts[number].sum())
        reason = by_minute[number]
        if np.isnan(even.p[number]):
            reason = f"{posts} posts at least {APART} s apart; {LEAST_POSTS} are needed"
        if reason:
            rows.append(
                not_assessed(kind, source, posts, reason, CANNOT_TELL[kind], settings, seed)
            )
            continue
        most = int(even.counts[number].argmax())
        count = int(even.counts[number, most])
        at = times.of(number)
        own = places[(places >= at.start) & (places < at.stop)]
        rows.append(
            Observation(
                kind=kind,
                subjects=(source,),
                statistic=float(even.chi_square[number]),
                null_mean=float(even.freedom),
                null_sd=float(np.sqrt(2 * even.freedom)),
                p=float(max(even.p[number], 1e-300)),
                n=posts,
                wording=(
                    f"One source posts {count} of {posts} times in {unit} {most} of the "
                    f"{kind.rpartition(' ')[2]}, where an even spread gives {posts / 60:.1f}"
                    if even.p[number] <= CLEAR_P
                    else f"One source prefers no {kind}"
                ),
                cannot_tell=CANNOT_TELL[kind],
                settings={**settings, unit: most, "count": count},
                seed=seed,
                items=times.examples(own[times.second[own] // wide % 60 == most]),
            )
        )
    return rows


def resolution(times: Times, seconds: Even) -> list[str]:
    """Why the seconds of a source cannot be tested; empty where they can."""
    coarse = np.bincount(times.owner, times.step >= MINUTE, minlength=len(times.sources)) > 0
    zero = seconds.counts[:, 0] / np.maximum(seconds.counts.sum(axis=1), 1)
    reasons = []
    for given, share in zip(coarse.tolist(), zero.tolist(), strict=True):
        if given or share >= BY_MINUTE:
            reasons.append("times are given to the minute: their seconds say nothing")
        elif share >= DOUBTFUL:
            reasons.append(
                f"{share:.0%} of the times have second 0: some may be given only to the minute"
            )
        else:
            reasons.append("")
    return reasons
