"""A picture: its pixels' hashes, its metadata, marks on it, and the text in it by OCR.

Tesseract as it comes loses whole lines of flyers. Two passes are made, one that looks for blocks
and one that takes the picture as one block of lines; a line of the second that lies where the
first found none is taken in. Lines found and not read are kept as boxes of level ``unread``.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from indicia.assets import ocr_languages, tessdata_folder
from indicia.picture.decode import decode
from indicia.picture.hash import pdq, pixel_sha256
from indicia.picture.mark import find_marks
from indicia.picture.metadata import read_metadata
from indicia.read.reading import Box, Context, Reading, ReadItem
from indicia.text.script import script_of

NAME, VERSION = "picture", "1"
CODES = {"ar": "ara", "en": "eng", "he": "heb", "fa": "fas", "ru": "rus", "tr": "tur"}
GROUPS = (("ara", "eng"), ("heb", "eng"), ("rus", "eng"), ("fas",), ("tur",))
GOOD_CONFIDENCE = 70.0
LEAST_CONFIDENCE = 60.0
SURE_OF_SHORT = 80.0
WORD_LEVEL = "5"
BLOCKS, ONE_BLOCK = 3, 6
Box4 = tuple[int, int, int, int]
_DIRECTION_MARKS = {0x200E: None, 0x200F: None, 0x202A: None, 0x202B: None, 0x202C: None}
WANTED_HEIGHT = 1400
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read: words, box in pixels, confidence 0..100."""

    text: str
    box: Box4
    confidence: float


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
    text, boxes, confidence, faults = _recognised_pixels(decoded.pixels, context.languages)
    for message in faults:
        reading.fault("/", "doubt", "OCR", message)
    name = context.path.rsplit("/", 1)[-1] or "a picture"
    reading.items.append(
        ReadItem(
            locator="/",
            kind="picture",
            text=text,
            platform="picture",
            source_key=f"file:{context.path or name}",
            source_name=name,
            source_kind="file",
            rendition_kind="ocr",
            confidence=confidence,
            boxes=boxes,
        )
    )
    return reading


def recognised(
    content: bytes, languages: tuple[str, ...]
) -> tuple[str, list[Box], float | None, list[str]]:
    """Text, boxes, confidence (0..1) and doubts of a picture's bytes."""
    decoded = decode(content)
    if decoded.pixels is None:
        return "", [], None, list(decoded.faults)
    return _recognised_pixels(decoded.pixels, languages)


def _recognised_pixels(
    pixels: Any, languages: tuple[str, ...]
) -> tuple[str, list[Box], float | None, list[str]]:
    wanted = {CODES[code] for code in languages if code in CODES}
    installed = set(ocr_languages())
    faults = [
        f"no OCR for {code} is installed; run `make setup`"
        for code in sorted(wanted - installed - {"rus"})
    ]
    best: list[Line] = []
    score = -1.0
    for group in GROUPS:
        usable = tuple(code for code in group if code in installed and code in wanted)
        if not usable or (usable == ("eng",) and score >= 0):
            continue
        lines = _lines(pixels, usable)
        weight = sum(line.confidence * len(line.text) for line in lines)
        letters = sum(len(line.text) for line in lines)
        if weight > score:
            best, score = lines, weight
        if letters and weight / letters >= GOOD_CONFIDENCE:
            break
    return *_assembled(best, pixels.shape[1], pixels.shape[0]), faults


def _assembled(lines: list[Line], width: int, height: int) -> tuple[str, list[Box], float | None]:
    parts: list[str] = []
    boxes: list[Box] = []
    position = 0
    for line in sorted(lines, key=lambda ln: (ln.box[1] + ln.box[3], ln.box[0])):
        x0, y0, x1, y1 = line.box
        edges = (x0 / width, y0 / height, x1 / width, y1 / height)
        if line.confidence < LEAST_CONFIDENCE:
            boxes.append(Box(position, position, 1, "unread", edges, line.confidence / 100))
            continue
        end = position + len(line.text)
        boxes.append(Box(position, end, 1, "line", edges, line.confidence / 100))
        parts.append(line.text)
        position = end + 1
    read_lines = [line for line in lines if line.confidence >= LEAST_CONFIDENCE]
    total = sum(len(line.text) for line in read_lines)
    mean = (
        sum(line.confidence * len(line.text) for line in read_lines) / total / 100
        if total
        else None
    )
    return "\n".join(parts), boxes, mean


def _lines(pixels: Any, languages: tuple[str, ...]) -> list[Line]:
    import cv2

    scale = min(3.0, max(1.0, WANTED_HEIGHT / max(pixels.shape[0], 1)))
    if scale > 1.0:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    found = _pass(pixels, languages, BLOCKS)
    if any(line.confidence >= GOOD_CONFIDENCE for line in found):
        for line in _pass(pixels, languages, ONE_BLOCK):
            if not any(_overlap(line.box, held.box) > 0.3 for held in found):
                found.append(line)
    back = 1.0 / scale
    return [
        Line(ln.text, tuple(round(edge * back) for edge in ln.box), ln.confidence) for ln in found
    ]


def _overlap(a: Box4, b: Box4) -> float:
    """Share of the smaller box that lies in the other one."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width * height / max(smaller, 1)


@cache
def _engine(languages: tuple[str, ...], mode: int) -> Any:
    import tesserocr

    folder = str(tessdata_folder())
    return tesserocr.PyTessBaseAPI(path=folder, lang="+".join(languages), psm=mode)


def _pass(pixels: Any, languages: tuple[str, ...], mode: int) -> list[Line]:
    from PIL import Image

    with _LOCK:
        engine = _engine(languages, mode)
        engine.SetImage(Image.fromarray(np.ascontiguousarray(pixels)))
        engine.Recognize()
        table = engine.GetTSVText(0)
        engine.Clear()
    words: dict[tuple[str, ...], list[tuple[str, Box4, float]]] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == WORD_LEVEL and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            box = (left, top, left + width, top + height)
            word = cells[11].translate(_DIRECTION_MARKS).strip()
            words.setdefault(tuple(cells[1:5]), []).append((word, box, float(cells[10])))
    return [line for found in words.values() if (line := _line(found))]


def _line(words: list[tuple[str, Box4, float]]) -> Line | None:
    """A line from its words in reading order; ``None`` where it holds hardly a letter."""
    text = " ".join(word for word, _, _ in words if word)
    letters = sum(script_of(character) != "Zyyy" for character in text)
    weight = sum(max(len(word), 1) for word, _, _ in words)
    confidence = sum(max(len(word), 1) * sure for word, _, sure in words) / weight
    if letters + sum(c.isdigit() for c in text) < 2 or (letters < 4 and confidence < SURE_OF_SHORT):
        return None
    boxes = [box for _, box, _ in words]
    edges = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return Line(text, edges, confidence)
