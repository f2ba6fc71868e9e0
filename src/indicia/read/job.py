"""One reading job in this process: bytes to a Reading, whatever the bytes are."""

from __future__ import annotations

from indicia.read.format import HEAD, module_of, reader_for
from indicia.read.reading import Context, Reading


def read_original(content: bytes, context: Context) -> Reading:
    """Read bytes with the reader that fits; never raises on bad material."""
    name = reader_for(content[:HEAD], context.path)
    if name is None:
        reading = Reading("none", "1")
        if content.strip():
            message = f"no reader for {context.media_type or 'these bytes'}; kept as it is"
            reading.fault("/", "note", "no reader", message)
        else:
            reading.fault("/", "note", "empty", "the file is empty; it is kept")
        return reading
    module = module_of(name)
    try:
        return module.read(content, context)  # type: ignore[no-any-return]
    except MemoryError:
        return broken(name, "memory", "needs more memory than a reader may use")
    except Exception as error:  # noqa: BLE001 - the border: a reader's slip never ends a run
        return broken(name, "reader failed", f"{type(error).__name__}: {error}")


def broken(name: str, code: str, what: str) -> Reading:
    """A reading that says that nothing could be read, and why."""
    reading = Reading(name, "1")
    reading.fault("/", "lost", code, f"{what}; the original is kept. Open it by hand, or report it")
    return reading
