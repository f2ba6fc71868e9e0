"""What two posts of different languages share, weighed: the measure of :mod:`translation`."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indicia.trace.rarity import Rarity
from indicia.trace.trait import ANCHOR_KINDS, FEATURE_KINDS, Features

LEAST_BITS = 16.0
LEAST_SHARE = 0.5
LEAST_FEATURES = 3
"""Shared weight in bits, its share of the lighter post, and distinct shared features. Measured on
two investigations held in English and Arabic: the translations share .72 or more, the crossed
pairs .03 or less; without links and pictures .73 and .23 (docs/figures/trace.md)."""
SOON_BITS, SOON_SECONDS = 3.0, 2 * 86_400
LATE_BITS, LATE_SECONDS = 6.0, 7 * 86_400
"""A translation follows soon; of two posts of six weeks taken at chance one pair in ten is as near.
After a week it is taken off, and one bit more each time the lag doubles: as many more pairs of
posts lie that far apart, and each may share as much by chance. Unknown times give nothing."""
MOST_CONCEPT_BITS, MOST_CONTRARY_BITS, OTHER_NAME_BITS = 9.0, 14.0, 8.0
"""Reports of one sort share many concepts. Taken off is the lesser weight of the times of day,
numbers and codes that stand in one of the two only, and ``OTHER_NAME_BITS`` when each has a name
that the other lacks, though both languages write it elsewhere: two events of one sort."""
ORDER_WEIGHT = 0.25
"""Part of the weight that hangs on order: languages order their sentences differently."""
LINK, CONCEPT, NAME = (FEATURE_KINDS.index(kind) for kind in ("link", "concept", "name"))
CONTRARY = tuple(FEATURE_KINDS.index(kind) for kind in ("time", "number", "code"))


@dataclass(frozen=True, slots=True)
class SharedBits:
    """``bits`` in all, their ``share`` of the lighter post, and how much is in one ``order``."""

    bits: float
    share: float
    order: float
    kinds: tuple[int, ...]
    """Number of shared features of each of ``FEATURE_KINDS``."""

    @property
    def is_enough(self) -> bool:
        """Whether the pair is suggested; the thresholds stand at the head of this module."""
        anchors = sum(count > 0 for count in self.kinds[:ANCHOR_KINDS])
        telling = sum(self.kinds) >= LEAST_FEATURES or (self.kinds[LINK] > 0 and anchors > 1)
        return self.bits >= LEAST_BITS and self.share >= LEAST_SHARE and telling and anchors > 0

    @property
    def reason(self) -> str:
        """Which kinds of feature are shared, for a person to read."""
        counts = sorted((name, n) for name, n in zip(FEATURE_KINDS, self.kinds, strict=True) if n)
        kinds = ", ".join(f"{count} {kind}s" for kind, count in counts)
        return (
            f"different languages share {kinds}: {self.bits:.0f} bits, {self.share:.0%} of the "
            f"lighter post; {self.order:.0%} of them in one order"
        )


def corpus_bits(features: Features, rarity: Rarity) -> np.ndarray:
    """The bits of each feature where it stands: less where the corpus has it often."""
    if not rarity.posts:
        return features.bits
    often = np.maximum(1, rarity.features.of(features.key))
    bits: np.ndarray = np.minimum(features.bits, np.log2((rarity.posts + 1) / often))
    return bits


def shared_bits(
    features: Features,
    bits: np.ndarray,
    pair: tuple[int, int],
    lag: float | None,
    both_write: np.ndarray,
) -> SharedBits:
    """How much the posts of a pair share, weighed by rarity and order.

    ``bits`` as :func:`corpus_bits`; ``lag``: seconds between them; ``both_write``: keys of the
    names that both languages are known to write, sorted.
    """
    a, b = features.row(pair[0]), features.row(pair[1])
    _, in_a, in_b = np.intersect1d(
        features.key[a], features.key[b], assume_unique=True, return_indices=True
    )
    order = np.argsort(features.place[a][in_a], kind="stable")
    in_a, in_b = in_a[order], in_b[order]
    kind, weight = features.kind[a][in_a], bits[a][in_a]
    concepts = weight[kind == CONCEPT].sum()
    whole = weight.sum() - max(0.0, concepts - MOST_CONCEPT_BITS)
    lighter = min(_anchor_bits(features, bits, a), _anchor_bits(features, bits, b))
    rising = _longest_rise(features.place[b][in_b].tolist()) / len(in_a) if len(in_a) else 0.0
    ordered = 1 - ORDER_WEIGHT * (1 - rising)
    anchored = weight[kind < ANCHOR_KINDS].sum()
    contrary = _contrary_bits(features, bits, ((a, in_a), (b, in_b)), both_write)
    return SharedBits(
        float(whole * ordered + bits_of_lag(lag) - contrary),
        float(min(1.0, anchored / lighter) * ordered) if lighter else 0.0,
        rising,
        tuple(np.bincount(kind, minlength=len(FEATURE_KINDS)).tolist()),
    )


def bits_of_lag(lag: float | None) -> float:
    """What the time between two posts (seconds, of either sign) adds or takes."""
    if lag is None:
        return 0.0
    if abs(lag) <= SOON_SECONDS:
        return SOON_BITS
    late = abs(lag) / LATE_SECONDS
    return -LATE_BITS - math.log2(late) if late > 1 else 0.0


def _anchor_bits(features: Features, bits: np.ndarray, row: slice) -> float:
    return float(bits[row][features.kind[row] < ANCHOR_KINDS].sum())


def _contrary_bits(
    features: Features,
    bits: np.ndarray,
    sides: tuple[tuple[slice, np.ndarray], tuple[slice, np.ndarray]],
    both_write: np.ndarray,
) -> float:
    alone = []
    other_names = True
    for row, shared in sides:
        only = np.ones(row.stop - row.start, bool)
        only[shared] = False
        kind = features.kind[row][only]
        alone.append(np.bincount(kind, bits[row][only], minlength=len(FEATURE_KINDS)))
        names = features.key[row][only][kind == NAME]
        other_names = other_names and bool(np.isin(names, both_write).any())
    total = sum(min(alone[0][kind], alone[1][kind]) for kind in CONTRARY)
    return float(min(MOST_CONTRARY_BITS, total + OTHER_NAME_BITS * other_names))


def _longest_rise(places: Sequence[int]) -> int:
    """Length of the longest non-falling subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place + 1)
        tails[at : at + 1] = [place]
    return len(tails)
