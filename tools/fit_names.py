"""Fits the weights of name comparison and writes ``names/calibration.toml``.

A logistic regression for each kind of name over the evidence of :mod:`indicia.names.evidence`, with
a shift for each pair of scripts. Only sets whose licence allows a fit are read; the half whose id
is odd is held out, and the error that the file states is from there. Never reads the EU sets.

Run ``python tools/fit_names.py SHARED/data/names`` after ``tools/fit_letters.py``.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from fit_letters import is_fitted
from scipy.optimize import minimize

from indicia.names.calibration import FEATURES, features_of
from indicia.names.evidence import gather
from indicia.names.parse import parse_name

OUT = Path(__file__).resolve().parent.parent / "src/indicia/names/calibration.toml"
SETS = {
    "person": ("wikidata-persons-he-la", "wikidata-tokens-ar-la"),
    "place": (
        "places-sy-iq-ar-la",
        "places-ir-fa-la",
        "places-sy-iq-ir-he-la",
        "places-sy-iq-cyr-la",
    ),
    "organisation": (
        "groups-ar-la",
        "groups-cyr-la",
        "groups-he-la",
        "groups-translated-ar-la",
        "groups-translated-cyr-la",
        "groups-translated-he-la",
        "numbered-units",
    ),
}
AGAINST = (
    "known_apart", "numbers_differ", "number_alone", "units_differ", "alone_less", "alone_more",
)  # fmt: skip
RIDGE, DATE, ZONE_PRECISION = 0.5, "2026-11-25", 0.985
Array = np.ndarray


def load(folder: Path, kind: str) -> tuple[Array, Array, Array, list[str]]:
    """Features, labels, whether each pair is fitted, its pair of scripts."""
    rows = []
    for name in SETS[kind]:
        with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = [(parse_name(r["left"]), parse_name(r["right"])) for r in rows]
    features = np.array([features_of(e) for e in gather(pairs)])
    labels = np.array([r["label"] == "1" for r in rows], dtype=float)
    fitted = np.array([is_fitted(r["id"]) for r in rows])
    return features, labels, fitted, ["-".join(sorted((a.script, b.script))) for a, b in pairs]


def logistic(x: Array, y: Array) -> Array:
    """Ridge logistic regression; the last weight is the bias. What speaks for a pair may not weigh
    against it in the fit, nor the other way round, whatever a small set happens to show."""
    wide = np.column_stack([x, np.ones(len(x))])
    ridge = np.array([RIDGE] * x.shape[1] + [1e-6])

    def loss(weights: Array) -> tuple[float, Array]:
        z = wide @ weights
        value = np.logaddexp(0, z).sum() - y @ z + 0.5 * (ridge * weights**2).sum()
        return float(value), wide.T @ (1 / (1 + np.exp(-z)) - y) + ridge * weights

    free = [(None, None)] * (wide.shape[1] - len(FEATURES))
    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in FEATURES]
    start = np.zeros(wide.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, *free]).x


def section(kind: str, folder: Path) -> list[str]:
    """The lines of one kind."""
    features, labels, fitted, scripts = load(folder, kind)
    pairs = [p for p in sorted(set(scripts)) if scripts.count(p) >= 200]
    shifts = np.array([[float(s == p) for p in pairs] for s in scripts])
    both = np.column_stack([features, shifts])
    weights = logistic(both[fitted], labels[fitted])
    p = 1 / (1 + np.exp(-(np.column_stack([both, np.ones(len(both))]) @ weights)))
    lines = [
        f"[kind.{kind}]",
        f'fitted = "{DATE}, {int(fitted.sum())} pairs of {", ".join(SETS[kind])}"',
        f"bias = {weights[-1]:.4f}",
        f"same = {zone_from(p[fitted], labels[fitted]):.4f}",
        f"held_out_pairs = {int((~fitted).sum())}",
        f"held_out_error = {calibration_error(p[~fitted], labels[~fitted]):.4f}",
        f"[kind.{kind}.weights]",
        *(f"{name} = {w:.4f}" for name, w in zip(FEATURES, weights, strict=False)),
    ]
    for i, pair in enumerate(pairs):
        held = ~fitted & (shifts[:, i] == 1)
        error = calibration_error(p[held], labels[held])
        lines += [
            f"[kind.{kind}.scripts.{pair}]",
            f"shift = {weights[len(FEATURES) + i]:.4f}",
            f"held_out_pairs = {int(held.sum())}",
            f"held_out_error = {error:.4f}",
        ]
    return lines


def zone_from(p: Array, y: Array) -> float:
    """The least probability above which the fitted pairs are right often enough."""
    order = np.argsort(-p)
    precision = np.cumsum(y[order]) / np.arange(1, len(p) + 1)
    good = np.flatnonzero(precision >= ZONE_PRECISION)
    return float(np.clip(p[order][good[-1]] if good.size else 0.99, 0.6, 0.99))


def calibration_error(p: Array, y: Array) -> float:
    """Mean distance of stated from found share over ten bins, weighted by size."""
    bins: dict[int, list[int]] = defaultdict(list)
    for i, value in enumerate(p):
        bins[min(9, int(value * 10))].append(i)
    return float(sum(abs(p[n].mean() - y[n].mean()) * len(n) for n in bins.values()) / len(p))


def main(folder: Path) -> None:
    """Fit and write all kinds."""
    lines = [
        "# Weights of name comparison by kind, shifts by pair of scripts, at one true pair in four.",
        "# Fitted by tools/fit_names.py on the half of each set whose id is even; errors are from",
        "# the other half. Sources: Wikidata (CC0), Who's On First (CC BY), names written for Indicia.",
    ]
    for kind in SETS:
        lines += section(kind, folder)
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
