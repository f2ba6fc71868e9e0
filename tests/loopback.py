"""A server on the loopback address that behaves badly in every way that servers do."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

PAGE = (
    b"<html><title>Steppe Review</title><p>" + b"Invented words of a page. " * 40 + b"</p></html>"
)
Answer = Callable[["Handler"], None]


@dataclass
class Server:
    """A running server: its base address, what was asked of it, and what it answers where."""

    base: str
    routes: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: Server

    def do_GET(self) -> None:
        state = self.server_state
        state.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        answer = state.routes.get(self.path) or state.routes.get(self.path.partition("?")[0])
        try:
            (answer or missing)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return

    def whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", headers.pop("content_type", "text/html; charset=utf-8"))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def missing(handler: Handler) -> None:
    handler.whole(b"<title>404</title>nothing here", 404)


def page(body: bytes = PAGE, status: int = 200, **headers: str) -> Answer:
    return lambda handler: handler.whole(body, status, **headers)


def redirect(to: str) -> Answer:
    return lambda handler: handler.whole(b"", 302, Location=to)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"more and more words " * 1000)


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(PAGE)
    handler.close_connection = True


def slow_drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(200):
        handler.wfile.write(b"drip ")
        handler.wfile.flush()
        time.sleep(0.05)


def slow_headers(handler: Handler) -> None:
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    handler.close_connection = True
    for _ in range(200):
        handler.connection.sendall(b"s")
        time.sleep(0.05)


def nonsense(handler: Handler) -> None:
    handler.connection.sendall(b"\x00\xffnot http at all\r\n\r\n")
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def packed_bomb(handler: Handler) -> None:
    import gzip

    handler.whole(gzip.compress(b"\0" * 80_000_000), content_encoding="gzip")


@contextmanager
def serving(
    routes: dict[str, Answer], tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Server]:
    """A server for the time of a test, on a free port of the loopback address."""
    httpd = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    httpd.daemon_threads = True
    if tls is not None:
        httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    scheme = "https" if tls else "http"
    state = Server(f"{scheme}://127.0.0.1:{httpd.server_address[1]}", routes)
    httpd.RequestHandlerClass = type("Bound", (Handler,), {"server_state": state})
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.daemon = True
    thread.start()
    try:
        yield state
    finally:
        httpd.shutdown()
        httpd.server_close()


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A self-signed certificate for 127.0.0.1: the server's context, and one that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"invented {name}")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{name}.pem"
    path.write_bytes(pem + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())
