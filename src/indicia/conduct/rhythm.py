"""Rhythm: whether a source posts in bursts more than its own week of hours would make it.

Only for sources recorded as channels, outlets or organisations. Burstiness is compared with a
null that keeps the source's hour-of-week profile; under 50 gaps nothing is assessed.

Source: Goh, Barabasi (2008), Europhys. Lett. 81, 48002 (burstiness B = (s - m) / (s + m)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.observation import Observation, with_q
from indicia.conduct.traffic import Traffic

LEAST_GAPS = 50
SHUFFLES = 199
WEEK = 168


@dataclass(frozen=True, slots=True)
class Burstiness:
    """The statistic, its null, and the two-sided p; or why it was not assessed."""

    value: float | None
    null_mean: float | None
    null_sd: float | None
    p: float | None
    gaps: int
    refusal: str | None


def burstiness(seconds: np.ndarray) -> float:
    """B of a sorted series of times: -1 regular, 0 Poisson, 1 bursts. NaN without two gaps."""
    gaps = np.diff(np.sort(seconds)).astype(float)
    mean, spread = gaps.mean(), gaps.std()
    return float((spread - mean) / (spread + mean)) if spread + mean else float("nan")


def assess_burstiness(seconds: np.ndarray, shuffles: int, seed: int) -> Burstiness:
    """B against a null with the same number of posts and the same hour-of-week profile."""
    seconds = np.sort(seconds)
    gaps = len(seconds) - 1
    if gaps < LEAST_GAPS:
        reason = f"{max(gaps, 0)} gaps between posts; {LEAST_GAPS} are needed"
        return Burstiness(None, None, None, None, max(gaps, 0), reason)
    value = burstiness(seconds)
    rng = np.random.default_rng([seed, 3])
    hours = np.arange(seconds[0] // 3600, seconds[-1] // 3600 + 1)
    profile = np.bincount((seconds // 3600) % WEEK, minlength=WEEK).astype(float)
    days = np.bincount(hours % WEEK, minlength=WEEK)
    weight = np.divide(profile, days, out=np.zeros(WEEK), where=days > 0)[hours % WEEK]
    weight = weight / weight.sum()
    null = np.empty(shuffles)
    for turn in range(shuffles):
        drawn = rng.choice(hours, len(seconds), p=weight) * 3600 + rng.integers(
            0, 3600, len(seconds)
        )
        null[turn] = burstiness(drawn)
    beyond = np.abs(null - null.mean()) >= abs(value - null.mean())
    p = (1 + int(beyond.sum())) / (shuffles + 1)
    return Burstiness(value, float(null.mean()), float(null.std()), p, gaps, None)


def burstiness_tests(traffic: Traffic, seed: int) -> list[Observation]:
    """One observation a public source."""
    found = []
    for source, rows in traffic.public():
        dated = rows[traffic.dated[rows]]
        if len(dated):
            result = assess_burstiness(traffic.second[dated], SHUFFLES, seed)
            found.append(_observation(source, result, seed))
    return with_q(found)


def _observation(source: str, result: Burstiness, seed: int) -> Observation:
    return Observation(
        kind="burstiness",
        subjects=(source,),
        statistic=result.value,
        null_mean=result.null_mean,
        null_sd=result.null_sd,
        p=result.p,
        n=result.gaps,
        wording=_wording(result.value, result.null_mean),
        cannot_tell="whether a person, a program or events set the rhythm",
        refusal=result.refusal,
        settings={"least_gaps": LEAST_GAPS, "shuffles": SHUFFLES, "null": "hour of week kept"},
        seed=seed,
    )


def _wording(value: float | None, null: float | None) -> str:
    if value is None or null is None:
        return "The rhythm of one source was not assessed"
    more = "more in bursts" if value > null else "more evenly"
    return (
        f"One source posts {more} (burstiness {value:.2f}) than its own hours of the week "
        f"would make it ({null:.2f})"
    )
