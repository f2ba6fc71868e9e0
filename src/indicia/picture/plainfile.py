"""``indicia picture``: marks, matches and blurring of plain files; pixels only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson

from indicia.errors import BadInput
from indicia.picture.blur import blurred_bytes
from indicia.picture.decode import decode
from indicia.picture.hash import hamming, pdq, pixel_sha256
from indicia.picture.mark import find_marks

SAME_BITS = 31
"""Bits in which two PDQ hashes of one picture differ at most (of 256), as PDQ's authors advise."""


def marks_lines(paths: Sequence[Path]) -> Iterator[str]:
    """One line a suggested mark; a file that is no picture gives a fault."""
    for path in paths:
        decoded = decode(_content(path))
        if decoded.pixels is None:
            yield _line({"file": str(path), "fault": "; ".join(decoded.faults)})
            continue
        for mark in find_marks(decoded.pixels):
            yield _line({"file": str(path), **asdict(mark)})


def match_lines(paths: Sequence[Path]) -> Iterator[str]:
    """One line a pair of files that show the same picture: by pixels, or by perceptual hash."""
    hashed: list[tuple[Path, str, str, int]] = []
    for path in paths:
        decoded = decode(_content(path))
        if decoded.pixels is None:
            yield _line({"file": str(path), "fault": "; ".join(decoded.faults)})
            continue
        found = pdq(decoded.pixels)
        hashed.append((path, pixel_sha256(decoded.pixels), found.hex, found.quality))
    for a, b in combinations(hashed, 2):
        bits = hamming(a[2], b[2])
        if a[1] == b[1] or (bits <= SAME_BITS and min(a[3], b[3]) >= 50):
            kind = "same pixels" if a[1] == b[1] else "perceptual hash"
            line = {"a": str(a[0]), "b": str(b[0]), "kind": kind, "bits": bits}
            yield _line({**line, "similarity": round(1 - bits / 256, 4)})


def blur_files(paths: Sequence[Path], folder: Path) -> Iterator[str]:
    """Blurred copies without metadata in ``folder``, and a line for each. Raises ``BadInput``."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        target = folder / f"{path.stem}-blurred.jpg"
        target.write_bytes(blurred_bytes(_content(path)))
        yield _line({"file": str(path), "blurred": str(target)})


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; name a picture that can be read") from error


def _line(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
