"""``indicia read FILE...``: items and faults of plain files as JSONL, with no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from indicia.errors import BadInput
from indicia.read.child import ReaderProcess
from indicia.read.reading import Context, Reading

_ENCODER = msgspec.json.Encoder(order="sorted")


def read_files(paths: Sequence[Path]) -> Iterator[str]:
    """Lines: ``{"file", "reader", "item"}``, ``{"file", "mark"}`` and ``{"file", "fault"}``.

    Raises ``BadInput`` for a path that is no file, before anything is read.
    """
    for path in paths:
        if not path.is_file():
            raise BadInput(f"{path}: is not a file; name files, or use a case for folders")
    child = ReaderProcess()
    try:
        for path in paths:
            for part in child.parts(path, Context(path=path.name)):
                yield from _lines(part, str(path))
    finally:
        child.close()


def _lines(reading: Reading, file: str) -> Iterator[str]:
    for item in reading.items:
        yield _line({"file": file, "reader": reading.reader, "item": item})
    for mark in reading.marks:
        yield _line({"file": file, "mark": mark})
    for fault in reading.faults:
        yield _line({"file": file, "fault": fault})


def _line(value: Any) -> str:
    return _ENCODER.encode(value).decode()
