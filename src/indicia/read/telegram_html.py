"""A page of Telegram Desktop's HTML export.

Joined messages have no name of their own and belong to the one above; dates are local times, with
a zone only in newer exports; a forward stands in a body inside the body.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

from lxml import etree, html

from indicia.read.markup import element_of, has_class, lines_of, on_one_line
from indicia.read.reading import HIDDEN, Context, Reading, ReadItem, When, local_time, moment
from indicia.read.text import decoded

NAME, VERSION = "telegram-html", "2"
MESSAGE = re.compile(r'<div\b(?=[^>]{0,300}\bclass="message[ "])[^>]{0,500}>')
"""Where a message begins; each is parsed alone."""
_DATED = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?:\s+UTC([+-]\d\d:\d\d))?")
_ID = re.compile(r"^message(-?\d+)$")


def read(content: bytes, context: Context) -> Reading:
    """Every message on the page; service messages (dates, pins) too.

    The page is cut where messages begin and each is parsed alone: one with broken or endless
    nesting costs no other.
    """
    reading = Reading(NAME, VERSION)
    text, encoding, guessed = decoded(content)
    if guessed:
        message = f"not UTF-8; read as {encoding}, which may be wrong"
        reading.fault("/", "doubt", "encoding guessed", message)
    starts = [match.start() for match in MESSAGE.finditer(text)]
    chat = _chat_name(text[: starts[0]] if starts else text)
    author: str | None = None
    for index, (start, end) in enumerate(pairwise([*starts, len(text)])):
        author = _message(text[start:end], chat, author, index, reading, context)
    if not reading.items:
        reading.fault("/", "lost", "no messages", "the page holds no messages that could be read")
    return reading


def _message(
    markup: str, chat: str, author: str | None, index: int, reading: Reading, context: Context
) -> str | None:
    """Add one message; gives the author that a joined one after it belongs to."""
    node = element_of(markup)
    found = _ID.match(node.get("id") or "") if node is not None else None
    if node is None or not found:
        message = f"message {index + 1} of the page has no id or cannot be parsed; kept unread"
        reading.fault(f"/message/{index + 1}", "lost", "not a message", message)
        return author
    locator = f"#{node.get('id')}"
    item = _item(node, chat, locator, found.group(1), context)
    if item.author is None and "joined" in (node.get("class") or "").split():
        item.author = author
    _note_doubts(item, locator, reading)
    reading.items.append(item)
    return item.author or author


def _chat_name(head: str) -> str:
    try:
        page = html.document_fromstring(head[:20_000])
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    return on_one_line(
        page.xpath(f"string(//div[{has_class('page_header')}]//div[{has_class('text')}])")
    )


def _note_doubts(item: ReadItem, locator: str, reading: Reading) -> None:
    if item.kind == "post" and item.posted is None:
        message = "no readable date; the message is kept undated"
        reading.fault(locator, "doubt", "no date", message)
    elif (
        item.posted is not None
        and item.posted.zone_status == "unknown"
        and not any(fault.code == "no zone" for fault in reading.faults)
    ):
        message = "dates are the exporter's local time; set export_time_zone in case.toml"
        reading.fault(locator, "doubt", "no zone", message)
    for missing in item.media_missing:
        reading.fault(locator, "note", "media not exported", missing)


def _item(node: Any, chat: str, locator: str, number: str, context: Context) -> ReadItem:
    service = "service" in (node.get("class") or "").split()
    forwarded = node.xpath(f".//div[{has_class('forwarded')} and {has_class('body')}]")
    outer = [
        n for n in node.xpath(f".//div[{has_class('from_name')}]") if not _inside(n, forwarded)
    ]
    texts = node.xpath(f".//div[{has_class('text')}]")
    text = "\n".join(filter(None, (lines_of(t) for t in texts)))
    if service and not text:
        text = on_one_line(node.text_content())
    name = None
    if forwarded:
        inner = forwarded[0].xpath(f".//div[{has_class('from_name')}]")
        name = _own_text(inner[0]) if inner else HIDDEN
    media, missing = _media(node)
    reply = str(node.xpath(f"string(.//div[{has_class('reply_to')}]//a/@href)"))
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
        links=_links(texts, text),
    )


def _media(node: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths inside the export, and the words that stand where media are missing."""
    links = node.xpath(
        f".//a[{has_class('photo_wrap')} or {has_class('video_file_wrap')} or {has_class('media_photo')} or "
        f"{has_class('media_file')} or {has_class('media_voice_message')} or {has_class('media_video')}]/@href"
    )
    media = tuple(str(link) for link in links if not link.startswith(("http:", "https:")))
    if media:
        return media, ()
    told = node.xpath(f".//div[{has_class('media')}]//div[{has_class('description')}]")
    return (), tuple(filter(None, (on_one_line(d.text_content()) for d in told)))


def _links(texts: list[Any], text: str) -> tuple[str, ...]:
    """Links that stand behind words."""
    found = [str(href) for node in texts for href in node.xpath(".//a/@href")]
    return tuple(dict.fromkeys(h for h in found if h.startswith("http") and h not in text))


def _inside(node: Any, others: list[Any]) -> bool:
    return any(other in node.iterancestors() for other in others)


def _own_text(node: Any) -> str:
    return on_one_line(node.text or "") or on_one_line(node.text_content())


def _when(node: Any, context: Context) -> When | None:
    for title in node.xpath(f".//div[{has_class('date')} and {has_class('details')}]/@title"):
        told = str(title)
        found = _DATED.search(told)
        if not found:
            continue
        if found.group(2):
            text = f"{found.group(1)} {found.group(2)}"
            return moment(datetime.strptime(text, "%d.%m.%Y %H:%M:%S %z"), told, "stated")
        return local_time(found.group(1), context.export_time_zone, "%d.%m.%Y %H:%M:%S")
    return None
