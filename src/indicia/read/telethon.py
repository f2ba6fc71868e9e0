"""Messages as Telethon gives them (``Message.to_dict()``), as an array or a line each.

Offsets of entities count UTF-16 units; dates are ISO text or seconds since 1970; an ``edit_date``
with ``edit_hide`` is a change of reactions, not of words. A file that begins with our own header
(see :mod:`indicia.collect.telegram`) names its channel and covers its numbers without a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from indicia.read.json_rows import json_rows
from indicia.read.json_stream import as_utf8
from indicia.read.reading import HIDDEN, Context, PartBook, Reading, ReadItem, When, epoch, moment

NAME, VERSION = "telethon", "1"
LOOK = "telegram-look"
"""The reader's name for a file with our header: what it does not hold was looked for."""
HEADER = "IndiciaLook"
MESSAGES = ("Message", "MessageService", "MessageEmpty")
PEERS = ("channel_id", "chat_id", "user_id")
KNOWN = frozenset(
    (
        *("_", "id", "peer_id", "date", "message", "entities", "fwd_from", "reply_to", "media"),
        *("views", "forwards", "edit_date", "edit_hide", "grouped_id", "post_author"),
        *("indicia_media", "action"),
    )
)


@dataclass(slots=True)
class _Book(PartBook):
    """The part being filled, and the channel that the header named."""

    channel: Mapping[str, Any] = field(default_factory=dict)


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every message, in parts; what is none, or has an unknown form, is a fault."""
    book = _Book(Reading(NAME, VERSION))
    met = False
    for locator, row in json_rows(as_utf8(source), book.fault):
        if isinstance(row, dict) and row.get("_") == HEADER:
            book.channel = row.get("channel") or {}
            book.part.reader = LOOK
            continue
        met = True
        _row(row, locator, book)
        if book.full():
            yield book.handed()
    if not met and not book.part.faults:
        book.part.fault("/", "note", "no messages", "the file holds no messages")
    yield book.handed()


def _row(row: Any, locator: str, book: _Book) -> None:
    part = book.part
    kind = row.get("_") if isinstance(row, dict) else None
    number = row.get("id") if isinstance(row, dict) else None
    if kind not in MESSAGES or not isinstance(number, int) or isinstance(number, bool):
        found = f"a {kind}" if kind else type(row).__name__
        part.fault(locator, "lost", "not a message", f"not a message ({found}); kept unread")
        return
    if kind == "MessageEmpty":
        if part.reader == NAME:
            message = f"message {number} is not there (any more); possibly deleted"
            part.fault(locator, "note", "empty message", message)
        return
    try:
        item = _item(row, number, locator, book.channel)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError) as error:
        message = f"message {number} has an unknown form ({error}); it is kept unread"
        part.fault(locator, "lost", "unknown form", message)
        return
    if item.posted is None:
        message = f"no readable date ({str(row.get('date'))[:40]!r}); the message is kept undated"
        part.fault(locator, "doubt", "no date", message)
    for missing in item.media_missing:
        part.fault(locator, "note", "media not exported", missing)
    part.items.append(item)


def _item(
    row: Mapping[str, Any], number: int, locator: str, channel: Mapping[str, Any]
) -> ReadItem:
    key, kind = _peer(row.get("peer_id"))
    key = str(channel.get("id") or key)
    name = str(channel.get("title") or f"channel {key}")
    text = str(row.get("message") or "")
    forwarded, forwarded_kind = _forwarded(row.get("fwd_from"))
    media, missing = _media(row)
    hidden = bool(row.get("edit_hide"))
    reply = (row.get("reply_to") or {}).get("reply_to_msg_id")
    handle = channel.get("username")
    return ReadItem(
        locator=locator,
        kind="service" if row["_"] == "MessageService" else "post",
        text=text,
        platform="telegram",
        source_key=key or f"name:{name}",
        source_name=name,
        source_kind=str(channel.get("kind") or kind),
        platform_id=str(number),
        url=f"https://t.me/{handle}/{number}" if handle else None,
        author=_text(row.get("post_author")),
        posted=_when(row.get("date")),
        edited=None if hidden else _when(row.get("edit_date")),
        forwarded_from=forwarded,
        forwarded_kind=forwarded_kind,
        reply_to=_text(reply),
        album=_text(row.get("grouped_id")),
        media=media,
        media_missing=missing,
        views=_count(row.get("views")),
        forwards=_count(row.get("forwards")),
        links=links_of(text, row.get("entities") or ()),
        extra=_extra(row),
    )


def _extra(row: Mapping[str, Any]) -> dict[str, Any]:
    extra = {k: v for k, v in row.items() if k not in KNOWN and v not in (None, False, [], "")}
    action = (row.get("action") or {}).get("_")
    return {**extra, "action": action} if action else extra


def links_of(text: str, entities: Any) -> tuple[str, ...]:
    """Links that stand behind words. ``offset`` and ``length`` of an entity count UTF-16 units."""
    found = []
    for entity in entities:
        kind, url = entity.get("_"), entity.get("url")
        if kind == "MessageEntityTextUrl" and isinstance(url, str):
            found.append(url)
        elif kind == "MessageEntityUrl":
            address = utf_16_slice(text, int(entity["offset"]), int(entity["length"]))
            found += [address] if address.startswith(("http://", "https://")) else []
    return tuple(dict.fromkeys(url for url in found if url not in text))


def utf_16_slice(text: str, offset: int, length: int) -> str:
    """A stretch of a text by UTF-16 units, as Telegram counts."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def _peer(peer: Any) -> tuple[str, str]:
    """Stable id and kind of a peer."""
    if isinstance(peer, dict):
        for name, kind in zip(PEERS, ("channel", "group", "private"), strict=True):
            if peer.get(name) is not None:
                return str(peer[name]), kind
    return "", "unknown"


def _forwarded(origin: Any) -> tuple[str | None, str | None]:
    if not isinstance(origin, dict):
        return None, None
    key, _ = _peer(origin.get("from_id"))
    if key:
        return key, "id"
    name = origin.get("from_name")
    return (str(name), "name") if name else (HIDDEN, "name")


def _media(row: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kept = row.get("indicia_media")
    if isinstance(kept, str):
        return (kept,), ()
    kind = (row.get("media") or {}).get("_") or ""
    if kind in ("MessageMediaPhoto", "MessageMediaDocument"):
        return (), (f"{kind.removeprefix('MessageMedia').lower()} of message {row['id']}",)
    return (), ()


def _when(value: Any) -> When | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return epoch(value, str(value))
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    # Telethon's times are UTC; older dumps leave the zone out.
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return moment(aware, str(value), "utc")


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
