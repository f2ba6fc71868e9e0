"""Who may talk to the desk: the one browser that was given its address, and nobody else.

A page on the network can make a browser send requests to this machine. So every request must name
this host (against DNS rebinding), carry the session's cookie, and, where it changes something, come
from a page of the desk itself and carry the session's form token. The address that `indicia serve`
prints holds a token that works once; it is swapped for the cookie.

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet (signed token bound to the session,
with Origin and Fetch Metadata as a second line); Fetch Metadata, W3C.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from indicia.desk.account import load_accounts, signed_in
from indicia.desk.role import ROLES
from indicia.errors import UsageError

COOKIE = "indicia_desk"
FORM_TOKEN = "token"
SAFE_METHODS = ("GET", "HEAD")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
MOST_TRIES = 8
FORGIVEN = 600.0
"""Seconds after which a wrong try is forgotten."""
IDLE = 8 * 3600.0
"""Seconds without a request after which somebody signs in again."""

# No script, style, picture or connection from anywhere but the desk; `pictures` is the origin that
# serves originals.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; img-src 'self' {pictures}; frame-src {pictures}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: HTTP status and a sentence for the person before it."""

    status: int
    words: str


@dataclass(slots=True)
class Session:
    """One browser that was let in: who sits at it, and in which role. Times in seconds."""

    name: str
    role: str
    form_token: str
    used: float


@dataclass(slots=True)
class Gate:
    """The secrets of one run of the desk. ``port`` is the one it listens on.

    ``accounts``: who may sign in; ``None``: one person, let in by the printed address.
    """

    port: int
    pictures: str = ""
    """Origin that serves originals, such as ``http://127.0.0.1:8002``."""
    actor: str = ""
    """Who sits at a desk without accounts."""
    accounts: Path | None = None
    names: tuple[str, ...] = LOOPBACK_NAMES
    """The host names that mean this desk."""
    scheme: str = "http"
    clock: Callable[[], float] = time.monotonic
    entrance: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """The token in the printed address; empty once it was used."""
    _sessions: dict[str, Session] = field(default_factory=dict)
    _tries: dict[str, list[float]] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _lock: Lock = field(default_factory=Lock)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The values of ``Host`` that mean this desk."""
        named = tuple(f"{name}:{self.port}" for name in self.names)
        return (*named, *self.names) if self.port in (80, 443) else named

    def enter(self, token: str) -> str:
        """The cookie for ``token``, empty where it opens nothing; one that did does not again."""
        if self.accounts is not None or not self.entrance:
            return ""
        if not hmac.compare_digest(self.entrance.encode(), token.encode()):
            return ""
        self.entrance = ""
        return self._begin(self.actor, ROLES[-1])

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The cookie for a name and password; empty where they open nothing.

        Raises:
            UsageError: too many wrong tries by this name or from this address lately.
        """
        if self.accounts is None:
            return ""
        keys = (f"name {name[:80]}", f"from {address}")
        # One at a time: tries that come together must not pass the count together, and each costs
        # the memory that argon2 asks for.
        with self._lock:
            self._forget()
            if any(len(self._tries.get(key, ())) >= MOST_TRIES for key in keys):
                raise UsageError("Too many wrong tries. Wait some minutes, then try again.")
            account = signed_in(load_accounts(self.accounts), name, password)
            if account is None:
                for key in keys:
                    self._tries.setdefault(key, []).append(self.clock())
                return ""
            self._tries.pop(keys[0], None)
        return self._begin(account.name, account.role)

    def _forget(self) -> None:
        """Drop the tries that are forgiven, and whom nothing is held against."""
        now = self.clock()
        held = {k: [t for t in times if now - t < FORGIVEN] for k, times in self._tries.items()}
        self._tries = {key: times for key, times in held.items() if times}

    def sign_out(self, cookie: str) -> None:
        """End a session."""
        self._sessions.pop(_digest(cookie), None)

    def _begin(self, name: str, role: str) -> str:
        cookie = secrets.token_urlsafe(32)
        key = _digest(cookie)
        token = hmac.new(self._key, key.encode(), sha256).hexdigest()
        self._sessions[key] = Session(name, role, token, self.clock())
        return cookie

    def session(self, cookie: str) -> Session | None:
        """The session of a cookie, with the role that its account has now; ``None``: nobody's."""
        found = self._sessions.get(_digest(cookie))
        if found is None:
            return None
        now = self.clock()
        if self.accounts is not None:
            account = load_accounts(self.accounts).get(found.name)
            if account is None or account.disabled or now - found.used > IDLE:
                self.sign_out(cookie)
                return None
            found.role = account.role
        found.used = now
        return found

    def is_form(self, session: Session, token: str) -> bool:
        """Whether a form carries the session's token."""
        return hmac.compare_digest(session.form_token.encode(), token.encode())

    def refuse_host(self, host: str) -> Refusal | None:
        """Refuses a request that was meant for another name than this desk's."""
        if host.lower() in self.hosts:
            return None
        return Refusal(421, "This is not the host that the desk answers for.")

    def refuse_sender(self, method: str, origin: str, fetch_site: str) -> Refusal | None:
        """Refuses a request that changes something and does not come from a page of the desk."""
        if method in SAFE_METHODS:
            return None
        own = {f"{self.scheme}://{host}" for host in self.hosts}
        if origin in own and fetch_site in ("", "same-origin"):
            return None
        return Refusal(
            403, "This request comes from a page that is not the desk's. Nothing was done."
        )

    def headers(self) -> dict[str, str]:
        """What every answer carries: nothing may be kept, framed, guessed or loaded elsewhere."""
        made = {
            "Content-Security-Policy": _POLICY.format(pictures=self.pictures).strip(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cache-Control": "no-store",
        }
        if self.scheme == "https":
            made["Strict-Transport-Security"] = "max-age=31536000"
        return made


def _digest(cookie: str) -> str:
    """What stands for a cookie in memory, so that looking one up tells nothing by its time."""
    return sha256(cookie.encode("utf-8", "replace")).hexdigest()
