"""A chat exported from WhatsApp as text: one line a message, the rest of it on lines below.

The form of the date is the exporter's: which of the two numbers is the day is found from the whole
file (a number above twelve), else it is a doubt. Times are the exporter's clock, without a zone. The
chat and everybody in it are private.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from indicia.read.reading import Context, Reading, ReadItem, local_time
from indicia.read.text import decoded

NAME, VERSION = "whatsapp", "1"
_MARKS = str.maketrans("", "", "\u200e\u200f\u202a\u202c")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LINE = re.compile(
    r"\[?(?P<a>\d{1,4})[./\-](?P<b>\d{1,2})[./\-](?P<c>\d{2,4})[,،]?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:[\s\u202f]*(?P<half>[AaPp]\.?\s?[Mm]\.?|[صم]))?(?:\]\s?|\s+-\s+)"
)
_SAID = re.compile(r"(?P<who>[^:\n]{1,80}):\s(?P<text>.*)", re.DOTALL)
_ATTACHED = re.compile(
    r"^<?(?:attached:\s*)?(?P<name>[\w .()-]{3,120}\.[A-Za-z0-9]{2,4})(?:\s*\([^)]{4,40}\))?>?\s*$"
)
_OMITTED = re.compile(
    r"^<?(?:media|image|video|audio|sticker|document|gif) omitted>?$|^<تم استبعاد الوسائط>$"
    r"|^<Без медиафайлов>$|^<המדיה לא נכללה>$|^<Medya dahil edilmedi>$",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"^(?:This message was deleted|You deleted this message|تم حذف هذه الرسالة|"
    r"Это сообщение удалено|הודעה זו נמחקה)\.?$",
    re.IGNORECASE,
)


def is_whatsapp(head: str) -> bool:
    """Whether a text begins as a chat that WhatsApp exports."""
    lines = [line.translate(_MARKS).translate(_DIGITS) for line in head.split("\n")[:8]]
    return sum(_LINE.match(line) is not None for line in lines) >= 2


@dataclass(slots=True)
class _Message:
    number: int
    match: re.Match[str]
    text: str


def read(content: bytes, context: Context) -> Reading:
    """Every message; lines before the first message are a fault."""
    reading = Reading(NAME, VERSION)
    text, encoding, guessed = decoded(content)
    if guessed:
        message = f"not UTF-8; read as {encoding}, which may be wrong"
        reading.fault("/", "doubt", "encoding guessed", message)
    messages = _messages(text, reading)
    order = _order(messages)
    if order is None and messages:
        message = "which number of a date is the day cannot be told; day before month was taken"
        reading.fault("/", "doubt", "date order", message)
    if messages and context.export_time_zone is None:
        message = "dates are the exporter's local time; set export_time_zone in case.toml"
        reading.fault("/", "doubt", "no zone", message)
    name = re.sub(r"\.txt$", "", context.path.rsplit("/", 1)[-1]) or "a chat"
    for message_ in messages:
        _add(reading, message_, order or "dmy", name, context)
    return reading


def _messages(text: str, reading: Reading) -> list[_Message]:
    found: list[_Message] = []
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.translate(_MARKS).rstrip("\r")
        match = _LINE.match(plain.translate(_DIGITS))
        if match:
            found.append(_Message(number, match, plain[match.end() :]))
        elif found:
            found[-1].text += "\n" + plain
        elif plain.strip():
            reading.fault(f"/line/{number}", "lost", "no message", "stands before any message")
    return found


def _order(messages: list[_Message]) -> str | None:
    """``dmy``, ``mdy`` or ``ymd``; ``None`` where no date tells."""
    for message in messages:
        a, b = int(message.match["a"]), int(message.match["b"])
        if a > 31:
            return "ymd"
        if a > 12:
            return "dmy"
        if b > 12:
            return "mdy"
    return None


def _add(reading: Reading, message: _Message, order: str, chat: str, context: Context) -> None:
    locator = f"/line/{message.number}"
    said = _SAID.match(message.text)
    text = (said["text"] if said else message.text).strip("\n ")
    media, missing = _media(text)
    when = _when(message.match, order)
    if when is None:
        reading.fault(locator, "doubt", "no date", "no such date; the message is kept undated")
    if missing:
        reading.fault(locator, "note", "media not exported", missing[0])
    gone = _GONE.match(text) is not None
    reading.items.append(
        ReadItem(
            locator=locator,
            kind="post" if said and not gone else "service",
            text="" if media or missing else text,
            platform="whatsapp",
            source_key=f"chat:{chat}",
            source_name=chat,
            source_kind="private",
            author=said["who"].strip() if said else None,
            posted=local_time(when, context.export_time_zone) if when else None,
            media=media,
            media_missing=missing,
            extra={"deleted": True} if gone else {},
        )
    )


def _media(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if _OMITTED.match(text):
        return (), (text,)
    found = _ATTACHED.match(text)
    return ((found["name"],), ()) if found else ((), ())


def _when(match: re.Match[str], order: str) -> str | None:
    """ISO text of a message's date and time; ``None`` where there is no such day."""
    numbers = dict(zip(order, (int(match["a"]), int(match["b"]), int(match["c"])), strict=True))
    year = numbers["y"] + 2000 * (numbers["y"] < 100)
    hour = int(match["hour"])
    half = (match["half"] or "").lower()[:1]
    if half in ("p", "م") and hour < 12:
        hour += 12
    elif half in ("a", "ص") and hour == 12:
        hour = 0
    second = int(match["second"] or 0)
    try:
        return datetime(
            year, numbers["m"], numbers["d"], hour, int(match["minute"]), second
        ).isoformat()
    except ValueError:
        return None
