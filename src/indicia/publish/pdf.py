"""The PDF edition: the update's own page, tagged and paged by WeasyPrint.

WeasyPrint opens Pango, which Python cannot bring along; without it an update is complete and says
which line installs it. Nothing is fetched but files of the update's folder.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from indicia.errors import AssetMissing
from indicia.publish.document import Update
from indicia.publish.paper import paper_page
from indicia.publish.tagged import is_known, tagged_runs

PDF_FILE = "update.pdf"
BASE = "http://update.invalid/updates/this/"
"""Where the folder seems to lie while it is drawn, so that no path of the machine can leave."""
PANGO = (
    "no PDF: it needs Pango; for the next update: sudo apt-get install --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def pdf_missing() -> str:
    """Why no PDF can be made here, with the line that helps; empty where one can be."""
    try:
        import weasyprint
    except (ImportError, OSError):  # OSError: a library of Pango cannot be opened
        return PANGO
    if not is_known(weasyprint.__version__):
        return f"no PDF: it needs WeasyPrint of the lock file, not {weasyprint.__version__}"
    return ""


def render_pdf(update: Update, folder: Path, paper: str = "A4") -> bytes:
    """The update as PDF/UA-1; fonts and pictures come from ``folder``. Equal inputs, equal bytes.

    Raises:
        AssetMissing: what :func:`pdf_missing` says.
    """
    if missing := pdf_missing():
        raise AssetMissing(missing)
    import weasyprint

    page = paper_page(update, paper)
    with _quiet():
        document = weasyprint.HTML(
            string=page, base_url=BASE, url_fetcher=_fetcher(folder)
        ).render()
        for sheet in document.pages:
            sheet.links = list(_relative(sheet.links))
        with tagged_runs():
            return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def _relative(links: list[Any]) -> Iterator[Any]:
    """Links into the folder, and to earlier updates beside it, as they stand in the page."""
    above = BASE.removesuffix("this/")
    for kind, target, rectangle, box in links:
        if kind == "external" and target.startswith(above):
            own = target.startswith(BASE)
            target = target.removeprefix(BASE) if own else f"../{target.removeprefix(above)}"
        yield kind, target, rectangle, box


def _fetcher(folder: Path) -> Any:
    """A fetcher that opens files of the folder and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    inside = folder.resolve()

    class FolderFetcher(URLFetcher):  # type: ignore[misc]
        """Opens nothing outside one folder: no network, no other file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = unquote(url.removeprefix(BASE).partition("?")[0])
            path = (inside / name).resolve()
            if not url.startswith(BASE) or not path.is_relative_to(inside):
                raise ValueError(f"{url}: is not a file of the update and is not fetched")
            # Under its own address, so that what a style sheet names is looked for beside it.
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _type_of(path)})

    return FolderFetcher()


def _type_of(path: Path) -> str:
    return guess_type(path.name)[0] or "application/octet-stream"


@contextmanager
def _quiet() -> Iterator[None]:
    """WeasyPrint's notes on CSS that paper does not know stay off the terminal."""
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
