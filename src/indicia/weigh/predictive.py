"""Whether the evidence looks like what the leading answer would produce: a check, not a test.

Evidence is made anew, many times, as if the leader were true: judgements drawn within their bands,
presence, reliability of origins, reports, results of searches. If evidence as unlikely as the
observed comes in under 5 % of the cases, a flag says that the answers may be incomplete. It is
never turned into a probability of "something else".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.weigh.band import NORMAL_90
from indicia.weigh.evidence import Floats
from indicia.weigh.posterior import Scale, mix

LIMIT = 0.05
REPLICATES = 1000
STREAM = 6
CELLS_AT_ONCE = 2**20
# Log likelihood of "absent" when a search has found the thing: as good as impossible.
FOUND = -700.0


@dataclass(frozen=True, slots=True)
class Check:
    """``tail`` is the share of made-up evidence at most as likely as the observed, None without
    evidence.
    """

    tail: float | None

    @property
    def is_raised(self) -> bool:
        """Whether to say that the answers may be incomplete."""
        return self.tail is not None and self.tail < LIMIT


def check_leader(scale: Scale, leader: int) -> Check:
    """The predictive check of one answer."""
    said = scale.evidence.said
    if not len(scale.evidence.rows):
        return Check(None)
    best = scale.evidence.best[:, leader]
    present, absent = scale.present[:, leader].copy(), scale.absent[:, leader].copy()
    shared = np.flatnonzero(said.is_shared)
    np.add.at(present, said.indication[shared], said.own_present[shared, leader])
    np.add.at(absent, said.indication[shared], said.own_absent[shared, leader])
    relays = np.flatnonzero(~said.is_shared)
    np.subtract.at(present, said.indication[relays], said.relays_present[relays, leader])
    np.subtract.at(absent, said.indication[relays], said.relays_absent[relays, leader])
    observed = float(mix(best, present, absent) @ scale.weight)
    rng = np.random.Generator(np.random.SFC64([scale.evidence.model.seed, STREAM]))
    step = max(1, CELLS_AT_ONCE // (len(best) + len(said)))
    made = np.concatenate(
        [
            _replicate(scale, leader, min(step, REPLICATES - start), rng)
            for start in range(0, REPLICATES, step)
        ]
    )
    return Check(float((1 + np.sum(made <= observed + 1e-9)) / (1 + REPLICATES)))


def _replicate(scale: Scale, leader: int, times: int, rng: np.random.Generator) -> Floats:
    """The statistic (log likelihood under the leader) of ``times`` sets of made-up evidence."""
    evidence, said = scale.evidence, scale.evidence.said
    best = evidence.best[:, leader]
    is_present = rng.random((times, len(best))) < _drawn(scale, leader, times, rng)
    states = rng.random((times, len(evidence.origins)))
    sure = states[:, said.origin] < said.reliable[:, leader]
    heard = is_present[:, said.indication]
    likely = np.where(
        sure,
        np.where(heard, np.exp(said.sure_present), np.exp(said.sure_absent)),
        np.exp(said.loose[:, leader]),
    )
    same = rng.random(likely.shape) < likely
    heard_of, starts = np.unique(said.indication, return_index=True)
    present, absent = np.zeros((2, times, len(best)))
    for total, own in ((present, said.own_present), (absent, said.own_absent)):
        logs = np.where(same, own[:, leader], np.log1p(-np.exp(own[:, leader])))
        # Report rows are ordered by indication, so each indication is one run of columns.
        if len(starts):
            total[:, heard_of] = np.add.reduceat(logs, starts, axis=1)
    found = rng.random(is_present.shape) < np.where(is_present, -np.expm1(evidence.silence), 0)
    with np.errstate(divide="ignore"):
        hit = np.where(evidence.silence < 0, np.log(-np.expm1(evidence.silence)), 0.0)
    present += np.where(found, hit, evidence.silence)
    absent += np.where(found, FOUND, 0.0)
    statistic: Floats = mix(best, present, absent) @ scale.weight
    return statistic


def _drawn(scale: Scale, leader: int, times: int, rng: np.random.Generator) -> Floats:
    """Draws of P(present | leader): (times, J)."""
    evidence = scale.evidence
    if leader == evidence.model.residual:
        return np.full((times, len(evidence.rows)), 0.5)
    low, best, high = (end[:, leader] for end in (evidence.low, evidence.best, evidence.high))
    odds = np.log(best / (1 - best)) + evidence.model.sd_shared * rng.standard_normal((times, 1))
    spread = (np.log(high / (1 - high)) - np.log(low / (1 - low))) / 2 / NORMAL_90
    odds = odds + spread * rng.standard_normal((times, len(best)))
    drawn: Floats = 1 / (1 + np.exp(-odds))
    return drawn
