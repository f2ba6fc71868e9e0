"""What conduct is tested on: the posts of a corpus by columns, and what is recorded of sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PUBLIC_KINDS = ("channel", "outlet", "organisation")
"""Rhythm and writing are tested for sources recorded as one of these only: anybody else may be a
private person."""


@dataclass(frozen=True)
class Traffic:
    """A corpus: ``items`` as :data:`indicia.trace.post.POST_SCHEMA` sorted by item, its
    ``copies`` (table of ``find_copies``), and the recorded kind of each source."""

    items: pa.Table
    copies: pa.Table
    kinds: Mapping[str, str]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, sorted; other columns hold their places."""
        return tuple(sorted(pc.unique(self.items.column("source")).to_pylist()))

    @cached_property
    def source(self) -> np.ndarray:
        """The place of each post's source in ``sources``."""
        names = pa.array(self.sources, pa.string())
        found: np.ndarray = pc.index_in(self.items.column("source"), names).to_numpy()
        return found.astype(np.int64)

    @cached_property
    def second(self) -> np.ndarray:
        """Posting in seconds since 1970 (UTC); see ``dated`` for which are known."""
        micros = self.items.column("posted_utc").cast(pa.timestamp("us")).cast(pa.int64())
        seconds: np.ndarray = pc.fill_null(micros, 0).to_numpy()
        return seconds // 1_000_000

    @cached_property
    def dated(self) -> np.ndarray:
        """Whether the time of posting is known."""
        known: np.ndarray = pc.is_valid(self.items.column("posted_utc")).to_numpy()
        return known

    @cached_property
    def _by_source(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.lexsort((self.second, ~self.dated, self.source))
        return order, np.searchsorted(self.source[order], np.arange(len(self.sources) + 1))

    def rows_of(self, place: int) -> np.ndarray:
        """Rows of the posts of the source at ``place``: by time, undated ones last."""
        order, starts = self._by_source
        return order[starts[place] : starts[place + 1]]

    def public(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each source of a public kind with the rows of its posts, as :meth:`rows_of` gives them."""
        for place, source in enumerate(self.sources):
            if self.kinds.get(source) in PUBLIC_KINDS:
                yield source, self.rows_of(place)
