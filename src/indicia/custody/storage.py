"""What the disk refuses, as a message with a remedy; writing and flushing files and folders."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from indicia.errors import StorageError

_REMEDIES = {
    errno.ENOSPC: "free space on the disk and do it again",
    errno.EDQUOT: "your quota is used up: free space and do it again",
    errno.EACCES: "ask the folder's owner for the right to write, or run `chmod u+rwX` on it",
    errno.EPERM: "ask the folder's owner for the right to write, or run `chmod u+rwX` on it",
    errno.EROFS: "the disk is mounted read-only: copy the case to one that can be written",
    errno.EIO: "the disk reports a fault: copy the case to another disk, then run `indicia verify`",
    errno.ENOLCK: "the file system cannot lock: move the case to a local disk",
    errno.EOPNOTSUPP: "the file system cannot lock: move the case to a local disk",
    errno.ENOENT: "the folder is gone: check that the disk is still mounted",
}


def storage_error(doing: str, path: Path, error: OSError) -> StorageError:
    """The error to raise when the disk refused ``doing`` at ``path``."""
    remedy = _REMEDIES.get(error.errno or 0, "check the disk, then run `indicia verify`")
    return StorageError(f"{doing} {path}: {error.strerror or error}; {remedy}")


def flush_folder(folder: Path) -> None:
    """Make names in ``folder`` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that their names survive a loss of power.

    Raises: OSError.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another process was quicker; its name is flushed all the same
        os.mkdir(folder)  # noqa: PTH102
    flush_folder(folder.parent)


def flush_tree(folder: Path) -> None:
    """Flush every file and folder below ``folder``, and itself. Raises OSError."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        elif path.is_dir():
            flush_folder(path)
    flush_folder(folder)


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write every byte: a short write goes on where it stopped. Raises OSError."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_flushed(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file and flush its bytes; its name survives once its folder is flushed.

    Raises: OSError.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_part(path: Path, content: bytes) -> None:
    """Write a file of a folder that is not in force yet, and flush its bytes. Raises StorageError."""
    try:
        write_flushed(path, content)
    except OSError as error:
        raise storage_error("Writing", path, error) from error


def write_new_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a small file whole or not at all, and flush it and its folder.

    Raises: StorageError.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        make_folder(path.parent)
        write_flushed(temporary, content, mode)
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # the first error is the one to tell
            temporary.unlink(missing_ok=True)
        raise storage_error("Writing", path, error) from error
