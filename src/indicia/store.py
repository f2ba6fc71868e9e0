"""Derived tables on disk: written beside the old ones, then swapped in by one rename.

::

    derived/current                 JSON: the generation in force and what it was made from
    derived/g000007/items/2026-05.parquet
    derived/g000007/items/rows.json     what its partitions were written from (indicia.written)
    derived/files/                  thumbnails, full results
    derived/units/<stage>/          finished units (indicia.units)

Readers open the generation that ``current`` names, so they see a whole run or the one before it.
Partitions whose rows did not change are hard links to the old ones.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import shutil
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from indicia.columns import ColumnCache
from indicia.custody.storage import flush_folder, write_new_file, write_part
from indicia.errors import CaseError
from indicia.order import cut
from indicia.tables import TABLES, empty
from indicia.written import NOTE, Written, load_written, note_bytes, rows_sha256

WHOLE = "all"
ENCODING: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "version": "2.6",
    "use_dictionary": True,
    "write_statistics": False,
}
"""How tables are written as Parquet."""


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What a stage was run on (``key``) and the digests of the tables it gave."""

    key: str
    tables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """One finished state of all tables."""

    number: int = 0
    log_size: int = 0
    stages: Mapping[str, StageRecord] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Its folder under ``derived/``."""
        return f"g{self.number:06d}"


class TableStore:
    """The tables of one case. ``cache`` keeps columns that were read in memory."""

    def __init__(self, derived: Path, cache: ColumnCache | None = None) -> None:
        self.derived = derived
        self.cache = cache
        self._pinned: tuple[Generation, int] | None = None

    def pinned(self) -> TableStore:
        """The same tables, fixed to the generation now in force, so that several agree.

        A run that ends meanwhile leaves that generation in place until this is let go.
        """
        pinned = TableStore(self.derived, self.cache)
        generation, descriptor = self._hold()
        if descriptor is not None:
            pinned._pinned = generation, descriptor
            weakref.finalize(pinned, os.close, descriptor)
        return pinned

    def generation(self) -> Generation:
        """The generation in force; an empty one where nothing was run yet."""
        if self._pinned is not None:
            return self._pinned[0]
        try:
            raw = orjson.loads((self.derived / "current").read_bytes())
        except FileNotFoundError:
            return Generation()
        except orjson.JSONDecodeError as error:
            raise CaseError(
                f"derived/current: not readable ({error}); delete the folder derived/ and run "
                "`indicia run`: it makes the same again"
            ) from error
        stages = {name: StageRecord(s["key"], s["tables"]) for name, s in raw["stages"].items()}
        return Generation(raw["generation"], raw["log_size"], stages)

    def read(
        self, name: str, columns: Sequence[str] | None = None, partition: str | None = None
    ) -> pa.Table:
        """A table of the generation in force; without rows where it was never made.

        ``columns``, ``partition``: only these columns, and the rows of this partition.

        Raises ``KeyError`` for a name that is no table.
        """
        schema = TABLES[name].schema
        generation, descriptor = self._hold()
        try:
            folder = self.derived / generation.folder / name
            if self.cache is None or descriptor is None or partition is not None:
                return read_partitions(folder, schema, columns, partition)
            wanted = _only(schema, columns)
            return self.cache.table(
                self._place(descriptor),
                name,
                wanted,
                lambda missing: read_partitions(folder, schema, missing),
            )
        finally:
            if descriptor is not None and self._pinned is None:
                os.close(descriptor)

    def made(self, name: str, make: Callable[[], pa.Table]) -> pa.Table:
        """What ``make`` computes from these tables alone; kept in memory where there is a cache."""
        _, descriptor = self._hold()
        try:
            if self.cache is None or descriptor is None:
                return make()
            return self.cache.made(self._place(descriptor), name, make)
        finally:
            if descriptor is not None and self._pinned is None:
                os.close(descriptor)

    def _place(self, descriptor: int) -> tuple[str, int, int]:
        """What tells a generation from every other that the same folder ever held."""
        state = os.fstat(descriptor)
        return str(self.derived), state.st_ino, state.st_mtime_ns

    def _hold(self) -> tuple[Generation, int | None]:
        """The generation in force, held so that no run removes it; the descriptor lets it go."""
        if self._pinned is not None:
            return self._pinned
        while (generation := self.generation()).number:
            try:
                descriptor = os.open(self.derived / generation.folder, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                if self.generation().number == generation.number:
                    raise CaseError(
                        f"{self.derived / generation.folder}: is gone; delete the folder derived/ "
                        "and run `indicia run`: it makes the same again"
                    ) from None
                continue  # a run ended between the two looks
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if self.generation().number == generation.number:
                return generation, descriptor
            os.close(descriptor)
        return generation, None

    def count(self, name: str) -> int:
        """How many rows a table has, from the footers of its files alone."""
        folder = self.derived / self.generation().folder / name
        return sum(int(pq.read_metadata(part).num_rows) for part in folder.glob("*.parquet"))

    def has(self, name: str) -> bool:
        """Whether a run has made the table."""
        return (self.derived / self.generation().folder / name).is_dir()

    def writer(self) -> GenerationWriter:
        """Start the next generation."""
        return GenerationWriter(self)


class GenerationWriter:
    """The next generation while it is being made; ``finish`` puts it in force."""

    def __init__(self, store: TableStore) -> None:
        self.store = store
        self.old = store.generation()
        self.folder = store.derived / f"g{self.old.number + 1:06d}"
        self.stages: dict[str, StageRecord] = {}
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    @property
    def old_folder(self) -> Path:
        """Folder of the generation in force."""
        return self.store.derived / self.old.folder

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table already written or kept in this generation, or these columns of it."""
        return read_partitions(self.folder / name, TABLES[name].schema, columns)

    def keep(self, stage: str, tables: tuple[str, ...]) -> StageRecord:
        """Take a stage's tables over from the generation in force (hard links)."""
        for name in tables:
            (self.folder / name).mkdir()
            for part in sorted((self.old_folder / name).glob("*")):
                _link(part, self.folder / name / part.name)
        self.stages[stage] = self.old.stages[stage]
        return self.stages[stage]

    def write(self, stage: str, key: str, tables: Mapping[str, pa.Table]) -> StageRecord:
        """Write a stage's tables; partitions with unchanged bytes become links."""
        digests = {name: self._write_table(name, content) for name, content in tables.items()}
        self.stages[stage] = StageRecord(key, digests)
        return self.stages[stage]

    def _write_table(self, name: str, content: pa.Table) -> str:
        folder, old = self.folder / name, self.old_folder / name
        folder.mkdir()
        digest = hashlib.sha256()
        before, made = load_written(old), dict[str, Written]()
        for part, rows in partitions(name, content):
            target, known = f"{part}.parquet", before.get(part)
            of_rows = rows_sha256(rows, repr(ENCODING))
            if known is not None and known.rows == of_rows and (old / target).exists():
                made[part] = known
                _link(old / target, folder / target)
            else:
                made[part] = Written(of_rows, self._write_part(name, target, encode(rows)))
            digest.update(part.encode() + bytes.fromhex(made[part].file))
        write_part(folder / NOTE, note_bytes(made))
        return digest.hexdigest()

    def _write_part(self, name: str, target: str, encoded: bytes) -> str:
        """Write a partition, or link the old one where it has these bytes; gives their SHA-256."""
        before = self.old_folder / name / target
        if before.exists() and before.read_bytes() == encoded:
            _link(before, self.folder / name / target)
        else:
            write_part(self.folder / name / target, encoded)
        return hashlib.sha256(encoded).hexdigest()

    def finish(self, log_size: int) -> Generation:
        """Put this generation in force by one rename and remove the old one."""
        made = Generation(self.old.number + 1, log_size, self.stages)
        note: dict[str, Any] = {
            "generation": made.number,
            "log_size": log_size,
            "stages": {n: {"key": s.key, "tables": s.tables} for n, s in self.stages.items()},
        }
        for folder in (*self.folder.iterdir(), self.folder, self.store.derived):
            flush_folder(folder)
        content = orjson.dumps(note, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
        # Flushed with its folder before the old tables go: after a loss of power one of both is there.
        write_new_file(self.store.derived / "current", content)
        for stale in self.store.derived.glob("g[0-9]*"):
            if stale.name != made.folder:
                _remove_unless_read(stale)
        return made

    def abandon(self) -> None:
        """Remove what was written; the generation in force stays."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _remove_unless_read(folder: Path) -> None:
    """Remove an old generation; one that somebody reads stays until the next run ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _link(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        write_part(target, source.read_bytes())


def partitions(name: str, content: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The table cut by its partition column, in order of the partitions' names."""
    column = TABLES[name].partition
    if column is None or content.num_rows == 0:
        yield WHOLE, content
    else:
        yield from cut(content, column)


def encode(content: pa.Table) -> bytes:
    """Parquet bytes that depend on nothing but the rows and the library's version."""
    sink = io.BytesIO()
    pq.write_table(content.combine_chunks(), sink, **ENCODING)
    return sink.getvalue()


def read_partitions(
    folder: Path,
    schema: pa.Schema,
    columns: Sequence[str] | None,
    partition: str | None = None,
) -> pa.Table:
    """All partitions of one table in order of their names, or the one that is asked for."""
    wanted = _only(schema, columns)
    found = folder.glob("*.parquet" if partition is None else f"{partition}.parquet")
    parts = [
        pq.read_table(part, columns=wanted.names, partitioning=None).cast(wanted)
        for part in sorted(found)
    ]
    return pa.concat_tables(parts) if parts else wanted.empty_table()


def _only(schema: pa.Schema, columns: Sequence[str] | None) -> pa.Schema:
    return schema if columns is None else pa.schema([schema.field(c) for c in columns])


__all__ = ["Generation", "GenerationWriter", "StageRecord", "TableStore", "empty"]
