"""Rhythm: whether gaps between posts differ from what the source's own hours of the week would give.

Burstiness says how unequal the gaps are, memory whether a short gap follows a short one. Both are
measured on the source's own clock, against draws from that clock that are measured the same way.

Source: Goh, Barabasi (2008), Europhys. Lett. 81, 48002 (burstiness B = (s - m) / (s + m), memory
as the correlation of successive gaps); Jo et al. (2012), New J. Phys. 14 (de-seasoned gaps).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indicia.conduct.observation import Observation, not_assessed, with_q
from indicia.conduct.rhythm.clock import Drawer, OwnGaps, clock_of, own_gaps
from indicia.conduct.rhythm.times import Times
from indicia.conduct.tail import both_tails

LEAST_GAPS = 50
"""At 50 gaps the null's spread of B is .07: a regular series (B under -.3) is still told apart."""
DRAWS = 99
CANNOT_TELL = {
    "burstiness": "whether a person, a program or events set the rhythm",
    "memory": "whether habit, a program or busy days of news make gaps alike",
}
SETTINGS = {"least_gaps": LEAST_GAPS, "draws": DRAWS, "null": "own clock: hours of the week kept"}


def burstiness_of(gaps: OwnGaps) -> np.ndarray:
    """B of each source: -1 a clock, 0 chance, towards 1 bursts. NaN without gaps."""
    spread = np.sqrt(np.maximum(gaps.mean(gaps.gap**2) - gaps.mean(gaps.gap) ** 2, 0.0))
    value: np.ndarray = (spread - 1.0) / (spread + 1.0)
    return value


def memory_of(gaps: OwnGaps) -> np.ndarray:
    """Correlation of each gap with the next, of each source; NaN where gaps do not differ.

    Gaps enter as ``1 - exp(-gap)``, their rank under chance: a few long ones do not decide.
    """
    rank = -np.expm1(-gaps.gap)
    off = rank - gaps.mean(rank)[gaps.owner]
    same = gaps.owner[1:] == gaps.owner[:-1]
    sources = len(gaps.starts) - 1
    both = np.bincount(gaps.owner[1:][same], (off[1:] * off[:-1])[same], minlength=sources)
    alone = np.bincount(gaps.owner, off * off, minlength=sources)
    found: np.ndarray = np.divide(both, alone, out=np.full(sources, np.nan), where=alone > 1e-12)
    return found


def rhythm_tests(times: Times, seed: int) -> list[Observation]:
    """Burstiness and memory of each public source."""
    owner, second, starts = times.owner, times.second, times.starts
    clock = clock_of(owner, second, starts)
    drawer, rng = Drawer(times, clock), np.random.default_rng([seed, 3])
    gaps = own_gaps(clock, owner, second, starts)
    measures = {"burstiness": burstiness_of, "memory": memory_of}
    null: dict[str, list[np.ndarray]] = {kind: [] for kind in measures}
    for _ in range(DRAWS):
        drawn = drawer.draw(rng)
        again = own_gaps(clock_of(owner, drawn, starts), owner, drawn, starts)
        for kind, measure in measures.items():
            null[kind].append(measure(again))
    found: list[Observation] = []
    for kind, measure in measures.items():
        value, draws = measure(gaps), np.stack(null[kind])
        found += with_q(_observations(kind, times, value, draws, seed))
    return found


def _observations(
    kind: str, times: Times, value: np.ndarray, null: np.ndarray, seed: int
) -> Sequence[Observation]:
    p, mean, spread = both_tails(value, null), null.mean(axis=0), null.std(axis=0, ddof=1)
    gaps = np.maximum(times.count - 1, 0)
    rows = []
    for place, source in enumerate(times.sources):
        count, common = int(gaps[place]), {**SETTINGS}
        if count < LEAST_GAPS or np.isnan(p[place]):
            reason = f"{count} gaps between posts; {LEAST_GAPS} are needed"
            if count >= LEAST_GAPS:
                reason = "all gaps are alike: they have no order to remember"
            rows.append(not_assessed(kind, source, count, reason, CANNOT_TELL[kind], common, seed))
            continue
        rows.append(
            Observation(
                kind=kind,
                subjects=(source,),
                statistic=float(value[place]),
                null_mean=float(mean[place]),
                null_sd=float(spread[place]),
                p=float(p[place]),
                n=count,
                wording=_wording(kind, float(value[place]), float(mean[place])),
                cannot_tell=CANNOT_TELL[kind],
                settings=common,
                seed=seed,
                items=times.examples(_closest(times, place)),
            )
        )
    return rows


def _closest(times: Times, place: int) -> np.ndarray:
    """Posts with the shortest gaps before them: what a burst looks like."""
    at = times.of(place)
    gap = np.diff(times.second[at])
    found: np.ndarray = at.start + 1 + np.argsort(gap, kind="stable")
    return found


def _wording(kind: str, value: float, null: float) -> str:
    if kind == "memory":
        alike = "more like" if value > null else "less like"
        return (
            f"One source posts at gaps that are {alike} the gap before (memory {value:.2f}) than its "
            f"own hours of the week would make them ({null:.2f})"
        )
    more = "more in bursts" if value > null else "more evenly"
    return (
        f"One source posts {more} (burstiness {value:.2f}) than its own hours of the week "
        f"would make it ({null:.2f})"
    )
