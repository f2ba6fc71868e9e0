"""The files of the log: ``000001.jsonl`` and on; their last line, and what a cut-off write left.

Knows bytes and line ends, not what a line means.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indicia.custody.storage import flush_folder, storage_error, write_new_file

TAIL_BYTES = 1 << 16
_PLACE = re.compile(
    rb'"batch":(?:null|\[(?P<first>\d+),(?P<last>\d+)\]),"clock":.*,"seq":(?P<seq>\d+),"sig":',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TornLine:
    """Bytes of a write that was never acknowledged, moved out of the log."""

    segment: str
    offset: int
    size: int
    sha256: str
    kept_in: Path | None
    """Where they lie now; None where the folder cannot be written and they stay where they are."""


def segment_paths(folder: Path) -> list[Path]:
    """The log's files in order; none where there is no folder.

    Raises: OSError: the folder cannot be read, which must never look like a log without lines.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return []
    return [
        folder / n for n in names if n.endswith(".jsonl") and n.removesuffix(".jsonl").isdigit()
    ]


def segment_name(number: int) -> str:
    """The name of the log's file number ``number``, from 1."""
    return f"{number:06d}.jsonl"


def last_line(path: Path, end: int) -> tuple[int, bytes]:
    """Offset and bytes of the last line that ends at or before ``end`` (the size of the file).

    What follows the last line end is given as a line if there is any; ``(end, b"")`` for nothing.
    """
    held, start = b"", end
    with path.open("rb") as source:
        while start > 0:
            step = min(TAIL_BYTES, start)
            start -= step
            source.seek(start)
            held = source.read(step) + held
            cut = held.rfind(b"\n", 0, max(len(held) - 1, 0))
            if cut >= 0:
                return start + cut + 1, held[cut + 1 :]
    return start, held


def torn_offset(path: Path) -> int | None:
    """Where a cut-off last line begins: no line end, or zero bytes, which no whole line holds."""
    size = path.stat().st_size
    offset, line = last_line(path, size)
    if line and (not line.endswith(b"\n") or b"\0" in line):
        return offset
    return None


def torn_batch_offset(path: Path) -> int | None:
    """Where the last write was cut off, also where pages in its midst were lost with the power.

    A file system may keep the end of an unflushed write and give zero bytes for its midst. Lines of
    one write bear its extent (``batch``), so zero bytes in the last write are told from damage to
    an earlier one. Reads the last write, so it is asked at opening and not at each line.
    """
    torn, end = torn_offset(path), path.stat().st_size
    first: int | None = None
    zeroed: int | None = None
    for offset, line in _backwards(path, end if torn is None else torn):
        if b"\0" in line:
            if first is None:
                torn = offset  # nothing whole stands behind it
            else:
                zeroed = offset
            continue
        place = _PLACE.search(line)
        if place is None:
            return torn
        seq = int(place["seq"])
        if first is None:
            if torn is not None and seq == int(place["last"] or seq):
                return torn  # its write is whole, and a later one is torn: it was acknowledged
            first = int(place["first"] or seq)
        if zeroed is not None and seq >= first - 1:
            torn = zeroed
        zeroed = None
        if seq <= first:
            return torn
    return zeroed if zeroed is not None and first == 1 else torn


def _backwards(path: Path, end: int) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of the lines that end at or before ``end``, the last one first."""
    window = TAIL_BYTES
    while end > 0:
        start = max(0, end - window)
        with path.open("rb") as source:
            source.seek(start)
            pieces = source.read(end - start).split(b"\n")
        lines = [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
        # The first piece may be the end of a line that begins before the window.
        whole = lines if start == 0 else lines[1:]
        if not whole:
            window *= 2
            continue
        for line in reversed(whole):
            end -= len(line)
            yield end, line


def move_torn(path: Path, offset: int) -> TornLine:
    """Move what follows ``offset`` to ``torn/`` and cut the file there. Raises StorageError."""
    with path.open("rb") as source:
        source.seek(offset)
        torn = source.read()
    sha256 = hashlib.sha256(torn).hexdigest()
    kept = path.parent / "torn" / f"{path.stem}-{offset}-{sha256[:16]}"
    write_new_file(kept, torn)
    try:
        os.truncate(path, offset)
        with path.open("rb") as source:
            os.fsync(source.fileno())
    except OSError as error:
        raise storage_error("Cutting off a torn line of", path, error) from error
    return TornLine(path.name, offset, len(torn), sha256, kept)


def append_bytes(path: Path, content: bytes) -> None:
    """One write at the end of the file, flushed; on any error the file is as it was before.

    Raises: StorageError.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise storage_error("Opening the log", path, error) from error
    try:
        before = os.fstat(descriptor).st_size
        try:
            written = os.write(descriptor, content)
            if written != len(content):
                # The rest is asked for once, only to learn from the system why it stopped.
                os.write(descriptor, content[written:])
                raise OSError(0, f"only {written} of {len(content)} bytes were written at first")
            os.fsync(descriptor)
            if not before:  # a file of no bytes may be one whose name was never flushed
                flush_folder(path.parent)
        except BaseException as error:
            _cut_back(descriptor, path, before)
            if isinstance(error, OSError):
                doing = "Writing the log (nothing of this was acknowledged)"
                raise storage_error(doing, path, error) from error
            raise
    finally:
        os.close(descriptor)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each line, with its line end if it has one."""
    offset = 0
    with path.open("rb") as source:
        for line in source:
            yield offset, line
            offset += len(line)


def _cut_back(descriptor: int, path: Path, size: int) -> None:
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    except OSError as error:
        doing = "Taking back a cut-off line (it will be moved aside at the next opening) of"
        raise storage_error(doing, path, error) from error
