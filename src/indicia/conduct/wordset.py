"""The set of words of each text as coordination-network-toolkit 1.5.2 cuts them, by columns.

Texts are put in lower case, words that begin with @ are taken out, and what stands between the
word boundaries of Unicode is a word; so is each mark of punctuation. Letters, digits, blanks,
marks and the points within words and numbers are cut all at once; a text with anything else
(apostrophes, flags, scripts with other rules) is cut on its own by ``regex``.

Source: Unicode Standard Annex 29, word boundaries; coordination-network-toolkit 1.5.2, ``tokenize``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.codepoint import END, SPACE, blocks, points_of
from indicia.conduct.mixing import mixed
from indicia.trace.shingle import ShingleSets

_MENTION = rf"@[^{SPACE}]*"
_BLANK, _LETTER, _HEBREW, _NUMBER, _JOINER, _MARK, _QUOTE, _IN_WORD, _IN_NUMBER, _IN_BOTH = range(
    10
)
_EXTEND, _OTHER = 10, 11
_UNKNOWN = 255
_KINDS = {
    "ALetter": _LETTER,
    "Hebrew_Letter": _HEBREW,
    "Numeric": _NUMBER,
    "ExtendNumLet": _JOINER,
    "Other": _MARK,
    "Double_Quote": _QUOTE,
    "MidLetter": _IN_WORD,
    "MidNum": _IN_NUMBER,
    "MidNumLet": _IN_BOTH,
    "Extend": _EXTEND,
}
_WHOLE, _HASH_BITS = np.uint64(64), np.uint64(54)
"""Bits of the hash of a word that are kept, so that it sorts together with its row in the block."""
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A block of texts, cut: hash and text of each word, and the texts that were left."""

    words: np.ndarray
    rows: np.ndarray
    left: np.ndarray


def word_sets(texts: pa.ChunkedArray) -> ShingleSets:
    """The distinct words of each text, as hashes of 54 bits sorted within the text. Null is empty."""
    table = _Table()
    words, sizes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for block in blocks(texts):
        plain = pc.replace_substring_regex(block, _MENTION, "")
        cut = _cut(points_of(plain), table)
        rows, found = cut.rows, cut.words
        if len(cut.left):
            alone = block.take(pa.array(cut.left)).to_pylist()
            spelled = pa.array([" ".join(words_of(text)) for text in alone], pa.large_string())
            by_regex = _cut_at_blanks(points_of(spelled))
            kept = ~np.isin(rows, cut.left)
            rows = np.concatenate((rows[kept], cut.left[by_regex.rows]))
            found = np.concatenate((found[kept], by_regex.words))
        key = np.sort((rows.astype(np.uint64) << _HASH_BITS) | (found >> (_WHOLE - _HASH_BITS)))
        key = key[np.append(True, key[1:] != key[:-1])[: len(key)]]
        words.append(key & ((np.uint64(1) << _HASH_BITS) - np.uint64(1)))
        sizes.append(np.bincount((key >> _HASH_BITS).astype(np.int64), minlength=len(block)))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))))
    return ShingleSets(np.concatenate(words), starts)


def words_of(text: str) -> set[str]:
    """The words of one text."""
    boundary, mention = _patterns()
    pieces = boundary.split(mention.sub("", text.lower()))
    return {word for piece in pieces for word in piece.split()}


@cache
def _patterns() -> tuple[Any, Any]:
    import regex

    # A boundary takes the blanks and the apostrophe behind it, as the toolkit has it.
    blank = r"\p{Word_Break=WSegSpace}"
    return (
        regex.compile(rf"\b{blank}*'?", regex.WORD | regex.V1),
        regex.compile(r"@\S*", regex.V1),
    )


class _Table:
    """Each code point in lower case, and its kind."""

    def __init__(self) -> None:
        self.kind = np.full(END + 1, _UNKNOWN, np.uint8)
        self.kind[END] = _BLANK
        self.lower = np.arange(END + 1, dtype=np.uint32)

    def kinds(self, points: np.ndarray) -> np.ndarray:
        """The kind of each code point."""
        kinds: np.ndarray = self.kind[points]
        if (kinds == _UNKNOWN).any():
            for point in np.unique(points[kinds == _UNKNOWN]).tolist():
                self._learn(point)
            kinds = self.kind[points]
        return kinds

    def _learn(self, point: int) -> None:
        lower = chr(point).lower()
        # What becomes two letters, and the sigma that looks at its neighbours, are cut alone.
        alone = point == 0x3A3 or lower == "\u2019" or 0x1C <= point <= 0x1F
        single = len(lower) == 1 and not alone
        self.kind[point] = _kind_of(lower) if single else _OTHER
        if single:
            self.lower[point] = ord(lower)


def _kind_of(character: str) -> int:
    import regex

    if character.isspace():
        return _BLANK
    for name, kind in _KINDS.items():
        if regex.fullmatch(rf"\p{{Word_Break={name}}}", character):
            return kind
    return _OTHER


def _cut(points: np.ndarray, table: _Table) -> _Cut:
    """Words between boundaries. ``points`` end each text with ``END``."""
    kinds = table.kinds(points)
    extends = kinds == _EXTEND
    kind = kinds[~extends]
    joined = np.ones(len(points), bool)
    joined[~extends] = _joined(kind)
    before, after = np.append(_BLANK, kind[:-1]), np.append(kind[1:], _BLANK)
    hard = kinds == _OTHER
    hard[~extends] |= (kind == _QUOTE) & (before == _HEBREW) & (after == _HEBREW)
    # A mark upon nothing, or beside a point within a word, is left to the library's own reading.
    point = np.isin(kinds, (_IN_WORD, _IN_NUMBER, _IN_BOTH))
    hard |= extends & np.append(True, point[:-1] | (kinds[:-1] == _BLANK))
    hard |= extends & np.append(point[1:], False)
    row = np.cumsum(points == END) - (points == END)
    return _hashed(table.lower[points], kinds != _BLANK, joined, (row, np.unique(row[hard])))


def _joined(kind: np.ndarray) -> np.ndarray:
    """Whether no boundary stands before each code point (rules WB5 to WB13b)."""
    letter = (kind == _LETTER) | (kind == _HEBREW)
    alike = letter | (kind == _NUMBER) | (kind == _JOINER)
    joined = alike & np.append(False, alike[:-1])
    for inner, outer in ((_IN_WORD, letter), (_IN_NUMBER, kind == _NUMBER)):
        within = (kind == inner) | (kind == _IN_BOTH)
        within &= np.append(False, outer[:-1]) & np.append(outer[1:], False)
        joined |= within | np.append(False, within[:-1])
    found: np.ndarray = joined
    return found


def _cut_at_blanks(points: np.ndarray) -> _Cut:
    solid = (points != ord(" ")) & (points != END)
    row = np.cumsum(points == END) - (points == END)
    return _hashed(points, solid, np.append(False, solid[:-1]), (row, np.empty(0, np.int64)))


def _hashed(
    points: np.ndarray, solid: np.ndarray, joined: np.ndarray, rows: tuple[np.ndarray, np.ndarray]
) -> _Cut:
    """A word is a run of solid code points each of which is joined to the one before."""
    row, left = rows
    starts = solid & ~(joined & np.append(False, solid[:-1]))
    start = np.flatnonzero(starts)
    if not len(start):
        return _Cut(np.empty(0, np.uint64), np.empty(0, np.int64), left)
    word = np.cumsum(starts) - 1
    place = (np.arange(len(points)) - start[np.maximum(word, 0)]).astype(np.uint64)
    spread = mixed(points.astype(np.uint64) + place * _STEP)
    spread[~solid] = 0
    return _Cut(np.add.reduceat(spread, start), row[start], left)
