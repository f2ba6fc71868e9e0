"""The folder of an update appears whole or not at all: written aside, flushed, renamed once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from indicia.custody.storage import flush_folder, flush_tree

Report = TypeVar("Report")


def published(updates: Path, when: datetime, write: Callable[[Path, Path], Report]) -> Report:
    """Call ``write`` with the folder to write into and the one it will be; then rename it."""
    folder = new_folder(updates, when)
    work = updates / f".{folder.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        report = write(work, folder)
        flush_tree(work)
        work.rename(folder)
        flush_folder(folder.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return report


def new_folder(updates: Path, when: datetime) -> Path:
    """A folder that is not there yet, named by the day."""
    day = when.astimezone(UTC).date().isoformat()
    folder, count = updates / day, 1
    while folder.exists():
        count += 1
        folder = updates / f"{day}-{count}"
    return folder
