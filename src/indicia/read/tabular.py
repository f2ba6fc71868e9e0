"""Rows of CSV, JSON or JSONL by a stated column mapping, or by plain headers.

A mapping says, for each of our columns, which of theirs it is: ``text = "body"``. It is found by
its name in ``case.toml`` (``[column_mappings.name]``) or, where the headers are plain, by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from indicia.read.json_rows import json_rows
from indicia.read.json_stream import MOST_VALUE, as_utf8
from indicia.read.reading import Context, PartBook, Reading, ReadItem, When, day, epoch
from indicia.read.telegram_json import chat_key
from indicia.read.telegram_markdown import plain_words
from indicia.read.text import decoded

NAME, VERSION = "table", "2"
SAMPLE = 65_536
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
_ROUNDED = re.compile(r"^-?\d(?:[.,]\d+)?[eE]\+?\d+$")


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


@dataclass(slots=True)
class TableBook(PartBook):
    """The part being filled, and the mapping that the first row gave."""

    context: Context = field(default_factory=Context)
    mapping: dict[str, str] | None = None
    rows: int = 0


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every row that has a text, in parts; what has none, or is no row, is a fault."""
    book = TableBook(Reading(NAME, VERSION), context)
    for locator, row in _rows(source, book):
        if not add_row(row, locator, book):
            break
        if book.full():
            yield book.handed()
    if not book.rows and not book.part.faults:
        book.part.fault("/", "note", "no rows", "the file holds no rows")
    yield book.handed()


def add_row(row: Any, locator: str, book: TableBook) -> bool:
    """Add one row; gives whether to go on, which unknown columns end."""
    book.rows += 1
    if not isinstance(row, dict):
        message = f"not a row but {type(row).__name__}; it is kept unread"
        book.part.fault(locator, "lost", "not a row", message)
        return True
    if book.mapping is None:
        book.mapping = mapping_for(set(row), book.context)
    if book.mapping is None:
        book.part.fault(
            locator, "lost", "unknown columns",
            f"columns {', '.join(sorted(map(str, row))[:8])} are not understood; state a mapping "
            "in case.toml, for example [column_mappings.mine] text = 'body'",
        )  # fmt: skip
        return False
    _add(book.part, row, book.mapping, locator, book.context)
    return True


def _rows(source: BinaryIO, book: TableBook) -> Iterator[tuple[str, Any]]:
    """(locator, row) of an array, of lines of JSON, of one JSON object, or of a table of text."""
    source = as_utf8(source)
    begin = source.tell()
    head = source.read(SAMPLE)
    source.seek(begin)
    start, encoding = head.lstrip()[:1], decoded(head)[1]
    if start in (b"[", b"{"):
        yield from json_rows(source, book.fault)
    else:
        yield from _csv_rows(source, encoding, book)


def _csv_rows(source: BinaryIO, encoding: str, book: TableBook) -> Iterator[tuple[str, Any]]:
    if encoding not in ("utf-8", "utf-8-sig"):
        message = f"not UTF-8; read as {encoding}, which may be wrong"
        book.part.fault("/", "doubt", "encoding guessed", message)
    text = io.TextIOWrapper(source, encoding, "replace", newline="")
    lines = (line.replace("\x00", "\ufffd") for line in text)
    first = next(lines, "")
    if first.lower().startswith("sep="):  # a line that spreadsheets write for each other
        first = next(lines, "")
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(MOST_VALUE)
    rows = csv.DictReader(chain([first], lines), delimiter=delimiter)
    try:
        for row in rows:
            locator = f"/line/{rows.line_num}"
            _note_shape(row, locator, book)
            row.pop(None, None)
            yield locator, row
    except csv.Error as error:
        message = f"line {rows.line_num} breaks the table ({error}); what stands before is kept"
        book.part.fault(f"/line/{rows.line_num}", "lost", "broken table", message)


def _note_shape(row: Mapping[str | None, Any], locator: str, book: TableBook) -> None:
    if None in row:
        message = "the line has more cells than the header; the row is kept without them"
        book.part.fault(locator, "doubt", "extra cells", message)
    if None in row.values() and any(str(cell).count("\n") > 1 for cell in row.values()):
        message = (
            "a quotation mark is not closed, and following lines may stand inside this row; "
            "close it and add the file again"
        )
        book.part.fault(locator, "doubt", "open quotation mark", message)


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
    number, source_id = _whole_ids(reading, got, locator)
    name = str(got.get("source") or context.path or "a table")
    telegram = source_id.startswith("-100")
    words, links = plain_words(str(text)) if telegram else (str(text), ())
    origin = got.get("forwarded_from")
    reading.items.append(
        ReadItem(
            locator=locator,
            kind="post",
            text=words,
            platform="telegram" if telegram else "table",
            source_key=chat_key(source_id) if telegram else (source_id or f"name:{name}"),
            source_name=name,
            source_kind="channel" if telegram else "unknown",
            platform_id=number,
            url=_text(got.get("url")),
            title=_text(got.get("title")),
            author=_text(got.get("author")),
            posted=_when(got.get("date")),
            forwarded_from=_text(origin),
            forwarded_kind="name" if origin else None,
            views=_count(got.get("views")),
            forwards=_count(got.get("forwards")),
            links=links,
            extra={
                k: v for k, v in row.items() if k not in mapping.values() and v not in ("", None)
            },
        )
    )


def _whole_ids(reading: Reading, got: Mapping[str, Any], locator: str) -> tuple[str | None, str]:
    """The ids of post and source; one that a spreadsheet rounded names something else: it is dropped."""
    ids = {}
    for key in ("id", "source_id"):
        value = "" if got.get(key) is None else str(got[key])
        if _ROUNDED.match(value):
            message = f"the {key} {value} was rounded by a spreadsheet; export it as text"
            reading.fault(locator, "doubt", "rounded id", message)
            value = ""
        ids[key] = value
    return ids["id"] or None, ids["source_id"]


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
