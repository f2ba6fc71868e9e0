"""Listening: two sockets on loopback, one for the desk and one for originals."""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from indicia.case import Case
from indicia.desk.account import accounts_path, load_accounts
from indicia.desk.app import desk_app
from indicia.desk.guard import LOOPBACK_NAMES, Gate
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


@dataclass(frozen=True, slots=True)
class Sharing:
    """How several people reach a desk: accounts, where it listens, its certificate, its names."""

    accounts: bool = False
    host: str = LOOPBACK
    certificate: Path | None = None
    key: Path | None = None
    names: tuple[str, ...] = ()

    @property
    def is_tls(self) -> bool:
        """Whether it is reached by TLS."""
        return self.certificate is not None and self.key is not None


def make_desk(
    root: Path, actor: str | None, port: int = 0, sharing: Sharing | None = None
) -> Served:
    """The desk of a case, listening on loopback unless it is shared; port 0 takes a free one.

    Raises:
        UsageError: the port is taken; another address than loopback without accounts and TLS; no
            account yet.
        NotACase: the folder is no case.
    """
    sharing = sharing or Sharing()
    _refuse_unsafe(sharing)
    case = Case.open(root, actor)
    sockets = _listen(sharing.host, port), _listen(sharing.host, 0)
    ports = [sock.getsockname()[1] for sock in sockets]
    scheme = "https" if sharing.is_tls else "http"
    host = f"[{sharing.host}]" if ":" in sharing.host else sharing.host
    name = sharing.names[0] if sharing.names else host
    originals = Originals(f"{scheme}://{name}:{ports[1]}", secrets.token_bytes(32))
    gate = Gate(
        ports[0],
        originals.origin,
        case.actor,
        accounts_path() if sharing.accounts else None,
        (*LOOPBACK_NAMES, *(n.lower() for n in sharing.names)),
        scheme,
    )
    token = "" if sharing.accounts else f"?token={gate.entrance}"
    address = f"{scheme}://{name}:{ports[0]}/enter{token}"
    apps = desk_app(root, gate, originals), originals_app(root, originals)
    servers = tuple(uvicorn.Server(_configuration(app, sharing)) for app in apps)
    return Served(address, (servers[0], servers[1]), sockets)


def _refuse_unsafe(sharing: Sharing) -> None:
    """Raises ``UsageError`` for a desk that others could reach without signing in, or overhear."""
    if sharing.host not in (LOOPBACK, "localhost", "::1"):
        lacking = [
            said
            for there, said in (
                (sharing.accounts, "--accounts"),
                (sharing.is_tls, "--tls-cert and --tls-key"),
                (sharing.names, "--name (the host name of the certificate)"),
            )
            if not there
        ]
        if lacking:
            raise UsageError(
                f"serve: {sharing.host} can be reached by others, so give {', '.join(lacking)}; "
                f"without --host the desk is for this machine alone"
            )
    if sharing.accounts and not load_accounts():
        raise UsageError(
            "serve: there is no account yet; add one: indicia account add NAME --role custodian"
        )


def _configuration(app: object, sharing: Sharing) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        ssl_certfile=sharing.certificate,
        ssl_keyfile=sharing.key,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise UsageError(
            f"serve: port {port} cannot be had ({error.strerror}); name another with --port"
        ) from error
    sock.listen(128)
    return sock
