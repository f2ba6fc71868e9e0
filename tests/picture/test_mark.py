"""X marks: found in many colours and sizes, and told from what only looks like them."""

from __future__ import annotations

import numpy as np
import pytest
from picture_world import COLOURS, Drawn, compressed, draw_cross, draw_decoy, draw_picture, ground

from indicia.picture.mark import Mark, find_marks


def hits(drawn: Drawn, found: list[Mark]) -> int:
    """Planted marks that a suggestion of their place and size was made for, each used once."""
    free = list(found)
    count = 0
    for x, y, arm in drawn.marks:
        for mark in free:
            near = max(4.0, arm / 2)
            dx, dy = abs(mark.x + mark.w / 2 - x), abs(mark.y + mark.h / 2 - y)
            if dx <= near and dy <= near and 0.5 < mark.w / (2 * arm) < 1.8:
                free.remove(mark)
                count += 1
                break
    return count


def shares(seeds: range) -> tuple[float, float]:
    """(precision, recall) over drawn pictures."""
    good = planted = suggested = 0
    for seed in seeds:
        drawn = draw_picture(seed)
        found = find_marks(drawn.pixels)
        good += hits(drawn, found)
        planted += len(drawn.marks)
        suggested += len(found)
    return good / suggested, good / planted


def test_marks_on_a_few_drawn_pictures_are_found_and_decoys_are_not() -> None:
    precision, recall = shares(range(20))
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.proof
def test_marks_on_a_hundred_drawn_pictures_are_found_and_decoys_are_not() -> None:
    precision, recall = shares(range(2000, 2100))
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("arm", [12, 30, 70])
def test_a_mark_of_each_colour_and_size_is_found_after_compression(colour: str, arm: int) -> None:
    rng = np.random.default_rng([arm, len(colour)])
    image = ground(rng)
    draw_cross(image, rng, (400, 300), arm, colour)
    drawn = Drawn(compressed(image, 60), ((400, 300, arm),))
    assert hits(drawn, find_marks(drawn.pixels)) == 1


def test_the_same_ground_without_a_mark_gives_none() -> None:
    rng = np.random.default_rng(5)
    assert find_marks(compressed(ground(rng), 80)) == []


def test_a_decoy_in_every_colour_gives_none() -> None:
    for seed, colour in enumerate([*COLOURS] * 3):
        rng = np.random.default_rng([seed, 9])
        image = ground(rng)
        draw_decoy(image, rng, (400, 300), colour)
        near = [m for m in find_marks(compressed(image, 85)) if abs(m.x - 400) < 90]
        assert near == [], (seed, colour)


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3), (11, 11)])
def test_a_tiny_or_narrow_picture_gives_none(shape: tuple[int, int]) -> None:
    assert find_marks(np.zeros((*shape, 3), np.uint8)) == []


def test_marks_on_a_large_picture_are_given_in_its_own_pixels() -> None:
    rng = np.random.default_rng(8)
    image = ground(rng, (3200, 2400))
    draw_cross(image, rng, (1600, 1200), 90, "red")
    drawn = Drawn(compressed(image, 80), ((1600, 1200, 90),))
    assert hits(drawn, find_marks(drawn.pixels)) == 1
