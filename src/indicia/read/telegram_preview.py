"""A page of a channel's public preview (t.me/s/...), as it is fetched without an account.

The channel's stable id stands in an attribute of each post, so that a preview, an export and a
live look of one channel are one source. A video has two ``time`` elements, of which one is its
length. A post that the page does not show (a stub) is a post without content; a page without posts
is a contact page, not a channel.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import orjson
from lxml import etree, html

from indicia.read.markup import element_of, has_class, lines_of, on_one_line
from indicia.read.reading import HIDDEN, Context, Reading, ReadItem, When, moment
from indicia.read.text import decoded

NAME, VERSION = "telegram-preview", "1"
SHOWN = (
    *("photo_wrap", "video_player", "video_wrap", "document_wrap", "voice_player", "sticker"),
    *("roundvideo_player", "location_wrap", "grouped_wrap", "poll", "contact"),
)
"""Parts of a post that show content beside words."""
MESSAGE = re.compile(r'<div\b(?=[^>]{0,600}\bdata-post=")[^>]{0,800}>')
"""Where a message begins; each is parsed alone."""
_POST = re.compile(r"([\w.]{3,64})/(\d{1,12})$")
_PICTURE = re.compile(r"background-image:\s*url\(['\"]?([^'\")]+)")
_SHORT = re.compile(r"([\d.,]+)\s*([KM]?)$")
_FACTOR = {"": 1, "K": 1_000, "M": 1_000_000}


def read(content: bytes, context: Context) -> Reading:
    """Every post of the page; each is parsed alone, so that a broken one costs no other."""
    reading = Reading(NAME, VERSION)
    text, _, _ = decoded(content)
    starts = [match.start() for match in MESSAGE.finditer(text)]
    name = _channel_name(text[: starts[0]] if starts else text)
    for index, (start, end) in enumerate(pairwise([*starts, len(text)])):
        _message(text[start:end], name, index, reading)
    if not starts:
        message = "the page holds no posts: the channel has no preview, or none yet"
        reading.fault("/", "note", "no preview", message)
    return reading


def _message(markup: str, name: str, index: int, reading: Reading) -> None:
    node = element_of(markup)
    found = _POST.match(node.get("data-post") or "") if node is not None else None
    if node is None or found is None:
        message = f"post {index + 1} of the page cannot be parsed; kept unread"
        reading.fault(f"/post/{index + 1}", "lost", "not a post", message)
        return
    item = _item(node, found.group(1), found.group(2), name)
    if item.extra.get("stub"):
        message = "the page shows this post only in the app; it is kept without its content"
        reading.fault(item.locator, "doubt", "stub", message)
    if item.posted is None:
        message = "no readable date; the post is kept undated"
        reading.fault(item.locator, "doubt", "no date", message)
    for missing in item.media_missing:
        reading.fault(item.locator, "note", "media not fetched", missing)
    reading.items.append(item)


def _item(node: Any, handle: str, number: str, name: str) -> ReadItem:
    texts = node.xpath(
        f".//div[{has_class('tgme_widget_message_text')} and not(ancestor::*[{has_class('js-message_reply_text')}])"
        f" and not({has_class('js-message_reply_text')})]"
    )
    text = "\n".join(filter(None, (lines_of(part) for part in texts)))
    owner = _words(node, "tgme_widget_message_owner_name")
    forwarded, forwarded_kind = _forwarded(node)
    channel = _stable_id(node.get("data-view"))
    views = _words(node, "tgme_widget_message_views")
    poll = _poll(node)
    # The label stands on many posts that are shown; only one that shows nothing is a stub.
    shown = " or ".join(has_class(f"tgme_widget_message_{kind}") for kind in SHOWN)
    stub = not text and not poll and not node.xpath(f".//*[{shown}]")
    service = "service_message" in (node.get("class") or "").split()
    return ReadItem(
        locator=f"[data-post={handle}/{number}]",
        kind="service" if service else "post",
        text=text or poll,
        platform="telegram",
        source_key=channel or f"handle:{handle.lower()}",
        source_name=owner or name or handle,
        source_kind="channel",
        platform_id=number,
        url=f"https://t.me/{handle}/{number}",
        author=_words(node, "tgme_widget_message_from_author") or None,
        posted=_when(node),
        forwarded_from=forwarded,
        forwarded_kind=forwarded_kind,
        reply_to=_reply(node, handle),
        media_missing=_pictures(node),
        views=_number(views),
        links=_links(texts, text),
        extra=_extra(node, handle, views, stub),
    )


def _extra(node: Any, handle: str, views: str, stub: bool) -> dict[str, Any]:
    meta = _words(node, "tgme_widget_message_meta")
    known = {
        "handle": handle,
        "views_text": views or None,
        "edited": "edited" in meta.split() or None,
        "stub": stub or None,
    }
    return {key: value for key, value in known.items() if value is not None}


def _poll(node: Any) -> str:
    """The words of a poll: its question, and an answer a line."""
    question = _words(node, "tgme_widget_message_poll_question")
    answers = node.xpath(f".//*[{has_class('tgme_widget_message_poll_option_text')}]")
    found = [f"- {on_one_line(answer.text_content())}" for answer in answers]
    return "\n".join([question, *found]) if question else ""


def _channel_name(head: str) -> str:
    try:
        page = html.document_fromstring(head[:60_000])
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    return _words(page, "tgme_channel_info_header_title")


def _words(node: Any, name: str) -> str:
    found = node.xpath(f".//*[{has_class(name)}]")
    return on_one_line(found[0].text_content()) if found else ""


def _stable_id(view: str | None) -> str:
    """The channel's id from the post's ``data-view``: base64 of JSON with ``c``."""
    try:
        known = orjson.loads(base64.urlsafe_b64decode((view or "") + "=="))
        return str(abs(int(known["c"])))
    except (binascii.Error, orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return ""


def _forwarded(node: Any) -> tuple[str | None, str | None]:
    """The preview gives a forward's name; its link names a handle, which is no stable id."""
    if not node.xpath(f".//*[{has_class('tgme_widget_message_forwarded_from')}]"):
        return None, None
    return _words(node, "tgme_widget_message_forwarded_from_name") or HIDDEN, "name"


def _reply(node: Any, handle: str) -> str | None:
    href = str(node.xpath(f"string(.//a[{has_class('tgme_widget_message_reply')}]/@href)"))
    found = _POST.search(href.partition("?")[0])
    if found is None:
        return None
    same = found.group(1).lower() == handle.lower()
    return found.group(2) if same else f"{found.group(1)}/{found.group(2)}"


def _pictures(node: Any) -> tuple[str, ...]:
    """Addresses of pictures, which stand in the style attribute and were not fetched."""
    styles = node.xpath(
        f".//*[{has_class('tgme_widget_message_photo_wrap')} or {has_class('tgme_widget_message_video_thumb')}]/@style"
    )
    found = (match.group(1) for style in styles if (match := _PICTURE.search(style)))
    return tuple(dict.fromkeys(found))


def _links(texts: list[Any], text: str) -> tuple[str, ...]:
    found = [str(href) for node in texts for href in node.xpath(".//a/@href")]
    return tuple(dict.fromkeys(h for h in found if h.startswith("http") and h not in text))


def _when(node: Any) -> When | None:
    """The time of posting: a ``time`` with ``datetime``, inside the link to the post."""
    for text in node.xpath(f".//a[{has_class('tgme_widget_message_date')}]//time/@datetime"):
        try:
            return moment(datetime.fromisoformat(text), str(text), "stated")
        except ValueError:
            continue
    return None


def _number(text: str) -> int | None:
    """Views as the page rounds them: 1.2K is 1200."""
    found = _SHORT.match(text.replace("\u00a0", " ").strip().upper())
    if found is None:
        return None
    try:
        return round(float(found.group(1).replace(",", ".")) * _FACTOR[found.group(2)])
    except ValueError:
        return None
