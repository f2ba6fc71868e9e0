"""One reading job in this process: bytes to Readings, whatever the bytes are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from indicia.read.format import HEAD, module_of, reader_for
from indicia.read.reading import Context, Reading, joined

MOST_WHOLE = 300_000_000
"""Bytes that a reader which needs the whole original may be given; readers of parts have no such limit."""


def read_original(content: bytes, context: Context) -> Reading:
    """Read bytes with the reader that fits; never raises on bad material."""
    return joined(read_parts(io.BytesIO(content), context))


def read_parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """Read a file forward with the reader that fits; what was read before a fault is kept."""
    head = source.read(HEAD)
    source.seek(0)
    name = reader_for(head, context.path) if head.strip() else None
    if name is None:
        yield unread(head, context)
        return
    try:
        module = module_of(name)
        if hasattr(module, "parts"):
            yield from module.parts(source, context)
            return
        content = source.read(MOST_WHOLE + 1)
        if len(content) > MOST_WHOLE:
            yield broken(name, "too large", f"larger than {MOST_WHOLE // 1_000_000} MB")
            return
        yield module.read(content, context)
    except MemoryError:
        yield broken(name, "memory", "needs more memory than a reader may use")
    except Exception as error:  # noqa: BLE001 - the border: a reader's slip never ends a run
        yield broken(name, "reader failed", f"{type(error).__name__}: {error}")


def unread(head: bytes, context: Context) -> Reading:
    """What is said of an original that no reader takes."""
    reading = Reading("none", "1")
    if head.strip():
        message = f"no reader for {context.media_type or 'these bytes'}; kept as it is"
        reading.fault("/", "note", "no reader", message)
    else:
        reading.fault("/", "note", "empty", "the file is empty; it is kept")
    return reading


def broken(name: str, code: str, what: str) -> Reading:
    """A reading that says that nothing (more) could be read, and why."""
    reading = Reading(name, "1")
    reading.fault("/", "lost", code, f"{what}; the original is kept. Open it by hand, or report it")
    return reading
