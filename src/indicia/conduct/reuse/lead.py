"""Who is first: for pairs of sources that hold the same stories, against two nulls of their order.

A trial is an occasion: all stories that one of the two had from the other within one clock hour,
counted once, because the posts of an album or a digest do not come one by one. A source leads only
when it is first more often than under both nulls: the order is a coin's; and whoever posts more at
that hour of the day is first more often, in proportion to both sources' posts in that hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.chance import binomial_tail
from indicia.conduct.interval import LEVEL, share_interval
from indicia.conduct.observation import Observation
from indicia.conduct.reuse.follow import Follows, settings_of
from indicia.conduct.reuse.story import starts_of
from indicia.conduct.traffic import Traffic

LEAST_OCCASIONS = 10
DAY, HOUR = 86_400, 3_600
SMOOTHING = 0.1
"""Share of a source's posts that is spread evenly over the day: few posts leave empty hours."""


FINDING = 0.05
MOST_ROWS = 200
"""Rows a kind of thing beside the findings: those that rest on most."""
WHAT = {"text": "texts", "picture": "pictures", "link": "links"}


@dataclass(frozen=True, slots=True)
class Leads:
    """One row a pair of sources with enough occasions, sorted by the places of the two.

    ``leader`` is the one that is first more often than its chance; ``firsts`` of ``occasions`` are
    its own. ``chance`` is the larger of the two nulls, ``low`` and ``high`` hold the share of firsts.
    """

    leader: np.ndarray
    follower: np.ndarray
    occasions: np.ndarray
    firsts: np.ndarray
    chance: np.ndarray
    by_activity: np.ndarray
    p: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sure: np.ndarray
    """Share of firsts when each occasion counts with the certainty of its order."""


def hourly(traffic: Traffic) -> np.ndarray:
    """Posts a day of each source in each hour of the day (UTC), smoothed, over its own days.

    Its days are told by the middle eight tenths of its posts: one old post stretches nothing.
    """
    dated = traffic.dated
    source, second = traffic.source[dated], traffic.second[dated]
    size = len(traffic.sources)
    counts = np.bincount(source * 24 + second // HOUR % 24, minlength=size * 24).reshape(size, 24)
    ordered = np.append(second[np.lexsort((second, source))], 0)
    starts = np.searchsorted(np.sort(source), np.arange(size + 1))
    tenth = np.diff(starts) // 10
    early = ordered[starts[:-1] + tenth]
    late = ordered[np.maximum(starts[1:] - 1 - tenth, starts[:-1])]
    held = np.maximum(np.diff(starts), 1)
    days = np.maximum((late - early) / DAY * held / np.maximum(held - 2 * tenth, 1), 1.0)
    total = counts.sum(axis=1, keepdims=True)
    even: np.ndarray = (counts * (1 - SMOOTHING) + total * SMOOTHING / 24) / days[:, None]
    return even


def leads_of(follows: Follows, traffic: Traffic, allowed: np.ndarray) -> Leads:
    """Every pair of ``allowed`` sources with at least ``LEAST_OCCASIONS`` occasions."""
    pick = np.flatnonzero(allowed[follows.parent] & allowed[follows.child])
    low = np.minimum(follows.parent, follows.child)[pick]
    high = np.maximum(follows.parent, follows.child)[pick]
    hour = follows.second[pick] // HOUR
    pair = low * len(traffic.sources) + high
    order = np.lexsort((follows.child_row[pick], follows.second[pick], hour, pair))
    once = np.r_[True, (np.diff(pair[order]) != 0) | (np.diff(hour[order]) != 0)]
    order = order[once[: len(order)]]
    starts = starts_of(pair[order])
    count = np.diff(starts)
    enough = count >= LEAST_OCCASIONS
    order = order[np.repeat(enough, count)] if len(order) else order
    starts = starts_of(pair[order])
    low, high, pick = low[order], high[order], pick[order]
    rate = hourly(traffic)
    when = follows.second[pick] // HOUR % 24
    mine, theirs = rate[low, when], rate[high, when]
    low_first = follows.parent[pick] == low
    return _weighed(
        low[starts[:-1]],
        high[starts[:-1]],
        np.diff(starts),
        _sums(low_first.astype(float), starts),
        _sums(mine / (mine + theirs), starts),
        _sums(np.where(low_first, follows.certainty[pick], 1 - follows.certainty[pick]), starts),
    )


def _sums(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    total = np.r_[0.0, np.cumsum(values)]
    found: np.ndarray = total[starts[1:]] - total[starts[:-1]]
    return found


def _weighed(
    low: np.ndarray,
    high: np.ndarray,
    trials: np.ndarray,
    firsts: np.ndarray,
    activity: np.ndarray,
    sure: np.ndarray,
) -> Leads:
    """Both directions of every pair, and the less likely one. Counts are those of ``low``."""
    firsts = np.round(firsts)
    chance = activity / np.maximum(trials, 1)
    ways = [
        (firsts, np.maximum(chance, 0.5), chance, sure),
        (trials - firsts, np.maximum(1 - chance, 0.5), 1 - chance, trials - sure),
    ]
    tails = [binomial_tail(count, trials, most) for count, most, _, _ in ways]
    other = tails[1] < tails[0]
    count, most, by_activity, certain = (
        np.where(other, b, a) for a, b in zip(ways[0], ways[1], strict=True)
    )
    raw, weighed = share_interval(count, trials), share_interval(certain, trials)
    return Leads(
        np.where(other, high, low),
        np.where(other, low, high),
        trials,
        count.astype(np.int64),
        most,
        by_activity,
        np.minimum(1.0, 2 * np.minimum(*tails)),
        np.minimum(raw[0], weighed[0]),
        np.maximum(raw[1], weighed[1]),
        certain / np.maximum(trials, 1),
    )


def lead_tests(
    traffic: Traffic, follows: Follows, kind: str, leads: Leads, q: np.ndarray, seed: int
) -> list[Observation]:
    """One observation a pair, all findings and those that rest on most; subjects: who is more often
    first, then the other."""
    most = np.lexsort((leads.follower, leads.leader, -leads.occasions))
    kept = most[(q[most] <= FINDING) | (np.arange(len(most)) < MOST_ROWS)]
    return [_observation(traffic, follows, kind, leads, int(at), float(q[at]), seed) for at in kept]


def _observation(
    traffic: Traffic, follows: Follows, kind: str, leads: Leads, at: int, q: float, seed: int
) -> Observation:
    leader, follower = int(leads.leader[at]), int(leads.follower[at])
    firsts, occasions = int(leads.firsts[at]), int(leads.occasions[at])
    chance, low, high = float(leads.chance[at]), float(leads.low[at]), float(leads.high[at])
    activity = float(leads.by_activity[at])
    why = "by its activity and hours alone" if activity > 0.5 else "by a coin"
    return Observation(
        kind=f"lead {kind}",
        subjects=(traffic.sources[leader], traffic.sources[follower]),
        statistic=firsts / occasions,
        null_mean=chance,
        null_sd=float(np.sqrt(chance * (1 - chance) / occasions)),
        p=float(leads.p[at]),
        q=q,
        n=occasions,
        wording=(
            f"On {firsts} of {occasions} occasions on which two sources had the same {WHAT[kind]}, "
            f"one was ahead of the other ({firsts / occasions:.0%}, {LEVEL:.0%} interval "
            f"{low:.0%} to {high:.0%}); {why} it would be {chance:.0%}"
        ),
        cannot_tell=(
            "whether the other took it from there: an earlier post may not be held, an earlier "
            "source may be common to both, and one of them may only be quicker"
        ),
        settings={
            **settings_of(kind),
            "least_occasions": LEAST_OCCASIONS,
            "pairs_tested": len(leads.p),
            "occasion": "what one had from the other within one clock hour",
            "null": "the larger of one half and the chance by posts in that hour of the day",
            "chance_by_activity": activity,
            "interval": [low, high],
            "level": LEVEL,
            "share_by_certainty": float(leads.sure[at]),
        },
        seed=seed,
        items=follows.items(traffic, (leader, follower), (follower, leader)),
    )
