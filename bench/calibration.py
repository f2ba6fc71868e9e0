"""Simulated worlds: how often the leading answer is right, and how often intervals hold the truth.

In each world an answer is drawn, then facts, origins that report them, and copies. Judges know the
probabilities of facts up to errors of their own and one they share. Beside the model stand two that
others use: a likelihood for every item, and the same discounted for dependence (n_eff).
Figures: docs/figures/weigh.md. Run: python bench/calibration.py [WORLDS]
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "weigh"))
from weigh_worlds import calibration_error, draw_world

from indicia.weigh.draws import publish
from indicia.weigh.parse import parse_model
from indicia.weigh.posterior import make_scale, to_probabilities, utilities

WORLDS = 4_000
SEED = 20261126
Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class Found:
    """Of each world: what each model says of its leader, whether that is right, and coverage."""

    said: dict[str, list[float]]
    right: dict[str, list[bool]]
    held: list[bool]


def weigh_worlds(number: int, shared: float, indications: int) -> Found:
    """Weigh that many worlds whose judges share an error of this size (log odds)."""
    names = ("model", "items", "n_eff")
    found = Found({n: [] for n in names}, {n: [] for n in names}, [])
    for seed in range(number):
        world = draw_world(np.random.default_rng([SEED, seed]), shared, indications)
        scale = make_scale(parse_model(world.model))
        published = publish(scale)
        _note(found, "model", published.mean, world.truth)
        for name, shares in world.by_item().items():
            _note(found, name, shares, world.truth)
        exact = to_probabilities(utilities(make_scale(parse_model(world.true_model))))
        leader = int(np.argmax(published.mean))
        found.held.append(bool(published.low[leader] <= exact[leader] <= published.high[leader]))
    return found


def _note(found: Found, name: str, shares: Floats, truth: int) -> None:
    leader = int(np.argmax(shares))
    found.said[name].append(float(shares[leader]))
    found.right[name].append(leader == truth)


def _row(name: str, said: list[float], right: list[bool]) -> str:
    sure = [ok for share, ok in zip(said, right, strict=True) if share > 0.95]
    share = f"{np.mean(sure):.3f} ({len(sure)})" if sure else "never"
    error = calibration_error(said, right)
    return f"{name:<8} {np.mean(said):>9.3f} {np.mean(right):>8.3f} {error:>9.3f}   {share}"


def main(arguments: list[str]) -> None:
    """Print a table for judges who share no error, the assumed one, twice that; then for many facts."""
    number = int(arguments[0]) if arguments else WORLDS
    for shared, indications in ((0.0, 6), (0.5, 6), (1.0, 6), (0.5, 40)):
        found = weigh_worlds(number, shared, indications)
        print(
            f"{number} worlds of {indications} indications, shared error of judges {shared} (the "
            "model assumes .5)"
        )
        print("          said mean    right  cal.error  right where said > .95 (worlds)")
        for name in found.said:
            print(_row(name, found.said[name], found.right[name]))
        print(f"80 % interval of the leader holds: {np.mean(found.held):.3f}\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
