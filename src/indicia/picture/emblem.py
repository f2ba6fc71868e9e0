"""Pictures without words on a flyer: an emblem near its top or bottom.

In: the pixels of a page, and where its lines of writing stand. Out: boxes of what is drawn apart
from them, about as wide as high. A suggestion for a person who looks; no emblem is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from indicia.picture.decode import Pixels

Edges = tuple[float, float, float, float]
WORK_SIDE = 600
"""The longer side at which emblems are looked for, in pixels."""
LEAST_EDGE = 40
LEAST_SIDE, MOST_SIDE = 0.06, 0.5
"""Sides of an emblem as shares of the picture's width."""
SQUARE = 0.5
"""The shorter side against the longer one."""
FILLED = 0.25
"""Share of its box that the joined edges of an emblem cover."""
NEAR = 0.3
"""Shares of the height in which an emblem's middle stands, from the top or the bottom."""
CLOSE = 9
"""Pixels at that size that strokes of one drawing are apart at most."""


def find_emblems(pixels: Pixels, lines: Sequence[Edges]) -> list[Edges]:
    """Boxes of emblems, from the top; empty where the page has too little writing to be a flyer."""
    import cv2

    if len(lines) < 3:
        return []
    height, width = pixels.shape[:2]
    scale = WORK_SIDE / max(height, width)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    ink = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= LEAST_EDGE
    mask = ink.astype(np.uint8)
    high, wide = mask.shape
    for x0, y0, x1, y1 in lines:
        pad = 0.25 * (y1 - y0)
        top, bottom = int((y0 - pad) * high), int((y1 + pad) * high) + 1
        mask[max(0, top) : bottom, max(0, int((x0 - pad) * wide)) : int((x1 + pad) * wide) + 1] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    bands = stats[:, cv2.CC_STAT_WIDTH] > MOST_SIDE * wide
    bands[0] = False
    mask[bands[labels]] = 0
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((CLOSE, CLOSE), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = [box for row in stats[1:] if (box := _emblem(row, wide, high))]
    return sorted(found, key=lambda box: (box[1], box[0]))


def _emblem(row: Any, wide: int, high: int) -> Edges | None:
    x, y, w, h, area = (int(value) for value in row)
    if not LEAST_SIDE * wide <= min(w, h) <= max(w, h) <= MOST_SIDE * wide:
        return None
    if min(w, h) < SQUARE * max(w, h) or area < FILLED * w * h:
        return None
    middle = (y + h / 2) / high
    if NEAR < middle < 1 - NEAR:
        return None
    return x / wide, y / high, (x + w) / wide, (y + h) / high
