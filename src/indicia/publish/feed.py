"""Feeds as bytes: Atom 1.0 and JSON Feed 1.1, with the full text of each entry.

Sources: RFC 4287; https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from indicia.text.script import visible_controls

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``id`` is an IRI that never changes; ``html`` is its whole text."""

    id: str
    title: str
    updated: datetime
    html: str
    url: str | None = None
    author: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``url`` is where it will lie, where that is known."""

    id: str
    title: str
    entries: Sequence[Entry] = field(default_factory=tuple)
    author: str = "Indicia"
    url: str | None = None
    home: str | None = None
    language: str = "en"

    @property
    def updated(self) -> datetime:
        """The newest entry's time; 1970 for a feed without one."""
        return max((e.updated for e in self.entries), default=datetime.fromtimestamp(0, UTC))


def atom(feed: Feed) -> bytes:
    """The feed as Atom; the same feed gives the same bytes."""
    root = ET.Element(f"{{{ATOM}}}feed", {_XML_LANG: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated))
    _text(ET.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _text(root, "generator", "Indicia")
    for rel, url in (("self", feed.url), ("alternate", feed.home)):
        if url:
            ET.SubElement(root, f"{{{ATOM}}}link", {"rel": rel, "href": url})
    for entry in feed.entries:
        node = ET.SubElement(root, f"{{{ATOM}}}entry", {_XML_LANG: entry.language})
        _text(node, "id", entry.id)
        _text(node, "title", entry.title)
        _text(node, "updated", _instant(entry.updated))
        if entry.author:
            _text(ET.SubElement(node, f"{{{ATOM}}}author"), "name", entry.author)
        if entry.url:
            ET.SubElement(node, f"{{{ATOM}}}link", {"rel": "alternate", "href": entry.url})
        whole = ET.SubElement(node, f"{{{ATOM}}}content", {"type": "html"})
        whole.text = _storable(entry.html)
    ET.register_namespace("", ATOM)
    ET.indent(root)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return bytes(content) + b"\n"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1; the same feed gives the same bytes."""
    items = []
    for entry in feed.entries:
        item: dict[str, object] = {
            "id": entry.id,
            "title": visible_controls(entry.title),
            "content_html": entry.html,
            "date_published": _instant(entry.updated),
            "language": entry.language,
        }
        if entry.url:
            item["url"] = entry.url
        if entry.author:
            item["authors"] = [{"name": visible_controls(entry.author)}]
        items.append(item)
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible_controls(feed.title),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": items,
    }
    if feed.home:
        document["home_page_url"] = feed.home
    if feed.url:
        document["feed_url"] = feed.url
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = _storable(visible_controls(text))


def _storable(text: str) -> str:
    """Text that XML 1.0 can hold: control characters and lone surrogates become U+FFFD."""
    return "".join(
        c
        if c in "\t\n\r" or (" " <= c < "\ud800") or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def _instant(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
