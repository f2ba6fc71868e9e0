"""The archive that X (Twitter) gives an account's owner: the posts in ``data/tweets.js``.

Each file is a script that sets one part of ``window.YTD``; only posts are read. Direct messages,
contacts, devices, addresses and the like are the owner's own: their files are kept, and not read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from indicia.read.json_rows import json_rows
from indicia.read.reading import Context, PartBook, Reading, ReadItem, When, moment

NAME, VERSION = "x-archive", "1"
READ = ("tweets", "tweet", "deleted_tweets", "community_tweet", "note_tweet")
_BEGIN = re.compile(rb"\s*window\.YTD\.(\w{1,60})\.part\d+\s*=\s*")
_REPOST = re.compile(r"RT @(\w{1,20}): ")


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Every post of the file, in parts."""
    reading = Reading(NAME, VERSION)
    head = source.read(4096)
    begin = _BEGIN.match(head)
    if begin is None or begin[1].decode() not in READ:
        what = begin[1].decode() if begin else "an unknown part"
        message = f"{what}: the account owner's own; it is kept sealed and not read"
        reading.fault("/", "note", "not read", message)
        yield reading
        return
    source.seek(begin.end())
    rest = io.BytesIO(source.read())
    book = PartBook(reading)
    for locator, row in json_rows(rest, book.fault):
        _row(book.part, row, locator, context, begin[1] == b"deleted_tweets")
        if book.full():
            yield book.handed()
    yield book.handed()


def _row(reading: Reading, row: Any, locator: str, context: Context, deleted: bool) -> None:
    tweet = row.get("tweet", row) if isinstance(row, dict) else None
    number = tweet.get("id_str") or tweet.get("id") if isinstance(tweet, dict) else None
    if not isinstance(tweet, dict) or number is None:
        reading.fault(locator, "lost", "not a post", "not a post of X; it is kept unread")
        return
    try:
        item = _item(tweet, str(number), locator, context)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        message = f"post {number} has an unknown form ({error}); it is kept unread"
        reading.fault(locator, "lost", "unknown form", message)
        return
    if deleted:
        item.extra["deleted"] = True
    if item.posted is None:
        reading.fault(locator, "doubt", "no date", "no readable date; the post is kept undated")
    reading.items.append(item)


def _item(tweet: Mapping[str, Any], number: str, locator: str, context: Context) -> ReadItem:
    text = str(tweet.get("full_text") or tweet.get("text") or "")
    repost = _REPOST.match(text)
    entities = tweet.get("entities") or {}
    media = (tweet.get("extended_entities") or entities).get("media") or ()
    archive = context.path.partition("/")[0] or "an archive"
    return ReadItem(
        locator=locator,
        kind="post",
        text=text[repost.end() :] if repost else text,
        platform="x",
        source_key=f"archive:{archive}",
        source_name=archive,
        source_kind="private",
        platform_id=number,
        url=f"https://x.com/i/status/{number}",
        posted=_when(tweet.get("created_at")),
        forwarded_from=f"@{repost[1]}" if repost else None,
        forwarded_kind="name" if repost else None,
        reply_to=tweet.get("in_reply_to_status_id_str") or None,
        media=tuple(_file(number, one) for one in media),
        forwards=_count(tweet.get("retweet_count")),
        links=tuple(
            str(u["expanded_url"]) for u in entities.get("urls") or () if u.get("expanded_url")
        ),
        language=str(tweet.get("lang") or "")[:2] or None,
        extra={"favorites": _count(tweet.get("favorite_count"))},
    )


def _file(number: str, media: Mapping[str, Any]) -> str:
    """Where the archive keeps a picture: ``tweets_media/<post>-<name>``."""
    name = str(media.get("media_url") or media.get("media_url_https") or "").rpartition("/")[2]
    return f"tweets_media/{number}-{name}"


def _count(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _when(text: Any) -> When | None:
    try:
        return moment(datetime.strptime(str(text), "%a %b %d %H:%M:%S %z %Y"), str(text), "stated")
    except ValueError:
        return None
