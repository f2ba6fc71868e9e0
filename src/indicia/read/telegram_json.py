"""Telegram Desktop's ``result.json``: one chat, or a whole account of which only chats are read.

The file is read forward message by message, so that its size does not matter and a damaged message
costs only itself. The format drifts with the years: ids are integers or ``channel123``; dates have
an epoch beside them only from 2023 on; texts are a string or a list; media that were not exported
are a sentence in brackets. The owner's contacts, sessions and own details are never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO

from indicia.read.json_stream import JsonBroken, JsonStream, as_utf8
from indicia.read.reading import HIDDEN, Context, Reading, ReadItem, When, epoch, local_time

NAME, VERSION = "telegram-json", "2"
PART = 2_000
"""Items of one part: what is held in memory at a time."""
MOST_DAMAGED = 1_000
KINDS = {
    "public_channel": "channel",
    "private_channel": "channel",
    "public_supergroup": "group",
    "private_supergroup": "group",
    "private_group": "group",
    "personal_chat": "private",
    "bot_chat": "channel",
    "saved_messages": "private",
}
NUMBERED = ("public_channel", "private_channel", "public_supergroup", "private_supergroup")
"""Chats that number their own messages. Elsewhere the account numbers them: gaps say nothing."""
KNOWN = frozenset(
    (
        *("id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "actor"),
        *("author", "text", "text_entities", "photo", "file", "thumbnail"),
        *("forwarded_from", "forwarded_from_id", "saved_from", "saved_from_id"),
        *("reply_to_message_id", "reply_to_peer_id"),
    )
)
"""Keys with a column of their own; every other one is kept in ``extra``."""
WITHHELD = "withheld: a phone number"
_MISSING = re.compile(r"^\(.*\)$", re.DOTALL)
_NUMBER = re.compile(r"-?\d+$")
_MESSAGE = re.compile(rb'[,\[\n]\s{0,100}(\{)\s{0,100}"(id)"\s{0,9}:')
_MESSAGE_OR_CHAT = re.compile(rb'[,\[\n]\s{0,100}(\{)\s{0,100}"(id|name)"\s{0,9}:')


class _NextChat(Exception):
    """After damage the next whole thing is another chat."""


@dataclass(slots=True)
class _Chat:
    """The chat being read, and what must be remembered from one message to the next."""

    pointer: str
    fields: dict[str, Any] = field(default_factory=dict)
    index: int = -1
    last_id: int = 0
    newest: tuple[Any, ReadItem] | None = None
    """The newest message with media, under what the messages of its album share."""


@dataclass(slots=True)
class _Book:
    """The part being filled, and what has been said already for this file."""

    context: Context
    part: Reading = field(default_factory=lambda: Reading(NAME, VERSION))
    zone_said: bool = False
    damaged: int = 0
    pointer: str = "/"

    def full(self) -> bool:
        """Whether the part should be handed over."""
        return len(self.part.items) > PART or len(self.part.faults) > PART

    def handed(self, last: bool = False) -> Reading:
        """The part, without its newest item, which the next message may make one of an album."""
        done, self.part = self.part, Reading(NAME, VERSION)
        if not last and done.items:
            self.part.items.append(done.items.pop())
        return done


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every message of every chat, in parts; a message that cannot be read is a fault."""
    book = _Book(context)
    try:
        yield from _export(JsonStream(as_utf8(source)), book)
    except JsonBroken as error:
        book.part.fault(
            book.pointer, "lost", "cut short" if error.cut else "broken",
            f"the file breaks off or is no JSON here ({error}); what stands before is kept. "
            "Export the chat again",
        )  # fmt: skip
    if book.pointer == "/" and not book.part.faults:
        book.part.fault("/", "note", "no messages", "the export holds no messages")
    yield book.handed(last=True)


def _export(stream: JsonStream, book: _Book) -> Iterator[Reading]:
    """An export of one chat, or of an account: only ``chats`` and ``left_chats`` are entered."""

    def enter(key: str) -> Iterator[Reading] | None:
        return _chats(stream, key, book) if key in ("chats", "left_chats") else None

    yield from _chat(stream, _Chat(""), book, enter)


def _chats(stream: JsonStream, key: str, book: _Book) -> Iterator[Reading]:
    for inner in stream.members():
        if inner != "list":
            stream.skip()
            continue
        for index in stream.elements():
            whole = False
            while not whole:
                try:
                    yield from _chat(stream, _Chat(f"/{key}/list/{index}"), book)
                    whole = True
                except _NextChat:
                    index += 1


def _chat(
    stream: JsonStream,
    chat: _Chat,
    book: _Book,
    enter: Callable[[str], Iterator[Reading] | None] = lambda key: None,
) -> Iterator[Reading]:
    """One chat. Messages that stand before the chat's own fields are read after them."""
    if stream.peek() != b"{":
        book.part.fault(chat.pointer or "/", "lost", "not a chat", "not a chat; it is kept unread")
        stream.skip()
        return
    later: list[int] = []
    broken: JsonBroken | None = None
    try:
        for key in stream.members():
            if (inside := enter(key)) is not None:
                yield from inside
            elif key in ("name", "type", "id"):
                chat.fields[key] = stream.value()
            elif key == "messages" and len(chat.fields) == 3:
                yield from _messages(stream, chat, book)
            else:
                later += [stream.position] * (key == "messages")
                stream.skip()
    except JsonBroken as error:
        broken = error
    end = stream.position
    for position in later:
        stream.go_to(position)
        yield from _messages(stream, chat, book)
    stream.go_to(end)
    if broken:
        raise broken


def _messages(stream: JsonStream, chat: _Chat, book: _Book) -> Iterator[Reading]:
    if stream.peek() != b"[":
        pointer = f"{chat.pointer}/messages"
        book.part.fault(pointer, "lost", "no messages", "not a list of messages; kept unread")
        stream.skip()
        return
    for _ in stream.elements():
        raw = _undamaged(stream, chat, book)
        if stream.forgiven:
            book.part.fault(book.pointer, "doubt", "encoding guessed", stream.forgiven)
        _message(raw, chat, book)
        if book.full():
            yield book.handed()


def _undamaged(stream: JsonStream, chat: _Chat, book: _Book) -> Any:
    """The next message; each damaged one before it is a fault.

    Raises:
        JsonBroken: no whole message follows.
        _NextChat: the next whole thing is another chat; the cursor stands at it.
    """
    opening = _MESSAGE_OR_CHAT if chat.pointer else _MESSAGE
    while True:
        chat.index += 1
        book.pointer = f"{chat.pointer}/messages/{chat.index}"
        stream.peek()
        start = stream.position
        try:
            return stream.value()
        except JsonBroken as error:
            book.damaged += 1
            key = stream.resume(start, opening) if book.damaged <= MOST_DAMAGED else None
            if key is None:
                stream.go_to(start)
                raise
            message = f"damaged ({error}); it is kept unread and the next whole message is read"
            book.part.fault(book.pointer, "lost", "damaged message", message)
            if key == b"name":
                raise _NextChat from error


def _message(raw: Any, chat: _Chat, book: _Book) -> None:
    pointer, part = book.pointer, book.part
    number = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        found = "no whole number as id" if isinstance(raw, dict) else type(raw).__name__
        message = f"not a message ({found}); it is kept unread"
        part.fault(pointer, "lost", "not a message", message)
        return
    _note_gap(number, chat, part, pointer)
    chat.last_id = max(number, chat.last_id)
    try:
        item = _item(chat.fields, raw, pointer, book.context)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError) as error:
        message = f"message {number} has an unknown form ({error}); it is kept unread"
        part.fault(pointer, "lost", "unknown form", message)
        return
    _note_doubts(book, raw, item)
    if item.media or item.media_missing:
        _join_album(chat, raw, item)
    part.items.append(item)


def _note_gap(number: int, chat: _Chat, part: Reading, pointer: str) -> None:
    """A gap in a channel's own numbers may be deleted posts. Source: docs/formats.md."""
    if chat.fields.get("type") in NUMBERED and 0 < chat.last_id < number - 1:
        part.fault(
            pointer, "note", "gap",
            f"messages {chat.last_id + 1} to {number - 1} are not in the export; possibly deleted",
        )  # fmt: skip


def _join_album(chat: _Chat, raw: Mapping[str, Any], item: ReadItem) -> None:
    """Media of one author in one second are one album: the export does not say so itself."""
    key = (raw.get("date"), raw.get("from_id"), item.forwarded_from)
    if chat.newest and chat.newest[0] == key and raw.get("date"):
        first = chat.newest[1]
        first.album = item.album = first.album or first.platform_id
    chat.newest = (key, item)


def _note_doubts(book: _Book, raw: Mapping[str, Any], item: ReadItem) -> None:
    if item.posted is None:
        message = f"no readable date ({str(raw.get('date'))[:40]!r}); the message is kept undated"
        book.part.fault(item.locator, "doubt", "no date", message)
    elif item.posted.zone_status == "unknown" and not book.zone_said:
        book.zone_said = True
        message = "the date is the exporter's local time; set export_time_zone in case.toml"
        book.part.fault(item.locator, "doubt", "no zone", message)
    for missing in item.media_missing:
        book.part.fault(item.locator, "note", "media not exported", missing)


def _item(chat: Mapping[str, Any], raw: dict[str, Any], pointer: str, context: Context) -> ReadItem:
    chat_id, name = chat_key(chat.get("id")), str(chat.get("name") or "")
    service = raw.get("type") == "service"
    media, missing = _media(raw)
    forwarded, forwarded_kind = _forwarded(raw)
    text, links = text_of(raw.get("text"))
    return ReadItem(
        locator=pointer,
        kind="service" if service else "post",
        text=text or _poll(raw.get("poll")),
        platform="telegram",
        source_key=chat_id or f"name:{name}",
        source_name=name or chat_id or "unnamed chat",
        source_kind=KINDS.get(str(chat.get("type")), "unknown"),
        platform_id=str(raw["id"]),
        title=_text(raw.get("title")) if service else None,
        author=_text(raw.get("author") or raw.get("from") or raw.get("actor")),
        posted=_when(raw, "date", context),
        edited=_when(raw, "edited", context),
        forwarded_from=forwarded,
        forwarded_kind=forwarded_kind,
        reply_to=_reply(raw),
        media=media,
        media_missing=missing,
        links=links,
        extra=_extra(raw, chat_id),
    )


def _extra(raw: Mapping[str, Any], chat_id: str) -> dict[str, Any]:
    """What has no column of its own. A shared contact keeps its name and loses its number."""
    extra = {key: value for key, value in raw.items() if key not in KNOWN}
    for key in ("from_id", "actor_id"):
        if key in extra and chat_key(extra[key]) == chat_id:
            del extra[key]  # a channel's own posts
    contact = extra.get("contact_information")
    if isinstance(contact, dict) and contact.get("phone_number"):
        extra["contact_information"] = {**contact, "phone_number": WITHHELD}
    return extra


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _reply(raw: Mapping[str, Any]) -> str | None:
    """The message replied to; one of another chat carries that chat's id before it."""
    number, peer = raw.get("reply_to_message_id"), chat_key(raw.get("reply_to_peer_id"))
    if number is None:
        return None
    return f"{peer}/{number}" if peer else str(number)


def chat_key(value: Any) -> str:
    """A channel's stable id whatever the year writes: 123, -100123, "channel123" are one."""
    return _key_of(value) if isinstance(value, str | int) else ""


@lru_cache(maxsize=4096)
def _key_of(value: str | int) -> str:
    text = str(value or "").removeprefix("channel").removeprefix("user").removeprefix("chat")
    if text.startswith("-100") and len(text) > 8:
        text = text[4:]
    return text.lstrip("-") if _NUMBER.match(text) else ""


def text_of(value: Any) -> tuple[str, tuple[str, ...]]:
    """The text of a message (a string, or a list of strings and objects), and links behind words.

    Raises ``TypeError`` for anything else.
    """
    if value is None or isinstance(value, str):
        return value or "", ()
    if not isinstance(value, list):
        raise TypeError(f"text is {type(value).__name__}")
    links = [
        str(part["href"])
        for part in value
        if not isinstance(part, str) and part.get("type") == "text_link" and part.get("href")
    ]
    text = "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in value)
    return text, tuple(dict.fromkeys(links))


def _poll(poll: Any) -> str:
    """The words of a poll: its question, and an answer a line."""
    if not isinstance(poll, dict):
        return ""
    answers = [f"- {answer.get('text', '')}" for answer in poll.get("answers") or ()]
    return "\n".join([str(poll.get("question", "")), *answers])


def _media(raw: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths inside the export, and the sentences that stand where media are missing."""
    paths: list[str] = []
    missing: list[str] = []
    for key in ("photo", "file"):
        value = raw.get(key)
        if isinstance(value, str) and value:
            (missing if _MISSING.match(value) else paths).append(value)
    return tuple(paths), tuple(missing)


def _forwarded(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The source that a message was forwarded from: by id where one is given, else by name.

    A name of ``null`` is a forward from somebody who is hidden or gone; it is still a forward.
    """
    for key in ("forwarded_from_id", "saved_from_id"):
        if chat := chat_key(raw.get(key)):
            return chat, "id"
    name = raw.get("forwarded_from") or raw.get("saved_from")
    if name:
        return str(name), "name"
    return (HIDDEN, "name") if "forwarded_from" in raw else (None, None)


def _when(raw: Mapping[str, Any], key: str, context: Context) -> When | None:
    text = raw.get(key)
    if stamp := raw.get(f"{key}_unixtime"):
        if found := epoch(stamp, str(text or stamp)):
            return found
    if not isinstance(text, str) or text.startswith("1970-01-01"):
        return None
    return local_time(text, context.export_time_zone)
