"""Checkpoints: signed notes over the log's origin, size and root, and their short codes.

A chain alone does not reveal an insider who edits and chains again, or who cuts the end off. A
checkpoint kept elsewhere does; its short code is printed in every update.

Source: C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

from indicia.custody.keys import SigningKey
from indicia.custody.log import Log
from indicia.custody.merkle import Peaks
from indicia.custody.note import Note, parse_note, sign_note
from indicia.custody.storage import write_new_file
from indicia.errors import CustodyError, UsageError

ORIGIN_PREFIX = "indicia-case/"
CODE_GROUPS, GROUP_LETTERS = 5, 5


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says, and the note that says it."""

    origin: str
    size: int
    """How many events it covers."""
    root: bytes
    note: str

    @property
    def code(self) -> str:
        """The short code: 25 letters and digits in five groups, over origin, size and root."""
        return short_code(checkpoint_text(self.origin, self.size, self.root))


def short_code(text: str) -> str:
    """The first 125 bits of the SHA-256 of a checkpoint's text, in base 32."""
    letters = base64.b32encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    starts = range(0, CODE_GROUPS * GROUP_LETTERS, GROUP_LETTERS)
    return "-".join(letters[start : start + GROUP_LETTERS] for start in starts)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The three lines that are signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode('ascii')}\n"


def origin_of(first_leaf: bytes) -> str:
    """A log's name: from the leaf hash of its first line."""
    return ORIGIN_PREFIX + first_leaf.hex()[:32]


def make_checkpoint(log: Log, key: SigningKey, size: int | None = None) -> Checkpoint:
    """A signed checkpoint over the first ``size`` events (all for None); writes nothing.

    Raises: UsageError for an empty log or one shorter than ``size``; CustodyError for damage.
    """
    peaks, origin = Peaks(), ""
    for event in log.events(size):
        if not origin:
            origin = origin_of(event.leaf)
        peaks.add(event.leaf)
    if peaks.size == 0 or (size is not None and peaks.size != size):
        raise UsageError(f"Signing {log.folder}: it has {peaks.size} events; {size or 1} needed")
    root = peaks.root()
    note = sign_note(checkpoint_text(origin, peaks.size, root), key)
    return Checkpoint(origin, peaks.size, root, note)


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> Path:
    """Keep a checkpoint in ``log/checkpoints/``; gives its path. Raises StorageError."""
    path = folder / f"{checkpoint.size:08d}-{checkpoint.code.replace('-', '')[:10]}.txt"
    if not path.exists():
        write_new_file(path, checkpoint.note.encode("utf-8"))
    return path


def parse_checkpoint(note: str) -> tuple[Checkpoint, Note]:
    """A checkpoint and its signatures, which are not checked here. Raises ValueError."""
    parsed = parse_note(note)
    lines = parsed.text.split("\n")
    if len(lines) < 4:
        raise ValueError("a checkpoint has three lines: origin, size, root")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error as error:
        raise ValueError("its root is not base64") from error
    if not lines[1].isascii() or not lines[1].isdigit() or len(root) != 32:
        raise ValueError("its size is not a number or its root is not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root, note), parsed


def load_checkpoint(path: Path) -> tuple[Checkpoint, Note]:
    """A checkpoint from a file. Raises CustodyError where there is none in it."""
    try:
        return parse_checkpoint(path.read_bytes().decode("utf-8"))
    except (ValueError, OSError) as error:
        raise CustodyError(
            f"Reading the checkpoint {path}: {error}; bring it back from a copy of the case"
        ) from error
