"""Originals, served from an origin of their own: nothing in them can reach the desk.

All material is hostile. Pictures are shown as their bytes stand, in a sandbox without scripts; what
is no picture is only handed out as a file. Each address carries a code that only the desk can make,
so that no other page can read an original by its hash.

Source: Content Security Policy Level 3 (sandbox); the separate origin follows the practice of
content hosts such as googleusercontent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from indicia.case import Case
from indicia.desk.pdfpage import page_picture
from indicia.errors import IndiciaError
from indicia.read.text import decoded

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""First bytes -> what a browser may show; a declared type is never believed."""
PAGES = frozenset({"text/html", "application/xhtml+xml"})
"""Media types of originals that are shown as a page: words and own styles, nothing else."""
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'; style-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
}
# A saved page as it looked: no script, no form, no frame, nothing from outside; pictures and fonts
# only where the page itself carries them.
_AS_PAGE = {
    **_HEADERS,
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
    ),
}


@dataclass(frozen=True, slots=True)
class Originals:
    """Makes and answers the addresses of originals. ``origin`` is where they are served."""

    origin: str
    key: bytes

    def address(self, sha: str) -> str:
        """Where an original can be read by the browser that the desk let in."""
        return f"{self.origin}/{quote(sha)}?code={self.code(sha)}"

    def page(self, sha: str) -> str:
        """Where a saved page is shown as it looked, or a page of a PDF (``&number=2``) as a picture."""
        return f"{self.address(sha)}&as=page"

    def code(self, sha: str) -> str:
        """What shows that the desk made an address."""
        return hmac.new(self.key, sha.encode(), sha256).hexdigest()


def originals_app(root: Path, originals: Originals) -> Starlette:
    """The application of that origin: it reads originals and does nothing else."""

    async def answer(request: Request) -> Response:
        if request.headers.get("host", "") != originals.origin.partition("//")[2]:
            return PlainTextResponse("Not this host.", 421, _HEADERS)
        sha = request.path_params["sha"]
        given = request.query_params.get("code", "")
        if not hmac.compare_digest(originals.code(sha).encode(), given.encode()):
            return PlainTextResponse("Open this from the desk.", 403, _HEADERS)
        try:
            content = await run_in_threadpool(Case.open(root).picture_bytes, sha)
        except IndiciaError as error:
            return PlainTextResponse(str(error), 404, _HEADERS)
        if request.query_params.get("as") == "page" and content.startswith(b"%PDF"):
            number = request.query_params.get("number", "1")
            wanted = int(number) if number.isdecimal() and len(number) < 6 else 1
            try:
                drawn = await run_in_threadpool(page_picture, content, wanted)
            except IndiciaError as error:
                return PlainTextResponse(str(error), 404, _HEADERS)
            return Response(drawn, 200, _HEADERS, "image/png")
        if request.query_params.get("as") == "page":
            # Its own encoding may stand nowhere that a browser looks; the reader knows how to guess it.
            return Response(decoded(content)[0], 200, _AS_PAGE, "text/html; charset=utf-8")
        kind = picture_type(content)
        saved = {} if kind else {"Content-Disposition": f'attachment; filename="{sha[:16]}.bin"'}
        return Response(content, 200, {**_HEADERS, **saved}, kind or "application/octet-stream")

    return Starlette(routes=[Route("/{sha}", answer, methods=["GET"])])


def picture_type(content: bytes) -> str:
    """The media type of a picture by its first bytes; empty for anything else."""
    for start, kind in PICTURES.items():
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
