"""A small file system that forgets what was not flushed, in every order.

``Recording`` notes each call below a folder. ``Recording.crash`` gives a state that the disk may
have after the power went at a point: of each file, what its last flush promised, and of later
writes any 512-byte sectors, in any order, the rest zero; of each folder, the names that its last
flush promised, and of later changes of names any. A rename is two such changes, of its two names.
This is harsher than any file system that keeps a journal.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from watched_disk import Call, WatchedDisk

SECTOR = 512


@dataclass(slots=True)
class File:
    """A file's flushed bytes and the changes since."""

    flushed: bytes = b""
    since: list[tuple[str, int, bytes]] = field(default_factory=list)

    def live(self) -> bytes:
        content = bytearray(self.flushed)
        for change in self.since:
            _apply(content, change)
        return bytes(content)

    def after_crash(self, chance: random.Random) -> bytes:
        content = bytearray(self.flushed)
        how = chance.random()
        for kind, at, written in self.since:
            if kind == "cut":
                if chance.random() < 0.5:
                    _apply(content, (kind, at, written))
                continue
            for start, end in _sectors(at, at + len(written)):
                if chance.random() < how:
                    _apply(content, ("write", start, written[start - at : end - at]))
        return bytes(content)


@dataclass(slots=True)
class Folder:
    """A folder's flushed names and the changes since (None: taken away)."""

    flushed: dict[str, Any] = field(default_factory=dict)
    since: list[tuple[str, Any]] = field(default_factory=list)

    def live(self) -> dict[str, Any]:
        return _named(self.flushed, self.since)

    def after_crash(self, chance: random.Random) -> dict[str, Any]:
        how = chance.random()
        return _named(self.flushed, [change for change in self.since if chance.random() < how])


class Recording:
    """The calls below ``root`` in order, with marks between them."""

    def __init__(self, root: Path) -> None:
        self.calls: list[Call | Any] = []
        self.disk = WatchedDisk(root, after=self.calls.append)

    def mark(self, what: Any) -> None:
        """Something was acknowledged here."""
        self.calls.append(what)

    def crash(self, upto: int, chance: random.Random, target: Path) -> list[Any]:
        """Write the state after a loss of power behind call ``upto``; gives the marks before."""
        root, marks = Folder(), []
        for call in self.calls[:upto]:
            if isinstance(call, Call):
                _replay(root, call)
            else:
                marks.append(call)
        _write_out(root, chance, target)
        return marks


def _replay(root: Folder, call: Call) -> None:
    folder, name = _find(root, call.path)
    here = folder.live().get(name) if name else root
    if call.name == "create":
        folder.since.append((name, File()))
    elif call.name == "mkdir":
        folder.since.append((name, Folder()))
    elif call.name in ("unlink", "rmdir"):
        folder.since.append((name, None))
    elif call.name in ("rename", "link"):
        other, new_name = _find(root, call.target)
        other.since.append((new_name, here))
        if call.name == "rename":
            folder.since.append((name, None))
    elif call.name == "write":
        here.since.append(("write", call.size, call.content))
    elif call.name == "truncate":
        here.since.append(("cut", call.size, b""))
    elif call.name == "fsync":
        here.flushed, here.since = here.live(), []


def _find(root: Folder, path: str) -> tuple[Folder, str]:
    folder = root
    parts = PurePosixPath(path).parts
    for part in parts[:-1]:
        folder = folder.live()[part]
    return folder, parts[-1] if parts else ""


def _write_out(folder: Folder, chance: random.Random, target: Path) -> None:
    target.mkdir(parents=True)
    for name, here in folder.after_crash(chance).items():
        if isinstance(here, Folder):
            _write_out(here, chance, target / name)
        else:
            (target / name).write_bytes(here.after_crash(chance))


def _named(names: dict[str, Any], changes: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(names)
    for name, here in changes:
        if here is None:
            found.pop(name, None)
        else:
            found[name] = here
    return found


def _apply(content: bytearray, change: tuple[str, int, bytes]) -> None:
    kind, at, written = change
    if kind == "cut":
        del content[at:]
        return
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at : at + len(written)] = written


def _sectors(start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start, *range((start // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return list(pairwise(cuts))
