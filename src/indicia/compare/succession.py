"""Which version of a post followed which, from the captures that show them.

Formats render one post differently (a preview shows an album as one post), so each format has a
line of its own, as with absences. Only where a format meets a post for the first time is it held
against the newest capture in another format, and the pair says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture that shows one version of a post, read by one reader."""

    seq: int
    captured_utc: datetime
    post_version: str
    reader: str


@dataclass(frozen=True, slots=True)
class Succession:
    """Two captures, one after the other, that show different versions."""

    before: Seen
    after: Seen

    @property
    def same_format(self) -> bool:
        """Whether one reader read both."""
        return self.before.reader == self.after.reader


def successions(sightings: Iterable[Seen]) -> list[Succession]:
    """The changes of one post, in the order in which captures show them.

    A change that captures in two formats show is one change: that of the first to show it. Two
    versions in one capture (a table that lists a post twice) are no change of each other.
    """
    captures: dict[tuple[int, str], list[Seen]] = {}
    for seen in sorted(sightings, key=lambda s: (s.seq, s.reader, s.post_version)):
        captures.setdefault((seen.seq, seen.reader), []).append(seen)
    last_by_reader: dict[str, list[Seen]] = {}
    shown_at: dict[tuple[str, str], int] = {}
    newest: list[Seen] = []
    found: list[Succession] = []
    for (seq, reader), now in captures.items():
        before = last_by_reader.get(reader, newest)
        if before and {s.post_version for s in before}.isdisjoint(s.post_version for s in now):
            pair = before[-1].post_version, now[0].post_version
            if before[-1].seq < seq and shown_at.get(pair, -1) <= before[-1].seq:
                found.append(Succession(before[-1], now[0]))
                shown_at[pair] = seq
        last_by_reader[reader] = newest = now
    return found
