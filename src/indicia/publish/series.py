"""The series of updates as feeds, beside their folders: every update, and what was corrected.

``updates/atom.xml`` and ``feed.json`` hold each update's full text; ``corrections.atom`` and
``corrections.json`` hold corrections and withdrawals alone. They are made again from the published
folders after each update, and the same folders give the same bytes. They lie outside the signed
folders: each entry names its checkpoint's code, which leads to what is signed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicia.custody.checkpoint import load_checkpoint
from indicia.custody.storage import write_new_file
from indicia.errors import CustodyError
from indicia.publish.change import earlier_updates
from indicia.publish.chrome import words_of
from indicia.publish.correction import CORRECTS, WITHDRAWS, notices_of, plain_row
from indicia.publish.document import Notice
from indicia.publish.feed import Entry, Feed, atom, json_feed
from indicia.publish.outline import as_html, whole
from indicia.settings import Publication, Settings

KEPT = (CORRECTS, WITHDRAWS)
FEEDS = ("atom.xml", "feed.json", "corrections.atom", "corrections.json")


def write_feeds(updates: Path, settings: Settings) -> tuple[Path, ...]:
    """Write the four feeds; each is replaced whole. Gives their paths.

    Raises: StorageError.
    """
    for name, content in feed_files(updates, settings).items():
        write_new_file(updates / name, content)
    return tuple(updates / name for name in FEEDS)


def feed_files(updates: Path, settings: Settings) -> dict[str, bytes]:
    """The feeds' bytes by name, from the folders that are there; newest entry first."""
    earlier = earlier_updates(updates)
    notices = {n.folder: n for n in notices_of(earlier) if n.kind == WITHDRAWS}
    published = [
        (_without_text(data, notices.get(data["folder"])), origin)
        for data in reversed(earlier)
        if (origin := _origin(updates / data["folder"]))
    ]
    told = [
        (data, origin)
        for data, origin in published
        if any(data.get(n) for n in (CORRECTS, WITHDRAWS))
    ]
    series = _feed(published, settings, "", FEEDS[:2])
    corrections = _feed(told, settings, "corrections", FEEDS[2:])
    return {
        FEEDS[0]: atom(series[0]),
        FEEDS[1]: json_feed(series[1]),
        FEEDS[2]: atom(corrections[0]),
        FEEDS[3]: json_feed(corrections[1]),
    }


def _without_text(data: Mapping[str, Any], notice: Notice | None) -> Mapping[str, Any]:
    """An update's data; of one that was withdrawn only that it was, and why."""
    if notice is None:
        return data
    said = words_of(data.get("language", "en"))["notices"]["withdraws"].format(n=notice.number)
    rows = [plain_row("answer-1", said), plain_row("answer-2", notice.reason)]
    emptied = {
        key: type(value)() if isinstance(value, list | dict) and key not in KEPT else value
        for key, value in data.items()
    }
    return {**emptied, "sentences": rows}


def _feed(
    published: Sequence[tuple[Mapping[str, Any], str]],
    settings: Settings,
    kind: str,
    names: Sequence[str],
) -> tuple[Feed, Feed]:
    publication = settings.publication
    language = published[0][0].get("language", "en") if published else "en"
    origin = published[0][1] if published else settings.title
    corrections = words_of(language)["titles"]["corrections"]
    title = f"{settings.title} – {corrections}" if kind else settings.title
    entries = tuple(_entry(data, own, publication) for data, own in published)

    def one(name: str) -> Feed:
        at = f"{publication.address}{name}" if publication.address else None
        home = f"{publication.address}" or None
        return Feed(_iri(origin, kind or "updates"), title, entries, url=at, home=home, language=language)  # fmt: skip

    return one(names[0]), one(names[1])


def _entry(data: Mapping[str, Any], origin: str, publication: Publication) -> Entry:
    language = data.get("language", "en")
    words = words_of(language)
    title = f"{words['edition']} {data['number']}: {data.get('question') or data['title']}"
    page = f"{publication.address}{data['folder']}/index.html" if publication.address else None
    when = datetime.strptime(data["as_of_utc"], "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    return Entry(
        id=_iri(origin, f"update {data['number']}"),
        title=title,
        updated=when,
        html=f'<div lang="{language}" dir="{words["direction"]}">{as_html(whole(data), language)}</div>',
        url=page,
        author=data.get("byline", ""),
        language=language,
    )


def _iri(origin: str, name: str) -> str:
    """An id that rests on the log's origin and a number, and so never changes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}\n{name}").urn


def _origin(folder: Path) -> str:
    """The origin of the log that an update was published from; empty where it cannot be read."""
    try:
        return load_checkpoint(folder / "checkpoint.txt")[0].origin
    except (CustodyError, OSError):
        return ""  # verify names the damage; a feed leaves it out
