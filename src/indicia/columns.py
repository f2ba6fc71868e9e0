"""Columns of tables that were read, kept in memory for the next reader, up to a number of bytes.

A desk answers many questions from the same tables; reading them from Parquet each time costs more
than the answer. A table's folder on disk never changes once it is in force (a run writes a new
generation), so a column that was read stays right for as long as that folder is the one in force.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import pyarrow as pa

MOST_BYTES = 768 << 20
Place = tuple[str, int, int]
"""A generation: where its tables lie, the folder's number on disk, and when it was written."""
Key = tuple[Place, str, str]


class ColumnCache:
    """Columns by generation, table and name; the longest unused one goes first.

    ``most``: bytes that are kept at most; a column that is larger alone is not kept.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.bytes = 0
        self._columns: OrderedDict[Key, Any] = OrderedDict()
        self._lock = Lock()

    def table(
        self,
        place: Place,
        name: str,
        wanted: pa.Schema,
        load: Callable[[Sequence[str]], pa.Table],
    ) -> pa.Table:
        """The columns of ``wanted``, from memory, and the missing ones by ``load``."""
        with self._lock:
            found = {c: self._take((place, name, c)) for c in wanted.names}
        missing = [column for column, values in found.items() if values is None]
        if missing or not found:
            loaded = load(missing)
            if not found:
                return loaded
            for column in missing:
                found[column] = loaded.column(column)
            with self._lock:
                for column in missing:
                    self._keep((place, name, column), loaded.column(column))
        return pa.table([found[column] for column in wanted.names], schema=wanted)

    def made(self, place: Place, name: str, make: Callable[[], pa.Table]) -> pa.Table:
        """A table that was computed from the tables of a generation, kept like a column."""
        key = (place, name, "")
        with self._lock:
            found = self._columns.get(key)
            if found is not None:
                self._columns.move_to_end(key)
                return found
        table = make()
        with self._lock:
            self._keep(key, table)
        return table

    def _take(self, key: Key) -> pa.ChunkedArray | None:
        values: pa.ChunkedArray | None = self._columns.get(key)
        if values is not None:
            self._columns.move_to_end(key)
        return values

    def _keep(self, key: Key, values: pa.ChunkedArray | pa.Table) -> None:
        if key in self._columns or values.nbytes > self.most:
            return
        self._forget_older(key[0])
        self._columns[key] = values
        self.bytes += values.nbytes
        while self.bytes > self.most:
            self._drop(next(iter(self._columns)))

    def _forget_older(self, place: Place) -> None:
        """What was kept of another state of the same folder is not asked for again."""
        old = [key for key in self._columns if key[0][0] == place[0] and key[0] != place]
        for key in old:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        self.bytes -= self._columns.pop(key).nbytes
