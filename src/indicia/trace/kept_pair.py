"""Overlapping texts, those among known texts recalled, those with a new text found.

What is recalled is right: a pair depends on its two texts and on a fixed order of tokens only. The
exception is a crowd (see :mod:`indicia.trace.overlap`), where the order of arrival counts; when a
text has gone or come in out of order, and there is a crowd, everything is found again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from indicia.engine import CorpusEngine
from indicia.trace.memory import Memory
from indicia.trace.overlap import (
    Overlaps,
    SetIndex,
    Signatures,
    inside_candidates,
    near_candidates,
    signatures_of,
    verified,
)
from indicia.trace.rarity import Rarity


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs: those with Jaccard ``near``; and where ``inside`` is not None, those of a set of
    at least ``least`` tokens that shares that part of them with one of twice its size."""

    near: float
    inside: float | None = None
    least: int = 0

    @property
    def lowest(self) -> float:
        """The lower threshold, which needs the longer signatures."""
        return self.near if self.inside is None else min(self.near, self.inside)


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs that are near (``a < b``), and pairs of which ``a`` is inside ``b``."""

    near: Overlaps
    inside: Overlaps


def find_pairs(
    index: SetIndex,
    keys: np.ndarray,
    wanted: Wanted,
    rarity: Rarity,
    memory: Memory,
    name: str,
    engine: CorpusEngine,
) -> Found:
    """The pairs among the sets of ``index``, whose hashes ``keys`` are sorted."""
    right_for = f"{rarity.name} {wanted}"
    old = _Known.of(memory.recall(name, right_for), keys, index.arrival)
    while True:
        fresh = old.fresh
        signatures = old.with_new(
            signatures_of(index, np.flatnonzero(fresh), rarity.runs, wanted.lowest)
        )
        a, b, crowded = near_candidates(signatures, index, wanted.near, fresh, engine)
        near, inside = verified(index, a, b, wanted.near, "both"), _NONE
        if wanted.inside is not None:
            a, b, more = inside_candidates(
                signatures, index, wanted.inside, wanted.least, fresh, engine
            )
            inside, crowded = verified(index, a, b, wanted.inside, "left"), crowded or more
        crowded = crowded or old.crowded
        if not (crowded and old.disturbed):
            break
        old = _Known.of(None, keys, index.arrival)
    found = Found(old.joined("near", near), old.joined("inside", inside))
    memory.remember(name, right_for, _tables(keys, index, signatures, found, crowded))
    return found


_NONE = Overlaps(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is recalled, put to the texts of now: ``place`` of each text now among the known ones."""

    tables: Mapping[str, pa.Table]
    keys: np.ndarray
    place: np.ndarray
    crowded: bool
    disturbed: bool
    """Whether a known text has gone, or one that is new did not come in behind all known ones."""

    @classmethod
    def of(
        cls, tables: Mapping[str, pa.Table] | None, keys: np.ndarray, arrival: np.ndarray
    ) -> _Known:
        if tables is None:
            return cls({}, keys, np.full(len(keys), -1), False, False)
        known = _column(tables["texts"], "hash")
        place = np.full(len(keys), -1)
        if len(known):
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            place = np.where(known[at] == keys, at, -1)
        old = np.flatnonzero(place >= 0)
        before = _column(tables["texts"], "arrival")[place[old]]
        in_order = bool((np.diff(arrival[old][np.argsort(before)]) > 0).all())
        behind = arrival[place < 0].min(initial=1 << 62) > arrival[old].max(initial=-1)
        crowded = bool(_column(tables["state"], "crowded")[0])
        return cls(tables, keys, place, crowded, len(old) < len(known) or not (in_order and behind))

    @property
    def fresh(self) -> np.ndarray:
        """Whether each text of now is new."""
        return self.place < 0

    def with_new(self, new: Signatures) -> Signatures:
        """Signatures of all texts of now: the known ones and the ``new``."""
        if not self.tables:
            return new
        column = self.tables["texts"].column("tokens").combine_chunks()
        starts, tokens = column.offsets.to_numpy(), column.values.to_numpy()
        sizes = _column(self.tables["texts"], "size")
        old, fresh = np.flatnonzero(~self.fresh), np.flatnonzero(self.fresh)
        size = np.empty(len(self.keys), np.int64)
        begin, length = np.empty_like(size), np.empty_like(size)
        size[old], size[fresh] = sizes[self.place[old]], new.size
        begin[old] = starts[self.place[old]]
        length[old] = starts[self.place[old] + 1] - begin[old]
        begin[fresh] = len(tokens) + new.starts[:-1]
        length[fresh] = np.diff(new.starts)
        ends = np.concatenate(([0], np.cumsum(length)))
        at = np.arange(ends[-1]) - np.repeat(ends[:-1], length) + np.repeat(begin, length)
        return Signatures(size, np.concatenate((tokens, new.tokens))[at], ends)

    def joined(self, name: str, new: Overlaps) -> Overlaps:
        """The recalled pairs whose texts are both there still, with the ``new``, sorted."""
        if self.tables:
            table = self.tables[name]
            a, b = (_rows_of(_column(table, end), self.keys) for end in ("a", "b"))
            kept = (a >= 0) & (b >= 0)
            similarity = _column(table, "similarity")[kept]
            new = Overlaps(
                np.concatenate((a[kept], new.a)),
                np.concatenate((b[kept], new.b)),
                np.concatenate((similarity, new.similarity)),
            )
        order = np.lexsort((new.b, new.a))
        return Overlaps(new.a[order], new.b[order], new.similarity[order])


def _tables(
    keys: np.ndarray, index: SetIndex, signatures: Signatures, found: Found, crowded: bool
) -> dict[str, pa.Table]:
    tokens = pa.LargeListArray.from_arrays(pa.array(signatures.starts), pa.array(signatures.tokens))
    pairs = {
        name: pa.table({"a": keys[of.a], "b": keys[of.b], "similarity": of.similarity})
        for name, of in (("near", found.near), ("inside", found.inside))
    }
    texts = {"hash": keys, "arrival": index.arrival, "size": signatures.size, "tokens": tokens}
    return {"texts": pa.table(texts), "state": pa.table({"crowded": [crowded]}), **pairs}


def _column(table: pa.Table, name: str) -> np.ndarray:
    found: np.ndarray = table.column(name).to_numpy()
    return found


def _rows_of(hashes: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The place of each hash in the sorted ``keys``, or -1."""
    if not len(keys):
        return np.full(len(hashes), -1)
    at = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    return np.where(keys[at] == hashes, at, -1)
