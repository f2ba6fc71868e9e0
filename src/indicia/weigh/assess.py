"""A whole assessment of one question, as a pure function of its model.

Puts the parts together: posterior, published probabilities, confidence, weights, what removing or
bending evidence would do, and what to look for next. ``output`` gives it as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from indicia.weigh.bounds import Worst, exact_bounds, gamma_bounds
from indicia.weigh.confidence import Confidence, Grounds, judge_confidence
from indicia.weigh.draws import Published, publish
from indicia.weigh.evidence import Floats
from indicia.weigh.flip import Flip, flip_indications, flip_origins
from indicia.weigh.heuer import Inconsistency, count_inconsistencies
from indicia.weigh.looking import LookValue, look_next
from indicia.weigh.model import Model
from indicia.weigh.posterior import Scale, make_scale, to_probabilities, utilities
from indicia.weigh.predictive import Check, check_leader
from indicia.weigh.removal import weights_against_rival, without_indications, without_origins
from indicia.weigh.sensitivity import Sensitivity, prior_sensitivity

# With more indications, all bands free at once say nothing: the bounds go to 0 and 1.
MOST_BOUNDED = 5
Doubt = Callable[[frozenset[str]], tuple[int, int]]
"""Names of origins -> the 80 % interval of how many independent origins they are."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Decibans for the leader against its best rival; they add up to ``total``.

    ``each`` (J) indications in order of ``Assessment.ids``; ``joint``: what a group of indications
    with shared origins says beyond the sum of its members.
    """

    leader: str
    rival: str
    prior: float
    each: Floats
    joint: dict[str, float]
    total: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is said of one question at one time. Arrays are in the order of answers;
    ``ids``, ``themes`` and ``theme_weights`` in the order of observed indications.
    """

    model: Model
    leader: str
    posterior: Floats
    undiscounted: Floats
    published: Published
    confidence: Confidence
    ids: tuple[str, ...]
    origins: tuple[str, ...]
    themes: tuple[str, ...]
    theme_weights: Floats
    weights: Weights
    without_indications: Floats
    without_origins: Floats
    flip_indications: Flip | None
    flip_origins: Flip | None
    gamma: list[Worst]
    bounds: tuple[Floats, Floats] | None
    look_next: list[LookValue]
    check: Check
    inconsistency: Inconsistency
    sensitivity: Sensitivity
    sampling_error: float


def weigh(model: Model, doubt: Doubt | None = None) -> Assessment:
    """The assessment of a model: the same model gives the same assessment, to the last digit.

    ``doubt`` tells how sure the number of some of its origins is.
    """
    scale = make_scale(model)
    shares = to_probabilities(utilities(scale))
    leader = int(np.argmax(shares))
    published = publish(scale)
    weights = _weights(scale, shares)
    check = check_leader(scale, leader)
    flips = flip_indications(scale), flip_origins(scale)
    looks = look_next(model, shares, None)
    origins, themes = _carriers(scale, weights)
    grounds = Grounds(
        origins=len(origins),
        themes=themes,
        flips=(_size(flips[0]), _size(flips[1])),
        width=float(published.high[leader] - published.low[leader]),
        incomplete=check.is_raised,
        look_changes=max((look.changes_leader for look in looks), default=0.0),
        origins_range=doubt(origins) if doubt else None,
    )
    return Assessment(
        model=model,
        leader=model.answers[leader],
        posterior=shares,
        undiscounted=to_probabilities(_undiscounted(scale)),
        published=published,
        confidence=judge_confidence(grounds),
        ids=scale.evidence.ids,
        origins=scale.evidence.origins,
        themes=tuple(row.theme for row in scale.evidence.rows),
        theme_weights=scale.weight,
        weights=weights,
        without_indications=without_indications(scale),
        without_origins=without_origins(scale),
        flip_indications=flips[0],
        flip_origins=flips[1],
        gamma=gamma_bounds(scale, model.gamma),
        bounds=exact_bounds(scale) if len(scale.evidence.rows) <= MOST_BOUNDED else None,
        look_next=looks[:5],
        check=check,
        inconsistency=count_inconsistencies(scale, shares),
        sensitivity=prior_sensitivity(scale),
        sampling_error=max((float(g.standard_error.max()) for g in scale.groups), default=0.0),
    )


def _size(flip: Flip | None) -> int | None:
    return None if flip is None else len(flip.removed)


def _weights(scale: Scale, shares: Floats) -> Weights:
    answers = scale.evidence.model.answers
    leader, rival = (int(h) for h in np.argsort(-shares, kind="stable")[:2])
    each, joint = weights_against_rival(scale, leader, rival)
    values = utilities(scale)
    decibans = 10 / np.log(10)
    named = {
        " + ".join(scale.evidence.ids[j] for j in group.members): float(extra * decibans)
        for group, extra in zip(scale.groups, joint, strict=True)
    }
    return Weights(
        leader=answers[leader],
        rival=answers[rival],
        prior=float(scale.log_prior[leader] - scale.log_prior[rival]) * decibans,
        each=each * decibans,
        joint=named,
        total=float(values[leader] - values[rival]) * decibans,
    )


def _carriers(scale: Scale, weights: Weights) -> tuple[frozenset[str], int]:
    """The origins, and the number of themes, whose evidence speaks for the leader.

    A search that found nothing carries its theme but is no origin.
    """
    said = scale.evidence.said
    carrying = weights.each > 1e-9
    rows = said.speaks & carrying[said.indication]
    for_it = (said.own_present - said.own_absent).mean(axis=1) > 0
    held = (
        scale.evidence.best[:, _at(scale, weights.leader)]
        > scale.evidence.best[:, _at(scale, weights.rival)]
    )
    rows &= for_it == held[said.indication]
    themes = np.unique(scale.evidence.theme[carrying])
    names = scale.evidence.origins
    return frozenset(names[o] for o in np.unique(said.origin[rows]).tolist()), len(themes)


def _at(scale: Scale, answer: str) -> int:
    return scale.evidence.model.answers.index(answer)


def _undiscounted(scale: Scale) -> Floats:
    """Log values as if themes had no dependence, shown beside the discounted ones."""
    evidence = replace(scale.evidence, rho=np.zeros_like(scale.evidence.rho))
    return utilities(replace(scale, evidence=evidence))
