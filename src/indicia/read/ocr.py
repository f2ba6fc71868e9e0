"""Text in pictures: lines are found first, then each is read alone, in the script that fits it.

Tesseract on a whole page loses whole lines of a flyer. Here each line that was found is cut out,
brought to one height, dark on light, and read as one line; what was found and not read is kept as
a box of level ``unread``, so that a person sees that something stands there.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from indicia.assets import ocr_languages, tessdata_folder
from indicia.picture.line import FoundLines, find_lines
from indicia.read import layout
from indicia.read.reading import Box
from indicia.text.script import script_of

CODES = {"ar": "ara", "en": "eng", "he": "heb", "fa": "fas", "ru": "rus", "tr": "tur"}
GROUPS = (("ara",), ("fas",), ("heb",), ("rus",), ("tur", "eng"), ("eng",))
"""Languages that are tried together; the first with a code that is installed and wanted."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to bring a line before Tesseract, which is fickle: what one way loses another reads."""

    high: int
    """Pixels of the line's height."""
    pad: float
    """Room around it, as a share of its height: dots and tails stand outside its strong edges."""
    binary: bool
    """Black on white, or in greys."""
    mode: int
    """Tesseract's page segmentation: 7 one line, 6 one block, 13 one line as it stands."""


ATTEMPTS = (
    Attempt(60, 0.28, True, 7),
    Attempt(48, 0.4, True, 6),
    Attempt(60, 0.28, False, 6),
    Attempt(60, 0.28, False, 13),
)
"""In order of how many of 127 lines of drawn and photographed flyers each reads alone: 99, 98, 93, 95."""
GOOD = 80.0
"""Confidence (0..100) at which a line needs no other attempt."""
LEAST = 60.0
"""Below this a line counts as found and not read."""
LEAST_SHORT = 90.0
"""The same for lines of under four letters: shapes look like short words."""
TRIED = 6
"""Lines, the longest, on which it is decided whether and in which languages there is writing."""
MOST_GROUPS = 3
LEAST_TURNED = 12
"""Letters that a picture must give when it is turned: textures read as a few, surely."""
Edges = tuple[float, float, float, float]
LINE_LEVEL, WORD_LEVEL = "4", "5"
_DIRECTION_MARKS = {0x200E: None, 0x200F: None, 0x202A: None, 0x202B: None, 0x202C: None}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its words, confidence 0..100."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a picture: lines joined by line ends, boxes into it, confidence 0..1."""

    text: str
    boxes: tuple[Box, ...]
    confidence: float | None
    doubts: tuple[str, ...]


def recognise(pixels: Any, languages: tuple[str, ...]) -> Recognised:
    """Read the writing in RGB pixels (height, width, 3), in the languages (ISO 639-1) that are installed."""
    wanted = {CODES[code] for code in languages if code in CODES}
    installed = set(ocr_languages())
    doubts = tuple(
        f"no OCR for {code} is installed; run `make setup`"
        for code in sorted(wanted - installed - {"rus"})
    )
    groups = _groups(wanted & installed)
    read = _as_it_stands(pixels, groups, doubts)
    if read.text or not groups:
        return read
    turned = [_turned(pixels, quarter, groups, doubts) for quarter in (1, 2, 3)]
    best = max(turned, key=lambda r: len(r.text) * (r.confidence or 0.0))
    return best if best.text else read


def _turned(
    pixels: Any, quarter: int, groups: list[tuple[str, ...]], doubts: tuple[str, ...]
) -> Recognised:
    """The reading of a picture that lies on its side or upside down; empty where it is not sure.

    Its boxes are those of the picture as it came.
    """
    told = f"read after turning it by {90 * quarter} degrees; nothing was read as it stands"
    read = _as_it_stands(np.ascontiguousarray(np.rot90(pixels, quarter)), groups, (*doubts, told))
    letters = sum(character.isalpha() for character in read.text)
    if letters < LEAST_TURNED or (read.confidence or 0.0) * 100 < GOOD:
        return Recognised("", (), None, doubts)
    boxes = tuple(replace(box, edges=turned_back(box.edges, quarter)) for box in read.boxes)
    return replace(read, boxes=boxes)


def turned_back(edges: Edges, quarter: int) -> Edges:
    """A box (shares of width and height) of a picture turned by ``numpy.rot90``, before the turn."""
    x0, y0, x1, y1 = edges
    if quarter == 1:
        return (1 - y1, x0, 1 - y0, x1)
    if quarter == 2:
        return (1 - x1, 1 - y1, 1 - x0, 1 - y0)
    return (y0, 1 - x1, y1, 1 - x0)


def _as_it_stands(
    pixels: Any, groups: list[tuple[str, ...]], doubts: tuple[str, ...]
) -> Recognised:
    found = find_lines(pixels)
    order = _usable(found, groups)
    lines = [_best(found, box, order) for box in found.boxes]
    return _assembled(found, lines, pixels.shape[1], pixels.shape[0], doubts)


def _groups(usable: set[str]) -> list[tuple[str, ...]]:
    groups = [tuple(code for code in group if code in usable) for group in GROUPS]
    return list(dict.fromkeys(group for group in groups if group))


def _usable(found: FoundLines, groups: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The groups, best first, that read some of the longest lines; empty where none reads any."""
    longest = sorted(found.boxes, key=lambda b: (b[3] - b[1]) / (b[2] - b[0]))[:TRIED]
    scores: dict[tuple[str, ...], float] = {}
    for group in groups:
        lines = [
            _line(_crop(found.turned, box, ATTEMPTS[0]), group, ATTEMPTS[0]) for box in longest
        ]
        good = [line for line in lines if line and line.confidence >= LEAST]
        if good:
            scores[group] = sum(line.confidence * len(line.text) for line in good)
    return sorted(scores, key=lambda group: -scores[group])


def _best(
    found: FoundLines, box: tuple[int, int, int, int], order: list[tuple[str, ...]]
) -> Line | None:
    """The reading of highest confidence; the first good one ends the search."""
    best: Line | None = None
    for attempt in ATTEMPTS:
        crop = _crop(found.turned, box, attempt)
        for group in order[:MOST_GROUPS]:
            line = _line(crop, group, attempt)
            if line and (best is None or line.confidence > best.confidence + 3):
                best = line
            if best and best.confidence >= GOOD:
                return best
    return best


def _crop(pixels: Any, box: tuple[int, int, int, int], attempt: Attempt) -> Any:
    """A line as grey pixels of one height, dark on light."""
    import cv2

    x0, y0, x1, y1 = box
    pad = round((y1 - y0) * attempt.pad) + 2
    part = pixels[max(0, y0 - pad) : y1 + pad, max(0, x0 - pad) : x1 + pad]
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    scale = attempt.high * (1 + 2 * attempt.pad) / grey.shape[0]
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)
    inner = grey[grey.shape[0] // 5 : -grey.shape[0] // 5 or None]
    level, _ = cv2.threshold(inner, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if float((inner < level).mean()) > 0.5:
        grey = 255 - grey
    if not attempt.binary:
        return cv2.copyMakeBorder(grey, 10, 10, 10, 10, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    _, black = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.copyMakeBorder(black, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)


@cache
def _engine(languages: tuple[str, ...], mode: int) -> Any:
    import tesserocr

    folder = str(tessdata_folder())
    return tesserocr.PyTessBaseAPI(path=folder, lang="+".join(languages), psm=mode)


def _line(crop: Any, languages: tuple[str, ...], attempt: Attempt) -> Line | None:
    """One line read in these languages; ``None`` where it holds hardly a letter."""
    from PIL import Image

    with _LOCK:
        engine = _engine(languages, attempt.mode)
        engine.SetImage(Image.fromarray(crop))
        engine.Recognize()
        table = engine.GetTSVText(0)
        engine.Clear()
    words = _words_across(table, crop.shape[0] / 2)
    text = " ".join(word for word, _ in words)
    letters = sum(script_of(character) != "Zyyy" for character in text)
    if letters + sum(c.isdigit() for c in text) < 2:
        return None
    weight = sum(len(word) for word, _ in words)
    confidence = sum(len(word) * sure for word, sure in words) / weight
    if letters < 4 and confidence < LEAST_SHORT:
        return None
    return Line(text, confidence)


def _words_across(table: str, middle: float) -> list[tuple[str, float]]:
    """(word, confidence) of Tesseract's lines that stand across the middle of the cut-out.

    What is above or below belongs to a neighbouring line. Of lines that stand in one another's
    place, the widest counts: Tesseract sometimes reads the same ink twice.
    """
    lines: list[tuple[int, int, list[tuple[str, float]]]] = []
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        left, top, wide, high = (int(cell) for cell in cells[6:10])
        if cells[0] == LINE_LEVEL:
            words: list[tuple[str, float]] = []
            if top < middle < top + high:
                lines.append((left, left + wide, words))
        word = cells[11].translate(_DIRECTION_MARKS).strip()
        if cells[0] == WORD_LEVEL and word:
            words.append((word, float(cells[10])))
    kept: list[tuple[int, int]] = []
    for x0, x1, _ in sorted(lines, key=lambda line: line[0] - line[1]):
        if all(min(x1, b) - max(x0, a) < 0.3 * (x1 - x0) for a, b in kept):
            kept.append((x0, x1))
    return [pair for x0, x1, found in lines if (x0, x1) in kept for pair in found]


def _assembled(
    found: FoundLines, lines: list[Line | None], width: int, height: int, doubts: tuple[str, ...]
) -> Recognised:
    placed = [_edges(found.box_before(box), width, height) for box in found.boxes]
    held = [
        (layout.Line(line.text, edges), line)
        for edges, line in zip(placed, lines, strict=True)
        if line and line.confidence >= LEAST
    ]
    order = layout.reading_order([laid for laid, _ in held])
    held = [held[place] for place in order]
    labels = layout.label_lines([laid for laid, _ in held])
    boxes: list[Box] = []
    position, weight, total = 0, 0.0, 0
    for (laid, line), label in zip(held, labels, strict=True):
        end = position + len(line.text)
        boxes.append(Box(position, end, 1, "line", laid.edges, line.confidence / 100, label))
        weight, total = weight + line.confidence * len(line.text), total + len(line.text)
        position = end + 1
    for edges, missed in zip(placed, lines, strict=True):
        if held and (missed is None or missed.confidence < LEAST):
            at = _place_of(edges, boxes, max(0, position - 1))
            sure = missed.confidence / 100 if missed else None
            boxes.append(Box(at, at, 1, "unread", edges, sure))
    text = "\n".join(line.text for _, line in held)
    return Recognised(text, tuple(boxes), weight / total / 100 if total else None, doubts)


def _edges(box: Edges, width: int, height: int) -> Edges:
    x0, y0, x1, y1 = box
    return (
        max(0.0, x0 / width), max(0.0, y0 / height), min(1.0, x1 / width), min(1.0, y1 / height),
    )  # fmt: skip


def _place_of(edges: Edges, boxes: Sequence[Box], end: int) -> int:
    """Where in the text a line that was not read would stand: before the first line below it."""
    below = (b.start for b in boxes if b.level == "line" and b.edges[1] > edges[1])
    return min(below, default=end)
