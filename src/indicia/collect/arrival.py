"""A folder or mail folder on a schedule: files that are new or changed become originals.

A file that is still being written is left for the next look. Which files were seen is told by the
log alone (their bytes' SHA-256); sizes and times are kept beside it only to be quick.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from indicia.case import Case
from indicia.collect.folder import SKIPPED_NAMES, add_files
from indicia.collect.look import Look, Outside, log_silence
from indicia.collect.memory import WatchMemory
from indicia.custody.objects import sha256_of_file
from indicia.errors import SourceUnreachable
from indicia.watch import Watch

SETTLED_SECONDS = 2.0
MAILDIR_SKIPPED = ("tmp",)


def look(case: Case, watch: Watch, memory: WatchMemory, outside: Outside) -> Look:
    """One look below the watched path. Raises ``SourceUnreachable`` where it is not there."""
    root = Path(watch.address).expanduser()
    if not root.exists():
        raise SourceUnreachable(
            f"{watch.address}: is not there; mount it, or correct the watch {watch.id!r}"
        )
    met, known = Look(watch.id), _Known(case, watch)
    fresh = [
        (path, inside)
        for path, inside in _files(root, watch.kind == "mail")
        if known.is_new(path, memory, outside.now().timestamp())
    ]
    if not fresh:
        met.unchanged = 1
        log_silence(case, watch, None)
        known.save()
        return met
    collected = add_files(case, fresh, told={"watch": watch.id})
    met.captures = collected.new + collected.known
    met.notes += [f"{watch.id}: left out {name}: {why}" for name, why in collected.left_out]
    known.save()
    return met


def _files(root: Path, mail: bool) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        yield root, root.name
        return
    for folder, subfolders, names in os.walk(root, followlinks=False):
        subfolders[:] = sorted(n for n in subfolders if not (mail and n in MAILDIR_SKIPPED))
        for name in sorted(names):
            path = Path(folder) / name
            if name not in SKIPPED_NAMES and path.is_file() and not path.is_symlink():
                yield path, path.relative_to(root).as_posix()


class _Known:
    """Size and time of files whose bytes are held: a cache that may be deleted at any time."""

    def __init__(self, case: Case, watch: Watch) -> None:
        self._path = case.root / "derived" / "watch" / f"{watch.id}.json"
        try:
            self._marks: dict[str, list[int]] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            self._marks = {}

    def is_new(self, path: Path, memory: WatchMemory, now: float) -> bool:
        """Whether the file has settled and its bytes have not come in by this watch."""
        try:
            state = path.stat()
        except OSError:
            return False
        if 0 <= now - state.st_mtime < SETTLED_SECONDS:
            return False
        mark = [state.st_size, state.st_mtime_ns]
        if self._marks.get(str(path)) == mark:
            return False
        try:
            sha256, _ = sha256_of_file(path)
        except OSError:
            return True  # adding it says why it cannot be read
        self._marks[str(path)] = mark
        return sha256 not in memory.held

    def save(self) -> None:
        """Keep the marks for the next look."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self._marks), encoding="utf-8")
        fresh.rename(self._path)
