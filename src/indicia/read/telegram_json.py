"""Telegram Desktop's ``result.json``: one chat, or a whole account of which only chats are read.

The file is streamed (ijson), so that its size does not matter. The format drifts with the years:
ids are integers or ``channel123``; dates have an epoch beside them only from 2023 on; texts are a
string or a list; media that were not exported are a sentence in brackets.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

from indicia.read.reading import Context, Reading, ReadItem, When, epoch, local_time

NAME, VERSION = "telegram-json", "1"
MEDIA = ("photo", "file", "thumbnail")
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
KNOWN = frozenset(
    re.findall(
        r"\w+",
        """id type date date_unixtime edited edited_unixtime from from_id actor actor_id action text
        text_entities photo file file_name file_size photo_file_size media_type mime_type width
        height thumbnail thumbnail_file_size duration_seconds forwarded_from forwarded_from_id
        saved_from reply_to_message_id reply_to_peer_id via_bot author sticker_emoji performer
        title""",
    )
)
_MISSING = re.compile(r"^\(.*\)$", re.DOTALL)
_NUMBER = re.compile(r"-?\d+$")


def is_telegram_json(head: bytes) -> bool:
    """Whether the first bytes look like an export."""
    return b'"messages"' in head or b'"chats"' in head or b'"personal_information"' in head


def read(content: bytes, context: Context) -> Reading:
    """Every message of every chat; a message that cannot be read is a fault."""
    reading = Reading(NAME, VERSION)
    chat: dict[str, Any] = {}
    index, last_id = -1, 0
    seconds: dict[str, str] = {}
    try:
        for prefix, value in _events(content):
            if prefix.endswith(".messages"):
                index += 1
                pointer = f"/{prefix.replace('.', '/')}/{index}"
                last_id = _message(reading, chat, value, pointer, context, last_id, seconds)
            elif prefix.endswith("#chat"):
                chat, index, last_id, seconds = {}, -1, 0, {}
            else:
                chat[prefix.rsplit(".", 1)[-1]] = value
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        reading.fault(
            f"/messages/{index + 1}", "lost", "cut short",
            f"the file breaks off or is no JSON after message {index} ({error}); what stands "
            "before is kept. Export the chat again",
        )  # fmt: skip
    if not reading.items and not reading.faults:
        reading.fault("/", "note", "no messages", "the export holds no messages")
    return reading


def _events(content: bytes) -> Iterator[tuple[str, Any]]:
    """(prefix of the list, message), (…#chat, None) at the start of a chat, and its plain fields.

    Only chats are entered: contacts, sessions and the owner's own details are never built.
    """
    parser = ijson.parse(io.BytesIO(content), use_float=True)
    builder: Any = None
    depth = 0
    for prefix, event, value in parser:
        if builder is not None:
            builder.event(event, value)
            depth += event in ("start_map", "start_array")
            depth -= event in ("end_map", "end_array")
            if depth == 0:
                yield _list_of(prefix), builder.value
                builder = None
        elif event == "start_map" and prefix.endswith("messages.item"):
            builder, depth = ijson.ObjectBuilder(), 1
            builder.event(event, value)
        elif event in ("string", "number", "boolean") and prefix.endswith("messages.item"):
            yield _list_of(prefix), value
        elif event == "start_map" and (prefix == "" or prefix.endswith("list.item")):
            yield f"{prefix}#chat", None
        elif event in ("string", "number", "null") and _is_chat_field(prefix):
            yield prefix, value


def _list_of(prefix: str) -> str:
    return "." + prefix.removesuffix(".item") if prefix.endswith(".item") else prefix


def _is_chat_field(prefix: str) -> bool:
    head, _, last = prefix.rpartition(".")
    return last in ("name", "type", "id") and (head == "" or head.endswith("list.item"))


def _message(
    reading: Reading,
    chat: Mapping[str, Any],
    raw: Any,
    pointer: str,
    context: Context,
    last_id: int,
    seconds: dict[str, str],
) -> int:
    pointer = "/" + pointer.strip("/.")
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), int):
        found = type(raw).__name__ if not isinstance(raw, dict) else "no whole number as id"
        reading.fault(
            pointer, "lost", "not a message", f"not a message ({found}); it is kept unread"
        )
        return last_id
    number = int(raw["id"])
    if last_id and number > last_id + 1:
        reading.fault(
            pointer, "note", "gap",
            f"messages {last_id + 1} to {number - 1} are not in the export; they may be deleted",
        )  # fmt: skip
    try:
        item = _item(chat, raw, pointer, context)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        message = f"message {number} has an unknown form ({error}); it is kept unread"
        reading.fault(pointer, "lost", "unknown form", message)
        return max(number, last_id)
    _note_doubts(reading, raw, item, pointer)
    key = f"{raw.get('date')}/{raw.get('from_id')}"
    if item.media and item.posted:
        item.album = seconds.setdefault(key, str(number))
    reading.items.append(item)
    return max(number, last_id)


def _note_doubts(reading: Reading, raw: Mapping[str, Any], item: ReadItem, pointer: str) -> None:
    if item.posted is None:
        message = f"no readable date ({raw.get('date')!r}); the message is kept undated"
        reading.fault(pointer, "doubt", "no date", message)
    elif item.posted.zone_status == "unknown":
        message = "the date is the exporter's local time; set export_time_zone in case.toml"
        if not any(f.code == "no zone" for f in reading.faults):
            reading.fault(pointer, "doubt", "no zone", message)
    for missing in item.media_missing:
        reading.fault(pointer, "note", "media not exported", missing)


def _item(chat: Mapping[str, Any], raw: dict[str, Any], pointer: str, context: Context) -> ReadItem:
    chat_id, name = chat_key(chat.get("id")), str(chat.get("name") or "")
    kind = KINDS.get(str(chat.get("type")), "unknown")
    service = raw.get("type") == "service"
    media, missing = _media(raw)
    forwarded, forwarded_kind = _forwarded(raw)
    number = str(raw["id"])
    extra = {key: value for key, value in raw.items() if key not in KNOWN}
    if service:
        extra["action"] = raw.get("action")
    return ReadItem(
        locator=pointer,
        kind="service" if service else "post",
        text=text_of(raw.get("text")),
        platform="telegram",
        source_key=chat_id or f"name:{name}",
        source_name=name or chat_id or "unnamed chat",
        source_kind=kind,
        platform_id=number,
        title=raw.get("title") if service else None,
        author=raw.get("author") or raw.get("from") or raw.get("actor"),
        posted=_when(raw, "date", context),
        edited=_when(raw, "edited", context),
        forwarded_from=forwarded,
        forwarded_kind=forwarded_kind,
        reply_to=_text(raw.get("reply_to_message_id")),
        media=media,
        media_missing=missing,
        extra=extra,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def chat_key(value: Any) -> str:
    """A channel's stable id whatever the year writes: 123, -100123, "channel123" are one."""
    text = str(value or "").removeprefix("channel").removeprefix("user").removeprefix("chat")
    if text.startswith("-100") and len(text) > 8:
        text = text[4:]
    return text.lstrip("-") if _NUMBER.match(text) else ""


def text_of(value: Any) -> str:
    """The text of a message: a string, or a list of strings and objects with a text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(
            part if isinstance(part, str) else str(part.get("text", "")) for part in value
        )
    raise TypeError(f"text is {type(value).__name__}")


def _media(raw: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    paths: list[str] = []
    missing: list[str] = []
    for key in MEDIA[:2]:
        value = raw.get(key)
        if isinstance(value, str) and value:
            (missing if _MISSING.match(value) else paths).append(value)
    return tuple(paths), tuple(missing)


def _forwarded(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The source that a message was forwarded from: by id where one is given, else by name."""
    for key in ("forwarded_from_id", "saved_from_id"):
        if chat := chat_key(raw.get(key)):
            return chat, "id"
    name = raw.get("forwarded_from") or raw.get("saved_from")
    return (str(name), "name") if name else (None, None)


def _when(raw: Mapping[str, Any], key: str, context: Context) -> When | None:
    text = raw.get(key)
    if stamp := raw.get(f"{key}_unixtime"):
        return epoch(stamp, str(text or stamp))
    if not isinstance(text, str) or text.startswith("1970-01-01"):
        return None
    return local_time(text, context.export_time_zone)
