"""Web archives: the pages in a WARC file, plain or gzipped, record by record.

A response with status 200 and HTML is an article; its WARC-Date is when it was captured, the
second clock. Pictures are read as pictures. A revisit record says that the server answered as
before: it has no content of its own, and names the capture that has. Everything else (styles,
scripts, redirects, requests) is passed over, and counted.

Source: ISO 28500:2017 (WARC 1.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from indicia.read.page import LEAST_PICTURE, add_article, markup_of, too_deep
from indicia.read.reading import Context, Reading

NAME, VERSION = "warc", "1"
MOST_RECORD = 30_000_000
MOST_RECORDS = 200_000
HTML = ("text/html", "application/xhtml+xml")
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """One reading a page; the last says what was passed over."""
    yield from pages(source, context, "", NAME, VERSION)


def pages(
    source: BinaryIO, context: Context, inside: str, name: str, version: str
) -> Iterator[Reading]:
    """The pages of one WARC stream; ``inside`` stands before each locator."""
    from warcio.archiveiterator import ArchiveIterator

    last = Reading(name, version)
    passed: Counter[str] = Counter()
    number, seen = 0, 0
    try:
        for record in ArchiveIterator(source, arc2warc=True):
            number += 1
            if number > MOST_RECORDS:
                message = f"more than {MOST_RECORDS:,} records; split the archive and add its parts"
                last.fault(f"{inside}/record/{number}", "lost", "too large", message)
                break
            reading = Reading(name, version)
            kind = _record(record, f"{inside}/record/{number}", reading, context)
            passed[kind] += 1
            if reading.items or reading.faults or reading.members:
                seen += bool(reading.items)
                yield reading
    except Exception as error:  # noqa: BLE001 - the library raises whatever damage leads it to
        message = f"breaks off or is no WARC here ({_short(error)}); {seen} pages before are kept"
        last.fault(f"{inside}/record/{number + 1}", "lost", "cut short", message)
    others = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()) if kind)
    if others:
        last.fault(inside or "/", "note", "passed over", f"no pages, and not read: {others}")
    if not seen and not last.faults:
        last.fault(inside or "/", "note", "no pages", "the archive holds no pages")
    yield last


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _record(record: Any, locator: str, reading: Reading, context: Context) -> str:
    """Read one record; gives the kind under which it is passed over, or nothing."""
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    if record.rec_type == "revisit":
        first = headers.get_header("WARC-Refers-To-Date") or "a time that is not given"
        message = f"{url}: answered as it did at {first}; that capture has the content"
        reading.fault(locator, "note", "revisit", message)
        return ""
    if record.rec_type not in ("response", "resource"):
        return f"{record.rec_type} records"
    answer = record.http_headers
    status = answer.get_statuscode() if answer else "200"
    declared = (answer or headers).get_header("Content-Type") or ""
    media_type = declared.partition(";")[0].strip().lower()
    if media_type not in (*HTML, *PICTURES):
        return f"{media_type or 'untyped'} responses"
    content = record.content_stream().read(MOST_RECORD + 1)
    if len(content) > MOST_RECORD:
        message = f"{url}: larger than {MOST_RECORD // 1_000_000} MB; not read"
        reading.fault(locator, "lost", "too large", message)
        return ""
    if media_type in PICTURES:
        if len(content) < LEAST_PICTURE or status != "200":
            return "small pictures"
        reading.member(locator, url or locator, content)
        return ""
    if status != "200":
        return f"answers with status {status}"
    _page(
        content, url, _charset(declared), headers.get_header("WARC-Date"), locator, reading, context
    )
    return ""


def _page(
    content: bytes,
    url: str,
    charset: str | None,
    captured: str | None,
    locator: str,
    reading: Reading,
    context: Context,
) -> None:
    if not content.strip() or too_deep(content, reading, locator):
        return
    known = Context(path=context.path, url=url or None, languages=context.languages)
    item = add_article(reading, markup_of(content, reading, charset), known, f"{locator}/html")
    if item is not None:
        item.url = item.url or url or None
        if captured:
            item.extra["captured"] = captured
        item.media = tuple(name for name in item.media if name.startswith("picture-"))


def _charset(declared: str) -> str | None:
    for part in declared.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
