"""Made-up models for the tests of weighing: random, seeded, small."""

from __future__ import annotations

import copy
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class World:
    """A drawn world: what judges give the program, what they would give if they knew, the truth.

    ``items``: per indication the number of posts that say so, and that deny it, copies counted.
    """

    model: dict[str, Any]
    true_model: dict[str, Any]
    truth: int
    items: list[tuple[int, int]]

    def by_item(self) -> dict[str, np.ndarray]:
        """Two other models: every post multiplies, and the same with an effective number of posts.

        ``n_eff`` counts n posts of one fact as n / (1 + (n - 1) / 2).
        """
        answers = self.model["answers"]
        made = {}
        for name in ("items", "n_eff"):
            logs = np.zeros(len(answers))
            for row, (yes, no) in zip(self.model["indications"], self.items, strict=True):
                p = np.array([row["p"][a][1] if a in row["p"] else 0.5 for a in answers])
                scale = 1.0 if name == "items" else 1 / (1 + (yes + no - 1) / 2)
                logs += scale * (yes * np.log(p) + no * np.log(1 - p))
            shares = np.exp(logs - logs.max())
            made[name] = shares / shares.sum()
        return made


def draw_world(rng: np.random.Generator, shared: float, indications: int = 6) -> World:
    """A world in which the model's structure holds and judges err.

    The true log odds of a fact are the judged ones plus an error of the judge (a band of 1.6 times
    the odds to either side holds eight in ten) and one shared by an answer, of sd ``shared``. Each
    fact has 1 to 4 origins of known reliability, each with up to 20 forwards.
    """
    size = len(ANSWERS)
    prior = np.array([0.3, 0.3, 0.3, 0.1])
    truth = int(rng.choice(size, p=prior))
    common = shared * rng.standard_normal(size)
    judged, true, items = [], [], []
    for j in range(indications):
        best = rng.uniform(0.1, 0.9, size - 1)
        error = np.log(1.6) / 1.2816 * rng.standard_normal(size - 1)
        odds = np.log(best / (1 - best)) + error + common[:-1]
        p = np.append(1 / (1 + np.exp(-odds)), 0.5)
        present = bool(rng.random() < p[truth])
        reports, yes, no = [], 0, 0
        for k in range(int(rng.integers(1, 5))):
            r = float(rng.choice([0.95, 0.8, 0.6, 0.4]))
            says = present if rng.random() < r else bool(rng.random() < 0.5)
            says = says if rng.random() >= 0.02 or r < 0.5 else not says
            forwards = int(rng.integers(0, 21))
            relays = [{"asserts": says, "c": 1.0}] * min(forwards, 1)
            reports.append(report(f"o{j}_{k}", says, r, relays=relays))
            yes, no = yes + (1 + forwards) * says, no + (1 + forwards) * (not says)
        row = indication(f"i{j}", best.tolist(), reports)
        row["p"] = {a: band(float(b), 1.6) for a, b in zip(ANSWERS, best, strict=False)}
        judged.append(row)
        exact = {a: [float(q)] * 3 for a, q in zip(ANSWERS, p[:-1], strict=False)}
        true.append({**row, "p": exact})
        items.append((yes, no))
    priors = {a: band(float(x), 1.05) for a, x in zip(ANSWERS, prior, strict=True)}
    base = {"question": "Who?", "answers": list(ANSWERS), "priors": priors}
    return World({**base, "indications": judged}, {**base, "indications": true}, truth, items)


def calibration_error(said: list[float], right: list[bool], bins: int = 10) -> float:
    """Mean distance of what was said from how often it was right, over bins of equal width."""
    shares, hits = np.array(said), np.array(right, float)
    place = np.minimum((shares * bins).astype(int), bins - 1)
    gaps = [
        abs(shares[place == b].mean() - hits[place == b].mean()) * (place == b).mean()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps))
