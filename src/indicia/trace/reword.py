"""Light rewording: the same words in the same order, with a new lead or some words exchanged.

Candidates share a fair part of their three-word runs. They are aligned word by word, and each word
counts by its rarity: two reports that share a form of words differ in the rare ones (who, where,
how many), a reworded copy in the common ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

LEAST_JACCARD = 0.35
"""Of three-word runs; one exchanged word of twelve leaves .5, two leave .35."""
LEAST_SHORTER, LEAST_LATE, LEAST_LONGER = 0.85, 0.95, 0.55
"""Least share of the weight of the shorter text's words (after two days: much more, for then it is
more likely another report in the same words), and of the longer's, that is aligned."""
_SMALL_CORPUS = 50
_NUMBER = re.compile(r"[^ ]*\d[^ ]*")


@dataclass(frozen=True, slots=True)
class Aligned:
    """Shares (0..1) of the weight of either text's words that stand in one order in both."""

    shorter: float
    longer: float

    @property
    def is_reworded(self) -> bool:
        """Whether enough is aligned; the bounds stand at the head of this module."""
        return self.shorter >= LEAST_SHORTER and self.longer >= LEAST_LONGER


class WordWeights:
    """Weights of words by their rarity among different texts: 1 in all of them, more when rare."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._count = Counter(word for text in texts for word in set(text.split()))
        self._texts = len(texts)

    def of(self, word: str) -> float:
        """The weight of one word; 1 for every word where the corpus is small."""
        if self._texts < _SMALL_CORPUS:
            return 1.0
        return 1.0 + math.log((self._texts + 1) / max(1, self._count[word]))

    def aligned(self, left: str, right: str) -> Aligned:
        """How much of two folded texts is aligned."""
        a, b = left.split(), right.split()
        same = sum(
            self.of(a[at])
            for op in LCSseq.opcodes(a, b)
            if op.tag == "equal"
            for at in range(op.src_start, op.src_end)
        )
        whole = sorted(sum(map(self.of, words)) for words in (a, b))
        return Aligned(min(1.0, same / whole[0]), min(1.0, same / whole[1])) if same else _NOTHING


_NOTHING = Aligned(0.0, 0.0)


def numbers_of(text: str) -> frozenset[str]:
    """The words of a folded text that have a digit."""
    return frozenset(_NUMBER.findall(text))


def numbers_differ(left: AbstractSet[str], right: AbstractSet[str]) -> bool:
    """Whether each of two texts has a number that the other lacks."""
    return bool(left - right) and bool(right - left)
