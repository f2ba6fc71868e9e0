"""Sets of 64-bit shingle hashes of many texts at once.

Texts come in folded (words joined by single spaces); what goes out is a :class:`ShingleSets` in
which every set is a stretch of one array. Hashes depend on the text alone, so that sets of
different runs can be compared. Two different shingles collide with a chance of 2**-64.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indicia.trace.hashing import POSITIONS, constants, mixed, repeated, taken_rows

WORD = re.compile(r"[^\W_]+")
LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """One set of hashes a text: ``tokens[starts[i]:starts[i + 1]]``, distinct, unordered."""

    tokens: np.ndarray
    starts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Number of distinct shingles of each text."""
        return np.diff(self.starts)

    @property
    def rows(self) -> np.ndarray:
        """The text that each token belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)

    def take(self, rows: np.ndarray) -> ShingleSets:
        """The sets of some texts, in the order asked for."""
        return ShingleSets(*taken_rows(self.tokens, self.starts, rows))


def folded_words(text: str) -> str:
    """The words of a text, folded, without links and punctuation, joined by single spaces."""
    from indicia.text.fold import fold_key

    return " ".join(WORD.findall(fold_key(LINK.sub(" ", text))))


def word_shingles(folded: Sequence[str], width: int = 3) -> ShingleSets:
    """Sets of ``width`` successive words; a text with fewer words has an empty set."""
    parts = [
        _block_shingles(folded[at : at + _BLOCK], width, " ")
        for at in range(0, len(folded), _BLOCK)
    ]
    return _joined(parts)


def character_shingles(folded: Sequence[str], width: int = 4) -> ShingleSets:
    """Sets of ``width`` successive characters; a shorter text has an empty set."""
    parts = [
        _block_shingles(folded[at : at + _BLOCK], width, "") for at in range(0, len(folded), _BLOCK)
    ]
    return _joined(parts)


def _block_shingles(folded: Sequence[str], width: int, gap: str) -> ShingleSets:
    """Sets of one block of texts. With ``gap`` a space the units are words, else characters."""
    marked = [text + gap for text in folded]
    points = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(text) for text in marked), np.int64, len(marked))
    if gap:
        words = _word_hashes(points, lengths)
        units, counts = words.hash, words.per
    else:
        units, counts = mixed(points.astype(np.uint64)), lengths
    return _run_sets(units, counts, width)


def run_sets(
    units: np.ndarray, starts: np.ndarray, width: int, *, repeats: bool = False
) -> ShingleSets:
    """Sets of ``width`` successive units of each row ``units[starts[i]:starts[i + 1]]``.

    With ``repeats`` a run that a row has twice stands there twice, which spares half of the time.
    """
    parts = []
    for at in range(0, max(1, len(starts) - 1), _BLOCK):
        block = starts[at : at + _BLOCK + 1]
        parts.append(_run_sets(units[block[0] : block[-1]], np.diff(block), width, repeats))
    return _joined(parts)


def _run_sets(
    units: np.ndarray, counts: np.ndarray, width: int, repeats: bool = False
) -> ShingleSets:
    if len(units) < width:
        return ShingleSets(np.empty(0, np.uint64), np.zeros(len(counts) + 1, np.int64))
    row = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    last = len(units) - width + 1
    hashes = np.zeros(last, np.uint64)
    for offset, factor in enumerate(constants(width)):
        hashes += units[offset : offset + last] * factor
    inside = row[:last] == row[width - 1 :]
    if repeats:
        starts = np.concatenate(([0], np.cumsum(np.maximum(0, counts - width + 1))))
        return ShingleSets(mixed(hashes[inside]), starts)
    return _distinct(mixed(hashes[inside]), row[:last][inside], len(counts))


@dataclass(frozen=True, slots=True)
class WordHashes:
    """A hash, the number of characters and whether it has a digit, of each word of many texts;
    ``per``: the number of words of each text."""

    hash: np.ndarray
    size: np.ndarray
    digit: np.ndarray
    per: np.ndarray


def word_hashes(texts: Sequence[str]) -> WordHashes:
    """The words of folded texts, which single spaces divide."""
    marked = [text + " " for text in texts]
    points = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _word_hashes(points, np.fromiter(map(len, marked), np.int64, len(marked)))


def _word_hashes(points: np.ndarray, lengths: np.ndarray) -> WordHashes:
    ends = np.flatnonzero(points == 32)
    if not len(ends):
        none = np.empty(0, np.int64)
        return WordHashes(
            none.astype(np.uint64), none, none.astype(bool), np.zeros(len(lengths), np.int64)
        )
    starts = np.concatenate(([0], ends[:-1] + 1))
    place = np.arange(len(points)) - np.repeat(starts, ends - starts + 1)
    products = points * constants(POSITIONS)[place & (POSITIONS - 1)]
    hashes = mixed(np.add.reduceat(products, starts))
    digit = np.logical_or.reduceat((points >= 48) & (points <= 57), starts)
    per = np.diff(np.searchsorted(ends, np.concatenate(([0], np.cumsum(lengths)))))
    full = ends > starts
    if not full.all():  # an empty text is a lone space: it has no word
        owner = np.repeat(np.arange(len(lengths)), per)
        per = np.bincount(owner[full], minlength=len(lengths))
    return WordHashes(hashes[full], (ends - starts)[full], digit[full], per)


def _distinct(hashes: np.ndarray, row: np.ndarray, texts: int) -> ShingleSets:
    """Drop repeats within a text. Only hashes that fill a bucket twice are looked at closely."""
    keep = np.ones(len(hashes), bool)
    doubtful = np.flatnonzero(repeated(hashes))
    order = np.lexsort((hashes[doubtful], row[doubtful]))
    near = doubtful[order]
    same = (hashes[near[1:]] == hashes[near[:-1]]) & (row[near[1:]] == row[near[:-1]])
    keep[near[1:][same]] = False
    sizes = np.bincount(row[keep], minlength=texts)
    return ShingleSets(hashes[keep], np.concatenate(([0], np.cumsum(sizes))))


def _joined(parts: Sequence[ShingleSets]) -> ShingleSets:
    if not parts:
        return ShingleSets(np.empty(0, np.uint64), np.zeros(1, np.int64))
    tokens = np.concatenate([part.tokens for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    return ShingleSets(tokens, np.concatenate(([0], np.cumsum(sizes))))
