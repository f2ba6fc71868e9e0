"""Heuer's count of inconsistencies, side by side with the probabilities.

Each indication is rated against each answer from the judged likelihoods and from whether it is held
to be present: inconsistent below 45 %, very inconsistent below 20 % (the bands of "unlikely" and
"very unlikely"). Credibility and relevance are low, medium or high and multiply. The answer with
the lowest count leads. Where its order differs from the probabilities', the reason is said.

Source: Heuer, Psychology of Intelligence Analysis (1999), chapter 8; PARC ACH 1.1, technical
description (weights 1/sqrt 2, 1, sqrt 2; inconsistent 1, very inconsistent 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from indicia.weigh.evidence import Flags, Floats
from indicia.weigh.posterior import Scale

LEVELS = {"low": 1 / sqrt(2), "medium": 1.0, "high": sqrt(2)}
INCONSISTENT, VERY_INCONSISTENT = 0.45, 0.20
# Medium and high credibility start at NATO's C and B; relevance at decibans between the answers.
CREDIBLE = (0.60, 0.80)
RELEVANT_DECIBANS = (3.0, 10.0)


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Weighted count per answer (K), lower is better; ``differs`` says why the orders differ."""

    count: Floats
    differs: str | None


def count_inconsistencies(scale: Scale, shares: Floats) -> Inconsistency:
    """The weighted inconsistency count of every answer; ``shares`` is the posterior (K)."""
    ratings = rate(scale)
    weight = _credibility(scale) * _relevance(scale)
    counts = weight @ ratings if len(ratings) else np.zeros(len(shares))
    return Inconsistency(counts, _why_different(scale, counts, shares))


def rate(scale: Scale) -> Floats:
    """0, 1 (inconsistent) or 2 (very inconsistent) for each indication and answer, (J, K)."""
    evidence = scale.evidence
    expected = np.where(_held_present(scale)[:, None], evidence.best, 1 - evidence.best)
    # A hair's breadth of slack, so that a value on a boundary does not hang on rounding.
    worse = (expected < INCONSISTENT - 1e-12).astype(np.float64)
    ratings: Floats = worse + (expected < VERY_INCONSISTENT - 1e-12)
    ratings[~scale.speaks] = 0
    return ratings


def _held_present(scale: Scale) -> Flags:
    """Whether the reports, taken by themselves, speak for presence rather than absence (J)."""
    said = scale.evidence.said
    gain = (scale.present - scale.absent).mean(axis=1)
    shared = np.flatnonzero(said.is_shared)
    own = (said.own_present[shared] - said.own_absent[shared]).mean(axis=1)
    held: Flags = gain + np.bincount(said.indication[shared], own, minlength=len(gain)) > 0
    return held


def _credibility(scale: Scale) -> Floats:
    said = scale.evidence.said
    best = np.zeros(len(scale.evidence.rows))
    np.maximum.at(best, said.indication, said.reliable.mean(axis=1))
    best[scale.evidence.silence < 0] = np.maximum(best[scale.evidence.silence < 0], CREDIBLE[0])
    return _level(best, CREDIBLE)


def _relevance(scale: Scale) -> Floats:
    best = scale.evidence.best
    if not len(best):
        return np.zeros(0)
    ratios = [10 * np.abs(np.log10(side.max(1) / side.min(1))) for side in (best, 1 - best)]
    return _level(np.maximum(*ratios), RELEVANT_DECIBANS)


def _level(values: Floats, limits: tuple[float, float]) -> Floats:
    low, medium, high = LEVELS.values()
    found: Floats = np.where(values < limits[0], low, np.where(values < limits[1], medium, high))
    return found


def _why_different(scale: Scale, counts: Floats, shares: Floats) -> str | None:
    answers = scale.evidence.model.answers
    leader = int(np.argmax(shares))
    least = [h for h in range(len(counts)) if counts[h] <= counts.min() + 1e-9]
    if leader in least or not len(scale.evidence.rows):
        return None
    first = max(least, key=lambda h: float(shares[h]))
    gain = scale.weight * (scale.likelihood[:, leader] - scale.likelihood[:, first])
    top = int(np.argmax(gain))
    reason = (
        f"{scale.evidence.ids[top]} speaks for {answers[leader]!r} against {answers[first]!r} by "
        f"{10 * gain[top] / np.log(10):.1f} decibans"
        if gain[top] > 0
        else f"the priors favour {answers[leader]!r}"
    )
    return (
        f"The count favours {answers[first]!r}, the probabilities {answers[leader]!r}. The count "
        "adds what speaks against an answer and leaves out priors, how strongly an indication "
        f"speaks, and what speaks for an answer; {reason}."
    )
