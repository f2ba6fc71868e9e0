"""A JSON document read forward, value by value, in blocks: its size never matters.

Only what is asked for is held: a value that is passed over is scanned and dropped. Each value is
cut out by its brackets and strings and parsed alone, so that a damaged one costs only itself:
:meth:`JsonStream.resume` goes on at the next place where a value may begin.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from indicia.read.text import decoded, wide_encoding

BLOCK = 1 << 20
MOST_VALUE = 16 << 20
"""Bytes of one value that is held: a message of 16 MB is no message."""
MOST_WIDE = 100_000_000
"""Bytes of a UTF-16 document that are read: it is turned into UTF-8 in memory."""
# Possessive, so that no input makes the scan go back. Strings end at a raw line end too: JSON has
# none inside strings, and a lost quotation mark then costs one line rather than the whole file.
_TO_BRACKET = re.compile(
    rb'(?:[^"{}\[\]]++|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")*+([{}\[\]]?+)', re.DOTALL
)
_STRING_REST = re.compile(rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+("?+)', re.DOTALL)
_PLAIN = re.compile(rb'[^\s,:\[\]{}"]*+')
_SPACE = re.compile(rb"[\s\x00]*+")


def as_utf8(source: BinaryIO) -> BinaryIO:
    """The same text behind its byte-order mark; UTF-16 is turned into UTF-8, in memory."""
    head = source.read(20_000)
    source.seek(3 if head.startswith(b"\xef\xbb\xbf") else 0)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else wide_encoding(head)
    if encoding is None:
        return source
    return io.BytesIO(source.read(MOST_WIDE).decode(encoding, "replace").encode())


class JsonBroken(ValueError):
    """The document does not go on as JSON does; ``cut`` where it simply ends."""

    def __init__(self, what: str, cut: bool = False) -> None:
        super().__init__(what)
        self.cut = cut


class JsonStream:
    """A cursor over a JSON document; methods take what stands next.

    ``source`` must be seekable. Positions are bytes from its start.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._buffer, self._at, self._passed, self._ended = b"", 0, source.tell(), False
        self.forgiven: str | None = None

    @property
    def position(self) -> int:
        """Where the cursor stands."""
        return self._passed + self._at

    def go_to(self, position: int) -> None:
        """Put the cursor elsewhere."""
        if self._passed <= position <= self._passed + len(self._buffer):
            self._at = position - self._passed
            return
        self._source.seek(position)
        self._buffer, self._at, self._passed, self._ended = b"", 0, position, False

    def _more(self) -> bool:
        """Get another block; what lies before the cursor is let go."""
        if self._ended:
            return False
        block = self._source.read(BLOCK)
        self._ended = not block
        self._passed += self._at
        self._buffer, self._at = self._buffer[self._at :] + block, 0
        return bool(block)

    def peek(self) -> bytes:
        """The next byte that is no white space; empty at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def _take(self, wanted: bytes) -> None:
        found = self.peek()
        if found != wanted:
            raise JsonBroken(
                f"{wanted.decode()} was expected at byte {self.position}, found "
                f"{found.decode('ascii', 'replace') or 'the end'}",
                cut=not found,
            )
        self._at += 1

    def members(self) -> Iterator[str]:
        """The keys of the object that stands next; the value must be taken before the next key."""
        self._take(b"{")
        if self.peek() == b"}":
            self._at += 1
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise JsonBroken(f"no key at byte {self.position}", cut=not self.peek())
            self._take(b":")
            yield key
            if self.peek() == b"}":
                self._at += 1
                return
            self._take(b",")

    def elements(self) -> Iterator[int]:
        """The indexes of the array that stands next; each value must be taken before the next."""
        self._take(b"[")
        index = 0
        if self.peek() == b"]":
            self._at += 1
            return
        while True:
            yield index
            index += 1
            if self.peek() == b"]":
                self._at += 1
                return
            self._take(b",")

    def raw(self) -> bytes:
        """The bytes of the next value.

        Raises:
            JsonBroken: it does not end, or is larger than ``MOST_VALUE``; the cursor stands at its
                start in the first case and behind it in the second.
        """
        start = self.position
        size = self._pass(hold=True)
        if size > MOST_VALUE:
            raise JsonBroken(f"a value of {size:,} bytes at byte {start}; at most {MOST_VALUE:,}")
        end = self._at
        return self._buffer[end - size : end]

    def value(self) -> Any:
        """The next value, parsed; ``forgiven`` says what was wrong with it. Raises ``JsonBroken``."""
        found, self.forgiven = parsed(self.raw())
        return found

    def skip(self) -> None:
        """Pass over the next value and hold nothing of it. Raises ``JsonBroken``."""
        self._pass(hold=False)

    def _pass(self, hold: bool) -> int:
        """Move behind the next value; gives its length in bytes."""
        first = self.peek()
        start = self.position
        if first in (b"{", b"[", b'"'):
            self._to_end(start, hold)
        else:
            self._past_plain()
        return self.position - start

    def _past_plain(self) -> None:
        start = self.position
        while True:
            match = _PLAIN.match(self._buffer, self._at)
            end = match.end() if match else self._at
            if end < len(self._buffer) or not self._more():
                break
        match = _PLAIN.match(self._buffer, self._at)
        self._at = match.end() if match else self._at
        if self.position == start:
            raise JsonBroken(f"no value at byte {start}", cut=not self.peek())

    def _to_end(self, start: int, hold: bool) -> None:
        """Put the cursor behind the value that opens at ``start``."""
        inside = self._buffer[self._at : self._at + 1] == b'"'
        depth = 0 if inside else 1
        place = self._at + 1  # scanned up to here; moves with the buffer
        while True:
            if inside:
                match = _STRING_REST.match(self._buffer, place)
                assert match is not None
                place = match.end()
                if match.group(1):
                    inside = False
                elif self._buffer[place : place + 1] == b"\n":
                    self.go_to(start)
                    raise JsonBroken(f"a string is not closed on its line (value at byte {start})")
            if depth and not inside:
                depth, place = self._brackets(depth, place)
                inside = self._buffer[place : place + 1] == b'"'
                place += inside
            if depth == 0 and not inside:
                self._at = place
                return
            if place < len(self._buffer) and not (inside and self._buffer[place:] == b"\\"):
                continue
            if not hold or self._passed + place - start > MOST_VALUE:
                self._at = place
            before = self._passed
            if not self._more():
                self.go_to(start)
                raise JsonBroken(f"the value at byte {start} does not end", cut=True)
            place -= self._passed - before

    def _brackets(self, depth: int, place: int) -> tuple[int, int]:
        """Scan brackets from ``place`` until the value closes, a string breaks, or the block ends."""
        buffer = self._buffer
        for match in _TO_BRACKET.finditer(buffer, place):
            bracket = match.group(1)
            place = match.end()
            if not bracket:
                return depth, place
            depth += 1 if bracket in b"{[" else -1
            if depth <= 0:
                return 0, place
        return depth, place

    def resume(self, start: int, opening: re.Pattern[bytes]) -> bytes | None:
        """After damage at ``start``: put the cursor where ``opening`` matches next.

        The match's first group is where a value begins; gives the second one, or ``None`` where
        nothing follows.
        """
        self.go_to(start)
        if self.peek():
            self._at += 1
        while True:
            match = opening.search(self._buffer, self._at)
            if match:
                self._at = match.start(1)
                return match.group(2)
            # An opening may lie across two blocks: its last bytes are looked at again.
            self._at = max(self._at, len(self._buffer) - 256)
            if not self._more():
                return None


def parsed(raw: bytes) -> tuple[Any, str | None]:
    """A value from its bytes, and what had to be forgiven: another encoding, stray bytes.

    Raises:
        JsonBroken: it is no JSON.
    """
    try:
        return orjson.loads(raw), None
    except orjson.JSONDecodeError:
        pass
    text, encoding, guessed = decoded(raw)
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise JsonBroken(f"no JSON ({error})") from error
    return value, f"not UTF-8; read as {encoding}, which may be wrong" if guessed else None
