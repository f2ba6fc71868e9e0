"""RSS and Atom: each entry is a post of the feed, with its link, words and time.

An entry is often a summary; the page that it links to is another post, read from its own capture.
"""

from __future__ import annotations

import calendar
import io
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from indicia.read.mail import words_of_html
from indicia.read.reading import Context, Reading, ReadItem, When, moment

NAME, VERSION = "feed", "1"
MOST_BYTES = 30_000_000
_ENTITY = re.compile(rb"<!ENTITY\b[^>]*>?", re.IGNORECASE)


def read(content: bytes, context: Context) -> Reading:
    """Every entry; a feed that is no valid XML is read as far as it goes, with a doubt."""
    import feedparser

    reading = Reading(NAME, VERSION)
    if len(content) > MOST_BYTES:
        message = f"larger than {MOST_BYTES // 1_000_000} MB; it is kept unread"
        reading.fault("/", "lost", "too large", message)
        return reading
    if _ENTITY.search(content):
        message = "it declares entities of its own, which are not expanded"
        reading.fault("/", "doubt", "entities", message)
        content = _ENTITY.sub(b"", content)
    # An open file, never the bytes alone: a text could be taken for an address.
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        what = " ".join(str(parsed.get("bozo_exception", "")).split())[:120]
        reading.fault("/", "doubt", "not valid", f"no valid XML ({what}); read as far as it goes")
    feed = parsed.feed
    home = str(feed.get("link") or context.url or "")
    host = urlsplit(home).hostname
    name = " ".join(str(feed.get("title") or host or context.path or "a feed").split())
    for index, entry in enumerate(parsed.entries):
        _add(reading, entry, index, (host or f"file:{context.path}", name), feed)
    if not parsed.entries:
        reading.fault("/", "note", "no entries", "the feed holds no entries")
    return reading


def _add(reading: Reading, entry: Any, index: int, source: tuple[str, str], feed: Any) -> None:
    key, name = source
    locator = f"/entry/{index + 1}"
    body = _body(entry)
    title = " ".join(str(entry.get("title") or "").split()) or None
    link = str(entry.get("link") or "") or None
    number = str(entry.get("id") or link or "") or None
    if not body and not title:
        reading.fault(locator, "note", "no text", "the entry has neither title nor text")
        return
    posted, edited = _when(entry, "published"), _when(entry, "updated")
    if posted is None and edited is None:
        reading.fault(locator, "doubt", "no date", "no readable date; the entry is kept undated")
    language = str(entry.get("language") or feed.get("language") or "")
    reading.items.append(
        ReadItem(
            locator=locator,
            kind="post",
            text=body or title or "",
            platform="web",
            source_key=key,
            source_name=name,
            source_kind="outlet",
            platform_id=number,
            url=link,
            title=title,
            author=str(entry.get("author") or "") or None,
            posted=posted or edited,
            edited=edited if posted and edited and edited.from_utc != posted.from_utc else None,
            language=language[:2].lower() or None,
            extra=_extra(entry),
        )
    )


def _body(entry: Any) -> str:
    """The longest of what the entry gives as text, as words."""
    texts = [str(part.get("value") or "") for part in entry.get("content") or ()]
    texts.append(str(entry.get("summary") or ""))
    return max((words_of_html(text) for text in texts if text), key=len, default="")


def _extra(entry: Any) -> dict[str, Any]:
    tags = [str(tag.get("term")) for tag in entry.get("tags") or () if tag.get("term")]
    files = [str(link.get("href")) for link in entry.get("enclosures") or () if link.get("href")]
    return {k: v for k, v in (("tags", tags), ("enclosures", files)) if v}


def _when(entry: Any, name: str) -> When | None:
    parsed, text = entry.get(f"{name}_parsed"), str(entry.get(name) or "")
    if parsed is None:
        return None
    try:
        instant = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return moment(instant, text, "stated")
