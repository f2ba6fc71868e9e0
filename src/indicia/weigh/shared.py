"""Origins that make several claims in one question have one reliability for all of them.

Indications linked by such origins form a group; its likelihood is a sum over the joint states
(reliable or not) of its origins. Up to 12 origins: all states. Beyond: states drawn by annealed
Gibbs sampling from a given seed, each with an importance weight, and the standard error is given.
Either way a group is a list of states with log weights, so that every later step treats both alike.

Source: Neal, Annealed importance sampling, Statistics and Computing 11 (2001).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indicia.weigh.evidence import Evidence, Flags, Floats, Ints

MOST_ENUMERATED = 12
PARTICLES = 1024
TEMPERATURES = 48


@dataclass(frozen=True, slots=True)
class Patterns:
    """For one answer: the distinct local states of every member, L rows.

    ``present``, ``absent`` (L) are log likelihoods of the member's reports, ``member`` (L) which
    member, ``within`` (L, N) 1 where a joint state contains the local one.
    """

    member: Ints
    present: Floats
    absent: Floats
    within: Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Indications (``members``) linked by shared ``origins``, with reliability states.

    ``states[h]`` (N, O) says which origins are reliable; ``log_weight`` (K, N). ``claims`` lists
    (member position, origin position, report row). ``standard_error`` (K) is that of the log
    likelihood at the best values: 0 where all states are listed. ``local`` are the patterns of
    every answer with all reports counted.
    """

    members: Ints
    origins: Ints
    claims: tuple[tuple[int, int, int], ...]
    states: tuple[Flags, ...]
    log_weight: Floats
    standard_error: Floats
    local: tuple[Patterns, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all states are listed."""
        return len(self.origins) <= MOST_ENUMERATED


def link_groups(evidence: Evidence) -> list[tuple[Ints, Ints, tuple[tuple[int, int, int], ...]]]:
    """Members, origins and claims of every group of indications linked by shared origins."""
    said = evidence.said
    rows = np.flatnonzero(said.is_shared)
    parent = {int(j): int(j) for j in said.indication[rows]}

    def root(j: int) -> int:
        while parent[j] != j:
            parent[j] = parent[parent[j]]
            j = parent[j]
        return j

    first: dict[int, int] = {}
    for row in rows:
        j, o = int(said.indication[row]), int(said.origin[row])
        parent[root(j)] = root(first.setdefault(o, j))
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(root(int(said.indication[row])), []).append(int(row))
    found = []
    for together in sorted(groups.values()):
        members = np.unique(said.indication[together])
        origins = np.unique(said.origin[together])
        claims = tuple(
            (
                int(np.searchsorted(members, said.indication[row])),
                int(np.searchsorted(origins, said.origin[row])),
                row,
            )
            for row in together
        )
        found.append((members, origins, claims))
    return found


def build_groups(
    evidence: Evidence, present: Floats, absent: Floats, weight: Floats
) -> list[Group]:
    """All groups with their states.

    ``present``, ``absent`` (J, K) are log likelihoods of everything that is not shared, ``weight``
    (J) the themes' weights; they only steer where states are drawn.
    """
    built = []
    for number, (members, origins, claims) in enumerate(link_groups(evidence)):
        prior = _reliabilities(evidence, origins, claims)
        if len(origins) <= MOST_ENUMERATED:
            built.append(_enumerate(members, origins, claims, prior))
        else:
            loose = Group(members, origins, claims, (), np.empty((0, 0)), np.empty(0))
            rng = np.random.default_rng([evidence.model.seed, 5, number])
            built.append(_anneal(evidence, loose, prior, (present, absent, weight), rng))
    return [_with_patterns(evidence, group, (present, absent)) for group in built]


def _with_patterns(evidence: Evidence, group: Group, others: tuple[Floats, Floats]) -> Group:
    answers = range(len(evidence.model.answers))
    return replace(group, local=tuple(patterns(evidence, group, h, others, None) for h in answers))


def _reliabilities(
    evidence: Evidence, origins: Ints, claims: tuple[tuple[int, int, int], ...]
) -> Floats:
    """r of every origin of a group: (O, K)."""
    found = np.empty((len(origins), len(evidence.model.answers)))
    for _, origin, row in claims:
        found[origin] = evidence.said.reliable[row]
    return found


def _enumerate(
    members: Ints, origins: Ints, claims: tuple[tuple[int, int, int], ...], prior: Floats
) -> Group:
    number = np.arange(2 ** len(origins))
    states = (number[:, None] >> np.arange(len(origins))[None, :]) & 1 == 1
    with np.errstate(divide="ignore"):
        sure, loose = np.log(prior), np.log1p(-prior)
    log_weight = np.where(states[:, :, None], sure[None], loose[None]).sum(axis=1).T
    answers = prior.shape[1]
    return Group(members, origins, claims, (states,) * answers, log_weight, np.zeros(answers))


def patterns(
    evidence: Evidence, group: Group, answer: int, others: tuple[Floats, Floats], keep: Flags | None
) -> Patterns:
    """The local states of a group under one answer; ``others`` are the (J, K) logs not shared.

    ``keep`` (R) drops reports: their origin then says nothing on that member.
    """
    said, states = evidence.said, group.states[answer]
    rows_member, rows_present, rows_absent, rows_within = [], [], [], []
    for position, j in enumerate(group.members):
        claims = [(o, row) for m, o, row in group.claims if m == position]
        local, inverse = np.unique(states[:, [o for o, _ in claims]], axis=0, return_inverse=True)
        present = np.full(len(local), others[0][j, answer])
        absent = np.full(len(local), others[1][j, answer])
        for column, (_, row) in enumerate(claims):
            if keep is not None and not keep[row]:
                continue
            loose, sure = said.loose[row, answer], local[:, column]
            present += np.where(sure, said.sure_present[row], loose)
            absent += np.where(sure, said.sure_absent[row], loose)
            present += said.relays_present[row, answer]
            absent += said.relays_absent[row, answer]
        rows_member.append(np.full(len(local), position))
        rows_present.append(present)
        rows_absent.append(absent)
        rows_within.append(
            (np.arange(len(local))[:, None] == inverse.reshape(-1)[None, :]).astype(np.float64)
        )
    return Patterns(
        np.concatenate(rows_member),
        np.concatenate(rows_present),
        np.concatenate(rows_absent),
        np.concatenate(rows_within),
    )


def group_log_likelihood(
    local: Patterns, log_weight: Floats, present: Floats, weight: Floats
) -> Floats:
    """Log likelihood of a group's reports under one answer, for D sets of judgements.

    ``present`` (D, M) is P(member present), ``weight`` (M) the themes' weights, ``log_weight``
    (N) or (D, N) of the states. Gives (D).
    """
    top = np.maximum(local.present, local.absent)
    p = present[:, local.member]
    mixed = np.log(p * np.exp(local.present - top) + (1 - p) * np.exp(local.absent - top)) + top
    states = (mixed * weight[local.member]) @ local.within + log_weight
    return log_sum_exp(states)


def log_sum_exp(values: Floats) -> Floats:
    """log(sum(exp(values))) along the last axis, without underflow."""
    top = values.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    summed: Floats = np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0]
    return summed


def _anneal(
    evidence: Evidence,
    group: Group,
    prior: Floats,
    at: tuple[Floats, Floats, Floats],
    rng: np.random.Generator,
) -> Group:
    """States drawn by Gibbs sweeps from the prior to the posterior, answer by answer."""
    answers = prior.shape[1]
    states, weights, errors = [], [], np.zeros(answers)
    for answer in range(answers):
        chain = _Chain(evidence, group, prior[:, answer], at, answer)
        drawn, log_weight = chain.run(rng)
        relative = np.exp(log_weight - log_weight.max())
        errors[answer] = relative.std() / relative.mean() / np.sqrt(PARTICLES)
        states.append(drawn)
        weights.append(log_weight - np.log(PARTICLES) - chain.log_likelihood(drawn))
    return Group(
        group.members, group.origins, group.claims, tuple(states), np.array(weights), errors
    )


class _Chain:
    """Gibbs sampling of the reliability states of one group under one answer."""

    def __init__(
        self,
        evidence: Evidence,
        group: Group,
        prior: Floats,
        at: tuple[Floats, Floats, Floats],
        answer: int,
    ) -> None:
        self.evidence, self.group, self.prior, self.answer = evidence, group, prior, answer
        members = group.members
        self.present, self.absent = at[0][members, answer], at[1][members, answer]
        self.weight = at[2][members]
        best = evidence.best[members, answer]
        self.log_p, self.log_q = np.log(best), np.log1p(-best)
        self.of_origin = [
            [(m, row) for m, o, row in group.claims if o == origin]
            for origin in range(len(group.origins))
        ]

    def run(self, rng: np.random.Generator) -> tuple[Flags, Floats]:
        """The drawn states (N, O) and the logs of their importance weights (N)."""
        states: Flags = rng.random((PARTICLES, len(self.prior))) < self.prior
        log_weight = np.zeros(PARTICLES)
        rungs = np.linspace(0, 1, TEMPERATURES + 1) ** 2
        for colder, hotter in zip(rungs[1:], rungs[:-1], strict=True):
            log_weight += (colder - hotter) * self.log_likelihood(states)
            self._sweep(states, float(colder), rng)
        return states, log_weight

    def log_likelihood(self, states: Flags) -> Floats:
        """Log likelihood of all reports of the group, (N)."""
        present, absent = self._sums(states)
        mixed = np.logaddexp(self.log_p + present, self.log_q + absent)
        together: Floats = mixed @ self.weight
        return together

    def _sums(self, states: Flags) -> tuple[Floats, Floats]:
        present = np.tile(self.present, (len(states), 1))
        absent = np.tile(self.absent, (len(states), 1))
        for origin, claims in enumerate(self.of_origin):
            for member, row in claims:
                gains = self._gains(row)
                present[:, member] += np.where(states[:, origin], gains[0], gains[2])
                absent[:, member] += np.where(states[:, origin], gains[1], gains[3])
        return present, absent

    def _gains(self, row: int) -> tuple[float, float, float, float]:
        """Of one report: sure given present and absent, then loose given present and absent."""
        said, h = self.evidence.said, self.answer
        on, off = said.relays_present[row, h], said.relays_absent[row, h]
        loose = said.loose[row, h]
        return (
            float(said.sure_present[row] + on),
            float(said.sure_absent[row] + off),
            float(loose + on),
            float(loose + off),
        )

    def _sweep(self, states: Flags, temperature: float, rng: np.random.Generator) -> None:
        """Draw every origin's state anew, given the states of the others."""
        present, absent = self._sums(states)
        with np.errstate(divide="ignore"):
            prior = np.log(self.prior) - np.log1p(-self.prior)
        for origin, claims in enumerate(self.of_origin):
            gap = np.zeros(len(states))
            was = states[:, origin].copy()
            lifted = {}
            for member, row in claims:
                g = self._gains(row)
                on = present[:, member] - np.where(was, g[0], g[2])
                off = absent[:, member] - np.where(was, g[1], g[3])
                lifted[member] = (on, off, g)
                sure = np.logaddexp(self.log_p[member] + on + g[0], self.log_q[member] + off + g[1])
                loose = np.logaddexp(
                    self.log_p[member] + on + g[2], self.log_q[member] + off + g[3]
                )
                gap += self.weight[member] * (sure - loose)
            odds = np.clip(prior[origin] + temperature * gap, -700, 700)
            now = rng.random(len(states)) < 1 / (1 + np.exp(-odds))
            states[:, origin] = now
            for member, (on, off, g) in lifted.items():
                present[:, member] = on + np.where(now, g[0], g[2])
                absent[:, member] = off + np.where(now, g[1], g[3])
