"""Which indications that nobody has looked for yet would tell most.

For each: the expected drop of the posterior's entropy in bits, the chance that the leader changes,
and both per declared cost. Indications about private persons are never proposed. The discount of
themes is left out here, so that the expected posterior is the posterior: values in a theme that has
much evidence already are upper limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.weigh.evidence import Floats
from indicia.weigh.model import Indication, Model


@dataclass(frozen=True, slots=True)
class LookValue:
    """One indication worth looking for; ``bits`` is the expected drop of entropy."""

    id: str
    text: str
    bits: float
    changes_leader: float
    cost: float

    @property
    def bits_per_cost(self) -> float:
        """Bits for one unit of the declared cost."""
        return self.bits / self.cost


def look_next(model: Model, shares: Floats, most: int | None = 5) -> list[LookValue]:
    """The indications most worth looking for, best value per cost first; ``shares`` (K)."""
    rows = sorted(
        (row for row in model.indications if not row.is_observed and not row.look.private_person),
        key=lambda row: row.id,
    )
    if not rows:
        return []
    found, missed = outcomes(rows, shares)
    before = entropy_bits(shares)
    chance = found.sum(axis=1), missed.sum(axis=1)
    after = chance[0] * _entropy_of(found) + chance[1] * _entropy_of(missed)
    bits = np.maximum(before - after, 0)
    leader = int(np.argmax(shares))
    turned = sum(
        np.where(side.max(axis=1) > side[:, leader] * (1 + 1e-12), p, 0.0)
        for side, p in zip((found, missed), chance, strict=True)
    )
    values = [
        # A sum of shares may pass 1 by a rounding.
        LookValue(row.id, row.text, float(b), min(1.0, float(t)), row.look.cost)
        for row, b, t in zip(rows, bits, np.asarray(turned), strict=True)
    ]
    ordered = sorted(values, key=lambda value: (-value.bits_per_cost, value.id))
    return ordered[:most]


def outcomes(rows: list[Indication], shares: Floats) -> tuple[Floats, Floats]:
    """Joint probability of answer and outcome, found and not found: two arrays (rows, K)."""
    present = np.array(
        [[band.best if band else 0.5 for band in row.present] for row in rows], dtype=np.float64
    )
    detected = present * np.array([row.look.detect for row in rows])[:, None]
    return shares * detected, shares * (1 - detected)


def entropy_bits(shares: Floats) -> float:
    """Shannon entropy of a distribution in bits."""
    held = shares[shares > 0]
    return float(-(held * np.log2(held)).sum())


def _entropy_of(joint: Floats) -> Floats:
    """Entropy in bits of every row after normalising it; 0 for rows that cannot happen."""
    total = joint.sum(axis=1, keepdims=True)
    shares = joint / np.where(total > 0, total, 1)
    logs = np.log2(np.where(shares > 0, shares, 1))
    entropies: Floats = -(shares * logs).sum(axis=1)
    return entropies
