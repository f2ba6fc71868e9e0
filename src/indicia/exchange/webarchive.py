"""Web captures as WARC files in one WACZ, which any web archive replays.

A capture is a ``collect`` event with a web address. Its record holds the status and headers that
were kept with it and the body as it is stored, without transfer coding; a second record holds what
the log knows of it. Record ids come from the log, so the same captures give the same bytes.

Sources: ISO 28500 (WARC 1.1); WACZ 1.1.1, https://specs.webrecorder.net/wacz/1.1.1/;
CDXJ 0.1.0, https://specs.webrecorder.net/cdxj/0.1.0/.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import responses
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from indicia import __version__
from indicia.canonical import canonical_bytes
from indicia.custody.event import Event
from indicia.custody.objects import ObjectStore

SOFTWARE = f"Indicia {__version__}"
WACZ_VERSION = "1.1.1"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_CODING = ("content-encoding", "transfer-encoding", "content-length")
_SECRET = ("set-cookie", "set-cookie2")
_NAMESPACE = uuid.UUID("6b3c6a64-5f5e-5c39-9d0e-6d1b1d6d7f50")


@dataclass(frozen=True, slots=True)
class WebCapture:
    """One page or file that was fetched, with what is kept of the answer."""

    seq: int
    url: str
    time: str
    """UTC, as the log has it."""
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sha256: str
    facts: Mapping[str, Any]
    """What the log line says beside: redirects, server address, TLS, verdict."""


def web_captures(events: Iterable[Event], objects: ObjectStore) -> Iterator[WebCapture]:
    """The web captures of a log whose bytes are still kept, in order."""
    for event in events:
        line = event.line
        sha256 = (line.get("object") or {}).get("sha256")
        if event.action != "collect" or not line.get("url_final") or not sha256:
            continue
        if not objects.has(sha256):
            continue
        names = ("url_requested", "redirects", "server_ip", "tls", "content_verdict", "complete")
        yield WebCapture(
            seq=event.seq,
            url=str(line["url_final"]),
            time=str(line["t"]),
            status=int(line.get("status") or 200),
            headers=_headers(line, objects),
            body=objects.read(sha256),
            sha256=sha256,
            facts={name: line.get(name) for name in names},
        )


def _headers(line: Mapping[str, Any], objects: ObjectStore) -> tuple[tuple[str, str], ...]:
    """The headers as kept; where they were not, the media type alone."""
    kept = line.get("headers_sha256")
    if isinstance(kept, str) and objects.has(kept):
        text = objects.read(kept).decode("utf-8", "replace")
        pairs = (row.partition(": ") for row in text.splitlines() if ": " in row)
        return tuple((name, value) for name, _, value in pairs)
    stored = line["object"]
    declared = stored.get("media_type_declared") or stored.get("media_type_sniffed")
    return (("content-type", str(declared)),) if declared else ()


def warc_bytes(capture: WebCapture) -> bytes:
    """One capture as a gzipped WARC file: an information, a response and a metadata record."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True, warc_version="1.1")
    own = {"WARC-Date": capture.time}
    info = writer.create_warcinfo_record(f"{capture.seq:08d}.warc.gz", {"software": SOFTWARE})
    response = writer.create_warc_record(
        capture.url,
        "response",
        payload=io.BytesIO(capture.body),
        http_headers=StatusAndHeaders(
            f"{capture.status} {responses.get(capture.status, '')}".rstrip(),
            _archived_headers(capture),
            protocol="HTTP/1.1",
        ),
        warc_headers_dict={**own, "WARC-Record-ID": _record_id(capture, "response")},
    )
    known = {**capture.facts, "log_line": capture.seq, "sha256": capture.sha256}
    metadata = writer.create_warc_record(
        capture.url,
        "metadata",
        payload=io.BytesIO(canonical_bytes(known)),
        warc_content_type="application/json",
        warc_headers_dict={
            **own,
            "WARC-Record-ID": _record_id(capture, "metadata"),
            "WARC-Concurrent-To": _record_id(capture, "response"),
        },
    )
    info.rec_headers.replace_header("WARC-Date", capture.time)
    info.rec_headers.replace_header("WARC-Record-ID", _record_id(capture, "warcinfo"))
    for record in (info, response, metadata):
        writer.write_record(record)
    return sink.getvalue()


def _archived_headers(capture: WebCapture) -> list[tuple[str, str]]:
    """Headers for a body without transfer coding; cookies are somebody's session and stay out."""
    kept = []
    for name, value in capture.headers:
        if name.lower() in _SECRET:
            continue
        coded = name.lower() in _CODING
        kept.append((f"x-archive-orig-{name}" if coded else name, value))
    return [*kept, ("content-length", str(len(capture.body)))]


def _record_id(capture: WebCapture, kind: str) -> str:
    name = f"{capture.seq} {capture.sha256} {kind}"
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"


def write_wacz(path: Path, captures: Iterable[WebCapture], title: str) -> int:
    """Write a WACZ with one WARC file a capture; gives how many there are.

    Without a capture nothing is written.
    """
    pages: list[dict[str, str]] = []
    index: list[str] = []
    resources: list[dict[str, Any]] = []
    archive: zipfile.ZipFile | None = None
    try:
        for capture in captures:
            archive = archive or zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
            content = warc_bytes(capture)
            name = f"{capture.seq:08d}.warc.gz"
            resources.append(_member(archive, f"archive/{name}", content))
            index.append(_cdxj(capture, name, content))
            number = f"{capture.seq:08d}"
            pages.append({"id": number, "url": capture.url, "ts": _milliseconds(capture.time)})
        if archive is None:
            return 0
        head = {"format": "json-pages-1.0", "id": "pages", "title": "Captures"}
        page_lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (head, *pages))
        resources.append(_member(archive, "pages/pages.jsonl", page_lines.encode()))
        lines = "".join(f"{line}\n" for line in sorted(index))
        resources.append(_member(archive, "indexes/index.cdx", lines.encode()))
        package = _package(title, pages[-1]["ts"], resources)
        _member(archive, "datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": _sha256(package)}
        _member(archive, "datapackage-digest.json", json.dumps(digest, indent=2).encode())
    finally:
        if archive is not None:
            archive.close()
    return len(pages)


def _member(archive: zipfile.ZipFile, name: str, content: bytes) -> dict[str, Any]:
    archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), content)
    short = name.rsplit("/", 1)[-1]
    return {"name": short, "path": name, "hash": _sha256(content), "bytes": len(content)}


def _package(title: str, created: str, resources: list[dict[str, Any]]) -> bytes:
    package = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": title,
        "software": SOFTWARE,
        "created": created,
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False).encode()


def _cdxj(capture: WebCapture, name: str, content: bytes) -> str:
    """The index line of a capture's response record, which stands after the information record."""
    offset, length = _response_span(content)
    media_type = {k.lower(): v for k, v in capture.headers}.get("content-type", "")
    entry = {
        "url": capture.url,
        "mime": media_type.partition(";")[0].strip() or "unk",
        "status": str(capture.status),
        "digest": f"sha256:{capture.sha256}",
        "length": str(length),
        "offset": str(offset),
        "filename": name,
    }
    stamp = "".join(letter for letter in capture.time[:19] if letter.isdigit())
    return f"{sort_key(capture.url)} {stamp} {json.dumps(entry, ensure_ascii=False)}"


def _response_span(content: bytes) -> tuple[int, int]:
    from warcio.archiveiterator import ArchiveIterator

    records = ArchiveIterator(io.BytesIO(content))
    for record in records:
        if record.rec_type == "response":
            offset = records.get_record_offset()
            return offset, records.get_record_length()
    raise ValueError("a capture's WARC holds no response record")


def sort_key(url: str) -> str:
    """A URL's key in an index: host reversed, then path and sorted query, in small letters.

    Source: the SURT form of CDXJ 0.1.0, section 3.
    """
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    key = ",".join(reversed(host.split(".")))
    if parts.port and parts.port not in (80, 443):
        key += f":{parts.port}"
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{key}){parts.path or '/'}" + (f"?{query}" if query else "")


def _milliseconds(time: str) -> str:
    return f"{time[:19]}Z"


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
