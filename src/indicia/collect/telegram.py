"""A Telegram channel with an account: new messages, and a second look at the latest held ones.

One look makes one original, JSON Lines: a header that names the channel and the numbers asked for,
then each message as the client's library gives it, then an empty one for each number that is not
there (any more). Pictures of new messages are originals of the same batch. All of a look enters
the log with one write, so a kill leaves all of it or nothing.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from indicia.case import Case
from indicia.collect.look import Look, Outside, RateLimited, log_silence
from indicia.collect.memory import WatchMemory
from indicia.collect.telegram_account import HOW, telegram_client
from indicia.collect.verdict import content_verdict
from indicia.errors import SourceUnreachable
from indicia.watch import Watch

PER_PAGE = 100
RECHECKED = 100
"""Held messages that each look asks for again, to see edits and deletions."""
LARGEST_PICTURE = 20_000_000
HEADER = "IndiciaLook"
MESSAGES = "messages.jsonl"
EMPTY = "MessageEmpty"


@dataclass(slots=True)
class _Met:
    """What one look got from the client."""

    channel: dict[str, Any]
    first: int
    last: int
    messages: list[dict[str, Any]] = field(default_factory=list)
    again: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def look(case: Case, watch: Watch, memory: WatchMemory, outside: Outside) -> Look:
    """One look at the channel of a watch.

    Raises:
        SourceUnreachable: no account, no such channel, or no connection.
        RateLimited: Telegram asks to wait (a flood wait).
    """
    client = (outside.client or telegram_client)(watch)
    outside.pacer.wait("telegram.org", watch.pause_seconds)
    met = asyncio.run(_met(client, watch, memory))
    told = Look(watch.id, notes=met.notes)
    state = _state(met)
    if not met.messages and state == memory.rechecked:
        told.unchanged = 1
        log_silence(case, watch, None, rechecked=state)
        return told
    told.captures = _keep(case, watch, met, state)
    return told


async def _met(client: Any, watch: Watch, memory: WatchMemory) -> _Met:
    from telethon import errors

    try:
        await client.connect()
        if not await client.is_user_authorized():
            raise SourceUnreachable(f"telegram: the session is not logged in any more; {HOW}")
        return await _asked(client, watch, memory)
    except errors.FloodWaitError as error:
        seconds = float(error.seconds)
        message = f"{watch.id}: Telegram asks to wait {seconds:.0f} seconds"
        raise RateLimited(message, seconds) from error
    except (errors.RPCError, ValueError) as error:
        name = type(error).__name__
        raise SourceUnreachable(
            f"{watch.id}: Telegram does not show {watch.address} ({name}); check the handle, and "
            "whether the account may read it"
        ) from error
    except OSError as error:
        raise SourceUnreachable(
            f"{watch.id}: Telegram was not reached ({type(error).__name__}); check the network"
        ) from error
    finally:
        await client.disconnect()


async def _asked(client: Any, watch: Watch, memory: WatchMemory) -> _Met:
    entity = await client.get_entity(_address(watch.address))
    newest, most = memory.newest, watch.pages * PER_PAGE
    if newest is None:
        found = [message async for message in client.iter_messages(entity, limit=most)]
        found.reverse()
    else:
        after = client.iter_messages(entity, min_id=newest, limit=most, reverse=True)
        found = [message async for message in after]
    low = found[0].id if found else (newest or 0)
    high = found[-1].id if found else (newest or 0)
    met = _Met(_channel(entity), low, high, [plain(m.to_dict()) for m in found])
    if len(found) == most:
        met.notes.append(f"{watch.id}: {most} messages came; the next look goes on from there")
    if newest:
        met.first = max(1, newest - RECHECKED + 1)
        numbers = list(range(met.first, newest + 1))
        answers = await client.get_messages(entity, ids=numbers)
        met.again = [
            plain(answer.to_dict()) if answer is not None else {"_": EMPTY, "id": number}
            for number, answer in zip(numbers, answers, strict=True)
        ]
    for message in found:
        await _picture(client, message, met)
    return met


async def _picture(client: Any, message: Any, met: _Met) -> None:
    """Fetch the picture of a message; one that does not come is a note, and the rest goes on."""
    if getattr(message, "photo", None) is None:
        return
    try:
        content = await client.download_media(message, file=bytes)
    except OSError as error:
        met.notes.append(f"the picture of message {message.id} did not come ({error})")
        return
    if isinstance(content, bytes) and 0 < len(content) <= LARGEST_PICTURE:
        name = f"media/{message.id}.jpg"
        met.pictures[name] = content
        next(m for m in met.messages if m["id"] == message.id)["indicia_media"] = name


def _address(address: str) -> str | int:
    bare = address.lstrip("@")
    return int(bare) if bare.lstrip("-").isdigit() else bare


def _channel(entity: Any) -> dict[str, Any]:
    kind = "channel" if getattr(entity, "broadcast", False) else "group"
    return {
        "id": entity.id,
        "username": getattr(entity, "username", None),
        "title": getattr(entity, "title", None),
        "kind": kind if hasattr(entity, "title") else "private",
    }


def plain(value: Any) -> Any:
    """A value of the client's library as JSON holds it: times as ISO text, bytes as base64."""
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _state(met: _Met) -> str | None:
    """A hash over what matters of the latest messages: which are there, and their words.

    It covers the numbers that the next look will ask for again.
    """
    low = met.last - RECHECKED
    rows = [
        [m["id"], m.get("message"), m.get("edit_date")]
        for m in (*met.again, *met.messages)
        if m["id"] > low and m.get("_") != EMPTY
    ]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest() if met.last else None


def _keep(case: Case, watch: Watch, met: _Met, state: str | None) -> int:
    """Store a look's originals and log them with one write; gives their number."""
    header = {"_": HEADER, "channel": met.channel, "first": met.first, "last": met.last}
    lines = [header, *met.again, *met.messages]
    body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
    contents = {MESSAGES: body, **met.pictures}
    manifest = case.seal({"paths": list(contents)})
    events = []
    for index, (name, content) in enumerate(contents.items()):
        stored, verdict = case.objects.put(content), content_verdict(content[:300_000])
        params: dict[str, Any] = {
            "watch": watch.id,
            "manifest": manifest,
            "index": index,
            "verdict": verdict.as_line(),
        }
        if name == MESSAGES:
            params |= {"newest": met.last, "oldest": met.first, "rechecked": state}
        known = {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type_declared": None,
            "media_type_sniffed": verdict.media_type,
        }
        events.append(("collect", params, {"object": known, "method": "telegram"}))
    case.append_many(events)
    return len(events)
