"""Folded texts by columns: what :func:`indicia.trace.shingle.folded_words` gives, for all at once.

Each code point folds by one look-up in a table that is filled as code points occur; words, blanks
and ends of texts are then runs in one array. No loop goes over texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.coordination.codepoint import END, SPACE, blocks, points_of
from indicia.text.fold import fold_key
from indicia.trace.text import LEAST_CHARACTERS, LEAST_WORDS

_LINK = rf"(?i)https?://[^{SPACE}]+|www\.[^{SPACE}]+"
"""``indicia.trace.shingle.LINK`` for RE2, which knows the blanks of ASCII only."""
_BLANK, _NEWLINE = ord(" "), ord("\n")


def same_words(texts: pa.ChunkedArray) -> np.ndarray:
    """A number for each text, the same for the same folded words; -1 where they say too little.

    A text of less than four words or twenty characters says too little, as for trace.
    """
    telling, told = [np.empty(0, bool)], []
    for folded in folded_texts(texts):
        tells = pc.and_(
            pc.greater_equal(pc.utf8_length(folded), LEAST_CHARACTERS),
            pc.greater_equal(pc.count_substring(folded, " "), LEAST_WORDS - 1),
        )
        telling.append(tells.to_numpy(zero_copy_only=False))
        told.append(folded.filter(tells))
    rows = np.flatnonzero(np.concatenate(telling))
    numbers = np.full(len(texts), -1, np.int64)
    encoded = pa.chunked_array(told, pa.large_string()).dictionary_encode()
    for chunk in encoded.chunks:
        numbers[rows[: len(chunk)]] = chunk.indices.to_numpy()
        rows = rows[len(chunk) :]
    return numbers


def folded_texts(texts: pa.ChunkedArray) -> Iterator[pa.Array]:
    """The folded words of each text, joined by single blanks, a block of texts at a time."""
    table = _Table()
    for block in blocks(texts):
        yield _folded(pc.replace_substring_regex(block, _LINK, " "), table)


class _Table:
    """What each code point folds to: one code point, none, or several."""

    UNKNOWN, NONE, SEVERAL = (np.uint32(0xFFFFFFFF - n) for n in range(3))

    def __init__(self) -> None:
        self._one = np.full(END + 1, self.UNKNOWN, np.uint32)
        self._one[END] = _NEWLINE
        self._pieces = np.empty(0, np.uint32)
        self._start = np.zeros(END + 1, np.int64)
        self._count = np.zeros(END + 1, np.int64)

    def fold(self, points: np.ndarray) -> np.ndarray:
        """Folded code points; what is no part of a word is blank, an end of text a new line."""
        folded: np.ndarray = self._one[points]
        if folded.max(initial=0) < self.SEVERAL:
            return folded
        unknown = np.unique(points[folded == self.UNKNOWN])
        if len(unknown):
            for point in unknown.tolist():
                self._learn(point)
            folded = self._one[points]
        several = folded == self.SEVERAL
        if several.any():
            folded = self._spread(folded, points, several)
        rest: np.ndarray = folded[folded != self.NONE]
        return rest

    def _spread(self, folded: np.ndarray, points: np.ndarray, several: np.ndarray) -> np.ndarray:
        which = points[several]
        count = self._count[which]
        room = np.ones(len(folded), np.int64)
        room[several] = count
        spread = np.repeat(folded, room)
        inside = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        spread[spread == self.SEVERAL] = self._pieces[np.repeat(self._start[which], count) + inside]
        return spread

    def _learn(self, point: int) -> None:
        # Between two letters, so that a blank at either end is kept.
        folded = fold_key(f"a{chr(point)}a")[1:-1]
        spelled = re.sub(r"[\W_]+", " ", folded)
        if len(spelled) == 1:
            self._one[point] = ord(spelled)
            return
        self._one[point] = self.SEVERAL if spelled else self.NONE
        self._start[point], self._count[point] = len(self._pieces), len(spelled)
        self._pieces = np.append(self._pieces, np.array([*map(ord, spelled)], np.uint32))


def _folded(texts: pa.Array, table: _Table) -> pa.Array:
    """Folded words of an array of large strings without nulls."""
    folded = table.fold(points_of(texts))
    before = np.concatenate((np.array([_NEWLINE], np.uint32), folded[:-1]))
    folded = folded[(folded != _BLANK) | ((before != _BLANK) & (before != _NEWLINE))]
    last = np.append(folded[1:] == _NEWLINE, False)
    folded = folded[~(last & (folded == _BLANK))]
    written = np.frombuffer(folded.tobytes().decode("utf-32-le").encode(), np.uint8)
    stops = np.flatnonzero(written == _NEWLINE)
    offsets = np.concatenate((np.zeros(1, np.int64), stops - np.arange(len(stops))))
    content = written[written != _NEWLINE].tobytes()
    return pa.LargeStringArray.from_buffers(
        len(texts), pa.py_buffer(offsets.tobytes()), pa.py_buffer(content)
    )
