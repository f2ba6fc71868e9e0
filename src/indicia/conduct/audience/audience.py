"""The audience of public sources: views an hour, forwards and reactions a view, and jumps.

Only where a platform gives the figures, and only for channels, outlets and organisations. Figures
are compared at one age of the post, and each post counts once, however often it was captured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.audience.figures import COUNTED
from indicia.conduct.audience.jump import AROUND, LEAST_POSTS, Jumps, assess_jumps
from indicia.conduct.audience.seen import Seen, seen_of
from indicia.conduct.interval import LEVEL, median_with_interval
from indicia.conduct.observation import Observation, with_q
from indicia.conduct.reuse.story import starts_of
from indicia.conduct.traffic import PUBLIC_KINDS, Traffic

BANDS = ((0, 6), (6, 24), (24, 72), (72, 336))
"""Ages in hours between which views an hour are compared."""
LEAST_SPAN = 0.25
"""Share of a band that must lie between two captures of a post."""
SETTLED_HOURS = 24
"""Figures of a post are taken from its first capture at this age or later."""
LEAST_RATES, LEAST_VIEWS = 10, 100
CANNOT_TELL = (
    "why: an event, a larger channel that passed it on, promotion and bought views look alike; the "
    "figures are the platform's own and often rounded"
)


def audience_tests(traffic: Traffic, figures: pa.Table | None, seed: int) -> list[Observation]:
    """All observations on figures; ``figures`` as :data:`indicia.conduct.audience.figures.FIGURES`."""
    if figures is None:
        return []
    names = [s for s in traffic.sources if traffic.kinds.get(s) in PUBLIC_KINDS]
    figures = figures.filter(pc.is_in(figures.column("source"), pa.array(names, pa.string())))
    if not figures.num_rows:
        return []
    seen = seen_of(figures, names)
    observations = rate_tests(seen, names, seed)
    settled = seen.part(np.flatnonzero(seen.age >= SETTLED_HOURS))
    settled = settled.part(starts_of(settled.post)[:-1])
    observations += share_tests(settled, names, seed)
    return observations + jump_tests(settled, names, seed)


def rate_tests(seen: Seen, names: list[str], seed: int) -> list[Observation]:
    """Views an hour between captures, at each age at which a source has posts seen so."""
    known = np.flatnonzero(seen.live & ~np.isnan(seen.counted["views"]) & (seen.age >= 0))
    seen = seen.part(known)
    found: list[Observation] = []
    for low, high in BANDS:
        inside = seen.part(np.flatnonzero((seen.age >= low) & (seen.age <= high)))
        starts = starts_of(inside.post)
        first, last = starts[:-1], starts[1:] - 1
        views = inside.counted["views"]
        age_then, views_then = inside.age[first], views[first]
        if low == 0:  # A post is born with no views.
            age_then, views_then = np.zeros(len(first)), np.zeros(len(first))
        span = inside.age[last] - age_then
        enough = span >= LEAST_SPAN * (high - low)
        rate = (views[last] - views_then)[enough] / span[enough]
        once = inside.part(last[enough])
        for place, rows in once.by_source():
            found.append(_rate(once, names[place], rate[rows], rows, f"{low}-{high} h", seed))
    return found


def _rate(
    seen: Seen, source: str, rates: np.ndarray, rows: slice, band: str, seed: int
) -> Observation:
    settings: dict[str, Any] = {"age": band, "least_posts": LEAST_RATES, "least_span": LEAST_SPAN}
    if len(rates) < LEAST_RATES:
        wording = f"Views an hour of one source's posts at an age of {band} were not assessed"
        refusal = f"{len(rates)} posts seen so; {LEAST_RATES} are needed"
        return _row(f"views per hour, {band}", source, len(rates), wording, settings, seed, refusal)
    middle, low, high = median_with_interval(rates)
    wording = (
        f"Half of {len(rates)} posts of one source gain at least {_count(middle)} views an hour at "
        f"an age of {band}{_interval(low, high, _count)}"
    )
    settings |= {"interval": [low, high], "level": LEVEL}
    items = seen.items(np.arange(rows.start, rows.stop))
    row = _row(f"views per hour, {band}", source, len(rates), wording, settings, seed)
    return replace(row, statistic=middle, items=items)


def share_tests(settled: Seen, names: list[str], seed: int) -> list[Observation]:
    """Forwards and reactions a view, in the middle post."""
    found = []
    views = settled.counted["views"]
    for name in COUNTED[1:]:
        known = np.flatnonzero((views >= LEAST_VIEWS) & ~np.isnan(settled.counted[name]))
        part = settled.part(known)
        share = part.counted[name] / part.counted["views"]
        for place, rows in part.by_source():
            found.append(_share(part, names[place], name, share[rows], rows, seed))
    return found


def _share(
    seen: Seen, source: str, name: str, shares: np.ndarray, rows: slice, seed: int
) -> Observation:
    settings: dict[str, Any] = {
        "least_posts": LEAST_RATES,
        "least_views": LEAST_VIEWS,
        "age_hours": SETTLED_HOURS,
    }
    kind = f"{name} per view"
    if len(shares) < LEAST_RATES:
        wording = f"{name.capitalize()} a view of one source's posts were not assessed"
        refusal = f"{len(shares)} posts with {LEAST_VIEWS} views; {LEAST_RATES} are needed"
        return _row(kind, source, len(shares), wording, settings, seed, refusal)
    middle, low, high = median_with_interval(shares)
    part = {key: seen.counted[key][rows].sum() for key in ("views", name)}
    wording = (
        f"The middle one of {len(shares)} posts of one source has {middle * 1000:.3g} {name} per "
        f"1,000 views{_interval(low, high, lambda x: f'{x * 1000:.3g}')}"
    )
    settings |= {
        "interval": [low, high],
        "level": LEVEL,
        "all_together": float(part[name] / part["views"]),
    }
    items = seen.items(np.arange(rows.start, rows.stop))
    return replace(
        _row(kind, source, len(shares), wording, settings, seed), statistic=middle, items=items
    )


def jump_tests(settled: Seen, names: list[str], seed: int) -> list[Observation]:
    """One observation a source and figure; q is over all of them together."""
    found = []
    for name in COUNTED:
        part = settled.part(np.flatnonzero(~np.isnan(settled.counted[name])))
        for place, rows in part.by_source():
            result = assess_jumps(part.counted[name][rows])
            found.append(_jump(part, names[place], name, result, rows.start, seed))
    return with_q(found)


def _jump(seen: Seen, source: str, name: str, result: Jumps, start: int, seed: int) -> Observation:
    many = len(result.apart)
    if result.refusal:
        wording = f"Whether {name} of one source's posts jump was not assessed"
    elif many:
        posts = "one post is" if many == 1 else f"{many} posts are"
        wording = (
            f"By {name}, {posts} set apart among {result.posts} posts of one source; the highest has "
            f"{result.times:.1f} times what the posts around it have"
        )
    else:
        wording = (
            f"By {name}, none of {result.posts} posts of one source is set apart; the highest has "
            f"{result.times:.1f} times what the posts around it have"
        )
    settings = {
        "figure": name,
        "least_posts": LEAST_POSTS,
        "around": AROUND,
        "age_hours": SETTLED_HOURS,
        "null": "a power law fitted to the source's lower posts; p counts all gaps that were tested",
        "statistic": "the widest gap, as a multiple of the gap expected there",
        "times": result.times,
    }
    row = _row(f"jump {name}", source, result.posts, wording, settings, seed, result.refusal)
    return replace(
        row,
        statistic=result.gap,
        null_mean=result.null_mean,
        null_sd=result.null_sd,
        p=result.p,
        items=seen.items(start + result.apart),
    )


def _row(
    kind: str,
    source: str,
    n: int,
    wording: str,
    settings: dict[str, Any],
    seed: int,
    refusal: str | None = None,
) -> Observation:
    return Observation(
        kind=kind,
        subjects=(source,),
        n=n,
        wording=wording,
        cannot_tell=CANNOT_TELL,
        settings=settings,
        seed=seed,
        refusal=refusal,
    )


def _interval(low: float | None, high: float | None, said: Callable[[float], str]) -> str:
    if low is None or high is None:
        return ""
    return f" ({LEVEL:.0%} interval {said(low)} to {said(high)})"


def _count(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
