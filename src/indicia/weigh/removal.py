"""What the posterior would be without one indication, or without one origin.

Themes are weighed anew for what is left, as if the rest had been all the evidence.
"""

from __future__ import annotations

import numpy as np

from indicia.weigh.evidence import Flags, Floats, Ints
from indicia.weigh.posterior import Scale, group_utilities, mix, to_probabilities, utilities


def without_indications(scale: Scale) -> Floats:
    """The posterior without each indication in turn: (J, K)."""
    evidence = scale.evidence
    values = np.empty_like(scale.likelihood)
    linked = _themes_of_groups(scale)
    rest = utilities(scale)
    by_theme = _theme_sums(scale)
    count = np.bincount(evidence.theme[scale.speaks], minlength=len(evidence.themes))
    slow = linked[evidence.theme] | ~scale.is_alone
    quick = ~slow & scale.speaks
    theme = evidence.theme[quick]
    before = _weight_at(count, evidence.rho)[theme][:, None]
    after = _weight_at(count - 1, evidence.rho)[theme][:, None]
    values[quick] = (
        rest - before * by_theme[theme] + after * (by_theme[theme] - scale.likelihood[quick])
    )
    values[~scale.speaks] = rest
    for j in np.flatnonzero(slow & scale.speaks):
        gone = np.zeros(len(values), dtype=bool)
        gone[j] = True
        values[j] = utilities(scale, without=gone)
    return to_probabilities(values)


def _theme_sums(scale: Scale) -> Floats:
    """Unweighted log likelihoods of the speaking lone indications of every theme, (T, K)."""
    evidence = scale.evidence
    counted = scale.is_alone & scale.speaks
    sums = np.zeros((len(evidence.themes), scale.likelihood.shape[1]))
    for answer in range(sums.shape[1]):
        sums[:, answer] = np.bincount(
            evidence.theme[counted], scale.likelihood[counted, answer], minlength=len(sums)
        )
    return sums


def _weight_at(count: Ints, rho: Floats) -> Floats:
    weight: Floats = 1 / (1 + (np.maximum(count, 1) - 1) * rho)
    return weight


def _themes_of_groups(scale: Scale) -> Flags:
    """Themes with a member of a group: their weights change what the group says, (T)."""
    found = np.zeros(len(scale.evidence.themes), dtype=bool)
    found[scale.evidence.theme[~scale.is_alone]] = True
    return found


def without_origins(scale: Scale) -> Floats:
    """The posterior without each origin (with its relays) in turn: (O, K)."""
    evidence, said = scale.evidence, scale.evidence.said
    values = np.empty((len(evidence.origins), scale.likelihood.shape[1]))
    linked = _themes_of_groups(scale)
    count = np.bincount(evidence.theme[scale.speaks], minlength=len(evidence.themes))
    rest, by_theme = utilities(scale), _theme_sums(scale)
    heard = np.bincount(said.indication[said.speaks], minlength=len(evidence.rows))
    rows_of: list[list[int]] = [[] for _ in evidence.origins]
    for row, origin in enumerate(said.origin):
        rows_of[origin].append(row)
    for origin, rows in enumerate(rows_of):
        row, j = rows[0], int(said.indication[rows[0]])
        theme = int(evidence.theme[j])
        if len(rows) > 1 or not scale.is_alone[j] or linked[theme]:
            keep = said.origin != origin
            values[origin] = utilities(scale, keep=keep)
            continue
        speaks = bool(heard[j] - int(said.speaks[row])) or evidence.silence[j] < 0
        present = scale.present[j] - said.own_present[row] - said.relays_present[row]
        absent = scale.absent[j] - said.own_absent[row] - said.relays_absent[row]
        left = mix(evidence.best[j], present, absent) if speaks else np.zeros(values.shape[1])
        was = scale.likelihood[j] if scale.speaks[j] else 0.0
        fewer = count[theme] - int(scale.speaks[j] and not speaks)
        rho = evidence.rho[theme]
        before = 1 / (1 + (max(count[theme], 1) - 1) * rho)
        after = 1 / (1 + (max(fewer, 1) - 1) * rho)
        values[origin] = rest - before * by_theme[theme] + after * (by_theme[theme] - was + left)
    return to_probabilities(values)


def weights_against_rival(scale: Scale, leader: int, rival: int) -> tuple[Floats, Floats]:
    """Nats by which indications, and groups jointly, speak for the leader against its rival.

    Lone indications: exact, and they add. Members of a group: by leaving them out at unchanged
    theme weights; the second array (one a group) is what their sum leaves unexplained.
    """
    found = scale.alone[:, leader] - scale.alone[:, rival]
    joint = np.zeros(len(scale.groups))
    others = (scale.present, scale.absent)
    for number, group in enumerate(scale.groups):
        judged = scale.evidence.best
        whole = group_utilities(scale, group, judged, scale.weight, others)
        for j in group.members:
            weight = scale.weight.copy()
            weight[j] = 0
            left = group_utilities(scale, group, judged, weight, others)
            found[j] = (whole - left)[leader] - (whole - left)[rival]
        joint[number] = whole[leader] - whole[rival] - found[group.members].sum()
    return found, joint
