"""Trace on a plain file: JSON lines of posts in, JSON lines of copies and origins out.

A line in is ``{"id", "source", "time", "text"[, "language", "forwarded_from", "forwarded_kind",
"pictures", "picture_hashes", "urls", "hashtags"]}``; ``time`` is ISO 8601 (without a zone: UTC),
seconds since 1970, or null. A line out is ``{"row": "copy", ...}`` or ``{"row": "origin", ...}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa

from indicia.errors import BadInput
from indicia.trace.copies import find_copies
from indicia.trace.options import TraceOptions
from indicia.trace.origin import find_origins
from indicia.trace.post import Post, table_of_posts

_NEEDED = ("id", "source", "time", "text")
_LISTS = ("pictures", "picture_hashes", "urls", "hashtags")


def trace_lines(
    lines: Iterable[str], engine: str = "local", options: TraceOptions | None = None
) -> Iterator[str]:
    """Copies, then origins, one JSON object a line.

    Raises:
        BadInput: a line is not JSON, lacks a key, or an id occurs twice; names the line.
    """
    items = table_of_posts(parse_posts(lines))
    copies = find_copies(items, engine, options)
    for row, table in (("copy", copies), ("origin", find_origins(items, copies))):
        for record in table.to_pylist():
            yield orjson.dumps({"row": row, **record}).decode()


def parse_posts(lines: Iterable[str]) -> list[Post]:
    """Posts from JSON lines; empty lines are passed over. Raises :class:`BadInput`."""
    posts: list[Post] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        post = _post(_record(line, number), number)
        if post.item in seen:
            raise BadInput(
                f"line {number}: the id {post.item!r} was used on line {seen[post.item]}; "
                "give each post an id of its own"
            )
        seen[post.item] = number
        posts.append(post)
    return posts


def posts_table(lines: Iterable[str]) -> pa.Table:
    """The same posts as a table of :data:`indicia.trace.post.POST_SCHEMA`."""
    return table_of_posts(parse_posts(lines))


def _record(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"line {number}: not JSON ({error}); write one object a line") from None
    if not isinstance(record, dict):
        raise BadInput(f"line {number}: not an object; write {{...}} with id, source, time, text")
    missing = [key for key in _NEEDED if key not in record]
    if missing:
        raise BadInput(
            f"line {number}: {', '.join(missing)} missing; each line needs id, source, time "
            "(null if it is not known) and text"
        )
    return record


def _post(record: Mapping[str, Any], number: int) -> Post:
    for key in ("id", "source"):
        if not isinstance(record[key], str | int) or record[key] == "":
            raise BadInput(f"line {number}: {key} must be a text or a number, and not empty")
    for key in ("text", "language", "forwarded_from", "forwarded_kind"):
        if not isinstance(record.get(key), str | int | None):
            raise BadInput(f"line {number}: {key} must be a text or null")
    lists = []
    for key in _LISTS:
        values = record.get(key) or []
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise BadInput(f"line {number}: {key} must be a list of texts")
        lists.append(tuple(values))
    origin = record.get("forwarded_from")
    pictures, hashes, urls, hashtags = lists
    return Post(
        str(record["id"]),
        str(record["source"]),
        microseconds_of(record["time"], number),
        str(record["text"] or ""),
        record.get("language") or None,
        None if origin in (None, "") else str(origin),
        record.get("forwarded_kind") or ("id" if origin not in (None, "") else None),
        pictures,
        hashes,
        urls,
        hashtags,
    )


def microseconds_of(value: object, number: int) -> int | None:
    """A time of the file's line ``number``, in microseconds since 1970. Raises ``BadInput``."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            moment = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        raise BadInput(
            f"line {number}: time {value!r} is not read; write ISO 8601 such as "
            "2026-11-23T08:00:00Z, seconds since 1970, or null"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
