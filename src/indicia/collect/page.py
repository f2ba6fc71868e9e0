"""A page by its address: fetched once, kept as it came, with how it came.

Only this module and ``monitor`` use the network, and only when asked. Redirects are followed by
hand, so that each address is checked; the body is capped in bytes and in time.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from indicia import __version__
from indicia.case import Case
from indicia.collect.address import Resolver, Target, checked_target, resolve_host
from indicia.collect.verdict import Verdict, content_verdict
from indicia.errors import SourceUnreachable

MAX_BYTES = 50_000_000
MAX_REDIRECTS = 10
USER_AGENT = f"Mozilla/5.0 (compatible; Indicia/{__version__})"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of one fetch; ``allow_loopback`` is for tests."""

    timeout_seconds: float = 30.0
    total_seconds: float = 120.0
    max_bytes: int = MAX_BYTES
    allow_loopback: bool = False
    resolve: Resolver = resolve_host


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it came."""

    url: str
    final_url: str
    redirects: tuple[str, ...]
    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    tls: str | None
    complete: bool
    expected: int | None = field(default=None)


def fetch_page(url: str, options: FetchOptions | None = None) -> Fetched:
    """Fetch ``url``, following checked redirects.

    Raises:
        AddressRefused: an address on the way is not public.
        SourceUnreachable: no answer, a broken answer, too many redirects.
    """
    options = options or FetchOptions()
    deadline = time.monotonic() + options.total_seconds
    seen: list[str] = []
    current = url
    while True:
        target = checked_target(current, options.resolve, options.allow_loopback)
        try:
            fetched = _one(target, url, tuple(seen), options, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise SourceUnreachable(
                f"{target.host}: no usable answer ({type(error).__name__}: {error}); nothing was "
                "kept. Try again, or save the page in a browser and add the file"
            ) from error
        location = fetched.headers.get("location")
        if fetched.status not in (301, 302, 303, 307, 308) or not location:
            return fetched
        seen.append(current)
        if len(seen) > MAX_REDIRECTS:
            raise SourceUnreachable(f"{url}: more than {MAX_REDIRECTS} redirects; nothing was kept")
        current = urljoin(current, location)


def _one(
    target: Target, url: str, seen: tuple[str, ...], options: FetchOptions, deadline: float
) -> Fetched:
    connection, tls = _connect(target, options.timeout_seconds)
    try:
        connection.request(
            "GET",
            target.path,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
        )
        answer = connection.getresponse()
        raw, complete = _body(answer, options, deadline)
        headers = {name.lower(): value for name, value in answer.getheaders()}
        length = headers.get("content-length", "")
        expected = int(length) if length.isdigit() else None
        if expected is not None and len(raw) < expected:
            complete = False
        body = _decoded(raw, headers.get("content-encoding", ""), options.max_bytes)
        return Fetched(
            url,
            target.url,
            seen,
            answer.status,
            headers,
            body,
            target.address,
            tls,
            complete,
            expected,
        )
    finally:
        connection.close()


def _connect(target: Target, timeout: float) -> tuple[http.client.HTTPConnection, str | None]:
    plain = socket.create_connection((target.address, target.port), timeout)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=timeout)
    if not target.secure:
        connection.sock = plain
        return connection, None
    context = ssl.create_default_context()
    wrapped = context.wrap_socket(plain, server_hostname=target.host)
    connection.sock = wrapped
    certificate = wrapped.getpeercert(binary_form=True) or b""
    return connection, f"{wrapped.version()} {hashlib.sha256(certificate).hexdigest()}"


def _body(
    answer: http.client.HTTPResponse, options: FetchOptions, deadline: float
) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    try:
        while chunk := answer.read1(65536):
            parts.append(chunk)
            size += len(chunk)
            if size > options.max_bytes or time.monotonic() > deadline:
                return b"".join(parts)[: options.max_bytes], False
    except (http.client.IncompleteRead, OSError):
        return b"".join(parts), False
    return b"".join(parts), True


def _decoded(raw: bytes, encoding: str, limit: int) -> bytes:
    """The body without its transfer coding; as it came where that is broken or too large."""
    try:
        if encoding == "gzip":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                return packed.read(limit)
        if encoding == "deflate":
            return zlib.decompressobj().decompress(raw, limit)
    except (OSError, zlib.error, EOFError):
        return raw
    return raw


def add_page(case: Case, url: str, options: FetchOptions | None = None) -> tuple[str, Verdict]:
    """Fetch a page into the case; gives the original's SHA-256 and the verdict over its content.

    A failure is logged (``collect.fail``) before it is raised.

    Raises:
        SourceUnreachable: nothing came.
    """
    try:
        fetched = fetch_page(url, options)
    except SourceUnreachable as error:
        case.append("collect.fail", {"error": type(error).__name__}, url_requested=url)
        raise
    stored = case.objects.put(fetched.body)
    case.objects.put(_header_bytes(fetched))
    verdict = content_verdict(fetched.body[:300_000], fetched.status)
    if not fetched.complete and verdict.name == "content":
        verdict = Verdict("partial", "body cut short", 1.0, verdict.media_type)
    told = {"verdict": verdict.as_line(), "headers_kept": True}
    case.append("collect", told, **_fields(fetched, stored, verdict))
    return stored.sha256, verdict


def _fields(fetched: Fetched, stored: Any, verdict: Verdict) -> dict[str, Any]:
    return {
        "object": {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type_declared": fetched.headers.get("content-type"),
            "media_type_sniffed": verdict.media_type,
        },
        "url_requested": fetched.url,
        "url_final": fetched.final_url,
        "redirects": list(fetched.redirects),
        "server_ip": fetched.address,
        "tls": fetched.tls,
        "status": fetched.status,
        "headers_sha256": hashlib.sha256(_header_bytes(fetched)).hexdigest(),
        "method": "GET",
        "content_verdict": verdict.as_line(),
        "complete": {"expected": fetched.expected, "got": len(fetched.body)},
    }


def _header_bytes(fetched: Fetched) -> bytes:
    """The headers of an answer, kept as an object of their own: what a web archive needs."""
    return "".join(f"{n}: {v}\n" for n, v in sorted(fetched.headers.items())).encode()
