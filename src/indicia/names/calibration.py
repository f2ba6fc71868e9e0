"""From evidence to a probability: weights for each kind of name, shifts for each pair of scripts.

The weights are data (``calibration.toml``), fitted by ``tools/fit_names.py`` on one half of the
sets whose licence allows it; the file tells date, size and the error on the other half. A kind or
pair of scripts without a measurement falls back on the rules' own weights, and says so.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import Any

from indicia.names.evidence import Evidence

FEATURES = (
    "aligned", "covered_short", "covered_long", "worst", "shared", "whole", "whole_above", "acronym",
    "known", "known_apart", "numbers_differ", "number_alone", "units_differ", "same_order",
    "unit_shared", "number_shared", "alone_less", "alone_more",
)  # fmt: skip
KINDS = {"facility": "place", "road": "place"}
# Used where nothing was measured: a pair must be alike in nearly everything to be "same".
_RULES = dict.fromkeys(FEATURES, 0.0) | {
    "aligned": 6.0, "worst": 3.0, "whole": 2.0, "known": 8.0, "known_apart": -6.0,
    "numbers_differ": -6.0, "units_differ": -3.0,
}  # fmt: skip
_RULES_BIAS, _RULES_SAME = -7.0, 0.95


@dataclass(frozen=True, slots=True)
class NameCalibration:
    """Weights of one kind of name, with the shift of one pair of scripts."""

    name: str
    bias: float
    weights: tuple[float, ...]
    same: float
    """The probability from which the automatic zone begins, if no rule forbids it."""

    def probability(self, features: Sequence[float]) -> float:
        """Probability 0..1 that both name one thing, at one true pair in four."""
        total = self.bias + sum(map(mul, self.weights, features))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def features_of(evidence: Evidence) -> tuple[float, ...]:
    """The numbers that the weights apply to, in the order of ``FEATURES``; symmetric."""
    lone = sorted(
        [
            len([t for t in side if t.kind in ("name", "word")]) / 4
            for side in (evidence.alone_left, evidence.alone_right)
        ]
    )
    return (
        evidence.aligned,
        evidence.covered_short,
        evidence.covered_long,
        evidence.worst,
        min(1.0, evidence.shared / 3),
        evidence.whole,
        max(0.0, evidence.whole),
        evidence.acronym,
        float(bool(evidence.known)),
        float(evidence.known_apart),
        float(evidence.numbers_differ),
        float(evidence.number_alone),
        float(evidence.units_differ),
        float(evidence.same_order),
        float("unit" in [m.left.kind for m in evidence.matches]),
        float("number" in [m.by for m in evidence.matches]),
        *lone,
    )


@cache
def calibration_for(kind: str, left_script: str, right_script: str) -> NameCalibration:
    """The calibration of a kind of name and a pair of scripts."""
    kinds = _file().get("kind", {})
    known = KINDS.get(kind, kind)
    row = kinds.get(known)
    if row is None:
        weights = tuple(_RULES[name] for name in FEATURES)
        return NameCalibration("rules", _RULES_BIAS, weights, _RULES_SAME)
    pair = "-".join(sorted((left_script, right_script)))
    shift = row["scripts"].get(pair)
    name = f"{known} {pair}" if shift is not None else f"{known}, scripts not measured"
    bias = float(row["bias"]) + float(shift["shift"] if shift else 0.0)
    weights = tuple(float(row["weights"][name]) for name in FEATURES)
    return NameCalibration(name, bias, weights, float(row["same"]))


@cache
def _file() -> dict[str, Any]:
    text = files(__package__).joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)
