"""The log: appended to, chained, never edited.

A line is written with one ``write`` under a lock and flushed; only then is it acknowledged. Each
line holds the leaf hash of the one before it. A last line that was cut off is moved aside at
opening and reported; a broken line anywhere else is damage, and only ``verify`` goes on.
"""

from __future__ import annotations

import base64
import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from indicia.canonical import canonical_bytes
from indicia.custody.clock import Clock, Reading, system_clock, utc_us
from indicia.custody.event import FIRST_PREV, VERSION, Event, NewEvent, line_fields, signed_part
from indicia.custody.merkle import Peaks, Tree, leaf_hash
from indicia.custody.segment import (
    TornLine,
    append_bytes,
    last_line,
    move_torn,
    read_lines,
    segment_name,
    segment_paths,
    torn_batch_offset,
    torn_offset,
)
from indicia.custody.storage import make_folder, storage_error
from indicia.errors import CustodyError, NewerCase

SEGMENT_BYTES = 16 << 20
LOCK_NAME = "lock"
PROGRAM = {"id": "indicia", "role": "program", "session": None}


class Signer(Protocol):
    """Who signs lines: a key with a name."""

    @property
    def key_id(self) -> str:
        """Names the key in ``sig``."""

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature: 64 bytes."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """Where the next line goes."""

    segment: int
    offset: int
    seq: int
    prev: str
    utc_us: int | None


class Log:
    """The folder ``log/``. Opening it moves a cut-off last line aside (see ``torn``)."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock = system_clock,
        signer: Signer | None = None,
        find_signer: Callable[[], Signer | None] | None = None,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self.folder = folder
        self.torn: list[TornLine] = []
        """Cut-off lines that this opening found."""
        self._clock = clock
        self.signer = signer
        """Who signs lines; None: lines are not signed."""
        self._find_signer = find_signer
        """Asked once, at the first line, where no signer was given."""
        self._segment_bytes = segment_bytes
        self._known: _Tail | None = None
        self._guard = threading.Lock()
        if folder.is_dir():
            self._open()

    def append(self, event: NewEvent) -> Event:
        """Write one event; it is on the disk when this returns. Raises as ``append_many``."""
        return self.append_many([event])[0]

    def append_many(self, events: Sequence[NewEvent]) -> list[Event]:
        """Write events with one write and one flush; all of them are there, or none.

        Raises:
            UsageError: an event cannot be written as a line.
            StorageError: the disk refuses; the log is as it was.
            CustodyError: the log's last line is damaged.
        """
        if not events:
            return []
        if self.signer is None and self._find_signer is not None:
            self.signer, self._find_signer = self._find_signer(), None
        with self._locked():
            torn = self._move_torn()
            batch = [*(_recovery(line) for line in torn), *events]
            tail = self._tail()
            written = self._lines(batch, tail)
            content = b"".join(event.raw + b"\n" for event in written)
            segment, offset = tail.segment, tail.offset
            if offset and offset + len(content) > self._segment_bytes:
                segment, offset = segment + 1, 0
            append_bytes(self.folder / segment_name(segment), content)
            self._known = _next_tail(written[-1], segment, offset + len(content))
        return written[len(torn) :]

    def events(self, upto: int | None = None) -> Iterator[Event]:
        """The first ``upto`` events (all for None), each checked against the one before it.

        Raises: CustodyError at the first line that is damaged; the message says where.
        """
        return scan(self.folder, upto)

    @property
    def size(self) -> int:
        """How many events there are."""
        with self._guard:
            return self._tail().seq

    def root(self, upto: int | None = None) -> bytes:
        """The root of the tree over the first ``upto`` lines: 32 bytes. Raises CustodyError."""
        peaks = Peaks()
        for event in self.events(upto):
            peaks.add(event.leaf)
        return peaks.root()

    def tree(self, upto: int | None = None) -> Tree:
        """The tree over the first ``upto`` lines, for proofs. Raises CustodyError."""
        return Tree([event.leaf for event in self.events(upto)])

    def _open(self) -> None:
        last = segment_paths(self.folder)[-1:]
        offset = torn_batch_offset(last[0]) if last else None
        if offset is None:
            return
        if not os.access(self.folder, os.W_OK) or not os.access(last[0], os.W_OK):
            size = last[0].stat().st_size - offset
            self.torn.append(TornLine(last[0].name, offset, size, "", None))
            return
        with self._locked():
            torn = self._move_torn(torn_batch_offset)
        if torn:
            self.torn.extend(torn)
            self.append_many([_recovery(line) for line in torn])

    def _move_torn(self, torn_at: Callable[[Path], int | None] = torn_offset) -> list[TornLine]:
        last = segment_paths(self.folder)[-1:]
        offset = torn_at(last[0]) if last else None
        if offset is None:
            return []
        self._known = None
        return [move_torn(last[0], offset)]

    def _lines(self, batch: Sequence[NewEvent], tail: _Tail) -> list[Event]:
        seq, prev, before = tail.seq, tail.prev, tail.utc_us
        written = []
        reading = self._clock()
        # The extent tells a batch that lost pages with the power from damage to earlier lines.
        extent = (seq + 1, seq + len(batch)) if len(batch) > 1 else None
        for new in batch:
            line = line_fields(new, seq + 1, prev, reading, extent)
            _note_backwards(line, reading, before)
            if self.signer is not None:
                line["sig"] = _signature(self.signer, line)
            raw = canonical_bytes(line)
            event = Event(seq + 1, line, raw, leaf_hash(raw))
            written.append(event)
            seq, prev, before = event.seq, event.leaf.hex(), reading.utc_us
        return written

    def _tail(self) -> _Tail:
        paths = segment_paths(self.folder)
        while paths and paths[-1].stat().st_size == 0 and len(paths) > 1:
            paths.pop()
        if not paths:
            return _Tail(1, 0, 0, FIRST_PREV, None)
        number, size = int(paths[-1].stem), paths[-1].stat().st_size
        known = self._known
        if known is not None and (known.segment, known.offset) == (number, size):
            return known
        offset, raw = last_line(paths[-1], size)
        if raw and not raw.endswith(b"\n"):
            # Somebody is writing, or was cut off: what is acknowledged ends before it.
            size = offset
            offset, raw = last_line(paths[-1], size)
        if not raw:
            return _Tail(number, 0, 0, FIRST_PREV, None)
        event = parse_line(raw[:-1], f"{paths[-1]}, byte {offset}")
        self._known = _next_tail(event, number, size)
        return self._known

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._guard:
            try:
                make_folder(self.folder)
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                descriptor = os.open(self.folder / LOCK_NAME, flags, 0o644)
            except OSError as error:
                raise storage_error("Opening the log", self.folder, error) from error
            try:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                except OSError as error:
                    raise storage_error("Locking the log", self.folder, error) from error
                yield
            finally:
                os.close(descriptor)


def scan(folder: Path, upto: int | None = None) -> Iterator[Event]:
    """The first ``upto`` events of a log's folder; writes nothing. Raises CustodyError."""
    seq, prev = 0, FIRST_PREV
    paths = segment_paths(folder)
    for path in paths:
        for offset, raw in read_lines(path):
            if upto is not None and seq >= upto:
                return
            if not raw.endswith(b"\n") and path == paths[-1]:
                return  # never acknowledged; opening for writing moves it aside
            where = f"{path}, byte {offset}"
            event = parse_line(raw[:-1] if raw.endswith(b"\n") else raw, where)
            if event.seq != seq + 1:
                raise _damage(
                    where, f"it is line {event.seq}, and line {seq + 1} should stand here"
                )
            if event.line["prev"] != prev:
                raise _damage(where, f"line {event.seq} does not follow from the line before it")
            yield event
            seq, prev = event.seq, event.leaf.hex()


def parse_line(raw: bytes, where: str) -> Event:
    """One line's event. Raises CustodyError, naming ``where``, for what is no line of a log."""
    try:
        line: dict[str, Any] = orjson.loads(raw)
        seq, _, _ = line["seq"], line["prev"], line["action"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _damage(where, "it is not a line of a log") from error
    if isinstance(line.get("v"), int) and line["v"] > VERSION:
        raise NewerCase(
            f"Reading the log at {where}: its format is {line['v']}, and this version knows "
            f"{VERSION}; install the Indicia that wrote it (its name stands in `tool`)"
        )
    if not isinstance(seq, int):
        raise _damage(where, "its place is not a number")
    return Event(seq, line, raw, leaf_hash(raw))


def _next_tail(event: Event, segment: int, offset: int) -> _Tail:
    return _Tail(segment, offset, event.seq, event.leaf.hex(), utc_us(event.line["t"]))


def _note_backwards(line: dict[str, Any], reading: Reading, before: int | None) -> None:
    if before is not None and reading.utc_us < before:
        line["clock"]["backwards_us"] = before - reading.utc_us


def _signature(signer: Signer, line: dict[str, Any]) -> dict[str, str]:
    signature = base64.b64encode(signer.sign(signed_part(line))).decode("ascii")
    return {"key": signer.key_id, "ed25519": signature}


def _recovery(torn: TornLine) -> NewEvent:
    params = {
        "segment": torn.segment,
        "offset": torn.offset,
        "size": torn.size,
        "sha256": torn.sha256,
    }
    return NewEvent(action="recover", actor=PROGRAM, tool={"name": "indicia"}, params=params)


def _damage(where: str, found: str) -> CustodyError:
    return CustodyError(
        f"Reading the log at {where}: {found}; "
        "run `indicia verify` to see all damage, and bring the log back from a copy of the case"
    )
