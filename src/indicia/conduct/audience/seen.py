"""Captures of posts with their figures, by columns, and the age of the post at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.audience.figures import COUNTED
from indicia.conduct.reuse.story import starts_of

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """Captures in columns, sorted by source, time of posting, post and age.

    ``age`` is hours; of what was imported, the least it can be. NaN: the platform gave no figure.
    """

    source: np.ndarray
    post: np.ndarray
    second: np.ndarray
    age: np.ndarray
    live: np.ndarray
    counted: dict[str, np.ndarray]
    item: pa.ChunkedArray

    def part(self, rows: np.ndarray) -> Seen:
        """Some of the rows, in the order given."""
        return Seen(
            self.source[rows],
            self.post[rows],
            self.second[rows],
            self.age[rows],
            self.live[rows],
            {name: values[rows] for name, values in self.counted.items()},
            self.item.take(pa.array(rows)),
        )

    def by_source(self) -> Iterator[tuple[int, slice]]:
        """Places of sources with their rows."""
        starts = starts_of(self.source)
        for start, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            yield int(self.source[start]), slice(start, stop)

    def items(self, rows: np.ndarray) -> tuple[str, ...]:
        """Post versions at such rows, the first 200."""
        names: list[str] = self.item.take(pa.array(rows[:MOST_ITEMS])).to_pylist()
        return tuple(sorted(names))


def seen_of(figures: pa.Table, names: list[str]) -> Seen:
    """Captures with their ages. An import is as old as its newest post of the source, or older."""
    source = pc.index_in(figures.column("source"), pa.array(names)).to_numpy().astype(np.int64)
    codes = figures.column("post").combine_chunks().dictionary_encode()
    rank = np.empty(len(codes.dictionary), np.int64)
    rank[pc.sort_indices(codes.dictionary).to_numpy()] = np.arange(len(rank))
    post = rank[codes.indices.to_numpy()]
    second, shown = (
        figures.column(name).cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() // 1_000_000
        for name in ("posted_utc", "seen_utc")
    )
    live = figures.column("live").to_numpy()
    capture = figures.column("seq").to_numpy()
    order = np.lexsort((second, capture, source))
    last = np.diff(capture[order], append=capture[order][-1] + 1) != 0
    last |= np.diff(source[order], append=-1) != 0
    ends = np.flatnonzero(last)
    newest = np.empty(len(order), np.int64)
    newest[order] = second[order][ends[np.searchsorted(ends, np.arange(len(order)))]]
    age = (np.where(live, shown, newest) - second) / 3600
    counted = {
        name: pc.fill_null(figures.column(name).cast(pa.float64()), np.nan).to_numpy()
        for name in COUNTED
    }
    seen = Seen(source, post, second, age, live, counted, figures.column("item"))
    return seen.part(np.lexsort((capture, age, post, second, source)))
