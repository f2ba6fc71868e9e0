"""A picture: its pixels' hashes, its metadata, marks on it, and the text in it by OCR."""

from __future__ import annotations

from indicia.picture.decode import Pixels, decode
from indicia.picture.emblem import find_emblems
from indicia.picture.hash import pdq, pixel_sha256
from indicia.picture.mark import find_marks
from indicia.picture.metadata import read_metadata
from indicia.read.ocr import Recognised, recognise
from indicia.read.reading import Box, Context, Reading, ReadItem

NAME, VERSION = "picture", "4"


def read(content: bytes, context: Context) -> Reading:
    """One picture item, with the text in it; a picture that cannot be decoded is a fault."""
    reading = Reading(NAME, VERSION)
    decoded = decode(content)
    for message in decoded.faults:
        severity = "lost" if decoded.pixels is None else "doubt"
        reading.fault("/", severity, "picture", message)
    if decoded.pixels is None:
        return reading
    hashed = pdq(decoded.pixels)
    meta = read_metadata(content)
    height, width = decoded.pixels.shape[:2]
    reading.picture = {
        "width": width,
        "height": height,
        "format": decoded.format,
        "pixels_sha256": pixel_sha256(decoded.pixels),
        "pdq": hashed.hex,
        "pdq_quality": hashed.quality,
        "exif": dict(meta.exif),
    }
    reading.marks = [
        {
            "x0": mark.x / width,
            "y0": mark.y / height,
            "x1": (mark.x + mark.w) / width,
            "y1": (mark.y + mark.h) / height,
            "colour": mark.colour,
            "score": mark.score,
            "reason": mark.reason,
        }
        for mark in find_marks(decoded.pixels)
    ]
    found = recognise(decoded.pixels, context.languages)
    for message in found.doubts:
        reading.fault("/", "doubt", "OCR", message)
    name = context.path.rsplit("/", 1)[-1] or "a picture"
    reading.items.append(
        ReadItem(
            locator="/",
            kind="picture",
            text=found.text,
            platform="picture",
            source_key=f"file:{context.path or name}",
            source_name=name,
            source_kind="file",
            rendition_kind="ocr",
            confidence=found.confidence,
            boxes=[*found.boxes, *_emblems(decoded.pixels, found)],
        )
    )
    return reading


def _emblems(pixels: Pixels, found: Recognised) -> list[Box]:
    """Boxes of emblems; they hold no words, so they begin and end where the text begins."""
    lines = [box.edges for box in found.boxes if box.level == "line"]
    return [Box(0, 0, 1, "emblem", edges, None, "emblem") for edges in find_emblems(pixels, lines)]
