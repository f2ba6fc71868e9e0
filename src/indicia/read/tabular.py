"""Rows of CSV, JSON or JSONL by a stated column mapping, or by plain headers.

A mapping says, for each of our columns, which of theirs it is: ``text = "body"``. It is found by
its name in ``case.toml`` (``[column_mappings.name]``) or, where the headers are plain, by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from indicia.read.reading import Context, Reading, ReadItem, When, day, epoch
from indicia.read.telegram_json import chat_key
from indicia.read.text import decoded

NAME, VERSION = "table", "1"
PLAIN: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "message", "body", "content", "tweet", "post"),
    "id": ("message_id", "post_id", "tweet_id", "id"),
    "source_id": ("channel_id", "sender_id", "account_id", "user_id", "author_id"),
    "source": ("channel", "source", "account", "username", "user", "outlet"),
    "date": ("date", "time", "timestamp", "created_at", "posted"),
    "url": ("url", "link", "permalink"),
    "title": ("title", "headline"),
    "author": ("author", "from"),
    "forwarded_from": ("forwarded_from",),
    "views": ("views",),
    "forwards": ("forwards", "shares", "retweets"),
}
_ROUNDED = re.compile(r"^\d(?:\.\d+)?[eE]\+\d+$")
_MARKDOWN = re.compile(r"\[([^\]\n]*)\]\((https?://[^)\s]+)\)")


def mapping_for(columns: set[str], context: Context) -> dict[str, str] | None:
    """Our column -> theirs, for these columns; ``None`` where nothing fits."""
    for stated in context.column_mappings.values():
        if set(stated.values()) <= columns:
            return dict(stated)
    folded = {column.strip().lower(): column for column in columns}
    found = {}
    for ours, names in PLAIN.items():
        for name in names:
            if name in folded:
                found[ours] = folded[name]
                break
    return found if "text" in found and len(found) >= 2 else None


def read(content: bytes, context: Context) -> Reading:
    """Every row that has a text; what has none, or is no row, is a fault."""
    reading = Reading(NAME, VERSION)
    mapping: dict[str, str] | None = None
    for locator, row in _rows(content, context, reading):
        if not isinstance(row, dict):
            message = f"not a row but {type(row).__name__}; it is kept unread"
            reading.fault(locator, "lost", "not a row", message)
            continue
        if mapping is None:
            mapping = mapping_for(set(row), context)
            if mapping is None:
                reading.fault(
                    locator, "lost", "unknown columns",
                    f"columns {', '.join(sorted(map(str, row))[:8])} are not understood; state a "
                    "mapping in case.toml, for example [column_mappings.mine] text = 'body'",
                )  # fmt: skip
                return reading
        _add(reading, row, mapping, locator, context)
    if not reading.items and not reading.faults:
        reading.fault("/", "note", "no rows", "the file holds no rows")
    return reading


def _rows(content: bytes, context: Context, reading: Reading) -> Iterator[tuple[str, Any]]:
    head = content.lstrip()[:1]
    if head == b"[":
        try:
            for index, row in enumerate(orjson.loads(content)):
                yield f"/{index}", row
        except orjson.JSONDecodeError:
            yield from _rows_until_break(content, reading)
    elif head == b"{":
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                try:
                    yield f"/line/{number}", orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    message = f"line {number} is no JSON ({error}); the other lines are kept"
                    reading.fault(f"/line/{number}", "lost", "broken line", message)
    else:
        yield from _csv_rows(content, reading)


def _rows_until_break(content: bytes, reading: Reading) -> Iterator[tuple[str, Any]]:
    import ijson

    index = -1
    try:
        for index, row in enumerate(ijson.items(io.BytesIO(content), "item", use_float=True)):
            yield f"/{index}", row
    except (ijson.JSONError, UnicodeDecodeError) as error:
        message = (
            f"breaks off or is no JSON after row {index} ({error}); what stands before is kept"
        )
        reading.fault(f"/{index + 1}", "lost", "cut short", message)


def _csv_rows(content: bytes, reading: Reading) -> Iterator[tuple[str, Any]]:
    text, encoding, guessed = decoded(content)
    if guessed:
        message = f"not UTF-8; read as {encoding}, which may be wrong"
        reading.fault("/", "doubt", "encoding guessed", message)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    rows = csv.DictReader(
        io.StringIO(text.replace("\x00", "\ufffd"), newline=""), delimiter=delimiter
    )
    try:
        for row in rows:
            if None in row:
                message = f"line {rows.line_num} has more cells than the header; the row is kept"
                reading.fault(f"/line/{rows.line_num}", "doubt", "extra cells", message)
                row.pop(None)
            yield f"/line/{rows.line_num}", row
    except csv.Error as error:
        message = f"line {rows.line_num} breaks the table ({error}); what stands before is kept"
        reading.fault(f"/line/{rows.line_num}", "lost", "broken table", message)


def _add(
    reading: Reading,
    row: Mapping[str, Any],
    mapping: Mapping[str, str],
    locator: str,
    context: Context,
) -> None:
    got = {ours: row.get(theirs) for ours, theirs in mapping.items()}
    text = got.get("text")
    if text is None or not str(text).strip():
        reading.fault(locator, "note", "no text", "the row has no text; it is kept without an item")
        return
    number = None if got.get("id") in (None, "") else str(got["id"])
    if number and _ROUNDED.match(number):
        message = f"the id {number} was rounded by a spreadsheet; export it as text"
        reading.fault(locator, "doubt", "rounded id", message)
        number = None
    name = str(got.get("source") or context.path or "a table")
    source_id = str(got.get("source_id") or "")
    chat = chat_key(source_id)
    telegram = source_id.startswith("-100")
    reading.items.append(
        ReadItem(
            locator=locator,
            kind="post",
            text=_MARKDOWN.sub(r"\1 \2", str(text)),
            platform="telegram" if telegram else "table",
            source_key=chat if telegram else (source_id or f"name:{name}"),
            source_name=name,
            source_kind="channel" if telegram else "unknown",
            platform_id=number,
            url=_text(got.get("url")),
            title=_text(got.get("title")),
            author=_text(got.get("author")),
            posted=_when(got.get("date")),
            forwarded_from=_text(got.get("forwarded_from")),
            forwarded_kind="name" if got.get("forwarded_from") else None,
            views=_count(got.get("views")),
            forwards=_count(got.get("forwards")),
        )
    )


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _when(value: Any) -> When | None:
    if value in (None, ""):
        return None
    if isinstance(value, int | float):
        return epoch(value, str(value))
    return day(str(value).replace("Z", "+00:00") if str(value).endswith("Z") else str(value))


def _count(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
