"""Faces and number plates made unreadable, and metadata left behind.

Detection is OpenCV's cascades, which miss faces: that is why a named person confirms a picture
before it leaves. Nobody is recognised, ever: only where a face is, is asked.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from indicia.errors import BadInput
from indicia.picture.decode import decode

Box = tuple[int, int, int, int]
CASCADES = (
    "haarcascade_frontalface_default.xml",
    "haarcascade_profileface.xml",
    "haarcascade_russian_plate_number.xml",
)
LONGEST_SIDE = 1600
MOST_ROUNDS = 12
Share = tuple[float, float, float, float]


@cache
def _cascade(name: str) -> Any:
    import cv2

    return cv2.CascadeClassifier(f"{Path(cv2.__file__).parent}/data/{name}")


def find_faces_and_plates(image: Any, plates: bool = True) -> list[Box]:
    """Boxes (x, y, w, h in pixels) that may hold a face, or with ``plates`` a number plate."""
    import cv2

    grey = cv2.equalizeHist(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
    found: set[Box] = set()
    for name in CASCADES if plates else CASCADES[:-1]:
        for box in _cascade(name).detectMultiScale(grey, 1.1, 4, minSize=(18, 18)):
            x, y, w, h = (int(v) for v in box)
            found.add((x, y, w, h))
    return sorted(found)


def blur_regions(image: Any, boxes: list[Box], tiles: int = 4) -> Any:
    """The picture with each box, widened by a quarter, reduced to ``tiles`` x ``tiles`` flat tiles."""
    import cv2

    made = image.copy()
    height, width = made.shape[:2]
    for x, y, w, h in boxes:
        x0, y0 = max(0, x - w // 4), max(0, y - h // 4)
        x1, y1 = min(width, x + w + w // 4), min(height, y + h + h // 4)
        if x1 > x0 and y1 > y0:
            few = cv2.resize(made[y0:y1, x0:x1], (tiles, tiles), interpolation=cv2.INTER_AREA)
            made[y0:y1, x0:x1] = cv2.resize(
                few, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST
            )
    return made


@dataclass(frozen=True, slots=True)
class Blurred:
    """A picture that may leave, and how many faces or plates were made unreadable in it."""

    content: bytes
    found: int


def blurred_picture(content: bytes, boxes: Sequence[Share] = (), plates: bool = True) -> Blurred:
    """A picture as JPEG with faces, plates and ``boxes`` blurred, at most 1600 pixels long.

    The detector looks again at what it made, until it finds nothing more. Metadata stay behind.
    ``boxes``: left, top, right, bottom as shares 0..1 of width and height. ``plates`` is false for
    documents, whose lines of print the detector takes for plates.
    Raises ``BadInput`` where the bytes cannot be decoded, or where blurring does not come to rest.
    """
    decoded = decode(content)
    if decoded.pixels is None:
        raise BadInput(f"picture: cannot be decoded ({'; '.join(decoded.faults)}); leave it out")
    made = _fitted(np.asarray(decoded.pixels))
    height, width = made.shape[:2]
    told = [
        (int(x0 * width), int(y0 * height), math.ceil((x1 - x0) * width), math.ceil((y1 - y0) * height))
        for x0, y0, x1, y1 in boxes
    ]  # fmt: skip
    made = blur_regions(made, told)
    found = 0
    for tiles in (4, *(1,) * MOST_ROUNDS):  # one flat tile has no edges to be found again
        seen = find_faces_and_plates(made, plates)
        if seen:
            found += len(seen) if tiles > 1 else 0
            made = blur_regions(made, seen, tiles)
            continue
        file = _jpeg(made)
        # Compression moves pixels: what leaves is what is looked at last.
        written = np.asarray(decode(file).pixels)
        if not (seen := find_faces_and_plates(written, plates)):
            return Blurred(file, found)
        made = blur_regions(written, seen, 1)
    raise BadInput("picture: faces are still found after blurring many times; leave it out")


def blurred_bytes(content: bytes) -> bytes:
    """The bytes of :func:`blurred_picture`."""
    return blurred_picture(content).content


def _fitted(image: Any) -> Any:
    import cv2

    longest = max(image.shape[:2])
    if longest <= LONGEST_SIDE:
        return image
    scale = LONGEST_SIDE / longest
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _jpeg(image: Any) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
