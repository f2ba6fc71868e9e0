"""A page saved as MHTML: the page and its pictures as parts of one MIME message (RFC 2557).

The address and the time of saving stand in the headers of the message; they are the second clock,
not the time of publication.
"""

from __future__ import annotations

import email
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from urllib.parse import urlsplit

from indicia.read.page import LEAST_PICTURE, add_article, markup_of, too_deep
from indicia.read.reading import Context, Reading

NAME, VERSION = "mhtml", "1"


def read(content: bytes, context: Context) -> Reading:
    """The article of the saved page, with its pictures."""
    reading = Reading(NAME, VERSION)
    try:
        message = email.message_from_bytes(content, policy=compat32)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        reading.fault("/", "lost", "no MHTML", f"not a MIME message ({error}); it is kept unread")
        return reading
    if not pages:
        reading.fault("/", "lost", "no page", "no part of it is a page; it is kept unread")
        return reading
    main = pages[0]
    url = _location(message, "Snapshot-Content-Location") or _location(main, "Content-Location")
    body = _bytes(main)
    if too_deep(body, reading):
        return reading
    markup = markup_of(body, reading, main.get_content_charset())
    known = Context(path=context.path, url=url or context.url, languages=context.languages)
    item = add_article(reading, markup, known, "/part/1/html")
    if item is None:
        return reading
    item.url = item.url or url
    if saved := str(message.get("Date") or ""):
        item.extra["saved"] = " ".join(saved.split())
    item.media = tuple(dict.fromkeys((*_pictures(message, reading), *_written_in(item.media))))
    return reading


def _pictures(message: Message, reading: Reading) -> list[str]:
    names = []
    for index, part in enumerate(message.walk()):
        if part.get_content_maintype() != "image":
            continue
        content = _bytes(part)
        if len(content) >= LEAST_PICTURE and part.get_content_subtype() != "svg+xml":
            name = _location(part, "Content-Location") or f"part-{index}"
            reading.member(f"/part/{index}", name, content)
            names.append(name)
    return names


def _written_in(media: tuple[str, ...]) -> list[str]:
    """Pictures that the page itself holds; paths lead nowhere inside a single file."""
    return [name for name in media if name.startswith("picture-")]


def _location(part: Message, name: str) -> str | None:
    text = " ".join(str(part.get(name) or "").split())
    return text if urlsplit(text).scheme in ("http", "https", "cid", "file") else None


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
