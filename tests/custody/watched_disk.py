# ruff: noqa: E731, PTH109, PTH110, PTH118, PTH202
"""A disk whose every call can be counted, made to fail, and recorded.

Patches the calls of ``os`` by which the product writes; calls outside the watched folder pass
unseen. A call is one of: open (that may create or cut), write, fsync, rename, link, unlink, mkdir,
rmdir, truncate.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

REAL = {
    name: getattr(os, name)
    for name in (
        "open",
        "close",
        "write",
        "fsync",
        "rename",
        "replace",
        "link",
        "unlink",
        "mkdir",
        "rmdir",
        "truncate",
        "ftruncate",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what, on which path (relative to the watched folder), with what."""

    name: str
    path: str
    target: str = ""
    content: bytes = b""
    size: int = 0
    """Of the file before the call; for a truncation the size asked for."""


Before = Callable[[Call], int | None]
"""Hears of a call before it is made; may raise. For a write it may give how many bytes to write."""
After = Callable[[Call], None]


class WatchedDisk:
    """Counts calls below ``root`` and tells them to ``before`` and ``after``."""

    def __init__(
        self, root: Path, before: Before | None = None, after: After | None = None
    ) -> None:
        self.root = os.path.realpath(root)
        self.before, self.after = before, after
        self.names: dict[int, str] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        with mock.patch.multiple(os, **{name: getattr(self, name) for name in REAL}):
            yield

    def _inside(self, path: Any, dir_fd: int | None = None) -> str | None:
        if isinstance(path, int):
            return self.names.get(path)
        full = os.fspath(path)
        if dir_fd is not None:
            if dir_fd not in self.names:
                return None
            full = os.path.join(self.root, self.names[dir_fd], full)
        full = os.path.normpath(os.path.join(os.getcwd(), full))
        if full == self.root:
            return "."
        return os.path.relpath(full, self.root) if full.startswith(self.root + os.sep) else None

    def _told(self, call: Call, act: Callable[[int | None], Any]) -> Any:
        limit = self.before(call) if self.before else None
        result = act(limit)
        if self.after:
            if call.name == "write" and result != len(call.content):
                call = Call("write", call.path, "", call.content[:result], call.size)
            self.after(call)
        return result

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        inside = self._inside(path, dir_fd)
        act = lambda _: REAL["open"](path, flags, mode, dir_fd=dir_fd)
        if inside is None:
            return int(act(None))
        full = os.path.join(self.root, inside)
        creates = flags & os.O_CREAT and not os.path.lexists(full)
        cuts = flags & os.O_TRUNC and os.path.exists(full) and os.path.getsize(full)
        if creates or cuts:
            descriptor = self._told(Call("create" if creates else "truncate", inside), act)
        else:
            descriptor = act(None)
        self.names[descriptor] = inside
        return int(descriptor)

    def close(self, descriptor: int) -> None:
        self.names.pop(descriptor, None)
        REAL["close"](descriptor)

    def write(self, descriptor: int, content: Any) -> int:
        inside = self.names.get(descriptor)
        if inside is None:
            return int(REAL["write"](descriptor, content))
        data = bytes(content)
        size = os.fstat(descriptor).st_size
        act = lambda limit: REAL["write"](descriptor, data if limit is None else data[:limit])
        return int(self._told(Call("write", inside, "", data, size), act))

    def fsync(self, descriptor: int) -> None:
        inside = self.names.get(descriptor)
        if inside is None:
            return REAL["fsync"](descriptor)
        # The real flush is left out: what it promises is what the tests model themselves.
        return self._told(Call("fsync", inside), lambda _: None)

    def _two(self, name: str, source: Any, target: Any, options: dict[str, Any]) -> None:
        one, other = self._inside(source), self._inside(target)
        act = lambda _: REAL[name](source, target, **options)
        if one is None or other is None:
            return act(None)
        return self._told(Call("link" if name == "link" else "rename", one, other), act)

    def rename(self, source: Any, target: Any, **options: Any) -> None:
        self._two("rename", source, target, options)

    def replace(self, source: Any, target: Any, **options: Any) -> None:
        self._two("replace", source, target, options)

    def link(self, source: Any, target: Any, **options: Any) -> None:
        self._two("link", source, target, options)

    def _one(self, name: str, path: Any, dir_fd: int | None, *more: Any) -> None:
        inside = self._inside(path, dir_fd)
        act = lambda _: REAL[name](path, *more, dir_fd=dir_fd)
        if inside is None or not os.path.lexists(os.path.join(self.root, inside)):
            if name != "mkdir" or inside is None:
                return act(None)
        elif name == "mkdir":
            return act(None)
        return self._told(Call(name, inside), act)

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._one("unlink", path, dir_fd)

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._one("rmdir", path, dir_fd)

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        self._one("mkdir", path, dir_fd, mode)

    def _cut(self, name: str, path: Any, size: int) -> None:
        inside = self._inside(path)
        act = lambda _: REAL[name](path, size)
        if inside is None:
            return act(None)
        return self._told(Call("truncate", inside, "", b"", size), act)

    def truncate(self, path: Any, size: int) -> None:
        self._cut("truncate", path, size)

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._cut("ftruncate", descriptor, size)
