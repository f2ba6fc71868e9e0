"""One request to the web: checked addresses, counted bytes, limited time, an optional proxy.

Only collectors use it, and only when asked. Redirects are followed by hand, so that each address
is checked; the body is capped in bytes and in time. Through a proxy that resolves names itself
(``http``, ``https``, ``socks5h``) a name cannot be checked here: names that are plainly inside are
refused, and the rest is left to the proxy.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.client
import io
import os
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from indicia import __version__
from indicia.collect.address import Resolver, Target, checked_target, named_target, resolve_host
from indicia.errors import SettingsError, SourceUnreachable

MAX_BYTES = 50_000_000
MAX_REDIRECTS = 10
USER_AGENT = f"Mozilla/5.0 (compatible; Indicia/{__version__})"
HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
REMOTE_NAMES = ("http:", "https:", "socks5h:")
"""Proxies that resolve names themselves."""
LONGEST_WAIT_SECONDS = 86400.0


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits and ways of one fetch; ``allow_loopback`` is for tests."""

    timeout_seconds: float = 30.0
    total_seconds: float = 120.0
    max_bytes: int = MAX_BYTES
    allow_loopback: bool = False
    resolve: Resolver = resolve_host
    proxy: str | None = None
    """``socks5://``, ``socks5h://`` or ``http://`` with host and port; ``env:NAME`` takes it from
    the environment, which is where one with a password belongs."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent beside our own: what makes a request conditional."""
    tls: ssl.SSLContext | None = None
    """Trusted authorities; the system's by default."""


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
        target = _target(current, options)
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


def _target(url: str, options: FetchOptions) -> Target:
    if options.proxy and proxy_address(options.proxy).startswith(REMOTE_NAMES):
        return named_target(url)
    return checked_target(url, options.resolve, options.allow_loopback)


def proxy_address(proxy: str) -> str:
    """The address of a proxy, taken from the environment for ``env:NAME``.

    Raises:
        SettingsError: the environment does not have it.
    """
    head, _, name = proxy.partition(":")
    if head != "env":
        return proxy
    found = os.environ.get(name)
    if not found:
        raise SettingsError(f"proxy {proxy}: the environment has no {name}; set it and try again")
    return found


def _one(
    target: Target, url: str, seen: tuple[str, ...], options: FetchOptions, deadline: float
) -> Fetched:
    connection, tls = _connect(target, options)
    # A server may drip its headers byte by byte: at the deadline the connection is ended from here.
    ending = threading.Timer(max(deadline - time.monotonic(), 0.01), _end, (connection,))
    ending.daemon = True
    ending.start()
    try:
        connection.request(
            "GET",
            target.path,
            headers={**HEADERS, **options.headers},
        )
        answer = connection.getresponse()
        if time.monotonic() >= deadline:
            raise TimeoutError("no whole answer in time")
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
        ending.cancel()
        connection.close()


def _end(connection: http.client.HTTPConnection) -> None:
    """End a connection under the feet of whoever waits for it."""
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connect(
    target: Target, options: FetchOptions
) -> tuple[http.client.HTTPConnection, str | None]:
    plain = _socket(target, options)
    connection = http.client.HTTPConnection(
        target.host, target.port, timeout=options.timeout_seconds
    )
    if not target.secure:
        connection.sock = plain
        return connection, None
    context = options.tls or ssl.create_default_context()
    wrapped = context.wrap_socket(plain, server_hostname=target.host)
    connection.sock = wrapped
    certificate = wrapped.getpeercert(binary_form=True) or b""
    return connection, f"{wrapped.version()} {hashlib.sha256(certificate).hexdigest()}"


def _socket(target: Target, options: FetchOptions) -> socket.socket:
    """A connection to the checked address, straight or through the proxy."""
    if options.proxy is None:
        return socket.create_connection((target.address, target.port), options.timeout_seconds)
    from python_socks import ProxyError
    from python_socks.sync import Proxy

    address = proxy_address(options.proxy)
    remote = address.startswith("socks5h:")
    try:
        proxy = Proxy.from_url(address.replace("socks5h:", "socks5:", 1), rdns=remote)
        return proxy.connect(target.address, target.port, timeout=options.timeout_seconds)
    except (ProxyError, OSError, ValueError) as error:
        # Its own message may hold the proxy's address with its password.
        name = type(error).__name__
        message = f"the proxy gave no way ({name}); check that it runs"
        raise OSError(message) from None


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


def retry_after_seconds(fetched: Fetched, now: datetime) -> float | None:
    """How long a server that limits its rate asks to wait; ``None`` where it does not.

    Source: RFC 9110, 10.2.3.
    """
    if fetched.status not in (429, 503):
        return None
    text = fetched.headers.get("retry-after", "").strip()
    if text.isdigit():
        return min(float(text), LONGEST_WAIT_SECONDS)
    try:
        wait = (parsedate_to_datetime(text) - now).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT_SECONDS)
