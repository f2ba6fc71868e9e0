"""Finished units of a per-unit stage, kept in chunks, so that nothing is computed twice.

A chunk is one file under ``derived/units/<stage>/<key>/`` that holds the rows of some finished
units and their keys: a head that names them, then one Arrow stream a table. A chunk appears by
rename, so a kill loses only the chunk at work. ``key`` covers stage version, settings and
lexicon: another key starts afresh, and old keys go.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa

from indicia.custody.storage import write_part
from indicia.memory import give_back
from indicia.stage import StageTables
from indicia.tables import finished_parts

CHUNK_FORMAT = 2
UNIT = "__unit"
"""Column of a chunk's tables: the place (from 0) of the row's unit among the chunk's units."""
MANY_CHUNKS = 48
LARGE_CHUNK = 64 << 20
"""Bytes. Larger chunks are not joined again, so that joining never holds more than this twice."""


class FinishedUnits:
    """The chunks of one stage for one key. Implements :class:`indicia.stage.Units`."""

    def __init__(self, root: Path, stage: str, key: str, gives: Sequence[str]) -> None:
        self.folder = root / stage / f"{key}.{CHUNK_FORMAT}"
        self.gives = tuple(gives)
        for other in (root / stage).glob("*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        for torn in self.folder.glob("*.new"):
            torn.unlink()

    def _chunks(self) -> list[Path]:
        return sorted(self.folder.glob("*.chunk"))

    def done(self) -> frozenset[str]:
        """Keys of all finished units."""
        return frozenset(unit for chunk in self._chunks() for unit in _head(chunk)[0])

    def add(self, finished_units: Sequence[tuple[str, StageTables]]) -> None:
        """Keep these units; an interrupted write leaves no trace."""
        tables: dict[str, pa.Table] = {}
        owners: dict[str, list[int]] = {}
        for name in self.gives:
            held = [(n, of[name]) for n, (_, of) in enumerate(finished_units) if name in of]
            if held:
                tables[name] = pa.concat_tables([rows for _, rows in held])
                owners[name] = [n for n, rows in held for _ in range(rows.num_rows)]
        self.add_together([unit for unit, _ in finished_units], tables, owners)

    def add_together(
        self, units: Sequence[str], tables: StageTables, owners: Mapping[str, Sequence[int]]
    ) -> None:
        """Keep these units, whose rows stand together in one table of each name.

        ``owners`` says for each row of a table the place of its unit in ``units``.
        """
        if units:
            owned = {
                name: rows.append_column(UNIT, pa.array(owners[name], pa.int32()))
                for name, rows in tables.items()
                if rows.num_rows
            }
            self._save(units, owned)

    def _save(self, units: Sequence[str], tables: StageTables) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        chunks = self._chunks()
        number = int(chunks[-1].stem) + 1 if chunks else 1
        fresh = self.folder / f"{number:08d}.new"
        write_part(fresh, _encode(units, tables))
        fresh.rename(fresh.with_suffix(".chunk"))

    def collect(self, name: str, current: Iterable[str]) -> pa.Table:
        """Rows of ``name`` from the units in ``current``, each unit once, ready for the border.

        A unit that two chunks hold is taken from the first: by purity both have the same rows.
        """
        collected = finished_parts(name, self._parts(name, set(current)))
        give_back()
        return collected

    def _parts(self, name: str, waiting: set[str]) -> Iterator[pa.Table]:
        """The rows of each chunk, one chunk at a time."""
        for chunk in self._chunks():
            units, tables = _load(chunk, only=name)
            taken = np.zeros(len(units), bool)
            for place, unit in enumerate(units):
                if unit in waiting:
                    waiting.remove(unit)
                    taken[place] = True
            if name in tables:
                yield _rows_of(tables[name], taken)

    def held(self, name: str, current: Sequence[str], schema: pa.Schema) -> pa.Table:
        """The rows that units keep under a name of their own, not a table of the case.

        Each unit in ``current`` has one row; they come in its order.
        """
        row_of: dict[str, int] = {}
        parts: list[pa.Table] = []
        for chunk in self._chunks():
            units, tables = _load(chunk, only=name)
            before = sum(part.num_rows for part in parts)
            for row, place in enumerate(tables[name].column(UNIT).to_pylist()):
                row_of.setdefault(units[place], before + row)
            parts.append(tables[name].drop_columns([UNIT]))
        whole = pa.concat_tables(parts) if parts else schema.empty_table()
        rows = np.fromiter((row_of[unit] for unit in current), np.int64, len(current))
        if len(rows) == whole.num_rows and (rows == np.arange(len(rows))).all():
            return whole
        return whole.take(pa.array(rows))

    def recall(self, name: str, right_for: str) -> StageTables | None:
        """Tables that :meth:`remember` kept under a name for the same purpose; None without them."""
        path = self.folder / f"{name}.kept"
        if not path.exists() or _head(path)[0] != [right_for]:
            return None
        return _load(path)[1]

    def remember(self, name: str, right_for: str, tables: StageTables) -> None:
        """Keep tables in place of what the name held; an interrupted write leaves the old ones."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{name}.new"
        write_part(fresh, _encode([right_for], tables))
        fresh.rename(fresh.with_suffix(".kept"))

    def compact(self) -> None:
        """Join many small chunks into larger ones, so that opening stays quick."""
        small = [chunk for chunk in self._chunks() if chunk.stat().st_size < LARGE_CHUNK]
        if len(small) < MANY_CHUNKS:
            return
        group: list[Path] = []
        for chunk in small:
            group.append(chunk)
            if sum(member.stat().st_size for member in group) >= LARGE_CHUNK:
                self._join(group)
                group = []
        self._join(group)

    def _join(self, chunks: Sequence[Path]) -> None:
        """Write one chunk for these, then remove them: a kill between leaves units held twice."""
        if len(chunks) < 2:
            return
        units: list[str] = []
        gathered: dict[str, list[pa.Table]] = {}
        for chunk in chunks:
            more, tables = _load(chunk)
            for name, rows in tables.items():
                place = rows.schema.get_field_index(UNIT)
                owners = rows.column(place).to_numpy() + len(units)
                moved = rows.set_column(place, UNIT, pa.array(owners, pa.int32()))
                gathered.setdefault(name, []).append(moved)
            units += more
        self._save(units, {name: pa.concat_tables(parts) for name, parts in gathered.items()})
        for chunk in chunks:
            chunk.unlink()


def _rows_of(rows: pa.Table, taken: np.ndarray) -> pa.Table:
    """The rows of the units that are taken, without the column that names the unit."""
    plain = rows.drop_columns([UNIT])
    if taken.all():
        return plain
    return plain.filter(pa.array(taken[rows.column(UNIT).to_numpy()]))


def _encode(units: Sequence[str], tables: StageTables) -> bytes:
    bodies = {name: _packed(rows) for name, rows in tables.items()}
    sizes = {name: len(body) for name, body in bodies.items()}
    head = orjson.dumps({"units": list(units), "sizes": sizes})
    return b"".join([len(head).to_bytes(8, "big"), head, *bodies.values()])


def _packed(rows: pa.Table) -> bytes:
    """One record batch: a stream of many small ones takes a thousand times as long to read."""
    body = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(body, rows.schema, options=options) as writer:
        writer.write_table(rows.combine_chunks())
    return body.getvalue()


def _head(chunk: Path) -> tuple[list[str], dict[str, int], int]:
    """The keys in a chunk, the sizes of its tables, and where these begin."""
    with chunk.open("rb") as source:
        length = int.from_bytes(source.read(8), "big")
        head = orjson.loads(source.read(length))
    return head["units"], head["sizes"], 8 + length


def _load(chunk: Path, only: str | None = None) -> tuple[list[str], dict[str, pa.Table]]:
    """The keys and tables of a chunk; with ``only``, no other table is read."""
    units, sizes, position = _head(chunk)
    tables: dict[str, pa.Table] = {}
    with chunk.open("rb") as source:
        for name, size in sizes.items():
            if only in (None, name):
                source.seek(position)
                tables[name] = pa.ipc.open_stream(source.read(size)).read_all()
            position += size
    return units, tables
