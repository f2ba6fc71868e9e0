"""Invented sharing with planted truth: accounts with habits, objects that spread, and cells.

Every account has a language, an hour of the day, an activity and a few topics; every object has a
language, a topic, a birth and a fame. People share an object some time after its birth, in their
own hours. Cells share objects of their own and of others within seconds. Only pairs of one cell
are coordinated; everything else that meets does so by habit, topic, fame or chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DAY = 86_400


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """Size and habits of a world. ``topics`` 1 means that everybody follows everything."""

    accounts: int = 300
    shares: int = 12_000
    objects: int = 1_500
    days: int = 28
    topics: int = 12
    languages: int = 2
    cells: int = 3
    cell_size: int = 10
    cell_events: int = 40
    takes_part: float = 0.85
    cell_seconds: int = 45
    breaking: float = 0.03
    """Share of objects that spread within minutes."""


@dataclass(frozen=True, slots=True)
class World:
    """Shares in columns (numbers), each account's language, and the coordinated pairs."""

    account: np.ndarray
    object: np.ndarray
    second: np.ndarray
    language: np.ndarray
    planted: frozenset[tuple[int, int]]


def make_world(plan: WorldPlan, seed: int) -> World:
    """A world for a seed; the rows come in no order."""
    rng = np.random.default_rng(seed)
    language = rng.integers(0, plan.languages, plan.accounts)
    account, thing, second = _everyday(plan, language, rng)
    parts = [(account, thing, second)]
    planted: set[tuple[int, int]] = set()
    free = rng.permutation(plan.accounts)
    for cell in range(plan.cells):
        members = free[cell * plan.cell_size : (cell + 1) * plan.cell_size]
        language[members] = language[members[0]]
        parts.append(_cell(plan, cell, members, rng))
        planted |= {(int(min(a, b)), int(max(a, b))) for a in members for b in members if a != b}
    account, thing, second = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = rng.permutation(len(account))
    return World(account[order], thing[order], second[order], language, frozenset(planted))


def _everyday(
    plan: WorldPlan, language: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    activity = rng.lognormal(0, 1, plan.accounts)
    peak = rng.normal(14, 5, plan.accounts) % 24
    follows = rng.random((plan.accounts, plan.topics)) < min(1.0, 2 / plan.topics)
    follows[np.arange(plan.accounts), rng.integers(0, plan.topics, plan.accounts)] = True
    topic = rng.integers(0, plan.topics, plan.objects)
    tongue = rng.integers(0, plan.languages, plan.objects)
    born = rng.integers(0, plan.days * DAY, plan.objects)
    fame = rng.pareto(1.3, plan.objects) + 0.2
    slow = np.where(rng.random(plan.objects) < plan.breaking, 300.0, 5400.0)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    count = 0
    chance, weight = activity / activity.sum(), fame / fame.sum()
    while count < plan.shares:
        who = rng.choice(plan.accounts, plan.shares, p=chance)
        what = rng.choice(plan.objects, plan.shares, p=weight)
        fits = (language[who] == tongue[what]) & (
            follows[who, topic[what]] | (rng.random(plan.shares) < 0.04)
        )
        when = born[what] + (slow[what] * rng.lognormal(0, 1.2, plan.shares)).astype(np.int64)
        apart = np.abs(((when / 3600) % 24) - peak[who])
        awake = rng.random(plan.shares) < np.exp(-((np.minimum(apart, 24 - apart) / 4.5) ** 2))
        keep = fits & awake
        found.append((who[keep], what[keep], when[keep]))
        count += int(keep.sum())
    who, what, when = (np.concatenate(column)[: plan.shares] for column in zip(*found, strict=True))
    return who, what, when


def _cell(
    plan: WorldPlan, cell: int, members: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events of a cell: half on objects of its own, half on everybody's."""
    rows = []
    for event in range(plan.cell_events):
        own = plan.objects + cell * plan.cell_events + event
        what = own if rng.random() < 0.5 else int(rng.integers(0, plan.objects))
        start = int(rng.integers(0, plan.days * DAY))
        for member in members[rng.random(len(members)) < plan.takes_part]:
            rows.append((member, what, start + int(rng.integers(0, plan.cell_seconds + 1))))
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]
