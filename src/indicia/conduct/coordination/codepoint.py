"""Texts of a column as one array of code points, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 1_000
"""Texts in a block; few enough to stay in the processor's cache."""
END = 0x110000
"""Stands behind each text; no code point."""
SPACE = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
"""The blanks of ``str.isspace`` for a class of RE2, which knows those of ASCII only."""


def blocks(texts: pa.ChunkedArray) -> Iterator[pa.Array]:
    """The texts in arrays of ``BLOCK``, as large strings without nulls."""
    for start in range(0, len(texts), BLOCK):
        yield pc.fill_null(texts.slice(start, BLOCK).cast(pa.large_string()), "").combine_chunks()


def points_of(texts: pa.Array) -> np.ndarray:
    """Code points of large strings without nulls, each text closed by ``END``."""
    points = np.frombuffer(_bytes_of(texts).decode().encode("utf-32-le"), np.uint32)
    return np.insert(points, np.cumsum(pc.utf8_length(texts).to_numpy()), np.uint32(END))


def _bytes_of(texts: pa.Array) -> bytes:
    _, offsets, content = texts.buffers()
    if content is None:
        return b""
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return bytes(memoryview(content)[bounds[0] : bounds[-1]])
