"""A picture beside its words: where each line stands on it, and how sure the reading of it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from indicia.store import TableStore

SURE = ((0.9, "sure"), (0.7, "fair"), (0.0, "weak"))
"""Least confidence -> how a box is drawn; an unread line has none."""
MOST_PAGES = 5
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """One line or word on a picture: shares of its width and height, its words, 0..1 how sure."""

    x: float
    y: float
    wide: float
    tall: float
    text: str
    confidence: float | None
    sure: str
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a picture or page, as boxes in the order of its text."""

    picture: str
    boxes: tuple[Box, ...]
    page: int


def readings_of(store: TableStore, renditions: Sequence[Row]) -> list[Reading]:
    """The readings among an item's renditions that have boxes, a page each."""
    found = []
    rows = store.read("boxes")
    for rendition in renditions:
        mine = rows.filter(pc.equal(rows.column("rendition"), rendition["rendition"])).to_pylist()
        for page in sorted({row["page"] for row in mine})[:MOST_PAGES]:
            boxes = [_box(row, rendition["text"]) for row in mine if row["page"] == page]
            found.append(Reading(rendition["original"], tuple(boxes), page))
    return found


def _box(row: Row, text: str) -> Box:
    confidence = row["confidence"]
    # Words that the file itself holds were not guessed from pixels: they have no confidence.
    sure = next((name for least, name in SURE if confidence is None or confidence >= least), "weak")
    return Box(
        row["x0"], row["y0"], row["x1"] - row["x0"], row["y1"] - row["y0"],
        text[row["start"] : row["end"]].strip(), confidence,
        "unread" if row["level"] in ("unread", "emblem") else sure, row["label"] or row["level"],
    )  # fmt: skip
