"""Listening: two sockets on loopback, one for the desk and one for originals."""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from indicia.case import Case
from indicia.desk.app import desk_app
from indicia.desk.guard import Gate
from indicia.desk.originals import Originals, originals_app
from indicia.errors import UsageError

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Served:
    """A desk that is about to answer. ``address`` is what the person opens; it works once."""

    address: str
    servers: tuple[uvicorn.Server, uvicorn.Server]
    sockets: tuple[socket.socket, socket.socket]

    def run(self) -> None:
        """Answer until stopped."""
        asyncio.run(self._both())

    async def _both(self) -> None:
        desk, originals = self.servers
        serving = asyncio.create_task(originals.serve([self.sockets[1]]))
        await desk.serve([self.sockets[0]])
        originals.should_exit = True
        await serving

    def stop(self) -> None:
        """Let both end after the answers that are under way."""
        for server in self.servers:
            server.should_exit = True


def make_desk(root: Path, actor: str | None, port: int = 0) -> Served:
    """The desk of a case, listening on loopback; port 0 takes a free one.

    Raises:
        UsageError: the port is taken.
        NotACase: the folder is no case.
    """
    case = Case.open(root, actor)
    sockets = _listen(port), _listen(0)
    ports = [sock.getsockname()[1] for sock in sockets]
    originals = Originals(f"http://{LOOPBACK}:{ports[1]}", secrets.token_bytes(32))
    gate = Gate(ports[0], originals.origin)
    address = f"http://{LOOPBACK}:{ports[0]}/enter?token={gate.entrance}"
    apps = desk_app(root, case.actor, gate, originals), originals_app(root, originals)
    servers = tuple(uvicorn.Server(_configuration(app)) for app in apps)
    return Served(address, (servers[0], servers[1]), sockets)


def _configuration(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )


def _listen(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
    except OSError as error:
        sock.close()
        raise UsageError(
            f"serve: port {port} cannot be had ({error.strerror}); name another with --port"
        ) from error
    sock.listen(128)
    return sock
