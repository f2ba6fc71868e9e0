"""``indicia verify``: custody's report over a folder, and whether cited texts still say so."""

from __future__ import annotations

from pathlib import Path

from indicia.custody.verify import Report, verify_case
from indicia.errors import NotACase


def verify_folder(folder: Path) -> Report:
    """Verify the case in ``folder``: objects, log, checkpoints, and every update's citations.

    Raises:
        NotACase: there is no log in the folder.
    """
    if not (folder / "log").is_dir():
        raise NotACase(
            f"{folder}: holds no log/, so there is nothing to verify; name a case's folder"
        )
    return verify_case(folder, _says(folder))


def _says(folder: Path):  # type: ignore[no-untyped-def]
    """A check of a cited rendition: does it stand in the tables and still hold the words?"""
    from indicia.store import TableStore

    store = TableStore(folder / "derived")
    texts: dict[str, str] = {}
    if store.has("renditions"):
        rows = store.read("renditions", ["text_sha256", "text"])
        texts = dict(
            zip(
                rows.column("text_sha256").to_pylist(), rows.column("text").to_pylist(), strict=True
            )
        )

    def check(rendition_sha256: str, start: int, end: int, words: str) -> str | None:
        text = texts.get(rendition_sha256)
        if text is None:
            return "the cited rendition is not in the tables; run `indicia run` and verify again"
        return None if text[start:end] == words else "the cited rendition no longer says this"

    return check
