"""Mail: one message (EML), or many in one file (MBOX).

Senders are private unless a decision says otherwise. Text is the plain part where there is one,
else the words of the HTML part. Pictures are read as pictures; other attachments are named, and
stay inside the original.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from indicia.read.reading import Context, Reading, ReadItem, When, moment

NAME, VERSION = "mail", "1"
MOST_MESSAGE = 50_000_000
_FROM = re.compile(rb"From \S+.*\d{4}")
_SPACE = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every message, one a reading; a message that cannot be read is a fault."""
    many = source.read(5) == b"From "
    source.seek(0)
    if not many:
        yield _message(source.read(MOST_MESSAGE + 1), "", context)
        return
    for number, content in enumerate(_messages(source), 1):
        yield _message(content, f"/mail/{number}", context)


def _messages(source: BinaryIO) -> Iterator[bytes]:
    """The messages of an MBOX file: each begins with a ``From `` line after an empty one.

    Source: RFC 4155; ``>From`` inside a message is ``From``.
    """
    held: list[bytes] = []
    size, empty = 0, True
    for line in source:
        if empty and _FROM.match(line):
            if held:
                yield b"".join(held)
            held, size = [], 0
        elif size <= MOST_MESSAGE:
            held.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
        empty = not line.strip()
    if held:
        yield b"".join(held)


def _message(content: bytes, locator: str, context: Context) -> Reading:
    reading = Reading(NAME, VERSION)
    if len(content) > MOST_MESSAGE:
        message = f"larger than {MOST_MESSAGE // 1_000_000} MB; it is kept unread"
        reading.fault(locator or "/", "lost", "too large", message)
        return reading
    try:
        mail = email.message_from_bytes(content, policy=default)
        _add(reading, mail, locator, context)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as e:
        message = f"the message has an unknown form ({type(e).__name__}); it is kept unread"
        reading.fault(locator or "/", "lost", "unknown form", message)
    return reading


def _add(reading: Reading, mail: EmailMessage, locator: str, context: Context) -> None:
    name, address = parseaddr(_header(mail, "From"))
    text, attached = "", []
    for index, part in enumerate(mail.walk()):
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if part.get_filename() or part.get_content_maintype() == "image":
            attached.append((index, part))
        elif kind == "text/plain" or (kind == "text/html" and not text):
            words = _text(part)
            if kind == "text/html":
                words = words_of_html(words)
            elif text and kind == "text/plain":
                words = f"{text}\n\n{words}"
            text = words or text
    identifier = _header(mail, "Message-ID").strip("<> ") or None
    if not text.strip() and not attached and not identifier:
        reading.fault(locator or "/", "lost", "no message", "no mail: no headers and no text")
        return
    media = _attachments(reading, attached, locator)
    posted = _when(_header(mail, "Date"))
    if posted is None:
        reading.fault(locator or "/", "doubt", "no date", "no readable date; kept undated")
    reading.items.append(
        ReadItem(
            locator=locator or "/",
            kind="post",
            text=text.strip(),
            platform="mail",
            source_key=address.lower() or f"file:{context.path}",
            source_name=name or address or context.path or "a mail",
            source_kind="private",
            platform_id=identifier,
            title=_header(mail, "Subject") or None,
            author=name or address or None,
            posted=posted,
            reply_to=_header(mail, "In-Reply-To").strip("<> ") or None,
            media=media,
            extra=_extra(mail),
        )
    )


def _extra(mail: EmailMessage) -> dict[str, str]:
    known = {"list_id": _header(mail, "List-Id"), "to_lists": _header(mail, "List-Post")}
    return {key: value for key, value in known.items() if value}


def _attachments(
    reading: Reading, attached: Sequence[tuple[int, Message]], locator: str
) -> tuple[str, ...]:
    """Pictures are handed on; other attachments are named in a fault."""
    media = []
    for index, part in attached:
        place = f"{locator}/part/{index}"
        name = part.get_filename() or f"part-{index}"
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "image" and isinstance(content, bytes):
            key = f"{place}:{name}"
            reading.member(place, key, content)
            media.append(key)
        else:
            message = f"{name}: an attachment of another kind; save it and add it as a file"
            reading.fault(place, "note", "attachment", message)
    return tuple(media)


def _header(mail: Message, name: str) -> str:
    """A header as text; one that cannot be parsed is given as it stands."""
    try:
        return " ".join(str(mail.get(name) or "").split())
    except (ValueError, LookupError, TypeError, AttributeError):
        raw = next((v for k, v in mail.raw_items() if k.lower() == name.lower()), "")
        return " ".join(str(raw).split())


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace").replace("\r\n", "\n")
    except LookupError:
        return content.decode("utf-8", "replace").replace("\r\n", "\n")


def words_of_html(markup: str) -> str:
    """The words of a piece of HTML, a line a block."""
    from lxml import etree, html

    if len(markup) > 5_000_000 or not markup.strip():
        return ""
    try:
        page = html.document_fromstring(markup.replace("\x00", "\ufffd"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for node in page.xpath("//script|//style|//head"):
        node.drop_tree()
    for node in page.xpath("//br|//p|//div|//tr|//li|//h1|//h2|//h3|//blockquote"):
        node.tail = "\n" + (node.tail or "")
    lines = (_SPACE.sub(" ", line).strip() for line in page.text_content().split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _when(text: str) -> When | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if instant.tzinfo is None:  # "-0000": the zone is not stated, the time is UTC (RFC 5322)
        return moment(instant.replace(tzinfo=UTC), text, "assumed")
    if not 1970 < instant.year < 2100:
        return None
    return moment(datetime.fromtimestamp(instant.timestamp(), UTC), text, "stated")
