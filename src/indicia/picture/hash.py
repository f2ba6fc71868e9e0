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
    No shrinking before the filter: so the bits equal pdqhash's (19 of 19 pictures).
    """
    samples = _decimate(_tent(_luma(image)))
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
    luma = image[..., 0] * np.float32(0.299)
    luma += image[..., 1] * np.float32(0.587)
    luma += image[..., 2] * np.float32(0.114)
    return luma


def _tent(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = luma.shape
    for _ in range(2):
        luma = _box(luma, 1, -(-width // (2 * _BLOCK)))
        luma = _box(luma, 0, -(-height // (2 * _BLOCK)))
    return luma


def _box(values: NDArray[np.float32], axis: int, window: int) -> NDArray[np.float32]:
    """Means over a window that is cut at the edges, as the reference does."""
    import cv2

    n = values.shape[axis]
    ahead = (window + 2) // 2
    size, anchor = [1, 1], [0, 0]
    size[1 - axis], anchor[1 - axis] = window, window - ahead
    sums = cv2.boxFilter(
        values, cv2.CV_32F, size, anchor=anchor, normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    index = np.arange(n)
    count = np.minimum(index + ahead, n) - np.maximum(index + ahead - window, 0)
    sums /= (count[None, :] if axis else count[:, None]).astype(np.float32)
    return np.asarray(sums, dtype=np.float32)


def _decimate(values: NDArray[np.float32]) -> NDArray[np.float64]:
    height, width = values.shape
    steps = np.arange(_BLOCK) + 0.5
    rows = (steps * height / _BLOCK).astype(int)
    columns = (steps * width / _BLOCK).astype(int)
    return values[np.ix_(rows, columns)].astype(np.float64)


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float64]:
    i = np.arange(1, _BITS + 1)[:, None]
    j = np.arange(_BLOCK)[None, :]
    return np.asarray(np.sqrt(2.0 / _BLOCK) * np.cos(np.pi / 2 / _BLOCK * i * (2 * j + 1)))


def _quality(samples: NDArray[np.float64]) -> int:
    down = np.abs(np.trunc(np.diff(samples, axis=0) * 100 / 255)).sum()
    across = np.abs(np.trunc(np.diff(samples, axis=1) * 100 / 255)).sum()
    return min(100, int((down + across) / 90))
