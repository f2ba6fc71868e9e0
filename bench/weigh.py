"""Weighing beside pyAgrum in one run: posterior, explanations, draws, growth.

Figures: docs/figures/weigh.md. Run: python bench/weigh.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyagrum as gum

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "weigh"))
from test_weigh_oracle import network_posterior
from weigh_worlds import indication, random_model, report

from indicia.weigh.bounds import gamma_bounds
from indicia.weigh.draws import publish
from indicia.weigh.flip import flip_indications, flip_origins
from indicia.weigh.looking import look_next
from indicia.weigh.parse import parse_model
from indicia.weigh.posterior import make_scale, posterior, to_probabilities, utilities
from indicia.weigh.removal import without_indications, without_origins

ANSWERS = ["a1", "a2", "a3", "a4", "something else"]
PEER_SIZES = (10, 100, 300, 1_000, 1_500)
OWN_SIZES = (1_000, 10_000)
REPEATS = 3


def world(indications: int) -> dict[str, Any]:
    """Five answers, each indication with two origins of its own: a net that pyAgrum can hold too."""
    rng = np.random.default_rng(1)
    rows = []
    for j in range(indications):
        reports = [report(f"o{j}_{k}", bool(rng.random() < 0.7)) for k in range(2)]
        best = rng.uniform(0.2, 0.8, 4).tolist()
        rows.append(indication(f"i{j}", best, reports, answers=ANSWERS))
    return {"question": "Who?", "answers": ANSWERS, "indications": rows}


def best_of(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the fastest of some repeats, and the result."""
    times, made = [], None
    for _ in range(REPEATS):
        start = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - start)
    return min(times), made


def beside_the_peer() -> None:
    """The posterior of the same models by both; parsing and building the net are not counted."""
    print("indications  ours ms  pyAgrum ms  ratio  largest difference")
    for size in PEER_SIZES:
        model = parse_model(world(size))
        ours, mine = best_of(lambda model=model: posterior(model))
        start = time.perf_counter()
        try:
            theirs = network_posterior(model)
        except gum.GumException as error:  # what it says where it fails is the figure
            print(f"{size:>11}  {ours * 1e3:7.2f}  fails: {str(error)[:60]!r}")
            continue
        peer = time.perf_counter() - start
        difference = max(abs(a - b) for a, b in zip(mine.values(), theirs, strict=True))
        print(
            f"{size:>11}  {ours * 1e3:7.2f}  {peer * 1e3:10.1f}  {peer / ours:5.0f}  {difference:.1e}",
            flush=True,
        )


def our_own() -> None:
    """Each part at 1,000 and 10,000 indications, with what the goal asks at the larger."""
    print("part                     " + "".join(f"{size:>10,}" for size in OWN_SIZES) + "   growth")
    models = {size: parse_model(world(size)) for size in OWN_SIZES}
    scales = {size: make_scale(model) for size, model in models.items()}
    shares = {size: to_probabilities(utilities(scale)) for size, scale in scales.items()}
    parts: dict[str, Callable[[int], Any]] = {
        "reading the model": lambda n: parse_model(world(n)),
        "evidence and posterior": lambda n: posterior(models[n]),
        "posterior alone": lambda n: to_probabilities(utilities(scales[n])),
        "without each indication": lambda n: without_indications(scales[n]),
        "without each origin": lambda n: without_origins(scales[n]),
        "flip set, indications": lambda n: flip_indications(scales[n]),
        "flip set, origins": lambda n: flip_origins(scales[n]),
        "value of looking": lambda n: look_next(models[n], shares[n], None),
        "gamma bound": lambda n: gamma_bounds(scales[n], 2),
        "2,000 draws": lambda n: publish(scales[n]),
    }
    for name, work in parts.items():
        times = [best_of(lambda n=n, work=work: work(n))[0] for n in OWN_SIZES]
        growth = np.log(times[1] / times[0]) / np.log(OWN_SIZES[1] / OWN_SIZES[0])
        print(f"{name:<25}" + "".join(f"{t * 1e3:>8.1f}ms" for t in times) + f"   {growth:.2f}")


def shared_origins() -> None:
    """Origins with claims on several indications: summed exactly up to 12, sampled above."""
    print("shared origins  indications      ms")
    for origins in (4, 8, 12, 20):
        model = parse_model(random_model(2, indications=30, origins=origins))
        seconds, _ = best_of(lambda model=model: posterior(model))
        print(f"{origins:>14}  {30:>11}  {seconds * 1e3:6.1f}")


if __name__ == "__main__":
    beside_the_peer()
    our_own()
    shared_origins()
