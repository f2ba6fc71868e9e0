"""Faces and number plates made unreadable, and metadata left behind.

Detection is OpenCV's cascades, which miss faces: that is why a named person confirms a picture
before it leaves. Nobody is recognised, ever: only where a face is, is asked.
"""

from __future__ import annotations

import io
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


@cache
def _cascade(name: str) -> Any:
    import cv2

    return cv2.CascadeClassifier(f"{Path(cv2.__file__).parent}/data/{name}")


def find_faces_and_plates(image: Any) -> list[Box]:
    """Boxes (x, y, w, h in pixels) that may hold a face or a number plate."""
    import cv2

    grey = cv2.equalizeHist(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
    found: set[Box] = set()
    for name in CASCADES:
        for box in _cascade(name).detectMultiScale(grey, 1.1, 4, minSize=(18, 18)):
            x, y, w, h = (int(v) for v in box)
            found.add((x, y, w, h))
    return sorted(found)


def blur_regions(image: Any, boxes: list[Box]) -> Any:
    """The picture with each box, widened by a quarter, reduced to a few flat tiles."""
    import cv2

    made = image.copy()
    height, width = made.shape[:2]
    for x, y, w, h in boxes:
        x0, y0 = max(0, x - w // 4), max(0, y - h // 4)
        x1, y1 = min(width, x + w + w // 4), min(height, y + h + h // 4)
        if x1 > x0 and y1 > y0:
            tiles = cv2.resize(made[y0:y1, x0:x1], (4, 4), interpolation=cv2.INTER_AREA)
            made[y0:y1, x0:x1] = cv2.resize(
                tiles, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST
            )
    return made


def blurred_bytes(content: bytes) -> bytes:
    """A picture as JPEG with faces and plates blurred, without metadata, at most 1600 pixels long.

    Raises ``BadInput`` where the bytes cannot be decoded.
    """
    import cv2
    from PIL import Image

    decoded = decode(content)
    if decoded.pixels is None:
        raise BadInput(f"picture: cannot be decoded ({'; '.join(decoded.faults)}); leave it out")
    image = np.asarray(decoded.pixels)
    made = blur_regions(image, find_faces_and_plates(image))
    longest = max(made.shape[:2])
    if longest > LONGEST_SIDE:
        scale = LONGEST_SIDE / longest
        made = cv2.resize(made, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    buffer = io.BytesIO()
    Image.fromarray(made).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
