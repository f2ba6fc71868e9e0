"""Bytes -> pixels, within limits, with faults instead of exceptions.

Takes a file's bytes; gives RGB pixels turned upright, and what was wrong. A picture that is cut
off keeps the rows that were there. Only raster formats are opened; the first frame stands for an
animation.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
MAX_PIXELS = 60_000_000
"""More than this is refused before decoding: 60 million pixels are 180 MB as RGB."""
MAX_SIDE = 30_000
MAX_RATIO = 200
"""Wider or higher than this many times the other side is no picture that one could look at."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Pixels of a picture, or why there are none."""

    pixels: Pixels | None
    """RGB, shape (height, width, 3), upright; None when nothing could be decoded."""
    format: str
    """As decoded, for example ``JPEG``; empty when unknown."""
    stored_size: tuple[int, int]
    """Width and height as stored, before turning upright."""
    orientation: int
    """EXIF orientation, 1..8; 1 when the file does not say."""
    frames: int
    faults: tuple[str, ...]


def decode(content: bytes) -> Decoded:
    """Decode a picture; never raises on bad bytes."""
    if not content:
        return _nothing("the file is empty; get it again from where it came")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        kinds = ", ".join(FORMATS)
        return _nothing(
            f"not a picture that is read here ({kinds}); first bytes {content[:8].hex()}"
        )
    except Image.DecompressionBombError as error:
        return _nothing(f"{error}; make it smaller outside and add the smaller one too")
    except Exception as error:  # noqa: BLE001 - a reader's border: any decoder fault is a finding
        return _nothing(f"the picture's header cannot be read ({error})")
    return _load(image)


def _load(image: Any) -> Decoded:
    width, height = image.size
    fault = too_large(width, height)
    if fault:
        return Decoded(None, image.format or "", (width, height), 1, 1, (fault,))
    faults = []
    try:
        frames = int(getattr(image, "n_frames", 1))
        image.load()
    except Exception as error:  # noqa: BLE001 - a reader's border: keep the rows already decoded
        frames = 1
        faults.append(f"the picture is damaged or cut off ({error}); what was decoded is kept")
        image.tile = []
    if frames > 1:
        faults.append(f"{frames} frames: only the first is read")
    orientation = _orientation(image)
    try:
        pixels = _upright(image)
    except Exception as error:  # noqa: BLE001 - a reader's border
        faults.append(f"the pixels cannot be decoded ({error})")
        return Decoded(
            None, image.format or "", (width, height), orientation, frames, tuple(faults)
        )
    return Decoded(pixels, image.format or "", (width, height), orientation, frames, tuple(faults))


def too_large(width: int, height: int) -> str:
    """Why a picture of this size is refused; empty when it is not."""
    if width < 1 or height < 1:
        return "the picture has no pixels"
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        return (
            f"{width} x {height} pixels: more than {MAX_PIXELS // 1_000_000} million or "
            f"{MAX_SIDE} a side; make it smaller outside and add the smaller one too"
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        return f"{width} x {height} pixels: a strip, not a picture"
    return ""


def _orientation(image: Any) -> int:
    try:
        value = int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - damaged metadata never cost the pixels
        return 1
    return value if 1 <= value <= 8 else 1


def _upright(image: Any) -> Pixels:
    from PIL import Image, ImageOps

    try:
        image = ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - damaged metadata never cost the pixels
        image = image.copy()
    if image.mode in ("I", "I;16", "I;16B", "F"):
        values = np.asarray(image, dtype=np.float64)
        top = float(values.max()) or 1.0
        image = Image.fromarray(
            np.clip(values * (255.0 / max(top, 255.0)), 0, 255).astype(np.uint8)
        )
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        image = Image.alpha_composite(ground, rgba)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), dtype=np.uint8))


def _nothing(fault: str) -> Decoded:
    return Decoded(None, "", (0, 0), 1, 0, (fault,))
