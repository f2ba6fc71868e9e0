"""A page of Telegram Desktop's HTML export.

Joined messages have no name of their own and belong to the one above; dates are local times, with
a zone only in newer exports; a forward stands in a body inside the body.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from indicia.read.reading import Context, Reading, ReadItem, When, local_time, moment

NAME, VERSION = "telegram-html", "1"
_DATED = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?:\s+UTC([+-]\d\d:\d\d))?")
_ID = re.compile(r"^message(-?\d+)$")


def is_telegram_html(head: bytes) -> bool:
    """Whether the first bytes look like a page of an export."""
    return b"page_wrap" in head and b"history" in head


def _has(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def read(content: bytes, context: Context) -> Reading:
    """Every message on the page; service messages (dates, pins) too."""
    reading = Reading(NAME, VERSION)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        page = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reading.fault("/", "lost", "no page", f"not a page ({error}); export the chat again")
        return reading
    chat = _clean(page.xpath(f"string(//div[{_has('page_header')}]//div[{_has('text')}])"))
    author: str | None = None
    for node in page.xpath(f"//div[{_has('message')}]"):
        found = _ID.match(node.get("id") or "")
        if not found:
            reading.fault(
                "/", "note", "no id", "an element of a message without an id was passed over"
            )
            continue
        locator = f"#{node.get('id')}"
        item = _item(node, chat, locator, found.group(1), context)
        if item.author is None and "joined" in (node.get("class") or ""):
            item.author = author
        author = item.author or author
        if item.kind == "post" and item.posted is None:
            reading.fault(
                locator, "doubt", "no date", "no readable date; the message is kept undated"
            )
        elif (
            item.posted is not None
            and item.posted.zone_status == "unknown"
            and not any(fault.code == "no zone" for fault in reading.faults)
        ):
            reading.fault(
                locator, "doubt", "no zone",
                "dates are the exporter's local time; set export_time_zone in case.toml",
            )  # fmt: skip
        reading.items.append(item)
    if not reading.items:
        reading.fault("/", "lost", "no messages", "the page holds no messages that could be read")
    return reading


def _item(node: Any, chat: str, locator: str, number: str, context: Context) -> ReadItem:
    service = "service" in (node.get("class") or "").split()
    forwarded = node.xpath(f".//div[{_has('forwarded')} and {_has('body')}]")
    outer = [n for n in node.xpath(f".//div[{_has('from_name')}]") if not _inside(n, forwarded)]
    texts = node.xpath(f".//div[{_has('text')}]")
    text = "\n".join(filter(None, (_lines(t) for t in texts)))
    if service and not text:
        text = _clean(node.text_content())
    name = None
    if forwarded:
        inner = forwarded[0].xpath(f".//div[{_has('from_name')}]")
        name = _own_text(inner[0]) if inner else None
    links = node.xpath(
        f".//a[{_has('photo_wrap')} or {_has('video_file_wrap')} or {_has('media_photo')} or "
        f"{_has('media_file')} or {_has('media_voice_message')} or {_has('media_video')}]/@href"
    )
    media = tuple(str(link) for link in links if not link.startswith(("http:", "https:")))
    missing = tuple(
        _clean(d.text_content())
        for d in node.xpath(f".//div[{_has('media')}]//div[{_has('description')}]")
        if not media
    )
    reply = node.xpath(f"string(.//div[{_has('reply_to')}]//a/@href)")
    return ReadItem(
        locator=locator,
        kind="service" if service else "post",
        text=text,
        platform="telegram",
        source_key=f"name:{chat}",
        source_name=chat or "unnamed chat",
        source_kind="unknown",
        platform_id=number,
        author=_own_text(outer[0]) if outer else None,
        posted=_when(node, context),
        forwarded_from=name,
        forwarded_kind="name" if name else None,
        reply_to=reply.rpartition("go_to_message")[2] or None,
        media=media,
        media_missing=missing,
    )


def _inside(node: Any, others: list[Any]) -> bool:
    return any(other in node.iterancestors() for other in others)


def _own_text(node: Any) -> str:
    return _clean(node.text or "") or _clean(node.text_content())


def _clean(text: str) -> str:
    return " ".join(text.split())


def _lines(node: Any) -> str:
    """The text of an element, with line ends where it has breaks."""
    parts = [node.text or ""]
    for child in node:
        parts.append("\n" if child.tag == "br" else _lines_of_child(child))
        parts.append(child.tail or "")
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()


def _lines_of_child(child: Any) -> str:
    if not isinstance(child.tag, str):
        return ""
    inner = [child.text or ""]
    for grand in child:
        inner.append("\n" if grand.tag == "br" else _lines_of_child(grand))
        inner.append(grand.tail or "")
    return "".join(inner)


def _when(node: Any, context: Context) -> When | None:
    for title in node.xpath(f".//div[{_has('date')} and {_has('details')}]/@title"):
        found = _DATED.search(title)
        if not found:
            continue
        if found.group(2):
            from datetime import datetime

            text = f"{found.group(1)} {found.group(2)}"
            return moment(datetime.strptime(text, "%d.%m.%Y %H:%M:%S %z"), title, "stated")
        return local_time(found.group(1), context.export_time_zone, "%d.%m.%Y %H:%M:%S")
    return None
