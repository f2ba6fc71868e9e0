"""Files and folders become originals. Nothing is parsed here: bytes in, proof out.

All files that are added together are one *batch*: an export's ``result.json`` and the pictures it
names find each other by their paths inside it. Paths may hold people's names, so they lie in a
sealed object (the batch's manifest), and the log holds only its hash.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indicia.case import Case
from indicia.collect.verdict import content_verdict
from indicia.errors import UsageError
from indicia.identity import derived_id

SKIPPED_NAMES = (".DS_Store", "Thumbs.db", "desktop.ini")
HEAD_BYTES = 300_000
CHUNK_FILES = 500


@dataclass(slots=True)
class Collected:
    """What an ``add`` did: the batch, new and known originals, and files left out with reasons."""

    batch: str = ""
    new: int = 0
    known: int = 0
    size: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    verdicts: dict[str, int] = field(default_factory=dict)


def add_paths(
    case: Case, paths: Sequence[Path], advance: Callable[[int], None] = lambda total: None
) -> Collected:
    """Store every file below ``paths`` and log an import event for each.

    A file that cannot be read is left out, with its reason, and the rest goes on. ``advance`` is
    called with the number of files found before the first is stored, then with 0 for each.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: does not exist; check the spelling")
    return add_files(case, [pair for path in paths for pair in _files(path)], advance)


def add_files(
    case: Case,
    found: Sequence[tuple[Path, str]],
    advance: Callable[[int], None] = lambda total: None,
    told: Mapping[str, object] | None = None,
) -> Collected:
    """Store files, each with its path inside the batch; ``told`` goes into each log line."""
    advance(len(found))
    collected = Collected()
    if not found:
        return collected
    names = [inside for _, inside in found]
    manifest = case.seal({"paths": names})
    collected.batch = derived_id("b", manifest)
    for start in range(0, len(found), CHUNK_FILES):
        chunk = found[start : start + CHUNK_FILES]
        events = []
        for index, (path, inside) in enumerate(chunk, start):
            event = _store(case, path, inside, index, manifest, collected)
            if event is not None:
                action, params, fields = event
                events.append((action, {**params, **(told or {})}, fields))
            advance(0)
        case.append_many(events)
    return collected


def files_below(path: Path) -> list[Path]:
    """The files that :func:`add_paths` would take at or below ``path``, without links."""
    return [full for full, _ in _files(path) if full.is_file() and not full.is_symlink()]


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Files at or below ``path`` in the order of their names; links are not followed."""
    if path.is_file():
        yield path, path.name
        return
    for folder, subfolders, names in os.walk(path, followlinks=False):
        subfolders.sort()
        for name in subfolders:
            full = Path(folder) / name
            if full.is_symlink():
                yield full, full.relative_to(path).as_posix()
        for name in sorted(names):
            full = Path(folder) / name
            if name not in SKIPPED_NAMES:
                yield full, full.relative_to(path).as_posix()


def _store(
    case: Case, path: Path, inside: str, index: int, manifest: str, collected: Collected
) -> tuple[str, dict[str, object], dict[str, object]] | None:
    if path.is_symlink() or not path.is_file():
        collected.left_out.append((inside, "a link or device, not a file; links are not followed"))
        return None
    try:
        with path.open("rb") as source:
            head = source.read(HEAD_BYTES)
        known = len(case.objects)
        stored = case.objects.put(path)
    except PermissionError:
        message = "no right to read it; give yourself the right and add it again"
        collected.left_out.append((inside, message))
        return None
    except OSError as error:
        collected.left_out.append((inside, f"could not be read ({error.strerror}); add it again"))
        return None
    if len(case.objects) > known:
        collected.new += 1
    else:
        collected.known += 1
    collected.size += stored.size
    verdict = content_verdict(head, complete=stored.size <= HEAD_BYTES)
    collected.verdicts[verdict.name] = collected.verdicts.get(verdict.name, 0) + 1
    declared = mimetypes.guess_type(inside)[0]
    params: dict[str, object] = {"manifest": manifest, "index": index, "verdict": verdict.as_line()}
    fields: dict[str, object] = {
        "object": {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type_declared": declared,
            "media_type_sniffed": verdict.media_type,
        }
    }
    return "import", params, fields
