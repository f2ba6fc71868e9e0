"""Whether two pictures show the same shot after cropping, scaling, marks, a logo, recompression.

Points that look alike are paired, one shift-turn-scale is fitted to the pairs, and one picture is
laid over the other: they are the same only when most of what overlaps also looks alike. That last
check keeps two pictures apart that share a caption strip or a logo. A suggestion, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicia.picture.decode import Pixels

METHOD, VERSION = "SIFT points, similarity transform, agreement of the overlap", "2"
LEAST_INLIERS = 12
LEAST_AGREEMENT = 0.65
"""Share of textured cells of the overlap that correlate; on drawn pictures the same shot
gives .82 or more, others with the same caption strip .58 or less (docs/figures/picture.md)."""
_LONGEST = 640
_POINTS = 1000
_RATIO = 0.78
_CELL = 16


@dataclass(frozen=True, slots=True)
class PictureMatch:
    """How alike two pictures are."""

    score: float
    """Similarity 0..1: share of the overlap's textured cells that agree; 0 with no fit."""
    inliers: int
    """Pairs of points that one shift, turn and scale explains."""
    same: bool
    """Enough points and enough agreement: a suggestion for a person to confirm."""
    reason: str


@dataclass(frozen=True, slots=True)
class Points:
    """A picture made ready for many comparisons."""

    grey: NDArray[np.uint8]
    places: NDArray[np.float32]
    """Shape (n, 2), pixels of ``grey``."""
    descriptors: NDArray[np.float32] | None


def points(image: Pixels) -> Points:
    """Points of an RGB picture, at most 1,000, at a longest side of 640 pixels."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    scale = _LONGEST / max(grey.shape)
    if scale < 1:
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    detector = cv2.SIFT_create(nfeatures=_POINTS)  # type: ignore[attr-defined]
    found, descriptors = detector.detectAndCompute(grey, None)
    places = np.array([p.pt for p in found], dtype=np.float32).reshape(-1, 2)
    return Points(grey, places, descriptors)


def match(a: Pixels, b: Pixels) -> PictureMatch:
    """Compare two RGB pictures."""
    return match_points(points(a), points(b))


def match_points(a: Points, b: Points) -> PictureMatch:
    """Compare two prepared pictures; about 20 ms."""
    import cv2

    pairs = _pairs(a, b)
    if len(pairs) < LEAST_INLIERS:
        return PictureMatch(0.0, 0, False, f"only {len(pairs)} points look alike")
    left, right = a.places[pairs[:, 0]], b.places[pairs[:, 1]]
    transform, kept = cv2.estimateAffinePartial2D(
        right, left, method=cv2.RANSAC, ransacReprojThreshold=4.0, maxIters=3000, confidence=0.995
    )
    inliers = 0 if kept is None else int(kept.sum())
    if transform is None or inliers < LEAST_INLIERS:
        return PictureMatch(0.0, inliers, False, f"no one shift, turn and scale: {inliers} points")
    scale = float(np.hypot(transform[0, 0], transform[1, 0]))
    if not 0.1 < scale < 10:
        return PictureMatch(0.0, inliers, False, f"scale {scale:.3g} is not believable")
    agreeing, textured = _agreement(a.grey, b.grey, transform)
    score = agreeing / textured if textured >= 12 else 0.0
    same = score >= LEAST_AGREEMENT
    reason = (
        f"{inliers} of {len(pairs)} paired points fit one shift, turn and scale ({scale:.2f}); "
        f"{agreeing} of {textured} textured cells of the overlap agree"
    )
    return PictureMatch(round(score, 4), inliers, same, reason)


def _pairs(a: Points, b: Points) -> NDArray[np.int64]:
    """Pairs (index in a, index in b) that are clearly each other's best."""
    import cv2

    none = np.zeros((0, 2), dtype=np.int64)
    if a.descriptors is None or b.descriptors is None:
        return none
    if len(a.descriptors) < 2 or len(b.descriptors) < 2:
        return none
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    forth = _clear(matcher.knnMatch(a.descriptors, b.descriptors, k=2))
    back = _clear(matcher.knnMatch(b.descriptors, a.descriptors, k=2))
    mutual = [(i, j) for i, j in forth.items() if back.get(j) == i]
    return np.array(mutual, dtype=np.int64).reshape(-1, 2)


def _clear(ranked: Any) -> dict[int, int]:
    return {
        best.queryIdx: best.trainIdx
        for best, second in (pair for pair in ranked if len(pair) == 2)
        if best.distance < _RATIO * second.distance
    }


def _agreement(
    left: NDArray[np.uint8], right: NDArray[np.uint8], transform: NDArray[np.float64]
) -> tuple[int, int]:
    """(cells that correlate above one half, cells with texture) where the pictures overlap."""
    import cv2

    size = (left.shape[1], left.shape[0])
    laid = cv2.warpAffine(right, transform, size)
    inside = cv2.warpAffine(np.full_like(right, 255), transform, size)
    blur = (3, 3)
    one, two = (cv2.GaussianBlur(g, blur, 0).astype(np.float32) for g in (left, laid))
    agreeing = textured = 0
    for y in range(0, size[1] - _CELL + 1, _CELL):
        for x in range(0, size[0] - _CELL + 1, _CELL):
            cell = np.s_[y : y + _CELL, x : x + _CELL]
            if inside[cell].min() < 255:
                continue
            p, q = one[cell] - one[cell].mean(), two[cell] - two[cell].mean()
            spread = float(p.std()), float(q.std())
            if max(spread) < 8:
                continue
            textured += 1
            product = float((p * q).mean()) / max(spread[0] * spread[1], 1e-6)
            agreeing += product > 0.5
    return agreeing, textured
