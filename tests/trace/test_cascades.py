"""Generated cascades with planted truth: origins counted, copies and translations found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pytest
from cascade_world import Cascades, make_cascades

from indicia.trace.copies import find_copies
from indicia.trace.origin import find_origins
from indicia.trace.post import table_of_posts


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0..1."""

    origins_within_one: float
    precision: float
    copies: float
    translations: float


def figures_of(world: Cascades) -> Figures:
    """Links and origins of a world against what was planted."""
    items = table_of_posts(world.posts)
    copies = find_copies(items)
    origin = {row["item"]: row["origin"] for row in find_origins(items, copies).to_pylist()}
    planted = world.planted_pairs()
    linked = {frozenset((row["a"], row["b"])) for row in copies.to_pylist()}
    joined = {pair: len({origin[item] for item in pair}) == 1 for pair in planted}
    groups: dict[str, set[str]] = defaultdict(set)
    for item, cascade in world.cascade.items():
        if world.how[item] != "greeting":
            groups[cascade].add(origin[item])

    def recall(kind: str) -> float:
        wanted = [pair for pair, of in planted.items() if of == kind]
        return sum(joined[pair] for pair in wanted) / len(wanted)

    return Figures(
        sum(len(found) <= 2 for found in groups.values()) / len(groups),
        len(linked & planted.keys()) / len(linked),
        recall("same language"),
        recall("translation"),
    )


def assert_goals(figures: Figures) -> None:
    assert figures.origins_within_one >= 0.90
    assert figures.precision >= 0.98
    assert figures.copies >= 0.90
    assert figures.translations >= 0.80


@pytest.mark.parametrize("seed", [101, 102])
def test_origins_of_a_few_cascades_are_counted_right(seed: int) -> None:
    assert_goals(figures_of(make_cascades(25, seed)))


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(201, 206))
def test_origins_of_two_hundred_cascades_are_counted_right(seed: int) -> None:
    assert_goals(figures_of(make_cascades(200, seed)))


def test_greetings_are_no_origin_of_each_other() -> None:
    world = make_cascades(1, seed=5, greetings=60)
    greetings = {item for item, how in world.how.items() if how == "greeting"}
    rows = find_copies(table_of_posts(world.posts)).to_pylist()
    assert not [row for row in rows if {row["a"], row["b"]} <= greetings]
