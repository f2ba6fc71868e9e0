"""How far the judgements' bands alone can move the answers.

``gamma_bounds``: the leader's posterior when at most G judgements are at their worst end.
``exact_bounds``: lowest and highest posterior of every answer with all bands free at once. A
judgement is the band of one indication under one answer, or of one prior. Bands of reliabilities
are not among them; they enter the draws only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product

import numpy as np

from indicia.weigh.evidence import Floats
from indicia.weigh.posterior import Scale, mix, to_probabilities, utilities
from indicia.weigh.shared import Group, group_log_likelihood

# Beyond these numbers, judgements in one group are searched among the strongest only.
MOST_IN_GROUP = 12
MOST_CORNERS = 12


@dataclass(frozen=True, slots=True)
class Worst:
    """The leader's lowest posterior with at most ``judgements`` of them at their worst end."""

    judgements: int
    probability: float


def gamma_bounds(scale: Scale, most: int) -> list[Worst]:
    """The leader's posterior with at most 1, 2, .. ``most`` judgements at their worst."""
    base = utilities(scale)
    leader = int(np.argmax(base))
    moves = [_moves(scale, answer, answer != leader, most) for answer in range(len(base))]
    found = []
    for allowed in range(1, most + 1):
        worst = 1.0
        for own in range(allowed + 1):
            worst = min(worst, _worst(base, leader, moves, (own, allowed - own)))
        found.append(Worst(allowed, worst))
    return found


def _worst(base: Floats, leader: int, moves: list[Floats], split: tuple[int, int]) -> float:
    """The leader's posterior with ``split`` judgements on the leader and on its rivals together."""
    rivals = [answer for answer in range(len(base)) if answer != leader]
    lowered = base[leader] - moves[leader][split[0]]
    worst = 1.0
    for shares in _shared_out(split[1], len(rivals)):
        moved = base.copy()
        moved[leader] = lowered
        for answer, count in shares.items():
            moved[rivals[answer]] += moves[rivals[answer]][count]
        worst = min(worst, float(to_probabilities(moved)[leader]))
    return worst


def _shared_out(count: int, among: int) -> list[Counter[int]]:
    """All ways to give ``count`` judgements to rivals, as {rival: number}."""
    return [Counter(way) for way in combinations_with_replacement(range(among), count)]


def _moves(scale: Scale, answer: int, upwards: bool, most: int) -> Floats:
    """By how much an answer's log value can be moved with 0, 1, .. ``most`` judgements."""
    singles = [_prior_move(scale, answer, upwards)]
    singles += list(_alone_moves(scale, answer, upwards))
    together = [_group_moves(scale, group, answer, upwards, most) for group in scale.groups]
    ordered = np.sort(np.array(singles))[::-1][:most]
    best = np.zeros(most + 1)
    best[1 : len(ordered) + 1] = np.cumsum(ordered)
    best[len(ordered) + 1 :] = best[len(ordered)]
    for gains in together:
        best = np.array(
            [max(best[n - k] + gains[k] for k in range(n + 1)) for n in range(most + 1)]
        )
    return best


def _prior_move(scale: Scale, answer: int, upwards: bool) -> float:
    band = scale.evidence.model.priors[answer]
    gain = np.log(band.high / band.best) if upwards else np.log(band.best / band.low)
    return float(gain)


def _alone_moves(scale: Scale, answer: int, upwards: bool) -> Floats:
    lowest, highest = _alone_range(scale)
    here = scale.alone[:, answer]
    gains: Floats = highest[:, answer] - here if upwards else here - lowest[:, answer]
    return gains[scale.is_alone]


def _alone_range(scale: Scale) -> tuple[Floats, Floats]:
    """Lowest and highest weighted log likelihood of every lone indication, (J, K) each."""
    weight = (scale.weight * scale.is_alone)[:, None]
    ends = [
        mix(end, scale.present, scale.absent) * weight
        for end in (scale.evidence.low, scale.evidence.high)
    ]
    return np.minimum(*ends), np.maximum(*ends)


def _group_value(scale: Scale, group: Group, answer: int) -> Callable[[Floats], Floats]:
    """The function that gives a group's log likelihood (D) for judged values (D, M)."""
    local = group.local[answer]
    weight = scale.weight[group.members]
    return lambda judged: group_log_likelihood(local, group.log_weight[answer], judged, weight)


def _group_moves(scale: Scale, group: Group, answer: int, upwards: bool, most: int) -> Floats:
    """The largest move of a group's value with 0 .. ``most`` judgements at an end."""
    value = _group_value(scale, group, answer)
    best, ends = _group_ends(scale, group, answer)
    sign = 1.0 if upwards else -1.0
    base = value(best[None, :])[0]
    singles = np.maximum(
        *(sign * (value(_each_at(best, end)) - base) for end in ends),
    )
    strongest = np.argsort(-singles)[:MOST_IN_GROUP]
    gains = np.zeros(most + 1)
    for count in range(1, most + 1):
        gains[count] = gains[count - 1]
        for chosen in combinations(strongest.tolist(), min(count, len(strongest))):
            corners = np.array(list(product((0, 1), repeat=len(chosen))))
            judged = np.tile(best, (len(corners), 1))
            for column, member in enumerate(chosen):
                judged[:, member] = np.where(corners[:, column], ends[1][member], ends[0][member])
            gains[count] = max(gains[count], float((sign * (value(judged) - base)).max()))
    return gains


def _group_ends(scale: Scale, group: Group, answer: int) -> tuple[Floats, tuple[Floats, Floats]]:
    evidence, members = scale.evidence, group.members
    ends = evidence.low[members, answer], evidence.high[members, answer]
    return evidence.best[members, answer], ends


def _each_at(best: Floats, end: Floats) -> Floats:
    """One row a member: that member at ``end``, all others at their best."""
    rows = np.tile(best, (len(best), 1))
    np.fill_diagonal(rows, end)
    return rows


def exact_bounds(scale: Scale) -> tuple[Floats, Floats]:
    """Lowest and highest posterior of every answer, all judgements free in their bands, (K) each.

    Exact: every log value is monotone in each judgement by itself, or is tried at all corners (in
    groups of up to 12 indications; beyond, each is moved to its better end in turn).
    """
    lowest, highest = _alone_range(scale)
    priors = scale.evidence.model.priors
    low = lowest.sum(axis=0) + np.log([band.low for band in priors])
    high = highest.sum(axis=0) + np.log([band.high for band in priors])
    for group in scale.groups:
        for answer in range(len(low)):
            reached = _group_range(scale, group, answer)
            low[answer] += reached[0]
            high[answer] += reached[1]
    answers = range(len(low))
    least = np.array([_share(low[h], np.delete(high, h)) for h in answers])
    most = np.array([_share(high[h], np.delete(low, h)) for h in answers])
    return least, most


def _share(own: float, rivals: Floats) -> float:
    return float(to_probabilities(np.concatenate([[own], rivals]))[0])


def _group_range(scale: Scale, group: Group, answer: int) -> tuple[float, float]:
    value = _group_value(scale, group, answer)
    best, ends = _group_ends(scale, group, answer)
    if answer == scale.evidence.model.residual:
        reached = value(best[None, :])
    elif len(best) <= MOST_CORNERS:
        corners = np.array(list(product((0, 1), repeat=len(best))))
        reached = value(np.where(corners, ends[1], ends[0]))
    else:
        reached = np.array([_climb(value, best, ends, sign) for sign in (-1.0, 1.0)])
    return float(reached.min()), float(reached.max())


def _climb(
    value: Callable[[Floats], Floats], best: Floats, ends: tuple[Floats, Floats], sign: float
) -> float:
    """A group's value with every member moved to its better end in turn until none moves."""
    at = best.copy()
    for _ in range(len(best)):
        before = at.copy()
        for member in range(len(best)):
            tried = np.tile(at, (2, 1))
            tried[:, member] = ends[0][member], ends[1][member]
            at[member] = tried[int(np.argmax(sign * value(tried))), member]
        if np.array_equal(at, before):
            break
    return float(value(at[None, :])[0])
