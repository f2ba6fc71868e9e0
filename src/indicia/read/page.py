"""A saved web page: main text, title, address, date, language; walls and stubs say so.

The main text comes from trafilatura; where it finds none, from all visible text, with a doubt.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from indicia.collect.verdict import content_verdict
from indicia.read.reading import Context, Reading, ReadItem, When, day
from indicia.read.text import decoded

NAME, VERSION = "page", "1"
MOST_BYTES = 20_000_000
MOST_DEPTH = 400
_META = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_SAVED = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S+)")


def read(content: bytes, context: Context) -> Reading:
    """One article, or faults that say what stands there instead."""
    reading = Reading(NAME, VERSION)
    verdict = content_verdict(content[:300_000], complete=len(content) <= 300_000)
    if verdict.name in ("wall", "gone", "empty", "error"):
        message = f"holds no content ({verdict.rule}); open it with an account and save it again"
        reading.fault("/", "note", f"verdict {verdict.name}", message)
    if len(content) > MOST_BYTES:
        reading.fault("/", "doubt", "large page", "only the first 20 MB were read")
        content = content[:MOST_BYTES]
    if _depth(content) > MOST_DEPTH:
        reading.fault("/", "lost", "deep nesting", f"nested deeper than {MOST_DEPTH}; not parsed")
        return reading
    markup = _markup(content, reading)
    _item(reading, markup, context)
    return reading


def _depth(content: bytes) -> int:
    """An upper bound of how deep elements nest: opened less closed, at its highest."""
    depth = most = 0
    for match in re.finditer(rb"<(/?)(?:div|span|table|tr|td|ul|li|b|i|p|font|section)\b", content):
        depth += -1 if match.group(1) else 1
        most = max(most, depth)
    return most


def _markup(content: bytes, reading: Reading) -> str:
    named = _META.search(content[:4096])
    if named:
        try:
            return content.decode(named.group(1).decode("ascii"), "replace")
        except LookupError:
            reading.fault("/", "doubt", "unknown encoding", f"the page names {named.group(1)!r}")
    text, encoding, guessed = decoded(content)
    if guessed:
        reading.fault("/", "doubt", "encoding guessed", f"read as {encoding}, which may be wrong")
    return text


def _item(reading: Reading, markup: str, context: Context) -> None:
    import trafilatura
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reading.fault("/", "lost", "no page", f"not a page ({error})")
        return
    text = trafilatura.extract(page, include_comments=False, include_tables=True) or ""
    if not text.strip():
        text = " ".join(page.xpath("string(//body)").split())
        if not text:
            reading.fault("/", "lost", "no text", "no text could be found in the page")
            return
        reading.fault(
            "/", "doubt", "whole page", "no main text was found; all visible text was taken"
        )
    url = _first(page, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    saved = _SAVED.search(markup[:4000])
    url = url or (saved.group(1) if saved else None) or context.url
    title = _first(
        page, "//article//h1//text()", "//meta[@property='og:title']/@content", "//title/text()"
    )
    site = _first(page, "//meta[@property='og:site_name']/@content")
    host = urlsplit(url).hostname if url else None
    language = _first(page, "/html/@lang")
    reading.items.append(
        ReadItem(
            locator="/html",
            kind="article",
            text=text,
            platform="web",
            source_key=host or f"file:{context.path}",
            source_name=site or host or context.path or "a page",
            source_kind="outlet" if host else "file",
            url=url,
            title=title,
            author=_first(page, "//meta[@name='author']/@content"),
            posted=_date(page),
            language=language[:2].lower() if language else None,
        )
    )


def _first(page: object, *paths: str) -> str | None:
    for path in paths:
        for value in page.xpath(path):  # type: ignore[attr-defined]
            if cleaned := " ".join(str(value).split()):
                return cleaned
    return None


def _date(page: object) -> When | None:
    for path in (
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date' or @itemprop='datePublished']/@content",
        "//time[@datetime]/@datetime",
    ):
        if (value := _first(page, path)) and (found := day(value)):
            return found
    return None
