"""Originals by their SHA-256: written once, flushed, never changed.

Bytes go to a temporary file in the folder, are flushed, and take their name by a rename; then the
folder is flushed. An object that exists is compared with what is given, never overwritten.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from indicia.custody.storage import flush_folder, make_folder, storage_error, write_all
from indicia.errors import CustodyError

PIECE_BYTES = 1 << 20
TEMPORARY_PREFIX = ".new-"
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What was stored: lower-case hexadecimal SHA-256 and size in bytes."""

    sha256: str
    size: int


class ObjectStore:
    """The folder ``objects/``: ``ab/abcd...`` for the object whose SHA-256 begins with ``ab``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._count: int | None = None
        self._flushed: set[str] = set()
        """Names of folders in ``objects/`` that are known to survive a loss of power."""

    def put(self, source: bytes | Path | BinaryIO) -> StoredObject:
        """Store bytes, a file's bytes or what is left of an open file, in pieces of one MiB.

        Raises:
            OSError: the source cannot be read.
            StorageError: the folder cannot be written.
            CustodyError: an object of this name is there and holds other bytes.
        """
        if isinstance(source, Path):
            with source.open("rb") as opened:
                return self._put(opened)
        return self._put(BytesIO(source) if isinstance(source, bytes) else source)

    def path(self, sha256: str) -> Path:
        """Where the object lies, whether it is there or not. Raises ValueError for no SHA-256."""
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hexadecimal")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the object is there (its bytes are not looked at)."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """The bytes of an object, checked against their name.

        Raises: CustodyError where it is missing or damaged; StorageError where it is unreadable.
        """
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise CustodyError(
                f"Reading the object {sha256}: it is not in {self.root}; "
                "bring it back from a copy of the case, then run `indicia verify`"
            ) from error
        except OSError as error:
            raise storage_error("Reading", path, error) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _damaged(path)
        return content

    def __iter__(self) -> Iterator[str]:
        """The SHA-256 of every object, in order."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir():
                for entry in sorted(folder.iterdir()):
                    if _NAME.fullmatch(entry.name):
                        yield entry.name

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _ in self)
        return self._count

    def strays(self) -> Iterator[Path]:
        """What lies in the folder and is no object: strangers, rests of writes cut off."""
        if self.root.is_dir():
            for path in sorted(self.root.rglob("*")):
                known = _NAME.fullmatch(path.name) and path.parent.name == path.name[:2]
                if path.is_file() and not known:
                    yield path

    def remove(self, sha256: str) -> int:
        """Erase an object, as a logged ``delete`` asks; gives its size. Raises StorageError."""
        path = self.path(sha256)
        try:
            size = path.stat().st_size
            path.unlink()
            flush_folder(path.parent)
        except OSError as error:
            raise storage_error("Erasing", path, error) from error
        self._count = None
        return size

    def _put(self, source: BinaryIO) -> StoredObject:
        try:
            make_folder(self.root)
            descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=self.root)
        except OSError as error:
            raise storage_error("Storing an original in", self.root, error) from error
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as target:
                stored = self._copy(source, target)
            self._settle(temporary, self.path(stored.sha256), stored)
        finally:
            with suppress(OSError):  # a rest is a stray that verify names; no reason to fail
                temporary.unlink(missing_ok=True)
        return stored

    def _copy(self, source: BinaryIO, target: BinaryIO) -> StoredObject:
        digest, size = hashlib.sha256(), 0
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
            try:
                write_all(target.fileno(), piece)
            except OSError as error:
                raise storage_error("Storing an original in", self.root, error) from error
        try:
            os.fchmod(target.fileno(), 0o444)
            os.fsync(target.fileno())
        except OSError as error:
            raise storage_error("Storing an original in", self.root, error) from error
        return StoredObject(digest.hexdigest(), size)

    def _settle(self, temporary: Path, final: Path, stored: StoredObject) -> None:
        try:
            known = final.exists()
            if known and not _same_bytes(temporary, final):
                raise _damaged(final)
            if final.parent.name not in self._flushed:
                final.parent.mkdir(exist_ok=True)
                flush_folder(self.root)
                self._flushed.add(final.parent.name)
            if not known:
                temporary.rename(final)
            # Also where it is known: whoever stored it may have been stopped before this.
            flush_folder(final.parent)
        except OSError as error:
            raise storage_error("Storing an original as", final, error) from error
        if self._count is not None and not known:
            self._count += 1


def sha256_of_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, read in pieces. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _same_bytes(left: Path, right: Path) -> bool:
    with left.open("rb") as one, right.open("rb") as other:
        while True:
            piece = one.read(PIECE_BYTES)
            if piece != other.read(PIECE_BYTES):
                return False
            if not piece:
                return True


def _damaged(path: Path) -> CustodyError:
    return CustodyError(
        f"Checking the object {path}: its bytes are not those of its name; "
        "bring it back from a copy of the case, then run `indicia verify`"
    )
