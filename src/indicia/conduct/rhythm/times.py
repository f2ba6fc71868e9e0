"""When public sources post: one time an act of posting, flat over all sources.

An edit is not another post (the versions of one post count once, at its most precise time), and
an album is one act: times of one source at most two seconds apart count once. Times that are
known only to the hour or worse are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from indicia.conduct.traffic import Traffic

HOUR, DAY, WEEK = 3600, 86_400, 604_800
TOGETHER = 2
"""Seconds: messages of one album have the same time, or the next seconds."""
MINUTE = 60
MOST_EXAMPLES = 12
MONDAY = 4 * DAY
"""1970-01-05 was a Monday."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Runs of equal keys in a flat sorted array: ``first`` of each run and its ``count``."""

    first: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, key: np.ndarray) -> Groups:
        """The runs of ``key``, which is sorted or at least has equal keys side by side."""
        if len(key) == 0:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        return cls(first, np.diff(np.append(first, len(key))))


@dataclass(frozen=True)
class Times:
    """Acts of posting sorted by source and time. Arrays of one length but for ``starts``."""

    sources: tuple[str, ...]
    owner: np.ndarray
    """Place in ``sources``."""
    second: np.ndarray
    """Seconds since 1970, UTC."""
    step: np.ndarray
    """1 or 60: what the time is given to."""
    row: np.ndarray
    """Row in the items of the traffic."""
    items: pa.ChunkedArray
    """Ids of all rows of the traffic."""

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each source begins, and the end: one more than there are sources."""
        return np.searchsorted(self.owner, np.arange(len(self.sources) + 1))

    @cached_property
    def count(self) -> np.ndarray:
        """Acts of posting of each source."""
        return np.diff(self.starts)

    @cached_property
    def day(self) -> np.ndarray:
        """Whole days since the hour of the source's first post."""
        found: np.ndarray = (self.second - self._origin[self.owner]) // DAY
        return found

    @cached_property
    def whole_days(self) -> np.ndarray:
        """Days of each source that lie wholly between its first and its last post."""
        last = (
            self.second[np.maximum(self.starts[1:] - 1, 0)] if len(self.second) else self.starts[1:]
        )
        return np.where(self.count > 0, (last - self._origin) // DAY, 0)

    @cached_property
    def _origin(self) -> np.ndarray:
        held = self.count > 0
        first = np.zeros(len(self.sources), np.int64)
        first[held] = self.second[self.starts[:-1][held]] // HOUR * HOUR
        return first

    def of(self, place: int) -> slice:
        """Where the source at ``place`` stands."""
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    def only(self, chosen: np.ndarray) -> Times:
        """The times of the chosen sources (a flag each) alone."""
        kept = chosen[self.owner]
        names = tuple(n for n, keep in zip(self.sources, chosen.tolist(), strict=True) if keep)
        owner = (np.cumsum(chosen) - 1)[self.owner[kept]]
        return Times(names, owner, self.second[kept], self.step[kept], self.row[kept], self.items)

    def examples(self, chosen: np.ndarray) -> tuple[str, ...]:
        """Ids of the first few of the posts at these places."""
        rows = np.sort(self.row[chosen[:MOST_EXAMPLES]])
        return tuple(self.items.take(pa.array(rows)).to_pylist())


def public_times(traffic: Traffic) -> Times:
    """Times of the public sources of a corpus, those without any time left out."""
    groups = list(traffic.public())
    if groups:
        row = np.concatenate([rows for _, rows in groups])
        owner = np.repeat(np.arange(len(groups)), [len(rows) for _, rows in groups])
    else:
        row, owner = np.zeros(0, np.int64), np.zeros(0, np.int64)
    good = traffic.dated[row] & (traffic.step[row] <= MINUTE)
    row, owner = row[good], owner[good]
    # The most precise time stands for a post; of equals, the earliest.
    order = np.lexsort((traffic.second[row], traffic.step[row], traffic.post[row], owner))
    row, owner = row[order], owner[order]
    row, owner = _leaders(row, owner, traffic.post[row])
    order = np.lexsort((traffic.post[row], traffic.second[row], owner))
    row, owner = row[order], owner[order]
    second = traffic.second[row]
    alone = np.ones(len(row), bool)
    alone[1:] = (owner[1:] != owner[:-1]) | (np.diff(second) > TOGETHER)
    row, owner, second = row[alone], owner[alone], second[alone]
    held, place = np.unique(owner, return_inverse=True)
    names = tuple(groups[index][0] for index in held.tolist())
    return Times(names, place, second, traffic.step[row], row, traffic.items.column("item"))


def _leaders(row: np.ndarray, owner: np.ndarray, post: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each post of each source."""
    first = np.ones(len(row), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (post[1:] != post[:-1])
    return row[first], owner[first]


def times_of(second: np.ndarray, owner: np.ndarray | None = None, step: int = 1) -> Times:
    """Bare times (in any order) as those of invented sources: for planted truth and for trying out."""
    owner = np.zeros(len(second), np.int64) if owner is None else owner
    order = np.lexsort((second, owner))
    second, owner = second[order], owner[order]
    alone = np.ones(len(second), bool)
    alone[1:] = (owner[1:] != owner[:-1]) | (np.diff(second) > TOGETHER)
    names = tuple(f"source {n}" for n in range(int(owner.max(initial=-1)) + 1))
    ids = pa.chunked_array([pa.array([f"item {n}" for n in range(len(second))], pa.string())])
    steps = np.full(len(second), step)
    return Times(names, owner[alone], second[alone], steps[alone], np.flatnonzero(alone), ids)
