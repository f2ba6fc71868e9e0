"""Rows of ``edits``: what changed between two versions of a post, and posts that went or came back.

Pure: versions, texts and captures go in. That a post is gone is a finding of one look, never a
statement that somebody deleted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from indicia.compare.meaning import Reading, reasons_of
from indicia.compare.succession import Seen, Succession, successions
from indicia.identity import derived_id
from indicia.text.difference import count_words, find_changes

Row = dict[str, Any]
OTHER_FORMAT = "read in another format, so the difference may be the format's"
MISSED = "a capture in the same format covers its number and does not hold it: perhaps deleted"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a post, as it is compared."""

    post_version: str
    item: str
    rendition: str
    first_utc: datetime
    reading: Reading
    title: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """One post: its versions, the captures that show them, and the looks that missed it."""

    post: str
    source: str
    versions: Mapping[str, Version]
    sightings: Sequence[Seen]
    missed: Sequence[Row] = field(default=())
    """Rows of ``absences``."""
    returned: Sequence[Row] = field(default=())
    """Rows of ``returns``."""


def edits_of(histories: Iterable[History]) -> Iterator[Row]:
    """The rows of each post; ``table_of`` sorts them."""
    for history in histories:
        for pair in successions(history.sightings):
            yield _changed(history, pair)
        for row in history.missed:
            if before := _last(history, row["reader"], row["last_seen_utc"]):
                seen = Seen(row["seq"], row["looked_utc"], "", row["reader"])
                yield _row(history, "deleted", before, seen, None) | {"reason": MISSED}
        for row in history.returned:
            before = _last(history, row["reader"], row["last_seen_utc"])
            after = _first(history, row["reader"], row["back_seq"])
            if before and after:
                told = f"not held at {row['looked_utc']:%Y-%m-%d %H:%M} UTC, held again later"
                yield _row(history, "reappeared", before, after, after) | {"reason": told}


def _changed(history: History, pair: Succession) -> Row:
    old = history.versions[pair.before.post_version]
    new = history.versions[pair.after.post_version]
    before, after = old.reading.text, new.reading.text
    changes = find_changes(before, after)
    removed = sum(count_words(before[slice(*c.before)]) for c in changes)
    added = sum(count_words(after[slice(*c.after)]) for c in changes)
    telling = reasons_of(old.reading, new.reading, changes)
    titles = Reading(old.title), Reading(new.title)
    telling += [
        f"in the title: {reason}"
        for reason in reasons_of(*titles, find_changes(old.title, new.title))
    ]
    gained = sorted(set(new.pictures) - set(old.pictures))
    lost = sorted(set(old.pictures) - set(new.pictures))
    told = [*telling, *_beside(old, new, len(gained), len(lost))]
    if not pair.same_format:
        told.append(OTHER_FORMAT)
    words = count_words(before) + count_words(after)
    kind = "edited" if changes or not (gained or lost) else "picture changed"
    return _row(
        history, "text removed" if removed and not added else kind, pair.before, pair.after, pair.after
    ) | {
        "same_format": pair.same_format,
        "added": added,
        "removed": removed,
        "share": (added + removed) / words if words else 0.0,
        "changes": orjson.dumps([[c.before, c.after] for c in changes]).decode(),
        "pictures_added": gained,
        "pictures_removed": lost,
        "meaning": bool(telling),
        "reason": "; ".join(told),
    }  # fmt: skip


def _beside(old: Version, new: Version, gained: int, lost: int) -> Iterator[str]:
    """What changed beside the text."""
    if old.title != new.title:
        yield f"title “{old.title}” became “{new.title}”"
    if lost:
        yield f"{lost} {'picture' if lost == 1 else 'pictures'} taken out"
    if gained:
        yield f"{gained} {'picture' if gained == 1 else 'pictures'} put in"


def _row(history: History, kind: str, before: Seen, seen: Seen, after: Seen | None) -> Row:
    old = history.versions[before.post_version]
    new = history.versions[after.post_version] if after else None
    return {
        "edit": derived_id(
            "h", history.post, kind, old.post_version, new.post_version if new else None, seen.seq, seen.reader
        ),
        "post": history.post,
        "source": history.source,
        "item": (new or old).item,
        "kind": kind,
        "before": old.post_version,
        "after": new.post_version if new else None,
        "before_first_utc": old.first_utc,
        "before_last_utc": before.captured_utc,
        "seen_utc": seen.captured_utc,
        "seq": seen.seq,
        "same_format": True,
        "added": 0,
        "removed": 0,
        "share": 0.0,
        "changes": "[]",
        "rendition_before": old.rendition,
        "rendition_after": new.rendition if new else None,
        "pictures_added": [],
        "pictures_removed": [],
        "meaning": False,
        "reason": "",
    }  # fmt: skip


def _last(history: History, reader: str, until: datetime) -> Seen | None:
    """The last capture in a format that shows the post, no later than a time."""
    shown = [s for s in history.sightings if s.reader == reader and s.captured_utc <= until]
    return max(shown, key=lambda s: (s.seq, s.post_version), default=None)


def _first(history: History, reader: str, seq: int) -> Seen | None:
    """What the capture at a log position shows of the post."""
    return next((s for s in history.sightings if s.reader == reader and s.seq == seq), None)
