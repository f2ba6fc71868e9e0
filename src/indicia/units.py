"""Finished units of a per-unit stage, kept in chunks, so that nothing is computed twice.

A chunk is one Arrow IPC file under ``derived/units/<stage>/<key>/`` that holds the rows of some
finished units and their keys. A chunk appears by rename, so a kill loses only the chunk at work.
``key`` covers stage version, settings and lexicon: another key starts afresh, and old keys go.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.custody.storage import write_part
from indicia.stage import StageTables
from indicia.tables import TABLES, finished

UNIT = "__unit"
MANY_CHUNKS = 48


class FinishedUnits:
    """The chunks of one stage for one key. Implements :class:`indicia.stage.Units`."""

    def __init__(self, root: Path, stage: str, key: str, gives: Sequence[str]) -> None:
        self.folder = root / stage / key
        self.gives = tuple(gives)
        self.folder.mkdir(parents=True, exist_ok=True)
        for other in (root / stage).iterdir():
            if other.name != key:
                shutil.rmtree(other, ignore_errors=True)
        for torn in self.folder.glob("*.new"):
            torn.unlink()

    def _chunks(self) -> list[Path]:
        return sorted(self.folder.glob("*.chunk"))

    def done(self) -> frozenset[str]:
        """Keys of all finished units."""
        return frozenset(unit for chunk in self._chunks() for unit in _units_in(chunk))

    def add(self, finished_units: Sequence[tuple[str, StageTables]]) -> None:
        """Keep these units; an interrupted write leaves no trace.

        Units that are done already are replaced: their rows are the same, by purity.
        """
        if not finished_units:
            return
        units = [unit for unit, _ in finished_units]
        tables: dict[str, pa.Table] = {}
        for name in self.gives:
            parts = [
                tables_of[name].append_column(
                    UNIT, pa.array([unit] * tables_of[name].num_rows, pa.string())
                )
                for unit, tables_of in finished_units
                if name in tables_of and tables_of[name].num_rows
            ]
            if parts:
                tables[name] = pa.concat_tables(parts)
        self._save(units, tables)

    def _save(self, units: Sequence[str], tables: StageTables) -> None:
        chunks = self._chunks()
        number = int(chunks[-1].stem) + 1 if chunks else 1
        fresh = self.folder / f"{number:08d}.new"
        write_part(fresh, _encode(units, tables))
        fresh.rename(fresh.with_suffix(".chunk"))

    def collect(self, name: str, current: Iterable[str]) -> pa.Table:
        """Rows of ``name`` from the units in ``current``, each unit once, ready for the border."""
        wanted = pa.array(sorted(set(current)), pa.string())
        seen: set[str] = set()
        parts: list[pa.Table] = []
        for chunk in self._chunks():
            units, tables = _load(chunk, only=name)
            twice = seen.intersection(units)
            seen.update(units)
            if name not in tables:
                continue
            rows = tables[name]
            keep = pc.is_in(rows.column(UNIT), value_set=wanted)
            if twice:
                again = pc.is_in(rows.column(UNIT), value_set=pa.array(sorted(twice), pa.string()))
                keep = pc.and_(keep, pc.invert(again))
            parts.append(rows.filter(keep).drop_columns([UNIT]))
        schema = TABLES[name].schema
        joined = pa.concat_tables(parts) if parts else schema.empty_table()
        return finished(name, joined)

    def compact(self) -> None:
        """Join many small chunks into one, so that opening stays quick."""
        chunks = self._chunks()
        if len(chunks) < MANY_CHUNKS:
            return
        units: list[str] = []
        gathered: dict[str, list[pa.Table]] = {}
        for chunk in chunks:
            more, tables = _load(chunk)
            units += more
            for name, rows in tables.items():
                gathered.setdefault(name, []).append(rows)
        self._save(units, {name: pa.concat_tables(parts) for name, parts in gathered.items()})
        for chunk in chunks:
            chunk.unlink()


def _encode(units: Sequence[str], tables: StageTables) -> bytes:
    sink = io.BytesIO()
    head = orjson.dumps({"units": list(units), "tables": list(tables)})
    sink.write(len(head).to_bytes(8, "big") + head)
    for rows in tables.values():
        body = io.BytesIO()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(body, rows.schema, options=options) as writer:
            writer.write_table(rows)
        sink.write(len(body.getvalue()).to_bytes(8, "big") + body.getvalue())
    return sink.getvalue()


def _units_in(chunk: Path) -> list[str]:
    """The keys in a chunk's head; its rows are not looked at."""
    with chunk.open("rb") as source:
        head = orjson.loads(source.read(int.from_bytes(source.read(8), "big")))
    return list(head["units"])


def _load(chunk: Path, only: str | None = None) -> tuple[list[str], dict[str, pa.Table]]:
    """The keys and tables of a chunk; with ``only``, no other table is unpacked."""
    content = memoryview(chunk.read_bytes())
    length = int.from_bytes(content[:8], "big")
    head = orjson.loads(content[8 : 8 + length])
    position = 8 + length
    tables: dict[str, pa.Table] = {}
    for name in head["tables"]:
        length = int.from_bytes(content[position : position + 8], "big")
        if only is None or name == only:
            body = content[position + 8 : position + 8 + length]
            tables[name] = pa.ipc.open_stream(pa.py_buffer(body)).read_all()
        position += 8 + length
    return head["units"], tables
