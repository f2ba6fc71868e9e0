"""The published probabilities: what the judgements, drawn within their bands, make of the evidence.

Every judged p becomes logit p + sd x + sd_shared y, with x its own and y shared by all judgements
of one answer (a judge who leans towards an answer leans everywhere); priors and reliabilities known
only as bands are drawn too. Published are the mean and the 10-90 % interval of the posterior over
the draws. The same seed gives the same draws. Draws of p stop at 1e-9 from 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicia.weigh.band import NORMAL_90, Band, logit
from indicia.weigh.evidence import Floats, Ints, sum_relays
from indicia.weigh.posterior import Scale, mix, to_probabilities
from indicia.weigh.shared import Group, group_log_likelihood

Singles = NDArray[np.float32]

LANES = 4
# Four factors of at least this much stay above the smallest single-precision number.
LEAST_FACTOR = np.float32(1e-9)
CELLS_AT_ONCE = 2**17
STATES_AT_ONCE = 2**21
# Streams of random numbers, so that no part's draws depend on another part's size.
PRIOR, SHARED, ALONE, GROUPED, RELIABLE = range(1, 6)


@dataclass(frozen=True, slots=True)
class Published:
    """Mean, 10 % point and 90 % point of the posterior of every answer, each (K)."""

    mean: Floats
    low: Floats
    high: Floats


def publish(scale: Scale) -> Published:
    """The published probabilities of every answer."""
    shares = draw_posteriors(scale)
    low, high = np.quantile(shares, [0.1, 0.9], axis=0)
    mean = shares.mean(axis=0)
    return Published(mean / mean.sum(), low, high)


def draw_posteriors(scale: Scale) -> Floats:
    """The posterior under each draw of the judgements: (draws, K)."""
    model = scale.evidence.model
    leaning = _stream(scale, SHARED).standard_normal((model.draws, len(model.answers)))
    leaning *= model.sd_shared
    leaning[:, model.residual] = 0
    log_values = _draw_priors(scale)
    reliability = _draw_reliabilities(scale)
    uncertain = _uncertain(scale, reliability)
    log_values += _draw_alone(scale, np.flatnonzero(scale.is_alone & ~uncertain), leaning)
    log_values += _draw_uncertain(scale, np.flatnonzero(uncertain), leaning, reliability)
    for number, group in enumerate(scale.groups):
        log_values += _draw_group(scale, group, number, leaning, reliability)
    return to_probabilities(log_values)


def _stream(scale: Scale, *part: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64([scale.evidence.model.seed, *part]))


def _draw_band(rng: np.random.Generator, band: Band, draws: int) -> Floats:
    odds = logit(band.best) + band.spread * rng.standard_normal(draws)
    drawn: Floats = 1 / (1 + np.exp(-odds))
    return drawn


def _draw_priors(scale: Scale) -> Floats:
    model = scale.evidence.model
    rng = _stream(scale, PRIOR)
    drawn = np.stack([_draw_band(rng, band, model.draws) for band in model.priors], axis=1)
    logs: Floats = np.log(drawn / drawn.sum(axis=1, keepdims=True))
    return logs


def _draw_reliabilities(scale: Scale) -> dict[int, Floats]:
    """Draws of r for every origin that has only a band for it, by origin number."""
    rng = _stream(scale, RELIABLE)
    drawn: dict[int, Floats] = {}
    for row, report in enumerate(scale.evidence.reports):
        origin = int(scale.evidence.said.origin[row])
        if report.reliable_band is not None and origin not in drawn:
            drawn[origin] = _draw_band(rng, report.reliable_band, scale.evidence.model.draws)
    return drawn


def _uncertain(scale: Scale, reliability: dict[int, Floats]) -> NDArray[np.bool_]:
    """Indications with a report that is not shared and whose reliability is drawn (J)."""
    said = scale.evidence.said
    found = np.zeros(len(scale.evidence.rows), dtype=bool)
    drawn = np.isin(said.origin, list(reliability)) & ~said.is_shared
    found[said.indication[drawn]] = True
    return found & scale.is_alone


def _draw_alone(scale: Scale, rows: Ints, leaning: Floats) -> Floats:
    """Log likelihoods (D, K) of indications that share no origin and have settled reliabilities."""
    model = scale.evidence.model
    totals = np.zeros((model.draws, len(model.answers)))
    rows = rows[scale.weight[rows] > 0]
    if not len(rows):
        return totals
    totals[:, model.residual] = scale.weight[rows] @ scale.likelihood[rows, model.residual]
    slots, weight = _lanes(scale.weight[rows])
    for answer in range(len(model.answers)):
        if answer != model.residual:
            columns = _Columns.of(scale, rows, slots, answer)
            totals[:, answer] = columns.constant(scale.weight[rows])
            totals[:, answer] += columns.draw(scale, answer, leaning[:, answer], weight)
    return totals


def _lanes(weight: Floats) -> tuple[Ints, Singles]:
    """Slots (lanes x Q) of row numbers, -1 where empty, and the weight (Q) of every column.

    A column holds rows of one weight, so that their factors can be multiplied before the log.
    """
    columns, weights = [], []
    for value in np.unique(weight):
        rows = np.flatnonzero(weight == value)
        padded = np.full(-(-len(rows) // LANES) * LANES, -1)
        padded[: len(rows)] = rows
        columns.append(padded.reshape(LANES, -1))
        weights.append(np.full(columns[-1].shape[1], value))
    return np.concatenate(columns, axis=1), np.concatenate(weights).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Columns:
    """One answer's judgements and evidence in slots, single precision, lanes one after another.

    ``present`` and ``absent`` are relative to the larger of the two, ``top``.
    """

    centre: Singles
    spread: Singles
    present: Singles
    absent: Singles
    top: Floats

    @classmethod
    def of(cls, scale: Scale, rows: Ints, slots: Ints, answer: int) -> _Columns:
        evidence = scale.evidence
        best = evidence.best[rows, answer]
        low, high = evidence.low[rows, answer], evidence.high[rows, answer]
        band = _logit(high) - _logit(low)
        a, z = scale.present[rows, answer], scale.absent[rows, answer]
        top = np.maximum(a, z)
        full = slots.reshape(-1)

        def slotted(values: Floats, empty: float) -> Singles:
            return np.where(full >= 0, values[full], empty).astype(np.float32)

        return cls(
            slotted(_logit(best), 0),
            slotted(band / 2 / NORMAL_90, 0),
            slotted(np.exp(a - top), 1),
            slotted(np.exp(z - top), 1),
            top,
        )

    def constant(self, weight: Floats) -> float:
        """The part of the log likelihood that no judgement changes."""
        return float(weight @ self.top)

    def draw(self, scale: Scale, answer: int, leaning: Floats, weight: Singles) -> Floats:
        """Weighted log likelihood under every draw, (D), without the constant."""
        slots = len(self.centre)
        step = max(1, CELLS_AT_ONCE // slots)
        found = np.empty(len(leaning))
        quantiles = _normal_quantiles()
        for chunk, start in enumerate(range(0, len(leaning), step)):
            stop = min(start + step, len(leaning))
            rng = _stream(scale, ALONE, answer, chunk)
            at = rng.integers(0, 2**16, size=(stop - start, slots), dtype=np.uint16)
            odds = quantiles[at]
            odds *= self.spread
            odds += self.centre
            odds += leaning[start:stop, None].astype(np.float32)
            np.clip(odds, -60, 60, out=odds)
            np.exp(odds, out=odds)
            factor = odds * self.present
            factor += self.absent
            odds += 1
            factor /= odds
            np.maximum(factor, LEAST_FACTOR, out=factor)
            lanes = factor.reshape(stop - start, LANES, -1)
            product = (lanes[:, 0] * lanes[:, 1]) * (lanes[:, 2] * lanes[:, 3])
            found[start:stop] = np.log(product, out=product).astype(np.float64) @ weight
        return found


def _logit(probability: Floats) -> Floats:
    odds: Floats = np.log(probability) - np.log1p(-probability)
    return odds


def _normal_quantiles() -> Singles:
    """65,536 equally likely values of the standard normal."""
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(2**16) + 0.5) / 2**16), dtype=np.float32)


def _draw_judged(
    scale: Scale, rows: Ints, answer: int, leaning: Floats, rng: np.random.Generator
) -> Floats:
    """Draws of P(present | answer), (D, rows)."""
    evidence = scale.evidence
    if answer == evidence.model.residual:
        return np.full((len(leaning), len(rows)), 0.5)
    band = _logit(evidence.high[rows, answer]) - _logit(evidence.low[rows, answer])
    odds = _logit(evidence.best[rows, answer])[None, :] + leaning[:, None]
    odds = odds + band / 2 / NORMAL_90 * rng.standard_normal(odds.shape)
    drawn: Floats = np.clip(1 / (1 + np.exp(-odds)), 1e-9, 1 - 1e-9)
    return drawn


def _draw_uncertain(
    scale: Scale, rows: Ints, leaning: Floats, reliability: dict[int, Floats]
) -> Floats:
    """Log likelihoods (D, K) of lone indications with a report whose reliability is drawn."""
    totals = np.zeros_like(leaning)
    said, reports = scale.evidence.said, scale.evidence.reports
    for position, j in enumerate(rows):
        for answer in range(leaning.shape[1]):
            present = np.full(len(leaning), scale.evidence.silence[j])
            absent = np.zeros(len(leaning))
            for row in np.flatnonzero(said.indication == j):
                r = reliability.get(int(said.origin[row]), said.reliable[row, answer])
                loose = (1 - r) * np.exp(said.loose[row, answer])
                unchecked, contrary = sum_relays(reports[row])
                for total, sure in ((present, said.sure_present), (absent, said.sure_absent)):
                    likelihood = r * np.exp(sure[row]) + loose
                    total += np.log(likelihood) + np.log1p((1 - unchecked) * (likelihood - 1))
                    total += contrary * np.log1p(-likelihood)
            rng = _stream(scale, RELIABLE, answer, position)
            p = _draw_judged(scale, np.array([j]), answer, leaning[:, answer], rng)[:, 0]
            totals[:, answer] += scale.weight[j] * mix(p, present, absent)
    return totals


def _draw_group(
    scale: Scale, group: Group, number: int, leaning: Floats, reliability: dict[int, Floats]
) -> Floats:
    """Log likelihoods (D, K) of one group of indications that share origins."""
    totals = np.zeros_like(leaning)
    weight = scale.weight[group.members]
    for answer in range(leaning.shape[1]):
        rng = _stream(scale, GROUPED, answer, number)
        p = _draw_judged(scale, group.members, answer, leaning[:, answer], rng)
        local = group.local[answer]
        step = max(1, STATES_AT_ONCE // max(local.within.shape))
        for start in range(0, len(p), step):
            part = slice(start, start + step)
            log_weight = _state_weights(scale, group, answer, reliability, part)
            totals[part, answer] = group_log_likelihood(local, log_weight, p[part], weight)
    return totals


def _state_weights(
    scale: Scale, group: Group, answer: int, reliability: dict[int, Floats], part: slice
) -> Floats:
    """Log weights of a group's states, (N), or (D, N) where reliabilities are drawn."""
    found: Floats = group.log_weight[answer]
    states = group.states[answer]
    for position, origin in enumerate(group.origins):
        if int(origin) in reliability:
            row = next(row for _, o, row in group.claims if o == position)
            judged = scale.evidence.said.reliable[row, answer]
            drawn = reliability[int(origin)][part, None]
            found = found + np.where(
                states[:, position], np.log(drawn / judged), np.log((1 - drawn) / (1 - judged))
            )
    return found
