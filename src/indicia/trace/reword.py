"""Light rewording: the same words in the same order, with a new lead or some words exchanged.

Candidates share a fair part of their three-word runs. They are aligned word by word, and each word
counts by its rarity: two reports that share a form of words differ in the rare ones (who, where,
how many), a reworded copy in the common ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from rapidfuzz.distance import LCSseq

from indicia.trace.hashing import paired_hashes
from indicia.trace.memory import Memory
from indicia.trace.rarity import Rarity
from indicia.trace.text import Texts

LEAST_JACCARD = 0.35
"""Of three-word runs; one exchanged word of twelve leaves .5, two leave .35."""
LEAST_SHORTER, LEAST_LATE, LEAST_LONGER = 0.85, 0.95, 0.55
"""Least share of the weight of the shorter text's words (after two days: much more, for then it is
more likely another report in the same words), and of the longer's, that is aligned."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Shares (0..1) of the weight of either text's words that stand in one order in both."""

    shorter: float
    longer: float

    @property
    def is_reworded(self) -> bool:
        """Whether enough is aligned; the bounds stand at the head of this module."""
        return self.shorter >= LEAST_SHORTER and self.longer >= LEAST_LONGER


def weights_of(words: np.ndarray, rarity: Rarity) -> np.ndarray:
    """Weights of words (hashes): 1 for one in all texts, more when rare; 1 in a small corpus."""
    if not rarity.posts:
        return np.ones(len(words))
    often = np.maximum(1, rarity.words.of(words))
    weights: np.ndarray = 1.0 + np.log((rarity.texts + 1) / often)
    return weights


def aligned(left: np.ndarray, right: np.ndarray, rarity: Rarity) -> Aligned:
    """How much of two texts, hashes of their words, is aligned."""
    weights = weights_of(left, rarity)
    same = sum(
        float(weights[op.src_start : op.src_end].sum())
        for op in LCSseq.opcodes(left.tolist(), right.tolist())
        if op.tag == "equal"
    )
    whole = sorted((float(weights.sum()), float(weights_of(right, rarity).sum())))
    return Aligned(min(1.0, same / whole[0]), min(1.0, same / whole[1])) if same else _NOTHING


_NOTHING = Aligned(0.0, 0.0)


def alignments(
    texts: Texts, pairs: Sequence[tuple[int, int]], rarity: Rarity, memory: Memory
) -> list[Aligned]:
    """The alignment of each pair of texts; those of pairs aligned before are recalled."""
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    keys = paired_hashes(texts.hash[ends[:, 0]], texts.hash[ends[:, 1]])
    recalled = memory.recall("aligned", rarity.name)
    known: dict[int, Aligned] = {}
    if recalled is not None:
        columns = (
            recalled["pairs"].column(name).to_pylist() for name in ("pair", "shorter", "longer")
        )
        known = {
            pair: Aligned(shorter, longer) for pair, shorter, longer in zip(*columns, strict=True)
        }
    found = [
        known.get(key) or aligned(texts.words(a), texts.words(b), rarity)
        for key, (a, b) in zip(keys.tolist(), ends.tolist(), strict=True)
    ]
    table = {
        "pair": keys,
        "shorter": [one.shorter for one in found],
        "longer": [one.longer for one in found],
    }
    memory.remember("aligned", rarity.name, {"pairs": pa.table(table)})
    return found


def numbers_differ(left: AbstractSet[int], right: AbstractSet[int]) -> bool:
    """Whether each of two texts has a number that the other lacks."""
    return bool(left - right) and bool(right - left)
