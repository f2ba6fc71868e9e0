"""Marks in the form of an X, drawn on aerial pictures or sprayed on walls: suggestions only.

What stands out in one colour (red, yellow, blue ..., or white and black against their
surroundings) is cut at several levels, so that a mark comes loose from a roof of its own colour.
Each piece is laid over X-shapes of several widths and turns; a letter in a line of text is none.
Pixels only; who confirms it is a person.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

METHOD, VERSION = "pieces of one colour laid over X-shapes", "2"
LEAST_SIDE = 10
LEAST_SCORE = 0.6
LEAST_SCORE_PALE = 0.68
"""Overlap (intersection over union) with the best X-shape; more is asked of white and black pieces,
which every town is full of. Chosen on the drawn pictures of docs/figures/picture.md."""
LONGEST_SIDE = 1600
_PALE_SHARE = 0.34
"""White and black crosses larger than this share of the picture are roads and window bars."""
_LEVELS = (36, 60, 90, 125, 160)
_PALE_LEVELS = (45, 75, 110)
_WINDOWS = (61, 201)
"""Sides in pixels of the surroundings that white and black are held against."""
_SIZE = 40
_NEAR, _FAR = slice(0, _SIZE // 5), slice(_SIZE - _SIZE // 5, _SIZE)
_MIDDLE = slice(_SIZE // 2 - 4, _SIZE // 2 + 4)
_SIDES = ((_NEAR, _MIDDLE), (_FAR, _MIDDLE), (_MIDDLE, _NEAR), (_MIDDLE, _FAR))
"""The four places between the arms, which an X leaves empty."""
MOST_BETWEEN = 0.45
LEAST_CONTRAST = 40.0
"""Most filling of the place between two arms; least difference in colour to the rest of the box."""
_WIDTHS = (0.12, 0.17, 0.23, 0.3, 0.38)
_TURNS = (-0.3, -0.15, 0.0, 0.15, 0.3)
Map = NDArray[np.float32]


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

    scale = min(1.0, LONGEST_SIDE / max(image.shape[:2]))
    small = image
    if scale < 1:
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = [
        mark
        for colour, values, levels in _colour_maps(small)
        for level in levels
        for mark in _marks_at(values, level, colour)
    ]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: (-m.score, m.y, m.x, m.colour)):
        if all(_overlap(mark, other) < 0.2 for other in kept):
            kept.append(mark)
    return [_scaled(mark, 1 / scale) for mark in kept]


def _colour_maps(image: Any) -> Iterator[tuple[str, Map, Sequence[int]]]:
    """How much each pixel is of a colour (0-255), and the levels to cut it at."""
    import cv2

    pixels = cv2.GaussianBlur(image, (3, 3), 0).astype(np.float32)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    least, most = pixels.min(axis=2), pixels.max(axis=2)
    yield "red", red - np.maximum(green, blue), _LEVELS
    yield "yellow", np.minimum(red, green) - blue - np.abs(red - green) / 2, _LEVELS
    yield "green", green - np.maximum(red, blue), _LEVELS
    yield "blue", blue - np.maximum(red, green), _LEVELS
    yield "cyan", np.minimum(green, blue) - red, _LEVELS
    yield "magenta", np.minimum(red, blue) - green, _LEVELS
    grey = most - least
    for window in _WINDOWS:
        yield "white", least - cv2.blur(least, (window, window)) - grey, _PALE_LEVELS
        yield "black", cv2.blur(most, (window, window)) - most - grey, _PALE_LEVELS


def _marks_at(values: Map, level: int, colour: str) -> Iterator[Mark]:
    import cv2

    mask = (values > level).astype(np.uint8)
    if not mask.any():
        return
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pale = colour in ("white", "black")
    most = _PALE_SHARE * min(values.shape) if pale else max(values.shape)
    boxes = stats[1:, :4]
    for label, (x, y, w, h, area) in enumerate(stats.tolist()):
        long, short = max(w, h), min(w, h)
        if not label or short < LEAST_SIDE or long > 2 * short or long > most:
            continue
        if not 0.12 <= area / (w * h) <= 0.72:
            continue
        piece = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        if _contrast(values[y : y + h, x : x + w], piece) < LEAST_CONTRAST:
            continue
        score, box = _best_shape(piece)
        if score < (LEAST_SCORE_PALE if pale else LEAST_SCORE) or _is_letter(boxes, label - 1):
            continue
        dx, dy, w, h = box
        reason = f"a {colour} piece covers an X-shape by {score:.0%} (level {level})"
        yield Mark(x + dx, y + dy, w, h, round(score, 4), colour, reason)


def _contrast(values: Map, piece: NDArray[np.uint8]) -> float:
    """How much more of the colour the piece has than the rest of its box."""
    rest = values[piece == 0]
    return float(values[piece == 1].mean() - rest.mean()) if rest.size else 0.0


def _best_shape(piece: NDArray[np.uint8]) -> tuple[float, tuple[int, int, int, int]]:
    """The best overlap with an X-shape, of the piece or of it without thin specks and drips."""
    import cv2

    whole = (0, 0, piece.shape[1], piece.shape[0])
    best = (_shape_overlap(piece), whole)
    thin = max(2, round(min(piece.shape) * 0.07))
    if thin >= 3:
        core = cv2.morphologyEx(
            cv2.copyMakeBorder(piece, thin, thin, thin, thin, cv2.BORDER_CONSTANT),
            cv2.MORPH_OPEN,
            np.ones((thin, thin), np.uint8),
        )[thin:-thin, thin:-thin]
        x, y, w, h = cv2.boundingRect(core)
        if min(w, h) >= LEAST_SIDE and max(w, h) <= 2 * min(w, h):
            overlap = _shape_overlap(core[y : y + h, x : x + w])
            best = max(best, (overlap, (x, y, w, h)))
    return best


def _shape_overlap(piece: NDArray[np.uint8]) -> float:
    import cv2

    laid = cv2.resize(piece.astype(np.float32), (_SIZE, _SIZE), interpolation=cv2.INTER_AREA)
    flat = laid.ravel()
    if max(float(laid[side].mean()) for side in _SIDES) > MOST_BETWEEN:
        return 0.0
    shapes = _shapes()
    both = shapes @ flat
    either = shapes.sum(axis=1) + flat.sum() - both
    return float((both / either).max())


@cache
def _shapes() -> NDArray[np.float32]:
    """X-shapes of several widths and turns, each filling its box, one a row."""
    import cv2

    big = 4 * _SIZE
    shapes = []
    for width in _WIDTHS:
        for turn in _TURNS:
            for bend in (-0.12, 0.0, 0.12):
                canvas = np.zeros((2 * big, 2 * big), np.uint8)
                for angle in (math.pi / 4 + turn + bend, -math.pi / 4 + turn - bend):
                    dx, dy = math.cos(angle) * big * 0.6, math.sin(angle) * big * 0.6
                    ends = [(round(big - s * dx), round(big - s * dy)) for s in (1, -1)]
                    cv2.line(canvas, ends[0], ends[1], 255, round(width * big * 0.85))
                x, y, w, h = cv2.boundingRect(canvas)
                shape = cv2.resize(
                    canvas[y : y + h, x : x + w], (_SIZE, _SIZE), interpolation=cv2.INTER_AREA
                )
                shapes.append((shape / 255.0).astype(np.float32).ravel())
    return np.stack(shapes)


def _is_letter(boxes: NDArray[np.int32], at: int) -> bool:
    """Whether a piece of about its height stands close beside it on its line, as letters do."""
    x, y, w, h = (int(v) for v in boxes[at])
    gap = np.maximum(boxes[:, 0] - (x + w), x - (boxes[:, 0] + boxes[:, 2]))
    alike = (
        (boxes[:, 3] > 0.6 * h)
        & (boxes[:, 3] < 1.6 * h)
        & (np.abs(boxes[:, 1] + boxes[:, 3] / 2 - (y + h / 2)) < 0.35 * h)
        & (gap >= -0.1 * w)
        & (gap < 0.45 * w)
    )
    alike[at] = False
    return bool(alike.any())


def _overlap(a: Mark, b: Mark) -> float:
    w = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    h = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return w * h / min(a.w * a.h, b.w * b.h) if w > 0 and h > 0 else 0.0


def _scaled(mark: Mark, scale: float) -> Mark:
    x, y, w, h = (round(v * scale) for v in (mark.x, mark.y, mark.w, mark.h))
    return Mark(x, y, w, h, mark.score, mark.colour, mark.reason)
