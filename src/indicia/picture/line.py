"""Where lines of writing stand in a picture, whatever the script, before anything is read.

Writing is a row of strong edges close together, dark on light or light on dark. The picture is
turned until its rows lie level; each line is a box in the turned picture. Boxes may hold what is
no writing: reading them tells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.picture.decode import Pixels

WORK_SIDE = 1500
"""The longer side at which lines are looked for, in pixels."""
LEAST_EDGE = 40
"""Difference of neighbouring grey values that makes an edge: paper's grain stays below."""
STRONG_EDGE = 120
HOLLOW = 0.12
"""Share of its box that a frame's edge covers at most; words cover a third."""
LEAST_HIGH, MOST_HIGH = 9, 170
"""Heights of a line of writing at that size."""
LEAST_WIDE_TO_HIGH = 0.9
MOST_TURN = 15.0
"""Degrees that a picture is turned by at most; more is left to the person who looks."""
MOST_LINES = 80


@dataclass(frozen=True, slots=True)
class FoundLines:
    """Lines of one picture, from top to bottom."""

    turned: Pixels
    """The picture, turned level and not scaled."""
    boxes: tuple[tuple[int, int, int, int], ...]
    """Left, top, right, bottom in ``turned``."""
    back: Any
    """Affine matrix (2, 3) from ``turned`` to the picture as it was."""

    def box_before(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """The upright box around the same place in the picture as it was."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0], [x1, y0], [x0, y1], [x1, y1]], dtype=np.float64)
        placed = corners @ self.back[:, :2].T + self.back[:, 2]
        low, high = placed.min(axis=0), placed.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def find_lines(pixels: Pixels) -> FoundLines:
    """Find the lines of writing in RGB pixels (height, width, 3)."""
    import cv2

    height, width = pixels.shape[:2]
    scale = WORK_SIDE / max(height, width)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    angle = _slope(_rows(small))
    centre = (width / 2, height / 2)
    turn = cv2.getRotationMatrix2D(centre, angle, 1.0)
    if abs(angle) >= 0.3:
        border = tuple(int(v) for v in np.median(pixels.reshape(-1, 3), axis=0))
        turned = cv2.warpAffine(
            pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=border
        )
        small = cv2.resize(turned, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        turned, turn = pixels, cv2.getRotationMatrix2D(centre, 0.0, 1.0)
    found = _joined([_bounds(row) for row in _rows(small)])
    # On a busy ground everything joins; only writing of strong contrast, as captions are, stands out.
    for box in _joined([_bounds(row) for row in _rows(small, STRONG_EDGE)]):
        if not any(_overlap(box, held) > 0.3 for held in found if _is_line(held)):
            found.append(box)
    boxes = sorted(tuple(round(edge / scale) for edge in box) for box in found if _is_line(box))
    ordered = sorted(boxes, key=lambda b: (b[1] + b[3], b[0]))[:MOST_LINES]
    return FoundLines(turned, tuple(ordered), cv2.invertAffineTransform(turn))


def _rows(small: Pixels, least_edge: float = LEAST_EDGE) -> list[Any]:
    """Point sets of what may be lines: strong edges of letters, joined sideways."""
    import cv2

    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    level, _ = cv2.threshold(edges, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    strong = (edges >= max(least_edge, level * 0.7)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong)
    frame = np.zeros(count, bool)
    w, h, area = (stats[:, k] for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    # Outlines of sheets, bands and shapes: too high for a letter, or wide and hollow.
    frame[1:] = ((h > MOST_HIGH) | ((w > 100) & (area < HOLLOW * w * h)))[1:]
    strong[frame[labels]] = 0
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((3, 27), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    rows = []
    for number in range(1, count):
        x, y, w, h, area = stats[number]
        if w >= 12 and 4 <= h <= MOST_HIGH and area >= 60:
            inside = labels[y : y + h, x : x + w] == number
            rows.append(np.argwhere(inside)[:, ::-1] + (x, y))
    return rows


def _bounds(points: Any) -> tuple[float, float, float, float]:
    low, high = points.min(axis=0), points.max(axis=0) + 1
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _slope(rows: list[Any]) -> float:
    """Degrees by which long rows slope, as a median weighted by their length."""
    slopes: list[tuple[float, float]] = []
    for points in rows:
        x, y = points[:, 0].astype(float), points[:, 1].astype(float)
        wide = float(np.ptp(x))
        if wide < 120 or wide < 4 * np.std(y):
            continue
        slope = math.degrees(math.atan(float(np.polyfit(x, y, 1)[0])))
        if abs(slope) <= MOST_TURN:
            slopes.append((slope, wide))
    if not slopes:
        return 0.0
    slopes.sort()
    half = sum(weight for _, weight in slopes) / 2
    for slope, weight in slopes:
        half -= weight
        if half <= 0:
            return slope
    return 0.0


def _joined(boxes: list[tuple[float, float, float, float]]) -> list[tuple[float, ...]]:
    """Pieces of one line as one box: side by side at the same height, or dots above a word."""
    merged = sorted(boxes)
    while True:
        after: list[tuple[float, float, float, float]] = []
        for box in merged:
            for index, held in enumerate(after):
                if _same_line(held, box):
                    after[index] = (
                        min(held[0], box[0]), min(held[1], box[1]),
                        max(held[2], box[2]), max(held[3], box[3]),
                    )  # fmt: skip
                    break
            else:
                after.append(box)
        if len(after) == len(merged):
            return list(after)
        merged = sorted(after)


def _same_line(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    high = min(a[3] - a[1], b[3] - b[1])
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    apart = max(a[0], b[0]) - min(a[2], b[2])
    tall = max(a[3] - a[1], b[3] - b[1])
    if overlap >= 0.6 * high and apart <= 1.6 * tall and tall <= 2.2 * high:
        return True
    # Dots and marks above or below: small, within the other's width, nearly touching.
    return apart < 0 and high < 0.45 * tall and overlap >= -0.12 * tall


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Share of the smaller box that lies in the other one."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))


def _is_line(box: tuple[float, ...]) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return LEAST_HIGH <= high <= MOST_HIGH and wide >= LEAST_WIDE_TO_HIGH * high
