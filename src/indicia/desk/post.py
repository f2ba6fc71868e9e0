"""A post as it looked where it was posted: its words in their styles, its pictures, what stood round it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.console.show import when as written_time
from indicia.desk.selection import source_names, texts_of
from indicia.desk.visit import Visit
from indicia.errors import IndiciaError
from indicia.read.reading import HIDDEN
from indicia.read.styled import MOST_BYTES, Run, runs_of
from indicia.store import TableStore

SHOWN = ("post", "service")
BEGINNING = 120
"""Letters of a post that another one answers."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """One post for the eye. ``signs`` are reactions with their counts; times in UTC, as written."""

    source: str
    author: str
    posted: str
    edited: str
    runs: tuple[Run, ...]
    """Empty where the original has no styles to show: then the words of the tables stand for it."""
    text: str
    forwarded: str
    """From whom; a dash where the platform hides it, empty where it is no forward."""
    reply_to: str
    """Item that it answers, where the case holds it; else the platform's id."""
    reply_words: str
    pictures: tuple[str, ...]
    missing: tuple[str, ...]
    signs: tuple[tuple[str, int], ...]
    views: int | None
    forwards: int | None


def looked(visit: Visit, row: Row | None, source: str, text: str) -> Looked | None:
    """The post of an item (row of ``items``); ``None`` for what is no post.

    ``source`` is its name, ``text`` the words that the tables hold of it.
    """
    if row is None or row["kind"] not in SHOWN:
        return None
    extra = orjson.loads(row["extra"] or "{}")
    reply, said = _answered(visit.store, row)
    return Looked(
        source,
        row["author"] or "" if row["author"] != source else "",
        written_time(row["posted"]) if row["posted"] else "",
        written_time(row["edited"]) if row["edited"] else "",
        _runs(visit, row),
        text,
        _forwarded(visit.store, row),
        reply,
        said,
        tuple(row["pictures"] or ()),
        tuple(row["media_missing"] or ()),
        tuple(_signs(extra.get("reactions"))),
        row["views"],
        row["forwards"],
    )


def _runs(visit: Visit, row: Row) -> tuple[Run, ...]:
    sources = visit.store.read("sources", ["source", "platform"])
    mine = sources.filter(pc.equal(sources.column("source"), row["source"]))
    if "telegram" not in mine.column("platform").to_pylist():
        return ()
    objects, original = visit.case.objects, row["original"]
    if not objects.has(original) or objects.path(original).stat().st_size > MOST_BYTES:
        return ()
    try:
        return runs_of(objects.read(original), row["locator"])
    except IndiciaError:  # damaged: the button that verifies says so
        return ()


def _forwarded(store: TableStore, row: Row) -> str:
    """From whom a post was forwarded, by the name that the case knows."""
    given = row["forwarded_from"]
    if not given:
        return ""
    if given == HIDDEN:
        return "–"
    return source_names(store).get(given) or str(given)


def _answered(store: TableStore, row: Row) -> tuple[str, str]:
    """The item of the same source that a post answers, and the beginning of its words."""
    number = row["reply_to"]
    if not number:
        return "", ""
    items = store.read("items", ["item", "source", "platform_id", "post_version"])
    same = pc.and_(
        pc.equal(items.column("platform_id"), number),
        pc.equal(items.column("source"), row["source"]),
    )
    found = items.filter(same)
    if not found.num_rows:
        return "", str(number)
    item = str(found.column("item")[-1])
    versions = store.read("post_versions", ["post_version", "rendition"])
    at = pc.index(versions.column("post_version"), found.column("post_version")[-1]).as_py()
    text = ""
    if at >= 0:
        rendition = str(versions.column("rendition")[at])
        text = " ".join(texts_of(store, [rendition]).get(rendition, "").split())
    return item, text[:BEGINNING] + ("…" if len(text) > BEGINNING else "")


def _signs(reactions: Any) -> list[tuple[str, int]]:
    """Reactions of an export, most given first; anything of another form is left out."""
    found = []
    for one in reactions if isinstance(reactions, list) else ():
        if isinstance(one, dict) and isinstance(one.get("count"), int):
            found.append((str(one.get("emoji") or one.get("type") or "")[:12], one["count"]))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
