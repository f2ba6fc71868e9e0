"""Rows of JSON: an array, an object a line, or one object; a broken one costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from indicia.read.json_stream import MOST_VALUE, JsonBroken, JsonStream, parsed

NoteFault = Callable[[str, str, str, str], None]
"""Takes locator, severity, code and message."""


def json_rows(source: BinaryIO, fault: NoteFault) -> Iterator[tuple[str, Any]]:
    """(locator, row) of every row, in order. ``source`` is seekable UTF-8 at its first byte."""
    begin = source.tell()
    start = source.read(4096).lstrip()[:1]
    source.seek(begin)
    yield from _array(source, fault) if start == b"[" else _objects(source, fault)


def _array(source: BinaryIO, fault: NoteFault) -> Iterator[tuple[str, Any]]:
    stream = JsonStream(source)
    index = -1
    try:
        for index in stream.elements():
            yield f"/{index}", _forgiven(stream, f"/{index}", fault)
    except JsonBroken as error:
        message = f"breaks off or is no JSON ({error}); the {index} rows before are kept"
        fault(f"/{index}", "lost", "cut short", message)


def _forgiven(stream: JsonStream, locator: str, fault: NoteFault) -> Any:
    value = stream.value()
    if stream.forgiven:
        fault(locator, "doubt", "encoding guessed", stream.forgiven)
    return value


def _objects(source: BinaryIO, fault: NoteFault) -> Iterator[tuple[str, Any]]:
    """One object a line; or, where the first object goes over lines, that one as a row."""
    begin = source.tell()
    stream = JsonStream(source)
    try:
        row = _forgiven(stream, "/", fault)
        if not stream.peek():
            yield "/", row
            return
    except JsonBroken:
        pass
    source.seek(begin)
    number = 0
    while line := source.readline(MOST_VALUE):
        number += 1
        if not line.strip():
            continue
        locator = f"/line/{number}"
        try:
            row, forgiven = parsed(line)
        except JsonBroken as error:
            message = f"line {number} is no JSON ({error}); the other lines are kept"
            fault(locator, "lost", "broken line", message)
            continue
        if forgiven:
            fault(locator, "doubt", "encoding guessed", forgiven)
        yield locator, row
