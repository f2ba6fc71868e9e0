"""The same shot again after crops, marks, logos and recompression; other shots of the same sort."""

from __future__ import annotations

import numpy as np
import pytest
from match_world import altered, scene_pictures

from indicia.picture.match import match_points, points

SCENES = 12


def shares(first: int, count: int) -> tuple[float, float]:
    """(recall, precision): each picture against an altered form of itself and of all others."""
    originals = [points(p) for p in scene_pictures(first, count)]
    forms = [points(altered(p, first + n)) for n, p in enumerate(scene_pictures(first, count))]
    said = {
        (i, j)
        for i, one in enumerate(originals)
        for j, form in enumerate(forms)
        if match_points(one, form).same
    }
    right = sum(i == j for i, j in said)
    return right / count, right / len(said)


def test_altered_pictures_are_found_again_and_others_are_not() -> None:
    recall, precision = shares(0, SCENES)
    assert recall >= 0.95
    assert precision >= 0.99


@pytest.mark.proof
def test_sixty_altered_pictures_are_found_again_and_others_are_not() -> None:
    recall, precision = shares(500, 60)
    assert recall >= 0.95
    assert precision >= 0.99


def test_a_picture_matches_itself_and_the_order_of_the_two_does_not_matter() -> None:
    one, other = (points(p) for p in scene_pictures(3, 2))
    assert match_points(one, one).score == 1.0
    assert match_points(one, other).same is match_points(other, one).same is False


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 900, 3), (64, 64, 3)])
def test_a_flat_or_tiny_picture_matches_nothing(shape: tuple[int, int, int]) -> None:
    flat = np.full(shape, 127, np.uint8)
    found = match_points(points(flat), points(flat))
    assert not found.same
    assert found.reason
