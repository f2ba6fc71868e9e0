"""The record that trace and conduct work on: one post, parsed once from an Arrow table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

_TEXTS = pa.list_(pa.string())
POST_SCHEMA = pa.schema(
    [
        ("item", pa.string()),
        ("source", pa.string()),
        ("posted_utc", pa.timestamp("us", tz="UTC")),
        ("text", pa.string()),
        ("language", pa.string()),
        ("forwarded_from", pa.string()),
        ("forwarded_kind", pa.string()),
        ("pictures", _TEXTS),
        ("picture_hashes", _TEXTS),
        ("urls", _TEXTS),
        ("hashtags", _TEXTS),
        ("first_seen_utc", pa.timestamp("us", tz="UTC")),
    ]
)
"""Columns of the input. ``item`` and ``source`` are required; an absent column is all null.
``forwarded_kind`` says whether ``forwarded_from`` is a source's ``id`` or only a ``name``;
``picture_hashes`` are PDQ hashes, 64 hexadecimal digits each. ``first_seen_utc``: first capture;
it changes nothing but the order in which posts are taken as added."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``posted`` is microseconds since 1970 (UTC); None: the source did not say."""

    item: str
    source: str
    posted: int | None = None
    text: str = ""
    language: str | None = None
    forwarded_from: str | None = None
    forwarded_kind: str | None = None
    pictures: tuple[str, ...] = ()
    picture_hashes: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    first_seen: int | None = None

    @property
    def is_forward(self) -> bool:
        """Whether the platform marks it as somebody else's post."""
        return self.forwarded_from is not None


def posts_of(items: pa.Table) -> list[Post]:
    """The rows of a table as posts, in the order of their item ids.

    Raises ``ValueError`` when ``item`` or ``source`` is missing or an id occurs twice.
    """
    columns: dict[str, list[Any]] = {}
    for field in POST_SCHEMA:
        if field.name in items.column_names:
            columns[field.name] = _values(items.column(field.name), field)
        elif field.name in ("item", "source"):
            raise ValueError(f"posts: the column {field.name} is missing")
        else:
            columns[field.name] = [None] * items.num_rows
    posts = sorted((_post(row) for row in zip(*columns.values(), strict=True)), key=_by_item)
    for before, after in itertools.pairwise(posts):
        if before.item == after.item:
            raise ValueError(f"posts: the item {after.item!r} occurs twice; ids must be unique")
    return posts


def table_of_posts(posts: Iterable[Post]) -> pa.Table:
    """Posts as a table of :data:`POST_SCHEMA`."""
    rows: list[Mapping[str, Any]] = [
        {
            "item": p.item,
            "source": p.source,
            "posted_utc": p.posted,
            "text": p.text,
            "language": p.language,
            "forwarded_from": p.forwarded_from,
            "forwarded_kind": p.forwarded_kind,
            "pictures": p.pictures,
            "picture_hashes": p.picture_hashes,
            "urls": p.urls,
            "hashtags": p.hashtags,
            "first_seen_utc": p.first_seen,
        }
        for p in posts
    ]
    arrays = [pa.array([row[f.name] for row in rows], f.type) for f in POST_SCHEMA]
    return pa.Table.from_arrays(arrays, schema=POST_SCHEMA)


def _values(column: pa.ChunkedArray, field: pa.Field) -> list[Any]:
    if pa.types.is_timestamp(field.type):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
    return list(column.to_pylist())


def _post(row: tuple[Any, ...]) -> Post:
    item, source, posted, text, language, origin, kind, *lists, seen = row
    pictures, hashes, urls, hashtags = (tuple(x for x in values or () if x) for values in lists)
    return Post(
        item=item,
        source=source,
        posted=posted,
        text=text or "",
        language=language or None,
        forwarded_from=origin or None,
        forwarded_kind=kind or ("id" if origin else None),
        pictures=pictures,
        picture_hashes=hashes,
        urls=urls,
        hashtags=hashtags,
        first_seen=seen,
    )


def _by_item(post: Post) -> str:
    return post.item
