"""Files that the desk hands out as they are: its own style and scripts, libraries, published updates."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePosixPath

from starlette.responses import PlainTextResponse, Response

from indicia.desk.library import library_file

KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# Of the desk's own origin, else its style and pictures would not load; but without scripts and forms.
_PUBLISHED = (
    "sandbox allow-same-origin allow-popups; default-src 'none'; img-src 'self' data:; font-src 'self'; "
    "style-src 'self' 'unsafe-inline'"
)


def own_file(name: str) -> Response:
    """A file of the desk's folder ``static``."""
    found = {path.name: path for path in files("indicia.desk").joinpath("static").iterdir()}
    kind = KINDS.get(PurePosixPath(name).suffix)
    if name not in found or kind is None:
        return PlainTextResponse("There is no such file.", 404)
    return Response(found[name].read_bytes(), media_type=kind)


def library(name: str) -> Response:
    """A browser library or font that set-up installed."""
    path = library_file(name)
    if path is None:
        return PlainTextResponse("There is no such library; run `make setup`.", 404)
    kept = {"Cache-Control": "private, max-age=3600"}
    return Response(path.read_bytes(), headers=kept, media_type=KINDS[path.suffix])


def published(updates: Path, name: str) -> Response:
    """A file of a published update, in a sandbox without scripts."""
    base = updates.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base) or not path.is_file():
        return PlainTextResponse("There is no such file.", 404)
    kind = KINDS.get(path.suffix, "application/octet-stream")
    headers = {} if path.suffix == ".pdf" else {"Content-Security-Policy": _PUBLISHED}
    return Response(path.read_bytes(), 200, headers, kind)
