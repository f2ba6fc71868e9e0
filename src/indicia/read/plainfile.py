"""``indicia read FILE...``: items and faults of plain files as JSONL, with no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from indicia.errors import BadInput
from indicia.read.child import ReaderProcess
from indicia.read.reading import Context


def read_files(paths: Sequence[Path]) -> Iterator[str]:
    """Lines: ``{"file", "item": {...}}`` and ``{"file", "fault": {...}}``.

    Raises ``BadInput`` for a path that is no file.
    """
    child = ReaderProcess()
    try:
        for path in paths:
            if not path.is_file():
                raise BadInput(f"{path}: is not a file; name files, or use a case for folders")
            yield from _lines(child, path)
    finally:
        child.close()


def _lines(child: ReaderProcess, path: Path) -> Iterator[str]:
    reading = child.read(path, Context(path=path.name))
    for item in reading.items:
        fields = asdict(item)
        for key in ("posted", "edited"):
            fields[key] = getattr(item, key).as_row() if getattr(item, key) else None
        yield _line({"file": str(path), "reader": reading.reader, "item": fields})
    for mark in reading.marks:
        yield _line({"file": str(path), "mark": mark})
    for fault in reading.faults:
        yield _line({"file": str(path), "fault": asdict(fault)})


def _line(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()
