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
from dataclasses import dataclass, field
from hashlib import sha256

COOKIE = "indicia_desk"
FORM_TOKEN = "token"
SAFE_METHODS = ("GET", "HEAD")

# No script, style, picture or connection from anywhere but the desk; `pictures` is the origin that
# serves originals.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; img-src 'self' {pictures}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: HTTP status and a sentence for the person before it."""

    status: int
    words: str


@dataclass(slots=True)
class Gate:
    """The secrets of one run of the desk. ``port`` is the one it listens on."""

    port: int
    pictures: str = ""
    """Origin that serves originals, such as ``http://127.0.0.1:8002``."""
    entrance: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """The token in the printed address; empty once it was used."""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The values of ``Host`` that mean this desk."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    def enter(self, token: str) -> bool:
        """Whether ``token`` opens the desk; a token that did so does not do it again."""
        if not self.entrance or not hmac.compare_digest(self.entrance, token):
            return False
        self.entrance = ""
        return True

    def is_inside(self, cookie: str) -> bool:
        """Whether a cookie is that of the session."""
        return hmac.compare_digest(self.session.encode(), cookie.encode())

    def form_token(self) -> str:
        """What each form carries, so that no other page can send one."""
        return hmac.new(self._key, self.session.encode(), sha256).hexdigest()

    def is_form(self, token: str) -> bool:
        """Whether a form carries the session's token."""
        return hmac.compare_digest(self.form_token().encode(), token.encode())

    def refuse_host(self, host: str) -> Refusal | None:
        """Refuses a request that was meant for another name than this desk's."""
        if host.lower() in self.hosts:
            return None
        return Refusal(421, "This is not the host that the desk answers for.")

    def refuse_sender(self, method: str, origin: str, fetch_site: str) -> Refusal | None:
        """Refuses a request that changes something and does not come from a page of the desk."""
        if method in SAFE_METHODS:
            return None
        own = {f"http://{host}" for host in self.hosts}
        if origin in own and fetch_site in ("", "same-origin"):
            return None
        return Refusal(
            403, "This request comes from a page that is not the desk's. Nothing was done."
        )

    def headers(self) -> dict[str, str]:
        """What every answer carries: nothing may be kept, framed, guessed or loaded elsewhere."""
        return {
            "Content-Security-Policy": _POLICY.format(pictures=self.pictures).strip(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cache-Control": "no-store",
        }
