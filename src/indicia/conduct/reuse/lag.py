"""How long a source is behind another when it has what the other had first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.interval import LEVEL, median_places
from indicia.conduct.observation import Observation
from indicia.conduct.reuse.follow import Follows, settings_of
from indicia.conduct.reuse.story import starts_of
from indicia.conduct.traffic import Traffic

LEAST_REUSED = 10
MOST_ROWS = 200
"""Rows a kind of thing: those that rest on most."""
WHAT = {"text": "texts", "picture": "pictures", "link": "links"}
NO_NULL = "how much two sources share is tested as coshare; a lag alone has no chance to meet"


@dataclass(frozen=True, slots=True)
class Lags:
    """One row an ordered pair of sources with at least ``LEAST_REUSED`` reused posts, by places.

    ``median``, ``low`` and ``high`` are seconds; ``headers`` counts what a header names.
    """

    parent: np.ndarray
    child: np.ndarray
    count: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    headers: np.ndarray


def lags_of(follows: Follows, sources: int, allowed: np.ndarray) -> Lags:
    """The middle lag of every ordered pair of ``allowed`` sources, with its exact interval."""
    pick = np.flatnonzero(allowed[follows.parent] & allowed[follows.child])
    pair = follows.parent[pick] * sources + follows.child[pick]
    order = np.lexsort((follows.lag[pick], pair))
    count = np.diff(starts_of(pair[order]))
    order = order[np.repeat(count >= LEAST_REUSED, count)] if len(order) else order
    starts = starts_of(pair[order])
    begin, count = starts[:-1], np.diff(starts)
    lag = follows.lag[pick[order]]
    low, high = median_places(count)
    middle = (lag[begin + (count - 1) // 2] + lag[begin + count // 2]) / 2
    headers = np.r_[0, np.cumsum(follows.by_header[pick[order]])]
    return Lags(
        pair[order][begin] // sources,
        pair[order][begin] % sources,
        count,
        middle,
        lag[begin + low],
        lag[begin + high],
        headers[starts[1:]] - headers[begin],
    )


def lag_tests(
    traffic: Traffic, follows: Follows, kind: str, allowed: np.ndarray, seed: int
) -> list[Observation]:
    """One observation an ordered pair, those with most reused posts; subjects: first, then later."""
    lags = lags_of(follows, len(traffic.sources), allowed)
    most = np.lexsort((lags.child, lags.parent, -lags.count))[:MOST_ROWS]
    return [_observation(traffic, follows, kind, lags, int(at), seed) for at in most]


def _observation(
    traffic: Traffic, follows: Follows, kind: str, lags: Lags, at: int, seed: int
) -> Observation:
    parent, child = int(lags.parent[at]), int(lags.child[at])
    low, high = float(lags.low[at]), float(lags.high[at])
    count, median = int(lags.count[at]), float(lags.median[at])
    return Observation(
        kind=f"reuse lag {kind}",
        subjects=(traffic.sources[parent], traffic.sources[child]),
        statistic=median,
        n=count,
        wording=(
            f"Of {count} {WHAT[kind]} that one source posted first and another later, half came "
            f"within {duration(median)} ({LEVEL:.0%} interval {duration(low)} to {duration(high)})"
        ),
        cannot_tell=(
            "whether the later one took it from the first: both may have it from a source that "
            "is not held, or by other channels"
        ),
        settings={
            **settings_of(kind),
            "least_reused": LEAST_REUSED,
            "interval": [low, high],
            "level": LEVEL,
            "named_by_header": int(lags.headers[at]),
            "null": NO_NULL,
        },
        seed=seed,
        items=follows.items(traffic, (parent, child)),
    )


def duration(seconds: float) -> str:
    """A span of time in words: ``45 seconds``, ``14 minutes``, ``3.5 hours``, ``2.1 days``."""
    for unit, size, most in (("second", 1, 90), ("minute", 60, 90), ("hour", 3600, 48)):
        value = seconds / size
        if value < most:
            shown = f"{value:.1f}".removesuffix(".0") if unit == "hour" else f"{value:.0f}"
            return f"{shown} {unit}{'' if shown == '1' else 's'}"
    return f"{seconds / 86_400:.1f} days"
