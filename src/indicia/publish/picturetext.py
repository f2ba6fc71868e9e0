"""Text inside a picture that must not leave: where it stands, so that it can be blurred."""

from __future__ import annotations

from dataclasses import dataclass

from indicia.publish.redact import Hole, holes_in
from indicia.publish.sighting import folded_words
from indicia.publish.view import Row, View

Share = tuple[float, float, float, float]
"""Left, top, right, bottom, each 0..1 of the picture's width or height."""


@dataclass(frozen=True, slots=True)
class PictureText:
    """What the text of a picture asks for before the picture may leave."""

    boxes: tuple[Share, ...] = ()
    """Stretches to blur."""
    unplaced: bool = False
    """Whether something private stands in it that no box holds."""
    held: bool = False
    """Whether a machine read any text in it."""


def private_text(view: View, original: str) -> PictureText:
    """The stretches of a picture's text that are withheld, by every reading of it."""
    readings = view.readings_of.get(original, [])
    boxes: set[Share] = set()
    placed: list[str] = []
    missing = False
    for reading in (r for r in readings if r["kind"] == "ocr"):
        lines = [b for b in view.boxes_of.get(reading["rendition"], []) if b["end"] > b["start"]]
        for hole in holes_in(view, reading["rendition"]):
            over = _over(lines, hole)
            missing = missing or not over
            boxes |= {(b["x0"], b["y0"], b["x1"], b["y1"]) for b in over}
            placed.append(_words(reading, hole))
    for reading in (r for r in readings if r["kind"] != "ocr"):
        words = (_words(reading, hole) for hole in holes_in(view, reading["rendition"]))
        missing = missing or any(not any(w in held for held in placed) for w in words)
    return PictureText(
        tuple(sorted(boxes)), missing, any(r["kind"] == "ocr" and r["text"] for r in readings)
    )


def _over(boxes: list[Row], hole: Hole) -> list[Row]:
    """The words of a stretch; where no word has a box, its lines."""
    over = [b for b in boxes if b["start"] < hole.end and hole.start < b["end"]]
    return [b for b in over if b["level"] == "word"] or over


def _words(reading: Row, hole: Hole) -> str:
    return folded_words(reading["text"][hole.start : hole.end])
