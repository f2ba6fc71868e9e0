"""Offsets from UTC whose local day a source's hours fit: a set that holds four in five, never one.

When people post tells when they are awake, and people keep different hours: what is missed by is
mostly habit, which more posts do not cure. So the quiet centre of the day is taken from the
hours, and what habits may stand between it and the local clock is a distribution of its own. The
set holds .80 of what is left; no set is smaller than three offsets, and none is a country.

Source: Roenneberg et al. (2007), Sleep Med. Rev. 11 (mid-sleep of 55,000 people: between 2 and 6
for most, longer tails late); La Morgia et al. (2018), ICDCS (profiles of crowds against offsets).
"""

from __future__ import annotations

import numpy as np

from indicia.conduct.observation import Observation, not_assessed
from indicia.conduct.rhythm.hours import HOURS, LEAST_DAYS, WAVES, profile_of
from indicia.conduct.rhythm.times import Times

HOLDS = 0.80
LEAST_OFFSETS = 3
LEAST_POSTS = 100
"""At 100 posts the set in planted truth is an offset wider than at 1,000; under it, it grows fast."""
MOST_P = 0.01
"""Hours that could be flat have no centre: every offset is consistent with them."""
OFFSETS = np.arange(-11, 13)
"""Twenty-four clocks: UTC+13 and +14 show the same hours as -11 and -10."""
CENTRE, USUAL, UNUSUAL, RARE = 3.9, 1.4, 3.0, 0.2
"""Local hour of the quiet centre, its spread in hours, and that of the share RARE who live
otherwise. Of 24 channels of one known offset (+3) the centres lie at 3.7, spread .8 (docs/figures/conduct.md);
channels of one country share habits, so the spread is taken wider."""
BLUR = 60.0
"""Posts beyond which hours say no more: days have shapes that no template has."""
CANNOT_TELL = (
    "where anybody is: an offset is no country, night work and readers elsewhere shift the hours, "
    "and summer time moves them within a year"
)


def _shapes() -> np.ndarray:
    """Daily shapes around a quiet centre at hour 0: T x 24, each summing to 1."""
    hours = np.minimum(np.arange(24), 24 - np.arange(24)).astype(float)
    shapes = []
    for quiet in (5.0, 7.0, 9.0, 11.0, 13.0):
        for soft in (0.7, 1.6):
            for floor in (0.01, 0.06, 0.25):
                rise = 1 / (1 + np.exp(-(hours - quiet / 2) / soft))
                shapes.append((floor + rise) / (floor + rise).sum())
    return np.array(shapes)


STEP = 0.25
"""Hours between the quiet centres that are tried."""


def _matched() -> np.ndarray:
    """Log of every shape at every centre: 24 x (centres * shapes)."""
    shapes = _shapes()
    centres = np.arange(0, 24, STEP)
    hours = np.arange(24) + 0.5
    grid = np.arange(25) + 0.0
    columns = []
    for centre in centres:
        for shape in shapes:
            at = (hours - centre) % 24
            columns.append(np.interp(at, grid, np.append(shape, shape[0])))
    found: np.ndarray = np.log(np.array(columns).T)
    return found


def centre_chances(counts: np.ndarray, number: np.ndarray) -> np.ndarray:
    """P of each quiet centre (UTC, steps of ``STEP``) from shares by hour: S x 96.

    ``number``: the effective number of posts of each source.
    """
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)
    weight = number / (1 + number / BLUR)
    fit = (share @ _matched()) * weight[:, None]
    fit = fit.reshape(len(counts), round(24 / STEP), -1)
    top = fit.max(axis=(1, 2), keepdims=True)
    chance: np.ndarray = np.exp(fit - top).sum(axis=2)
    found: np.ndarray = chance / chance.sum(axis=1, keepdims=True)
    return found


def habit_chances() -> np.ndarray:
    """P that the quiet centre stands at each local time (steps of ``STEP``)."""
    times = np.arange(0, 24, STEP)
    off = (times - CENTRE + 12) % 24 - 12
    usual, unusual = (np.exp(-0.5 * (off / s) ** 2) / s for s in (USUAL, UNUSUAL))
    chance: np.ndarray = (1 - RARE) * usual + RARE * unusual
    found: np.ndarray = chance / chance.sum()
    return found


def offset_chances(counts: np.ndarray, number: np.ndarray) -> np.ndarray:
    """P of each of ``OFFSETS`` for each source: S x 24; local time = UTC + offset."""
    centres, habit = centre_chances(counts, number), habit_chances()
    steps = round(1 / STEP)
    places = np.arange(len(habit))
    # Local centre = UTC centre + offset.
    moved = np.stack([habit[(places + steps * offset) % len(habit)] for offset in OFFSETS])
    chance: np.ndarray = centres @ moved.T
    found: np.ndarray = chance / chance.sum(axis=1, keepdims=True)
    return found


def consistent_offsets(chance: np.ndarray) -> np.ndarray:
    """Which offsets are in the set: the likeliest until they hold ``HOLDS``, at least three."""
    order = np.argsort(-chance, axis=1, kind="stable")
    held = np.cumsum(np.take_along_axis(chance, order, axis=1), axis=1)
    size = np.maximum((held < HOLDS).sum(axis=1) + 1, LEAST_OFFSETS)
    inside = np.zeros(chance.shape, bool)
    np.put_along_axis(inside, order, np.arange(chance.shape[1]) < size[:, None], axis=1)
    return inside


def timezone_tests(times: Times, seed: int) -> list[Observation]:
    """The set of offsets of each public source."""
    from scipy.special import gammaincc

    profile = profile_of(times, HOURS)
    flat = gammaincc(WAVES, profile.waves)
    chance = offset_chances(profile.share, profile.posts / profile.effect)
    inside = consistent_offsets(chance)
    settings = {
        "holds": HOLDS,
        "least_posts": LEAST_POSTS,
        "least_days": LEAST_DAYS,
        "habit_centre": CENTRE,
        "habit_spread": [USUAL, UNUSUAL, RARE],
        "most_p_of_flat_hours": MOST_P,
    }
    rows = []
    for number, source in enumerate(times.sources):
        posts, days = int(profile.posts[number]), int(profile.units[number])
        reason = ""
        if posts < LEAST_POSTS or days < LEAST_DAYS:
            reason = f"{posts} posts on {days} whole days; {LEAST_POSTS} on {LEAST_DAYS} are needed"
        elif flat[number] > MOST_P:
            reason = (
                f"the hours of the day do not differ from flat (p {flat[number]:.2f}): every offset "
                "is consistent"
            )
        if reason:
            rows.append(
                not_assessed("time zones", source, posts, reason, CANNOT_TELL, settings, seed)
            )
            continue
        found = OFFSETS[inside[number]].tolist()
        rows.append(
            Observation(
                kind="time zones",
                subjects=(source,),
                statistic=float(len(found)),
                n=posts,
                wording=(
                    f"One source posts at hours that fit the usual day of any of {len(found)} offsets: "
                    f"{spoken(found)} (such a set holds the true one in {HOLDS:.0%} of cases where habits are as planted)"
                ),
                cannot_tell=CANNOT_TELL,
                settings={
                    **settings,
                    "days": days,
                    "offsets": found,
                    "chances": [round(float(c), 3) for c in chance[number]],
                },
                seed=seed,
                items=times.examples(np.arange(times.of(number).start, times.of(number).stop)),
            )
        )
    return rows


def spoken(offsets: list[int]) -> str:
    """``UTC+2 to UTC+5`` for neighbours on the circle of clocks, each run by itself."""
    held = set(offsets)
    if len(held) == len(OFFSETS):
        return "all"
    clock = OFFSETS.tolist()
    starts = [o for index, o in enumerate(clock) if o in held and clock[index - 1] not in held]
    runs = []
    for start in starts:
        end = start
        while _next(end) in held:
            end = _next(end)
        runs.append(_name(start) if start == end else f"{_name(start)} to {_name(end)}")
    return ", ".join(runs)


def _next(offset: int) -> int:
    return offset + 1 if offset < OFFSETS[-1] else int(OFFSETS[0])


def _name(offset: int) -> str:
    return f"UTC{offset:+d}" if offset else "UTC"
