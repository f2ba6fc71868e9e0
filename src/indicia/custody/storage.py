"""What the disk refuses, as a message with a remedy; and flushing a folder."""

from __future__ import annotations

import errno
import os
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


def write_new_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a small file whole or not at all, and flush it and its folder.

    Raises: StorageError.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise storage_error("Writing", path, error) from error
