"""Every file of an update, from its one value: pages, data, and the editions made of them.

The update has passed the gate before it comes here; nothing is added to its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indicia.case import Case
from indicia.publish.assemble import Assembled
from indicia.publish.data import (
    as_json,
    citations_csv,
    places_csv,
    places_geojson,
    sentences_csv,
    update_data,
)
from indicia.publish.document import Update
from indicia.publish.language import file_of, new_sentences
from indicia.publish.mail import MAIL_FILE, Thread, render_mail
from indicia.publish.newsletter import newsletter_files, pictures
from indicia.publish.pdf import PDF_FILE, pdf_missing, render_pdf
from indicia.publish.proof import publish_proofs
from indicia.publish.render import page_files, pdf_name, render_page
from indicia.settings import Publication


@dataclass(frozen=True, slots=True)
class Pages:
    """An update with its pages in other languages, the brief it was made from, and its paper."""

    made: Assembled
    others: Sequence[Update]
    brief: str
    paper: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a published update: where it goes, its thread, and its place in the log."""

    publication: Publication
    thread: Thread
    folder: str
    """Name of the update's folder, once it is published."""
    code: str
    log_size: int

    @property
    def link(self) -> str:
        """Web address of the update's page; empty where the case names none."""
        address = self.publication.address
        return f"{address}{self.folder}/index.html" if address else ""


def frozen_output(
    case: Case,
    publication: Publication,
    pages: Pages,
    folders: tuple[Path, Path],
    exact: Mapping[str, str],
) -> list[str]:
    """Freeze what the update says, sign the log over it, and write everything with its proofs.

    ``folders``: where it is written, and where it will lie. ``exact``: words that were redacted.
    """
    (work, folder), update = folders, pages.made.update
    more = new_sentences(update, pages.others)
    frozen = publish_proofs(case, update, folder.name, exact, more)
    thread = Thread(frozen.checkpoint.origin, [v.number for v in reversed(update.versions)])
    notes = write_output(
        work, pages, Frame(publication, thread, folder.name, frozen.code, frozen.log_size)
    )
    frozen.write(work)
    return notes


def write_output(folder: Path, pages: Pages, frame: Frame) -> list[str]:
    """Write every file but pictures and proofs; gives notes on what could not be made here."""
    made, every = pages.made, (pages.made.update, *pages.others)
    _write(folder, page_files())
    sheets, note = _sheets(folder, [_complete(page, (PDF_FILE,), frame) for page in every], pages)
    editions = (PDF_FILE, MAIL_FILE) if sheets else (MAIL_FILE,)
    update, *others = (_complete(page, editions, frame) for page in every)
    data = update_data(update, made.sentences, made.answers, made.regions, frame.log_size)
    _write(folder, _page_and_data(update, made, pages.brief, data))
    _write(folder, {file_of(other): render_page(other).encode() for other in others})
    _write(folder, _letters(folder, data, frame))
    _write(folder, sheets)
    notes = [note] if note else []
    if not frame.publication.sender:
        notes.append("update.eml has no sender yet: set publication.sender in case.toml")
    return notes


def _sheets(folder: Path, every: Sequence[Update], pages: Pages) -> tuple[dict[str, bytes], str]:
    """Each page as PDF, or none of them and why: without PDF an update is complete."""
    if missing := pdf_missing():
        return {}, missing
    try:
        return {pdf_name(page): render_pdf(page, folder, pages.paper) for page in every}, ""
    except Exception as error:  # noqa: BLE001  what a library cannot draw must not stop the rest
        return {}, f"no PDF: it could not be drawn ({type(error).__name__}: {error})"


def _complete(update: Update, editions: tuple[str, ...], frame: Frame) -> Update:
    return replace(update, editions=editions, checkpoint=frame.code)


def _letters(folder: Path, data: Mapping[str, Any], frame: Frame) -> dict[str, bytes]:
    """Mail and newsletter, made of the data that is signed."""
    copied = {name: (folder / held).read_bytes() for name, held in pictures(data).items()}
    mail = render_mail(data, frame.thread, frame.publication)
    return {MAIL_FILE: mail, **newsletter_files(data, frame.link), **copied}


def _page_and_data(
    update: Update, made: Assembled, brief: str, data: Mapping[str, Any]
) -> Mapping[str, bytes]:
    return {
        "index.html": render_page(update).encode(),
        "brief.md": brief.encode(),
        "update.json": as_json(data),
        "places.geojson": as_json(places_geojson(made.regions)),
        "sentences.csv": sentences_csv(made.sentences),
        "citations.csv": citations_csv(update.citations),
        "places.csv": places_csv(made.regions),
    }


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
