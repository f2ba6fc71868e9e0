"""The posterior over the answers, exact at the best values (or at any other judgements).

A :class:`Scale` holds everything that is computed once; ``utilities`` sums logs of likelihoods per
answer, for the whole evidence or with indications or reports left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.weigh.evidence import Evidence, Flags, Floats, gather_evidence
from indicia.weigh.model import Model
from indicia.weigh.shared import Group, build_groups, group_log_likelihood, log_sum_exp, patterns


@dataclass(frozen=True, slots=True)
class Scale:
    """Evidence ready to be weighed: J indications, R reports, K answers.

    ``present``, ``absent`` (J, K): log likelihood of the reports that are not shared and of
    silence; ``speaks`` (J): whether the indication says anything; ``weight`` (J): its theme's
    weight; ``alone`` (J, K): its weighted log likelihood, 0 for members of groups;
    ``is_alone`` (J): not in a group.
    """

    evidence: Evidence
    log_prior: Floats
    present: Floats
    absent: Floats
    speaks: Flags
    weight: Floats
    likelihood: Floats
    is_alone: Flags
    groups: tuple[Group, ...]

    @property
    def alone(self) -> Floats:
        """Weighted log likelihoods of the indications outside groups, (J, K)."""
        return self.likelihood * (self.weight * self.is_alone)[:, None]


def make_scale(model: Model) -> Scale:
    """The scale of a model; cost grows with the number of reports."""
    evidence = gather_evidence(model)
    present, absent, speaks = sum_reports(evidence, None)
    weight = theme_weights(evidence, speaks)
    groups = tuple(build_groups(evidence, present, absent, weight))
    is_alone = np.ones(len(evidence.rows), dtype=bool)
    for group in groups:
        is_alone[group.members] = False
    best = np.array([band.best for band in model.priors])
    return Scale(
        evidence=evidence,
        log_prior=np.log(best / best.sum()),
        present=present,
        absent=absent,
        speaks=speaks,
        weight=weight,
        likelihood=mix(evidence.best, present, absent),
        is_alone=is_alone,
        groups=groups,
    )


def sum_reports(evidence: Evidence, keep: Flags | None) -> tuple[Floats, Floats, Flags]:
    """Log likelihoods (J, K) of reports that are not shared, and which indications speak (J).

    ``keep`` (R): the reports to count; None for all.
    """
    said = evidence.said
    counted = np.ones(len(said), dtype=bool) if keep is None else keep
    own = np.flatnonzero(counted & ~said.is_shared)
    present = _add_up(evidence, own, said.own_present[own] + said.relays_present[own])
    absent = _add_up(evidence, own, said.own_absent[own] + said.relays_absent[own])
    speaks = evidence.silence < 0
    speaks[said.indication[counted & said.speaks]] = True
    return present + evidence.silence[:, None], absent, speaks


def _add_up(evidence: Evidence, rows: np.ndarray, values: Floats) -> Floats:
    totals = np.zeros((len(evidence.rows), len(evidence.model.answers)))
    target = evidence.said.indication[rows]
    for answer in range(totals.shape[1]):
        totals[:, answer] = np.bincount(target, values[:, answer], minlength=len(totals))
    return totals


def theme_weights(evidence: Evidence, speaks: Flags) -> Floats:
    """1/(1+(n-1)rho) for the n speaking indications of each theme; 0 for those that say nothing."""
    count = np.bincount(evidence.theme[speaks], minlength=len(evidence.themes))
    weight = 1 / (1 + (np.maximum(count, 1) - 1) * evidence.rho)
    spread: Floats = np.where(speaks, weight[evidence.theme], 0.0)
    return spread


def mix(probability: Floats, present: Floats, absent: Floats) -> Floats:
    """log(p exp(present) + (1-p) exp(absent)), without underflow."""
    mixed: Floats = np.logaddexp(np.log(probability) + present, np.log1p(-probability) + absent)
    return mixed


def utilities(
    scale: Scale,
    best: Floats | None = None,
    keep: Flags | None = None,
    without: Flags | None = None,
) -> Floats:
    """Log prior plus weighted log likelihood of every answer, (K).

    ``best`` (J, K) replaces the judged values, ``keep`` (R) drops reports, ``without`` (J) drops
    indications; the themes' weights follow what is left.
    """
    evidence = scale.evidence
    present, absent, speaks = (
        (scale.present, scale.absent, scale.speaks) if keep is None else sum_reports(evidence, keep)
    )
    if without is not None:
        speaks = speaks & ~without
    weight = theme_weights(evidence, speaks)
    judged = evidence.best if best is None else best
    if best is None and keep is None:
        likelihood = scale.likelihood
    else:
        likelihood = mix(judged, present, absent)
    total = scale.log_prior + (weight * scale.is_alone) @ likelihood
    for group in scale.groups:
        total = total + group_utilities(scale, group, judged, weight, (present, absent), keep)
    return total


def group_utilities(
    scale: Scale,
    group: Group,
    judged: Floats,
    weight: Floats,
    others: tuple[Floats, Floats],
    keep: Flags | None = None,
) -> Floats:
    """Weighted log likelihood of one group under every answer, (K)."""
    found = np.empty(judged.shape[1])
    for answer in range(len(found)):
        local = (
            group.local[answer]
            if keep is None
            else patterns(scale.evidence, group, answer, others, keep)
        )
        members = judged[group.members, answer][None, :]
        found[answer] = group_log_likelihood(
            local, group.log_weight[answer], members, weight[group.members]
        )[0]
    return found


def to_probabilities(log_values: Floats) -> Floats:
    """Probabilities, adding up to 1 along the last axis, from logs up to a constant."""
    shares = np.exp(log_values - log_sum_exp(log_values)[..., None])
    normalised: Floats = shares / shares.sum(axis=-1, keepdims=True)
    return normalised


def posterior(model: Model) -> dict[str, float]:
    """The exact posterior of every answer at the best values."""
    shares = to_probabilities(utilities(make_scale(model)))
    return {answer: float(share) for answer, share in zip(model.answers, shares, strict=True)}
