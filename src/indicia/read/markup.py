"""Small pieces of HTML, cut out of a page and parsed alone, within limits."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

MOST_MESSAGE, MOST_ELEMENTS = 1_000_000, 5_000
"""Characters and tags of one message; more is no message but an attack on the parser."""


def has_class(name: str) -> str:
    """An XPath condition: the element has this class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def element_of(markup: str) -> Any:
    """The first element of a piece of HTML; ``None`` where it is too large or none."""
    if len(markup) > MOST_MESSAGE or markup.count("<") > MOST_ELEMENTS:
        return None
    try:
        return html.fragment_fromstring(markup.replace("\x00", "\ufffd"), create_parent="div")[0]
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, IndexError):
        return None


def on_one_line(text: str) -> str:
    """A text with each run of white space as one blank."""
    return " ".join(text.split())


def lines_of(node: Any) -> str:
    """The text of an element, with line ends where it has breaks."""
    parts = [node.text or ""]
    for child in node:
        parts.append("\n" if child.tag == "br" else _inner(child))
        parts.append(child.tail or "")
    return "\n".join(on_one_line(line) for line in "".join(parts).split("\n")).strip()


def _inner(child: Any) -> str:
    if not isinstance(child.tag, str):
        return ""
    inner = [child.text or ""]
    for grand in child:
        inner.append("\n" if grand.tag == "br" else _inner(grand))
        inner.append(grand.tail or "")
    return "".join(inner)
