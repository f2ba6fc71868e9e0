"""A saved web page: main text, title, address, date, language; walls and stubs say so.

The main text comes from trafilatura; where it finds none, from all visible text, with a doubt.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote, urlsplit

from indicia.collect.verdict import content_verdict
from indicia.read.reading import Context, Reading, ReadItem, When, day
from indicia.read.text import decoded

NAME, VERSION = "page", "2"
MOST_BYTES = 20_000_000
MOST_DEPTH = 400
_META = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)
_SAVED_WHEN = re.compile(r"saved date:\s*([^\n<]{8,80})")
LEAST_PICTURE = 4_000
"""Bytes below which a picture of a page is an icon."""
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
    if too_deep(content, reading):
        return reading
    add_article(reading, markup_of(content, reading), context)
    return reading


def too_deep(content: bytes, reading: Reading, locator: str = "/") -> bool:
    """Whether a page nests deeper than is parsed; a fault says so."""
    if _depth(content) <= MOST_DEPTH:
        return False
    message = f"nested deeper than {MOST_DEPTH}; not parsed. Save its text and add that"
    reading.fault(locator, "lost", "deep nesting", message)
    return True


def _depth(content: bytes) -> int:
    """An upper bound of how deep elements nest: opened less closed, at its highest."""
    depth = most = 0
    for match in re.finditer(rb"<(/?)(?:div|span|table|tr|td|ul|li|b|i|p|font|section)\b", content):
        depth += -1 if match.group(1) else 1
        most = max(most, depth)
    return most


def markup_of(content: bytes, reading: Reading, charset: str | None = None) -> str:
    """The page's markup: by the server's ``charset``, the page's own word, or a guess."""
    named = _META.search(content[:4096])
    for name in (charset, named.group(1).decode("ascii", "replace") if named else None):
        if name:
            try:
                return content.decode(name, "replace")
            except LookupError:
                reading.fault("/", "doubt", "unknown encoding", f"the page names {name[:40]!r}")
    text, encoding, guessed = decoded(content)
    if guessed:
        reading.fault("/", "doubt", "encoding guessed", f"read as {encoding}, which may be wrong")
    return text


def add_article(
    reading: Reading, markup: str, context: Context, locator: str = "/html"
) -> ReadItem | None:
    """Add the article of a page; faults say what stands there instead of one."""
    import trafilatura
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reading.fault(locator, "lost", "no page", f"not a page ({error})")
        return None
    text = trafilatura.extract(page, include_comments=False, include_tables=True) or ""
    if not text.strip():
        text = " ".join(page.xpath("string(//body)").split())
        if not text:
            reading.fault(locator, "lost", "no text", "no text could be found in the page")
            return None
        reading.fault(
            locator, "doubt", "whole page", "no main text was found; all visible text was taken"
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
    item = ReadItem(
        locator=locator,
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
        media=_pictures(page, reading, locator),
        extra=_saved_when(markup),
    )
    reading.items.append(item)
    return item


def _pictures(page: object, reading: Reading, locator: str) -> tuple[str, ...]:
    """Pictures of the page that came with it: files beside it, and those written into it.

    A "complete" save keeps them in a folder; SingleFile writes them into the page as ``data:``.
    """
    found: list[str] = []
    for source in page.xpath("//img/@src"):  # type: ignore[attr-defined]
        text = str(source).strip()
        if match := _DATA.match(text):
            try:
                content = base64.b64decode(text[match.end() :], validate=False)
            except (binascii.Error, ValueError):
                continue
            if len(content) >= LEAST_PICTURE:
                name = f"picture-{len(found) + 1}"
                reading.member(f"{locator}/img[{name}]", name, content)
                found.append(name)
        elif text and not urlsplit(text).scheme and not text.startswith(("//", "#")):
            found.append(unquote(text.partition("?")[0]))
    return tuple(dict.fromkeys(found))


def _saved_when(markup: str) -> dict[str, str]:
    """When the page was saved, where the tool that saved it says so."""
    found = _SAVED_WHEN.search(markup[:4000])
    return {"saved": found.group(1).strip()} if found else {}


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
