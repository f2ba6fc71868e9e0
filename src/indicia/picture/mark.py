"""Marks in the form of an X, drawn on aerial pictures or sprayed on walls: suggestions only.

Strong colours (red, yellow, white-on-dark are what people mark with) are separated, and each blob
is tested for two bars that cross: both diagonals of its box are filled, its four sides between
them are not. Pixels only; who confirms it is a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

METHOD, VERSION = "crossing bars in a strong colour", "1"
LEAST_SIDE = 12
LEAST_SCORE = 0.5
_COLOURS: tuple[tuple[str, tuple[tuple[tuple[int, int, int], tuple[int, int, int]], ...]], ...] = (
    ("red", (((0, 110, 70), (9, 255, 255)), ((171, 110, 70), (180, 255, 255)))),
    ("yellow", (((22, 130, 130), (34, 255, 255)),)),
    ("blue", (((100, 140, 70), (128, 255, 255)),)),
)
"""Name and ranges of hue (0-180), saturation and value (0-255)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One suggested mark; x, y, w, h in pixels, score 0..1."""

    x: int
    y: int
    w: int
    h: int
    score: float
    colour: str
    reason: str


def find_marks(image: Any) -> list[Mark]:
    """X marks in an RGB picture, best first."""
    import cv2

    found: list[Mark] = []
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    for colour, ranges in _COLOURS:
        mask = np.zeros(image.shape[:2], np.uint8)
        for low, high in ranges:
            mask |= cv2.inRange(hsv, np.array(low), np.array(high))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for label in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[label])
            if min(w, h) < LEAST_SIDE or max(w, h) > 3 * min(w, h):
                continue
            blob = (labels[y : y + h, x : x + w] == label).astype(np.float32)
            score, reason = _crossing(blob, area)
            if score >= LEAST_SCORE:
                found.append(Mark(x, y, w, h, score, colour, reason))
    return sorted(found, key=lambda m: (-m.score, m.y, m.x))


def _crossing(blob: Any, area: int) -> tuple[float, str]:
    """How much a blob is two crossing diagonals: filled along them, empty at the four sides."""
    import cv2

    size = 48
    square = cv2.resize(blob, (size, size), interpolation=cv2.INTER_AREA)
    yy, xx = np.mgrid[0:size, 0:size] / (size - 1)
    falling, rising = np.abs(yy - xx) < 0.09, np.abs(yy + xx - 1) < 0.09
    along = min(float(square[falling].mean()), float(square[rising].mean()))
    middle = 0.30
    sides = (
        (yy < middle) & (np.abs(xx - 0.5) < 0.12),
        (yy > 1 - middle) & (np.abs(xx - 0.5) < 0.12),
        (xx < middle) & (np.abs(yy - 0.5) < 0.12),
        (xx > 1 - middle) & (np.abs(yy - 0.5) < 0.12),
    )
    empty = 1.0 - max(float(square[side].mean()) for side in sides)
    centre = float(square[(np.abs(xx - 0.5) < 0.1) & (np.abs(yy - 0.5) < 0.1)].mean())
    score = max(0.0, along) * max(0.0, empty) * min(1.0, centre + 0.2)
    filled = area / blob.size
    reason = (
        f"both diagonals {along:.0%} filled, sides {empty:.0%} empty, centre {centre:.0%}, "
        f"{filled:.0%} of its box"
    )
    return round(score, 4), reason
