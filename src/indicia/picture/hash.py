"""Hashes of pixels: one exact, one that survives recompression and resizing (PDQ).

Neither finds a picture again after cropping or under drawn marks: :mod:`indicia.picture.match`
does that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indicia.picture.decode import Pixels

NEAR = 31
"""PDQ distance at or below which two pictures count as the same. Source: the PDQ paper."""
MIN_QUALITY = 50
"""Below this quality a PDQ hash says too little to compare. Source: the PDQ paper."""

_BLOCK = 64
_BITS = 16
_LARGEST = 512


@dataclass(frozen=True, slots=True)
class PdqHash:
    """A perceptual hash and how much there was to hash."""

    hex: str
    """256 bits as 64 hexadecimal digits."""
    quality: int
    """0 (flat) .. 100."""


def pixel_sha256(pixels: Pixels) -> str:
    """SHA-256 of size and RGB values: equal for files that decode to the same picture."""
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(f"{width}x{height} RGB\n".encode())
    digest.update(np.ascontiguousarray(pixels).tobytes())
    return digest.hexdigest()


def pdq(image: Pixels) -> PdqHash:
    """The PDQ hash of an RGB or grey picture.

    Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
    Facebook 2019: luminance, two passes of a box filter each way, 64 x 64 samples, a
    16 x 16 corner of the cosine transform without the constant row and column, median threshold.
    """
    import cv2

    luma = _luma(image)
    if max(luma.shape) > _LARGEST:
        luma = cv2.resize(luma, (_LARGEST, _LARGEST), interpolation=cv2.INTER_AREA)
    samples = _decimate(_tent(luma))
    wave = _cosines()
    corner = wave @ samples @ wave.T
    bits = corner > np.median(corner)
    value = sum(1 << k for k, bit in enumerate(bits.ravel()) if bit)
    return PdqHash(f"{value:064x}", _quality(samples))


def hamming(a: str, b: str) -> int:
    """Bits in which two hashes differ, 0..256. Raises ValueError when not of 64 hex digits."""
    if len(a) != 64 or len(b) != 64:
        raise ValueError(f"a PDQ hash has 64 hexadecimal digits: got {len(a)} and {len(b)}")
    return (int(a, 16) ^ int(b, 16)).bit_count()


def _luma(image: Pixels) -> NDArray[np.float32]:
    if image.ndim == 2:
        return image.astype(np.float32)
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.asarray(image[..., :3].astype(np.float32) @ weights, dtype=np.float32)


def _tent(luma: NDArray[np.float32]) -> NDArray[np.float64]:
    height, width = luma.shape
    values = luma.astype(np.float64)
    for _ in range(2):
        values = _box(values, 1, -(-width // (2 * _BLOCK)))
        values = _box(values, 0, -(-height // (2 * _BLOCK)))
    return values


def _box(values: NDArray[np.float64], axis: int, window: int) -> NDArray[np.float64]:
    """Means over a window that is cut at the edges, as the reference does."""
    n = values.shape[axis]
    behind = (window + 2) // 2
    index = np.arange(n)
    first = np.clip(index - (window - behind), 0, n)
    last = np.clip(index + behind, 0, n)
    sums = np.cumsum(values, axis=axis)
    sums = np.insert(sums, 0, 0.0, axis=axis)
    total = np.take(sums, last, axis=axis) - np.take(sums, first, axis=axis)
    count = (last - first).astype(np.float64)
    return np.asarray(total / (count[None, :] if axis else count[:, None]), dtype=np.float64)


def _decimate(values: NDArray[np.float64]) -> NDArray[np.float64]:
    height, width = values.shape
    steps = np.arange(_BLOCK) + 0.5
    rows = (steps * height / _BLOCK).astype(int)
    columns = (steps * width / _BLOCK).astype(int)
    return values[np.ix_(rows, columns)]


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float64]:
    i = np.arange(1, _BITS + 1)[:, None]
    j = np.arange(_BLOCK)[None, :]
    return np.asarray(np.sqrt(2.0 / _BLOCK) * np.cos(np.pi / 2 / _BLOCK * i * (2 * j + 1)))


def _quality(samples: NDArray[np.float64]) -> int:
    down = np.abs(np.trunc(np.diff(samples, axis=0) * 100 / 255)).sum()
    across = np.abs(np.trunc(np.diff(samples, axis=1) * 100 / 255)).sum()
    return min(100, int((down + across) / 90))
