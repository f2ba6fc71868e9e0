"""A table as rows, some at a time: as many as a table holds would not fit into memory.

A row as a Python object takes ten times what it takes in a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

ROWS = 4096
"""Rows that are Python objects at one time."""


def rows_of(table: pa.Table, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a table in order, each as a dictionary of all columns or of these."""
    chosen = table if columns is None else table.select(list(columns))
    for batch in chosen.to_batches(max_chunksize=ROWS):
        yield from batch.to_pylist()


class TableRows:
    """The rows of a table, to be gone through more than once."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return rows_of(self.table)

    def __len__(self) -> int:
        return int(self.table.num_rows)
