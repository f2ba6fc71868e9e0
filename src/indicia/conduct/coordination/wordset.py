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

from indicia.conduct.coordination.codepoint import END, SPACE, blocks, points_of
from indicia.conduct.coordination.mixing import mixed
from indicia.trace.shingle import ShingleSets

_MENTION = rf"@[^{SPACE}]*"
_BLANK, _LETTER, _HEBREW, _NUMBER, _JOINER, _MARK, _QUOTE, _IN_WORD, _IN_NUMBER, _IN_BOTH = range(
    10
)
_EXTEND, _OTHER, _KIND_COUNT = 10, 11, 12
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
            by_regex = _cut_at_blanks(points_of(spelled), table)
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
    """Each code point's kind, and a number that looks like chance for its lower case."""

    def __init__(self) -> None:
        self.kind = np.full(END + 1, _UNKNOWN, np.uint8)
        self.kind[END] = _BLANK
        self.number = np.zeros(END + 1, np.uint64)

    def kinds(self, points: np.ndarray) -> np.ndarray:
        """The kind of each code point."""
        kinds: np.ndarray = self.kind[points]
        if kinds.max(initial=0) == _UNKNOWN:
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
        self.number[point] = mixed(np.array([ord(lower) if single else point], np.uint64))[0]


def _kind_of(character: str) -> int:
    import regex

    if character.isspace():
        return _BLANK
    for name, kind in _KINDS.items():
        if regex.fullmatch(rf"\p{{Word_Break={name}}}", character):
            return kind
    return _OTHER


@cache
def _rules() -> np.ndarray:
    """For the kinds of three neighbours: whether no boundary stands before the middle one because
    both are letters or digits (1), whether it is a point within a word or number (2), and whether
    it is a quotation mark within Hebrew (4). Rules WB5 to WB13b."""
    before, here, after = np.indices((_KIND_COUNT,) * 3)
    letters, alike = (_LETTER, _HEBREW), (_LETTER, _HEBREW, _NUMBER, _JOINER)
    joined = np.isin(before, alike) & np.isin(here, alike)
    within = (
        np.isin(here, (_IN_WORD, _IN_BOTH)) & np.isin(before, letters) & np.isin(after, letters)
    )
    within |= np.isin(here, (_IN_NUMBER, _IN_BOTH)) & (before == _NUMBER) & (after == _NUMBER)
    quoted = (here == _QUOTE) & (before == _HEBREW) & (after == _HEBREW)
    rules: np.ndarray = (joined + 2 * within + 4 * quoted).astype(np.uint8).reshape(-1)
    return rules


def _cut(points: np.ndarray, table: _Table) -> _Cut:
    """Words between boundaries. ``points`` end each text with ``END``."""
    kinds = table.kinds(points)
    most = kinds.max(initial=0)
    if most < _EXTEND:
        joined, hard = _read(kinds)
    else:
        # A mark upon a letter belongs to it.
        extends = kinds == _EXTEND
        joined, hard = np.ones(len(points), bool), kinds == _OTHER
        joined[~extends], quoted = _read(kinds[~extends])
        hard[~extends] |= quoted
        # One upon nothing, or beside a point within a word, is left to the library's own reading.
        point = np.isin(kinds, (_IN_WORD, _IN_NUMBER, _IN_BOTH))
        hard |= extends & np.append(True, point[:-1] | (kinds[:-1] == _BLANK))
        hard |= extends & np.append(point[1:], False)
    ends = np.flatnonzero(points == END)
    left = np.unique(np.searchsorted(ends, np.flatnonzero(hard)))
    return _hashed(table.number[points], kinds != _BLANK, joined, ends, left)


def _read(kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether no boundary stands before each code point, and which are cut alone."""
    padded = np.zeros(len(kinds) + 2, np.uint16)
    padded[1:-1] = kinds
    code = padded[:-2] * (_KIND_COUNT * _KIND_COUNT)
    code += padded[1:-1] * _KIND_COUNT
    code += padded[2:]
    rules = _rules()[code]
    joined = (rules & 3) > 0
    joined[1:] |= (rules[:-1] & 2) > 0
    return joined, rules >= 4


def _cut_at_blanks(points: np.ndarray, table: _Table) -> _Cut:
    solid = (points != ord(" ")) & (points != END)
    every = np.ones(len(points), bool)
    ends = np.flatnonzero(points == END)
    table.kinds(points)
    return _hashed(table.number[points], solid, every, ends, np.empty(0, np.int64))


def _hashed(
    numbers: np.ndarray, solid: np.ndarray, joined: np.ndarray, ends: np.ndarray, left: np.ndarray
) -> _Cut:
    """A word is a run of solid code points each of which is joined to the one before.

    Its hash is a polynomial of its letters' numbers, taken from sums over the whole block.
    """
    on = solid[:-1] & joined[1:] & solid[1:]
    start = np.flatnonzero(solid & ~np.append(False, on))
    last = np.flatnonzero(solid & ~np.append(on, False))
    power, inverse = _powers(len(numbers))
    sums = np.append(np.uint64(0), np.cumsum(numbers * power))
    words = (sums[last + 1] - sums[start]) * inverse[start]
    return _Cut(mixed(words), np.searchsorted(ends, start), left)


_LEAST_BITS = 19
"""Enough for most blocks, so that powers are made once."""


@cache
def _powers_up_to(bits: int) -> tuple[np.ndarray, np.ndarray]:
    base = 0xD1342543DE82EF95
    found = []
    for factor in (base, pow(base, -1, 1 << 64)):
        powers = np.full(1 << bits, factor, np.uint64)
        powers[0] = 1
        found.append(np.cumprod(powers))
    return found[0], found[1]


def _powers(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Powers of an odd number and of its inverse, modulo 2**64."""
    power, inverse = _powers_up_to(max(_LEAST_BITS, int(count).bit_length()))
    return power[:count], inverse
