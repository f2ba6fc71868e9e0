"""What WeasyPrint leaves out of a PDF's tags: the language of each run, and the letters of Arabic.

WeasyPrint 70.0 tags what it draws and drops ``lang``, so that a screen reader would speak Arabic as
English. Its map from glyphs to letters holds one letter a glyph, and Noto Naskh draws ب ت ن with one
glyph and dots, so that copied or spoken Arabic would be other words; the run's own text is written
beside it. This is the one place that reaches inside: two functions are wrapped while a document is
written. The version is pinned and a test reads the tree back.

Source: ISO 32000-1, 14.9.2 (natural language) and 14.9.4 (replacement text).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from indicia.text.script import script_of

PINNED = "70.0"
"""The version whose tree this adapter knows; with another the languages are not written."""
_WHOLE = ("html", "body")


def is_known(version: str) -> bool:
    """Whether the adapter fits this version of WeasyPrint."""
    return version == PINNED


@contextmanager
def tagged_runs() -> Iterator[None]:
    """While it is open, each tag of an element with ``lang`` says it, and Arabic keeps its letters."""
    import pydyf
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream

    build, marked = tags._build_box_tree, Stream.marked

    def with_language(box: Any, *rest: Any) -> Iterator[Any]:
        language = language_of(box)
        for element in build(box, *rest):
            if language and "Lang" not in element:
                element["Lang"] = pydyf.String(language)
                if element["S"] == "/NonStruct":
                    element["S"] = "/Span"  # a tag without meaning carries no language
            yield element

    @contextmanager
    def with_text(stream: Any, box: Any, tag: str) -> Iterator[None]:
        with marked(stream, box, tag):
            text = getattr(box, "text", "")
            if stream._tags is not None and any(script_of(c) == "Arab" for c in text):
                stream.stream[-2]["ActualText"] = pydyf.String(text)  # the mark's properties
            yield

    tags._build_box_tree, Stream.marked = with_language, with_text
    try:
        yield
    finally:
        tags._build_box_tree, Stream.marked = build, marked


def language_of(box: Any) -> str | None:
    """The ``lang`` of the element that a box was made for; ``None`` for the page as a whole."""
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is None or box.element_tag in _WHOLE or not isinstance(element.tag, str):
        return None
    found = element.attrib.get("lang")
    return str(found) if found else None
