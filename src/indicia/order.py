"""Rows in the order in which a table is stored: by partition, and within one by the table's key.

A partition is put in order by itself, so that no more than the table and one partition more is held
at once, and no column of a whole table has to fit into one array (2 GiB of text).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def ordered(parts: Iterable[pa.Table], key: Sequence[str], partition: str | None) -> pa.Table:
    """All rows of the parts (at least one), by ``partition`` and then by ``key``.

    The partitions are in the order of their names; each is one chunk. Parts are taken one by one,
    so that they can be made, or read, as they are asked for.
    """
    if partition is None:
        return _by_key(list(parts), key)
    pieces: dict[str, list[pa.Table]] = {}
    for part in parts:
        empty = part.slice(0, 0)
        for name, rows in cut(part, partition):
            pieces.setdefault(name, []).append(rows)
    if not pieces:
        return empty
    # A piece is let go when its partition is in order.
    return pa.concat_tables(_by_key(pieces.pop(name), key) for name in sorted(pieces))


def _by_key(parts: list[pa.Table], key: Sequence[str]) -> pa.Table:
    order: list[tuple[str, Literal["ascending", "descending"]]] = [
        (name, "ascending") for name in key
    ]
    return pa.concat_tables(parts).combine_chunks().sort_by(order)


def cut(content: pa.Table, column: str) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each value of a column, values in order, rows as they stood.

    Where equal values stand together nothing is copied.
    """
    if not content.num_rows:
        return
    encoded = pc.dictionary_encode(content.column(column)).unify_dictionaries()
    names = [str(name) for name in encoded.chunk(0).dictionary.to_pylist()]
    place = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    counts = np.bincount(place, minlength=len(names))
    together = np.count_nonzero(place[1:] != place[:-1]) == len(names) - 1
    rows = np.argsort(place, kind="stable")
    begins = np.cumsum(counts) - counts
    whole = content if together else content.combine_chunks()
    for number in sorted(range(len(names)), key=names.__getitem__):
        begin, count = begins[number], counts[number]
        if together:
            yield names[number], whole.slice(rows[begin], count)
        else:
            yield names[number], whole.take(pa.array(rows[begin : begin + count]))
