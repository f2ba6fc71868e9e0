"""Where words stand in a picture: from a stretch of a text to the boxes it was read from.

A statement on a flyer is a span of a text that a machine read line by line; each line kept its box.
A text that a person gave (a transcription, a correction) has no boxes of its own: then the lines of
the machine's reading that hold the same words are shown, and nothing where they do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc

from indicia.store import TableStore
from indicia.text.fold import fold

Row = Mapping[str, Any]
LABELS = {
    "headline": "in the headline",
    "body": "in the body",
    "list": "in a list",
    "signature": "in the signature",
    "notice": "in small print",
    "emblem": "in an emblem",
}


def boxes_of(store: TableStore, row: Row) -> list[Row]:
    """The boxes of a row's span in order, with pixels where the size of the picture is known.

    Empty for a row without a span, and for a text that was not read from a picture or page.
    """
    if any(row.get(key) is None for key in ("rendition", "item", "start", "end")):
        return []
    if not store.has("boxes"):
        return []
    found = _over(store, row["rendition"], row["start"], row["end"])
    if not found:
        found = _in_other_reading(store, row)
    return _with_pixels(store, row["item"], found)


def _over(store: TableStore, rendition: str, start: int, end: int) -> list[dict[str, Any]]:
    rows = store.read("boxes")
    held = pc.and_(
        pc.equal(rows.column("rendition"), rendition),
        pc.and_(pc.less(rows.column("start"), end), pc.greater(rows.column("end"), start)),
    )
    boxes: list[dict[str, Any]] = rows.filter(held).to_pylist()
    words = [box for box in boxes if box["level"] == "word"]
    return words or boxes


def _in_other_reading(store: TableStore, row: Row) -> list[dict[str, Any]]:
    """The lines of a machine's reading of the same item that hold the same words."""
    texts = store.read("renditions", ["rendition", "item", "kind", "text"])
    same = texts.filter(pc.equal(texts.column("item"), row["item"])).to_pylist()
    quote = " ".join(fold(row.get("quote") or "").text.split())
    for other in same:
        if other["rendition"] == row["rendition"] or other["kind"] != "ocr" or not quote:
            continue
        folded = fold(other["text"])
        at = folded.text.replace("\n", " ").find(quote)
        if at >= 0:
            start, end = folded.span(at, at + len(quote))
            return _over(store, other["rendition"], start, end)
    return []


def _with_pixels(store: TableStore, item: str, boxes: list[dict[str, Any]]) -> list[Row]:
    if not boxes:
        return []
    items = store.read("items", ["item", "original"])
    held = items.filter(pc.equal(items.column("item"), item)).column("original")
    pictures = store.read("pictures", ["picture", "width", "height"])
    sized = pictures.filter(pc.is_in(pictures.column("picture"), value_set=held.combine_chunks()))
    size = sized.to_pylist()[:1]
    for box in boxes:
        box["pixels"] = _pixels(box, size[0]["width"], size[0]["height"]) if size else None
    return list(boxes)


def _pixels(box: Row, width: int, height: int) -> list[int]:
    sides = (width, height, width, height)
    edges = (box["x0"], box["y0"], box["x1"], box["y1"])
    return [round(edge * side) for edge, side in zip(edges, sides, strict=True)]


def told_box(box: Row) -> str:
    """One line: what part of the picture it is, and where, in shares and in pixels."""
    across = f"{box['x0']:.0%} to {box['x1']:.0%} from the left"
    down = f"{box['y0']:.0%} to {box['y1']:.0%} from the top"
    part = LABELS.get(box["label"] or "", f"in a {box['level']}")
    page = f" of page {box['page']}" if box["page"] > 1 else ""
    pixels = ""
    if box.get("pixels"):
        x0, y0, x1, y1 = box["pixels"]
        pixels = f" (pixels {x0},{y0} to {x1},{y1})"
    return f"{part}{page}, {across}, {down}{pixels}"
