"""The posts of a corpus by columns: what links are made of, without one object a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.trace.post import POST_SCHEMA


@dataclass(frozen=True)
class PostColumns:
    """Posts in the order of their item ids; a row is a place in that order. See :meth:`of`."""

    table: pa.Table

    @classmethod
    def of(cls, items: pa.Table) -> PostColumns:
        """The rows of a table (:data:`indicia.trace.post.POST_SCHEMA`; absent columns are null).

        Raises ``ValueError`` when ``item`` or ``source`` is missing or an id occurs twice.
        """
        columns = []
        for field in POST_SCHEMA:
            wide = pa.large_string() if field.name == "text" else field.type
            if field.name in items.column_names:
                columns.append(items.column(field.name).cast(wide))
            elif field.name in ("item", "source"):
                raise ValueError(f"posts: the column {field.name} is missing")
            else:
                columns.append(pa.nulls(items.num_rows, wide))
        table = pa.table(dict(zip(POST_SCHEMA.names, columns, strict=True))).sort_by("item")
        posts = cls(table.combine_chunks())
        names = posts.table.column("item")
        if len(names) > 1:
            same = pc.equal(names.slice(0, len(names) - 1), names.slice(1))
            if pc.any(same).as_py():
                twice = names.filter(pa.concat_arrays([*same.chunks, pa.array([False])]))[0]
                raise ValueError(
                    f"posts: the item {twice.as_py()!r} occurs twice; ids must be unique"
                )
        return posts

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def item(self) -> list[str]:
        """Ids."""
        return list(self.table.column("item").to_pylist())

    @cached_property
    def source_names(self) -> list[str]:
        """Names of the sources, sorted."""
        return sorted(pc.unique(self.table.column("source")).to_pylist())

    @cached_property
    def source(self) -> np.ndarray:
        """Each post's place in ``source_names``."""
        return _codes(self.table.column("source"), self.source_names)

    @cached_property
    def forward_names(self) -> list[str]:
        """What forward headers name, sorted."""
        named = pc.unique(self.table.column("forwarded_from").drop_null()).to_pylist()
        return sorted(name for name in named if name)

    @cached_property
    def forwarded_from(self) -> np.ndarray:
        """Each post's place in ``forward_names``; -1: not a forward."""
        return _codes(self.table.column("forwarded_from"), self.forward_names)

    @cached_property
    def source_forwarded(self) -> np.ndarray:
        """For each of ``forward_names`` the source of that very name, or -1."""
        return _codes(
            pa.chunked_array([pa.array(self.forward_names, pa.string())]), self.source_names
        )

    @cached_property
    def by_id(self) -> np.ndarray:
        """Whether the forward header gives an id (or does not say that it gives a name)."""
        kinds = pc.fill_null(self.table.column("forwarded_kind"), "id")
        found: np.ndarray = pc.is_in(kinds, pa.array(["id", ""])).to_numpy()
        return found

    @cached_property
    def posted(self) -> np.ndarray:
        """Microseconds since 1970 (UTC); 0 where ``dated`` is false."""
        return _instants(self.table.column("posted_utc"))

    @cached_property
    def dated(self) -> np.ndarray:
        """Whether the time of posting is known."""
        known: np.ndarray = pc.is_valid(self.table.column("posted_utc")).to_numpy()
        return known

    @cached_property
    def time_rank(self) -> np.ndarray:
        """Rank by time: from the earliest posting; forwards after others, undated ones last."""
        rows = np.arange(len(self))
        order = np.lexsort((rows, self.forwarded_from >= 0, self.posted, ~self.dated))
        rank = np.empty(len(self), np.int64)
        rank[order] = rows
        return rank

    @cached_property
    def arrival(self) -> np.ndarray:
        """Rank by when a post was first seen: what is added later ranks behind all others."""
        seen = _instants(self.table.column("first_seen_utc"))
        rows = np.arange(len(self))
        rank = np.empty(len(self), np.int64)
        rank[np.lexsort((rows, seen))] = rows
        return rank

    @cached_property
    def characters(self) -> np.ndarray:
        """Code points of each text."""
        lengths: np.ndarray = pc.fill_null(pc.utf8_length(self.table.column("text")), 0).to_numpy()
        return lengths

    @cached_property
    def language_names(self) -> list[str]:
        """Languages, sorted; the empty one first."""
        return sorted(
            {"", *(name or "" for name in pc.unique(self.table.column("language")).to_pylist())}
        )

    @cached_property
    def language(self) -> np.ndarray:
        """Each post's place in ``language_names``; 0: not known."""
        codes: np.ndarray = np.maximum(
            _codes(self.table.column("language"), self.language_names), 0
        )
        return codes

    def text(self, row: int) -> str:
        """The untouched text of a post."""
        return self.table.column("text")[row].as_py() or ""

    def texts(self, rows: Sequence[int] | np.ndarray) -> list[str]:
        """The untouched texts of some posts."""
        taken = self.table.column("text").take(pa.array(rows, pa.int64())).to_pylist()
        return [text or "" for text in taken]

    def values(self, name: str) -> tuple[np.ndarray, list[str]]:
        """(rows, values) of a column of lists, one entry a value; empty values are left out."""
        column = self.table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        rows = pc.list_parent_indices(column).to_numpy().astype(np.int64)
        values = pc.list_flatten(column).to_pylist()
        keep = [n for n, value in enumerate(values) if value]
        return rows[keep], [values[n] for n in keep]

    def lag_seconds(self, a: int, b: int) -> float | None:
        """Posting of row ``b`` minus posting of row ``a``; None when either is not known."""
        if not (self.dated[a] and self.dated[b]):
            return None
        return (int(self.posted[b]) - int(self.posted[a])) / 1e6

    def by_time(self, rows: Sequence[int] | np.ndarray) -> list[int]:
        """Rows from the earliest to the latest, by ``time_rank``."""
        found = np.asarray(rows, np.int64)
        return list(found[np.argsort(self.time_rank[found])].tolist())


def _codes(column: pa.ChunkedArray, names: Sequence[str]) -> np.ndarray:
    found = pc.fill_null(pc.index_in(column, pa.array(names, pa.string())), -1)
    codes: np.ndarray = found.to_numpy().astype(np.int64)
    return codes


def _instants(column: pa.ChunkedArray) -> np.ndarray:
    known: np.ndarray = pc.fill_null(column.cast(pa.timestamp("us")).cast(pa.int64()), 0).to_numpy()
    return known
