"""What conduct is tested on: the posts of a corpus by columns, and what is recorded of sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PUBLIC_KINDS = ("channel", "outlet", "organisation")
"""Rhythm and writing are tested for sources recorded as one of these only: anybody else may be a
private person."""
STEPS = {"second": 1, "minute": 60, "hour": 3600}
COARSE = 86_400


@dataclass(frozen=True)
class Traffic:
    """A corpus: ``items`` as :data:`indicia.trace.post.POST_SCHEMA` sorted by item, its
    ``copies`` (table of ``find_copies``), and the recorded kind of each source.

    ``items`` may have ``post``, ``precision`` and ``platform_id`` as :data:`indicia.corpus.CORPUS`;
    without them each row is a post of its own, to the second, without a number.
    """

    items: pa.Table
    copies: pa.Table
    kinds: Mapping[str, str]
    looked: Mapping[str, int] = field(default_factory=dict)
    """Source -> second of the last look that showed its newest post: until then it was silent.
    A source that is missing here was not looked at since."""

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
    def post(self) -> np.ndarray:
        """A number that the versions of one post share: an edit is not another post."""
        if "post" not in self.items.column_names:
            return np.arange(self.items.num_rows)
        codes = self.items.column("post").combine_chunks().dictionary_encode().indices
        return np.asarray(codes.to_numpy(zero_copy_only=False), np.int64)

    @cached_property
    def step(self) -> np.ndarray:
        """Seconds that a time of posting is given to: 1, 60, 3600, or 86400 and more."""
        if "precision" not in self.items.column_names:
            return np.ones(self.items.num_rows, np.int64)
        place = pc.index_in(self.items.column("precision"), pa.array(list(STEPS), pa.string()))
        steps = np.array([*STEPS.values(), COARSE])
        found: np.ndarray = steps[pc.fill_null(place, len(STEPS)).to_numpy()]
        return found

    @cached_property
    def number(self) -> np.ndarray:
        """The platform's number of each post; -1 where it has none."""
        if "platform_id" not in self.items.column_names:
            return np.full(self.items.num_rows, -1)
        names = self.items.column("platform_id")
        plain = pc.fill_null(pc.match_substring_regex(names, r"^[0-9]{1,18}$"), False)
        numbers = pc.if_else(plain, names, pa.scalar("-1")).cast(pa.int64())
        found: np.ndarray = numbers.to_numpy()
        return found

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
