"""A PDF: the text of each page with boxes of its lines; a page without text goes to OCR."""

from __future__ import annotations

import re
import unicodedata

from indicia.read.reading import Box, Context, Reading, ReadItem, When, day

NAME, VERSION = "pdf", "2"
MOST_PAGES = 500
MOST_OCR_PAGES = 20
_PRESENTATION = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefe]")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read(content: bytes, context: Context) -> Reading:
    """One document item for the whole PDF; pages are parted by form feeds."""
    import pypdfium2 as pdfium

    reading = Reading(NAME, VERSION)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        code = "password" if locked else "broken PDF"
        remedy = "open it with its password and save it without" if locked else "get it again"
        reading.fault("/", "lost", code, f"cannot be opened ({error}); {remedy}")
        return reading
    parts: list[str] = []
    boxes: list[Box] = []
    length, confidences = 0, []
    for number in range(min(len(document), MOST_PAGES)):
        try:
            text, found, confidence = _page(document, number, context, reading)
        except pdfium.PdfiumError as error:
            message = f"the page cannot be read ({error}); the other pages are kept"
            reading.fault(f"/page/{number + 1}", "lost", "broken page", message)
            text, found, confidence = "", [], None
        boxes += [
            Box(
                b.start + length,
                b.end + length,
                number + 1,
                b.level,
                b.edges,
                b.confidence,
                b.label,
            )
            for b in found
        ]
        parts.append(text)
        length += len(text) + 1
        if confidence is not None:
            confidences.append(confidence)
    if len(document) > MOST_PAGES:
        reading.fault("/", "doubt", "long PDF", f"only the first {MOST_PAGES} pages were read")
    text = "\f".join(parts)
    if not text.strip():
        reading.fault("/", "lost", "no text", "no text layer, and OCR found none either")
        return reading
    details = document.get_metadata_dict()
    name = context.path.rsplit("/", 1)[-1] or "a PDF"
    reading.items.append(
        ReadItem(
            locator="/",
            kind="document",
            text=text,
            platform="document",
            source_key=f"file:{context.path or name}",
            source_name=details.get("Author") or name,
            source_kind="file",
            title=details.get("Title") or None,
            posted=_created(details.get("CreationDate", "")),
            rendition_kind="ocr" if confidences and len(confidences) == len(parts) else "text",
            confidence=min(confidences) if confidences else None,
            boxes=boxes,
        )
    )
    return reading


def _page(
    document: object, number: int, context: Context, reading: Reading
) -> tuple[str, list[Box], float | None]:
    page = document[number]  # type: ignore[index]
    width, height = page.get_size()
    textpage = page.get_textpage()
    text = textpage.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n")
    if len(text.strip()) >= 3:
        if _PRESENTATION.search(text):
            text = unicodedata.normalize("NFKC", text)
            message = "Arabic in presentation forms was turned into letters; the order may be off"
            reading.fault(f"/page/{number + 1}", "doubt", "presentation forms", message)
        return text, _line_boxes(textpage, text, width, height), None
    if number >= MOST_OCR_PAGES:
        reading.fault(f"/page/{number + 1}", "lost", "no text layer", "too many pages for OCR")
        return "", [], None
    return _recognised(page, number, context, reading)


def _line_boxes(textpage: object, text: str, width: float, height: float) -> list[Box]:
    """One box a line, from the boxes of its characters."""
    boxes: list[Box] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        edges = []
        for index in range(start, min(end, textpage.count_chars())):  # type: ignore[attr-defined]
            left, bottom, right, top = textpage.get_charbox(index)  # type: ignore[attr-defined]
            if right > left:
                edges.append((left, height - top, right, height - bottom))
        if edges:
            x0, y0 = min(e[0] for e in edges) / width, min(e[1] for e in edges) / height
            x1, y1 = max(e[2] for e in edges) / width, max(e[3] for e in edges) / height
            boxes.append(Box(start, end, 1, "line", (x0, y0, x1, y1)))
        start = end + 1
    return boxes


def _recognised(
    page: object, number: int, context: Context, reading: Reading
) -> tuple[str, list[Box], float | None]:
    import numpy as np

    from indicia.read.ocr import recognise

    image = page.render(scale=200 / 72).to_pil().convert("RGB")  # type: ignore[attr-defined]
    found = recognise(np.ascontiguousarray(np.asarray(image)), context.languages)
    for message in found.doubts:
        reading.fault(f"/page/{number + 1}", "doubt", "OCR", message)
    return found.text, list(found.boxes), found.confidence


def _created(text: str) -> When | None:
    found = _DATE.match(text)
    return day("-".join(found.groups())) if found else None
