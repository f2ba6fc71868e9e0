"""Silences: gaps longer than a source's own hours and its own habit of gaps allow.

Gaps are taken on the source's own clock. Sources post in bursts, so the null is no even rate: the
longer fifth of the gaps gives a tail (generalised Pareto), and p is the chance that the longest of
as many gaps is as long. The silence at the end counts only up to the last look that showed the
source's newest post: a source that was not looked at since is not silent.

Source: Pickands (1975), Ann. Stat. 3; Hosking, Wallis (1987), Technometrics 29 (moments of the
tail); Cox (1962), Renewal Theory (time since the last event at a moment of looking).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from indicia.conduct.observation import CLEAR_P, Observation, not_assessed, with_q
from indicia.conduct.rhythm.clock import Clock, clock_of, own_gaps
from indicia.conduct.rhythm.times import Times

LEAST_GAPS = 100
"""The tail rests on a fifth of the gaps: under twenty of them its shape is not known."""
TAIL = 0.2
CANNOT_TELL = {
    "silence": (
        "why nothing is held: the source may have been silent, its posts deleted, or this span not "
        "captured"
    ),
    "silence to the last look": (
        "why nothing came: a pause, an end, a block, or a page that no longer showed new posts"
    ),
}


@dataclass(frozen=True, slots=True)
class Tail:
    """Gaps above ``edge``: a share ``share`` of them, generalised Pareto."""

    edge: float
    share: float
    scale: float
    shape: float

    def longer(self, gap: float) -> float:
        """P(gap >= ``gap``), for a gap at or above the edge."""
        over = (gap - self.edge) / self.scale
        if self.shape < 1e-6:
            return float(self.share * np.exp(-over))
        return float(self.share * (1 + self.shape * over) ** (-1 / self.shape))

    def still(self, gap: float, gaps: np.ndarray) -> float:
        """P(time since the last post >= ``gap``) at a moment that has nothing to do with posts."""
        if gap < self.edge:
            return float(np.maximum(gaps - gap, 0).sum() / max(gaps.sum(), 1e-12))
        left = (self.scale + self.shape * (gap - self.edge)) / (1 - self.shape)
        return float(min(1.0, self.longer(gap) * left / max(gaps.mean(), 1e-12)))


def tail_of(gaps: np.ndarray) -> Tail:
    """The tail of the gaps without the longest, which is what is judged by it.

    ``gaps`` has at least ``LEAST_GAPS`` values. The shape is never below that of chance.
    """
    ordered = np.sort(gaps)
    top = round(TAIL * len(gaps))
    edge = float(ordered[-top - 1])
    over = ordered[-top:-1] - edge
    size = len(over)
    first = float(over.mean())
    weight = (np.arange(1, size + 1) - 0.35) / size
    second = float((over * (1 - weight)).mean())
    spare = max(first - 2 * second, 1e-9)
    shape = float(np.clip(2 - first / spare, 0.0, 0.9))
    # Given the shape, the scale that the mean asks for.
    scale = max(first * (1 - shape), 1e-9)
    # The longest was left out: what is expected of it belongs to the mean.
    scale *= 1 + float(np.log(size)) / size
    return Tail(edge, top / len(gaps), scale, shape)


def silence_tests(times: Times, looked: Mapping[str, int], seed: int) -> list[Observation]:
    """The longest gap, then the silence to the last look, of each public source."""
    clock = clock_of(times.owner, times.second, times.starts)
    gaps = own_gaps(clock, times.owner, times.second, times.starts)
    longest: list[Observation] = []
    last: list[Observation] = []
    for place, source in enumerate(times.sources):
        own = gaps.gap[gaps.starts[place] : gaps.starts[place + 1]]
        at = times.of(place)
        if len(own) < LEAST_GAPS:
            reason = f"{len(own)} gaps between posts; {LEAST_GAPS} are needed"
            for kind, rows in (("silence", longest), ("silence to the last look", last)):
                rows.append(_refused(kind, source, len(own), reason, seed))
            continue
        tail = tail_of(own)
        longest.append(_longest(times, at, own, tail, seed))
        if looked.get(source, 0) <= times.second[at.stop - 1]:
            reason = "not looked at since its newest post: what is not captured is not silent"
            last.append(_refused("silence to the last look", source, len(own), reason, seed))
        else:
            last.append(_last(times, place, clock, (own, tail), looked[source], seed))
    return [*with_q(longest), *with_q(last)]


def _longest(times: Times, at: slice, own: np.ndarray, tail: Tail, seed: int) -> Observation:
    place = int(own.argmax())
    gap = float(own[place])
    each = tail.longer(max(gap, tail.edge))
    p = float(-np.expm1(len(own) * np.log1p(-min(each, 1 - 1e-12))))
    before, after = (int(s) for s in times.second[at.start + place : at.start + place + 2])
    null, spread = longest_of(tail, len(own))
    return Observation(
        kind="silence",
        subjects=(times.sources[int(times.owner[at.start])],),
        statistic=gap,
        null_mean=null,
        null_sd=spread,
        p=p,
        n=len(own),
        wording=(
            f"One source has no post from {_moment(before)} to {_moment(after)} UTC, where its hours "
            f"of the week would give {gap:.1f}; by its habit the longest such gap has {null:.1f}"
            if p <= CLEAR_P
            else "One source has no gap that is long for its hours and its habit of gaps"
        ),
        cannot_tell=CANNOT_TELL["silence"],
        settings=_settings(tail),
        seed=seed,
        items=times.examples(np.array([at.start + place, at.start + place + 1])),
    )


def longest_of(tail: Tail, count: int) -> tuple[float, float]:
    """Mean and spread of the longest of ``count`` gaps, from its quantiles."""
    chance = (np.arange(200) + 0.5) / 200
    each = -np.expm1(np.log(chance) / count)
    ratio = np.minimum(each / tail.share, 1.0)
    if tail.shape < 1e-6:
        over = -np.log(ratio)
    else:
        over = (ratio**-tail.shape - 1) / tail.shape
    values = tail.edge + tail.scale * over
    return float(values.mean()), float(values.std())


def _last(
    times: Times,
    place: int,
    clock: Clock,
    habit: tuple[np.ndarray, Tail],
    look: int,
    seed: int,
) -> Observation:
    own, tail = habit
    at = times.of(place)
    end = int(times.second[at.stop - 1])
    who = np.array([place, place])
    moments = clock.own(who, np.array([end, look]))
    span = clock.own(who, times.second[[at.start, at.stop - 1]])
    mean_gap = float(span[1] - span[0]) / len(own)
    waited = float(moments[1] - moments[0]) / mean_gap
    # The rate is known to one part in the root of its posts: the wait may be that much shorter.
    p = tail.still(waited / (1 + len(own) ** -0.5), own)
    return Observation(
        kind="silence to the last look",
        subjects=(times.sources[place],),
        statistic=waited,
        null_mean=float((own**2).mean() / (2 * own.mean())),
        null_sd=_spread_still(own),
        p=p,
        n=len(own),
        wording=(
            f"One source shows no post after {_moment(end)} UTC at the last look on {_moment(look)} UTC, "
            f"where its hours of the week would give {waited:.1f}"
            if p <= CLEAR_P
            else "One source was last looked at before its next post was due by its habit of gaps"
        ),
        cannot_tell=CANNOT_TELL["silence to the last look"],
        settings=_settings(tail),
        seed=seed,
        items=times.examples(np.array([at.stop - 1])),
    )


def _spread_still(own: np.ndarray) -> float:
    """Spread of the time since the last post, by the gaps seen."""
    mean = (own**2).mean() / (2 * own.mean())
    return float(np.sqrt(max((own**3).mean() / (3 * own.mean()) - mean**2, 0.0)))


def _settings(tail: Tail) -> dict[str, object]:
    return {
        "least_gaps": LEAST_GAPS,
        "tail_share": TAIL,
        "tail_shape": round(tail.shape, 3),
        "tail_scale": round(tail.scale, 3),
        "null": "own hours of the week, and the tail of its own gaps",
    }


def _refused(kind: str, source: str, gaps: int, reason: str, seed: int) -> Observation:
    settings = {"least_gaps": LEAST_GAPS, "tail_share": TAIL}
    return not_assessed(kind, source, gaps, reason, CANNOT_TELL[kind], settings, seed)


def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M")
