"""Made-up models for the tests of weighing: random, seeded, small."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

ANSWERS = ["local", "backed", "foreign", "something else"]


def band(best: float, width: float = 1.5) -> list[float]:
    """A band from 1/width to width times the odds of ``best``."""
    odds = best / (1 - best)
    return [odds / width / (1 + odds / width), best, odds * width / (1 + odds * width)]


def plain_model(**changes: Any) -> dict[str, Any]:
    """One indication with one report, everything else by default."""
    model: dict[str, Any] = {
        "question": "Who is behind it?",
        "answers": list(ANSWERS),
        "indications": [indication("i1", [0.7, 0.3, 0.2], [report("o1")])],
    }
    return copy.deepcopy(model | changes)


def indication(
    name: str, best: list[float], reports: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """An indication judged with bands around ``best`` for the listed answers."""
    answers = more.pop("answers", ANSWERS)
    return {
        "id": name,
        "text": f"fact {name}",
        "p": {answer: band(p) for answer, p in zip(answers, best, strict=False)},
        "reports": reports or [],
        **more,
    }


def report(origin: str, asserts: bool = True, r: Any = 0.6, **more: Any) -> dict[str, Any]:
    """One report."""
    return {"origin": origin, "asserts": asserts, "r": r, **more}


def random_model(
    seed: int,
    indications: int = 6,
    origins: int | None = None,
    themes: int = 0,
    answers: int = 4,
    relays: bool = True,
) -> dict[str, Any]:
    """A random model. ``origins``: reports draw from that many (shared); None: each its own.

    ``themes``: number of themes with dependence; 0: every indication by itself.
    """
    rng = np.random.default_rng(seed)
    names = [f"a{k}" for k in range(answers - 1)] + ["something else"]
    rows = []
    for j in range(indications):
        count = int(rng.integers(1, 4))
        if origins is None:
            said_by = [f"o{j}-{k}" for k in range(count)]
        else:
            chosen = rng.choice(origins, size=min(count, origins), replace=False)
            said_by = [f"o{k}" for k in chosen]
        row = indication(
            f"i{j:02}",
            rng.uniform(0.05, 0.95, answers - 1).tolist(),
            [_random_report(rng, name, relays) for name in said_by],
            answers=names,
        )
        if rng.random() < 0.2:
            row["searched"] = {"d": float(rng.uniform(0.1, 0.9))}
        if themes:
            row["theme"] = f"t{rng.integers(themes)}"
        rows.append(row)
    model = {"question": "q", "answers": names, "indications": rows, "draws": 200}
    if themes:
        used = {row["theme"] for row in rows}
        model["rho"] = {theme: float(rng.choice([0, 0.3, 0.6, 1.0])) for theme in sorted(used)}
    return model


def _random_report(rng: np.random.Generator, origin: str, relays: bool) -> dict[str, Any]:
    asserts = bool(rng.random() < 0.7)
    steady = np.random.default_rng([7, *origin.encode()])
    made = report(origin, asserts, float(steady.uniform(0.1, 0.95)))
    made |= {"b": float(rng.uniform(0.1, 0.9)), "e": float(rng.uniform(0.01, 0.1))}
    if relays and rng.random() < 0.5:
        made["relays"] = [
            {"asserts": asserts, "c": float(rng.uniform(0, 1))} for _ in range(rng.integers(1, 4))
        ]
    return made
