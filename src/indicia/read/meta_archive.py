"""Posts in the download that Facebook and Instagram give an account's owner, as JSON.

The files write each byte of UTF-8 as a character of its own (``Ù\\x82``): words are mended. Only
posts are read; messages, friends, places and searches are the owner's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from indicia.read.json_rows import json_rows
from indicia.read.json_stream import as_utf8
from indicia.read.reading import Context, PartBook, Reading, ReadItem, epoch

NAME, VERSION = "meta-archive", "1"


def mended(text: str) -> str:
    """A text whose bytes were written as characters, as it was meant; others as they are."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every post of the file, in parts."""
    book = PartBook(Reading(NAME, VERSION))
    for locator, row in json_rows(as_utf8(source), book.fault):
        rows = row.get("ig_other_media") or row.get("posts") if isinstance(row, dict) else None
        inside = rows if isinstance(rows, list) else [row]
        for index, post in enumerate(inside):
            place = f"{locator}/{index}" if rows else locator
            _row(book.part, post, place, context)
        if book.full():
            yield book.handed()
    yield book.handed()


def _row(reading: Reading, row: Any, locator: str, context: Context) -> None:
    if not isinstance(row, dict):
        reading.fault(locator, "lost", "not a post", "not a post; it is kept unread")
        return
    try:
        item = _item(row, locator, context)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        message = f"the post has an unknown form ({error}); it is kept unread"
        reading.fault(locator, "lost", "unknown form", message)
        return
    if item.posted is None:
        reading.fault(locator, "doubt", "no date", "no readable date; the post is kept undated")
    if not item.text and not item.media:
        reading.fault(locator, "note", "no text", "the post has neither words nor pictures")
    reading.items.append(item)


def _item(row: Mapping[str, Any], locator: str, context: Context) -> ReadItem:
    instagram = "media" in row and "data" not in row
    pictures = list(_media(row))
    words = [mended(str(d["post"])) for d in row.get("data") or () if d.get("post")]
    words += [mended(str(m["title"])) for m in pictures if m.get("title") and not words]
    if not words and row.get("title"):
        words = [mended(str(row["title"]))]
    stamp = row.get("timestamp") or row.get("creation_timestamp")
    if stamp is None and pictures:
        stamp = pictures[0].get("creation_timestamp")
    archive = context.path.partition("/")[0] or "an archive"
    return ReadItem(
        locator=locator,
        kind="post",
        text="\n".join(dict.fromkeys(words)),
        platform="instagram" if instagram else "facebook",
        source_key=f"archive:{archive}",
        source_name=archive,
        source_kind="private",
        title=mended(str(row["title"])) if row.get("title") and not instagram else None,
        posted=epoch(stamp, str(stamp)) if stamp is not None else None,
        media=tuple(_path(context, str(m["uri"])) for m in pictures if m.get("uri")),
        links=tuple(_links(row)),
    )


def _media(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from row.get("media") or ()
    for attachment in row.get("attachments") or ():
        for part in attachment.get("data") or ():
            if part.get("media"):
                yield part["media"]


def _links(row: Mapping[str, Any]) -> Iterator[str]:
    for attachment in row.get("attachments") or ():
        for part in attachment.get("data") or ():
            url = (part.get("external_context") or {}).get("url")
            if url:
                yield str(url)


def _path(context: Context, uri: str) -> str:
    """A picture's path from the file that names it: theirs are from the top of the download."""
    depth = context.path.count("/")
    top = 1 if context.path.partition("/")[0] not in uri.split("/")[:1] and depth > 1 else 0
    return "../" * max(depth - top, 0) + uri
