"""Posts in two languages that may be one text: a suggestion, made without a model.

Two posts of different languages are compared by what a translator leaves as it is (see
:mod:`indicia.trace.feature`). Shared features are weighed by their rarity, and by whether they
come in the same order. A translation that keeps no number, link, picture or name cannot be seen,
and two reports of one event written apart may share much: the link says "may be one origin".
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b

import numpy as np

from indicia.engine import CorpusEngine
from indicia.trace.feature import Feature, features_of
from indicia.trace.link import Link, lag_seconds
from indicia.trace.post import Post

LEAST_BITS = 16.0
LEAST_SHARE = 0.5
LEAST_FEATURES = 3
"""Shared weight in bits, its share of the lighter post, and distinct shared features. Measured on
two investigations held in English and Arabic: the translations share .72 or more, the crossed
pairs .03 or less; without links and pictures .73 and .23 (docs/figures/trace.md)."""
RARE_BITS, CROWD = 3.0, 200
SOON_BITS, SOON_SECONDS = 3.0, 2 * 86_400
LATE_BITS, LATE_SECONDS = 6.0, 7 * 86_400
"""A translation follows soon; of two posts of six weeks taken at chance one pair in ten is as near.
After a week it is taken off. Unknown times give nothing."""
MOST_CONCEPT_BITS, MOST_CONTRARY_BITS, OTHER_NAME_BITS = 9.0, 14.0, 8.0
"""Reports of one sort share many concepts. Taken off is the lesser weight of the times of day,
numbers and codes that stand in one of the two only, and ``OTHER_NAME_BITS`` when each has a name
that the other lacks, though both languages write it elsewhere: two events of one sort."""
NEARLY_BEST = 0.7
"""Least part of the bits of the best pair: a report has one translation, and its copies."""
ORDER_WEIGHT = 0.25
"""Part of the weight that hangs on order: languages order their sentences differently."""
_ANCHORS = ("link", "picture", "time", "number", "code")
_SMALL_CORPUS = 50
"""Below this many posts frequency says nothing and the conventional weights stand alone."""


def translation_links(posts: Sequence[Post], engine: CorpusEngine) -> list[Link]:
    """Links of kind ``translation`` between posts of different languages (or scripts)."""
    tongues = [post.language or _script(post.text) for post in posts]
    if len({tongue for tongue in tongues if tongue}) < 2:
        return []
    features = [features_of(post) for post in posts]
    bits = _weights(features)
    known = _names_of_tongues(features, tongues)
    anchors = [_anchor_bits(found, bits) for found in features]
    scored: dict[tuple[int, int], SharedBits] = {}
    for a, b in _candidates(features, bits, tongues, engine):
        lag = lag_seconds(posts[a], posts[b])
        if not _may_be_enough(features[a], features[b], bits, lag):
            continue
        names = known[tongues[a], tongues[b]]
        lighter = min(anchors[a], anchors[b])
        found = shared_bits(features[a], features[b], bits, lag, names, lighter)
        if found.is_enough:
            scored[a, b] = found
    return [
        Link(a, b, "translation", scored[a, b].share, "aligned features", scored[a, b].reason)
        for a, b in _nearest({pair: s.bits for pair, s in scored.items()}, tongues)
    ]


def _may_be_enough(
    a: Mapping[Feature, int],
    b: Mapping[Feature, int],
    bits: Mapping[Feature, float],
    lag: float | None,
) -> bool:
    """An upper bound of ``shared_bits``, for a fraction of its cost: most pairs end here."""
    shared = a.keys() & b.keys()
    if not any(feature.kind in _ANCHORS for feature in shared):
        return False
    concepts = sum(bits[f] for f in shared if f.kind == "concept")
    weight = sum(bits[f] for f in shared) - max(0.0, concepts - MOST_CONCEPT_BITS)
    return weight + _bits_of_lag(lag) >= LEAST_BITS


def _nearest(
    bits: Mapping[tuple[int, int], float], tongues: Sequence[str]
) -> list[tuple[int, int]]:
    """Pairs that are nearly the best that either post has in the other's language, sorted."""
    best: dict[tuple[int, str], float] = defaultdict(float)
    for (a, b), value in bits.items():
        for end in ((a, tongues[b]), (b, tongues[a])):
            best[end] = max(best[end], value)
    return sorted(
        (a, b)
        for (a, b), value in bits.items()
        if value >= NEARLY_BEST * max(best[a, tongues[b]], best[b, tongues[a]])
    )


class SharedBits:
    """What two posts share: ``bits``, its ``share`` of the lighter post, ``order`` (0..1)."""

    __slots__ = ("bits", "order", "share", "shared")

    def __init__(self, bits: float, share: float, order: float, shared: Sequence[Feature]) -> None:
        self.bits, self.share, self.order, self.shared = bits, share, order, tuple(shared)

    @property
    def is_enough(self) -> bool:
        """Whether the pair is suggested; the thresholds stand at the head of this module."""
        kinds = {f.kind for f in self.shared if f.kind in _ANCHORS}
        telling = len(self.shared) >= LEAST_FEATURES or ("link" in kinds and len(kinds) > 1)
        return self.bits >= LEAST_BITS and self.share >= LEAST_SHARE and telling and bool(kinds)

    @property
    def reason(self) -> str:
        """Which kinds of feature are shared, for a person to read."""
        counts = Counter(feature.kind for feature in self.shared)
        kinds = ", ".join(f"{count} {kind}s" for kind, count in sorted(counts.items()))
        return (
            f"different languages share {kinds}: {self.bits:.0f} bits, {self.share:.0%} of the "
            f"lighter post; {self.order:.0%} of them in one order"
        )


def shared_bits(
    a: Mapping[Feature, int],
    b: Mapping[Feature, int],
    bits: Mapping[Feature, float],
    lag: float | None = None,
    names: AbstractSet[Feature] = frozenset(),
    lighter: float | None = None,
) -> SharedBits:
    """How much two posts share, weighed by rarity and order.

    ``lag``: seconds between them; ``names``: those that both languages are known to write;
    ``lighter``: bits of the anchors of the post that has fewer, where they are known.
    """
    shared = sorted(a.keys() & b.keys(), key=lambda f: (a[f], f.kind, f.value))
    concepts = min(MOST_CONCEPT_BITS, sum(bits[f] for f in shared if f.kind == "concept"))
    weight = concepts + sum(bits[f] for f in shared if f.kind != "concept")
    if lighter is None:
        lighter = min(_anchor_bits(a, bits), _anchor_bits(b, bits))
    anchored = sum(bits[f] for f in shared if f.kind in _ANCHORS)
    order = _longest_rise([b[f] for f in shared]) / len(shared) if shared else 0.0
    ordered = 1 - ORDER_WEIGHT * (1 - order)
    share = min(1.0, anchored / lighter) * ordered if lighter else 0.0
    total = weight * ordered + _bits_of_lag(lag) - _contrary_bits(a, b, bits, names)
    return SharedBits(total, share, order, shared)


def _names_of_tongues(
    features: Sequence[Mapping[Feature, int]], tongues: Sequence[str]
) -> dict[tuple[str, str], set[Feature]]:
    """Names that occur in both of two languages of the corpus."""
    known: dict[str, set[Feature]] = {tongue: set() for tongue in tongues}
    for found, tongue in zip(features, tongues, strict=True):
        known[tongue].update(feature for feature in found if feature.kind == "name")
    return {(one, other): known[one] & known[other] for one in known for other in known}


def _contrary_bits(
    a: Mapping[Feature, int],
    b: Mapping[Feature, int],
    bits: Mapping[Feature, float],
    names: AbstractSet[Feature],
) -> float:
    only = (a.keys() - b.keys(), b.keys() - a.keys())
    total = sum(
        min(sum(bits[f] for f in side if f.kind == kind) for side in only)
        for kind in ("time", "number", "code")
    )
    other_names = all(any(f in names for f in side) for side in only)
    return min(MOST_CONTRARY_BITS, total + OTHER_NAME_BITS * other_names)


def _bits_of_lag(lag: float | None) -> float:
    if lag is None:
        return 0.0
    return SOON_BITS * (abs(lag) <= SOON_SECONDS) - LATE_BITS * (abs(lag) > LATE_SECONDS)


def _anchor_bits(features: Mapping[Feature, int], bits: Mapping[Feature, float]) -> float:
    return sum(bits[f] for f in features if f.kind in _ANCHORS)


def _weights(features: Sequence[Mapping[Feature, int]]) -> dict[Feature, float]:
    counts = Counter(feature for found in features for feature in found)
    posts = len(features)
    if posts < _SMALL_CORPUS:
        return {feature: feature.bits for feature in counts}
    return {f: min(f.bits, math.log2((posts + 1) / n)) for f, n in counts.items()}


def _candidates(
    features: Sequence[Mapping[Feature, int]],
    bits: Mapping[Feature, float],
    tongues: Sequence[str],
    engine: CorpusEngine,
) -> list[tuple[int, int]]:
    """Pairs of different tongues that share at least one telling, uncrowded feature."""
    counts = Counter(feature for found in features for feature in found)
    keys, rows = [], []
    numbers: dict[Feature, int] = {}
    for row, found in enumerate(features):
        for feature in found:
            if bits[feature] >= RARE_BITS and 1 < counts[feature] <= CROWD:
                if feature not in numbers:
                    numbers[feature] = _key(feature)
                keys.append(numbers[feature])
                rows.append(row)
    side = (np.array(keys, np.int64), np.array(rows, np.int64))
    sizes = np.ones(len(features))
    a, b = engine.key_pairs(side, side, sizes, (1.0, 1.0))
    return [
        (x, y)
        for x, y in zip(a.tolist(), b.tolist(), strict=True)
        if x < y and tongues[x] and tongues[y] and tongues[x] != tongues[y]
    ]


def _key(feature: Feature) -> int:
    digest = blake2b(f"{feature.kind}\0{feature.value}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "little", signed=True)


def _longest_rise(places: Sequence[int]) -> int:
    """Length of the longest non-falling subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place + 1)
        tails[at : at + 1] = [place]
    return len(tails)


_SCRIPTS = {
    "arabic": re.compile("[\u0600-\u06ff]+"),
    "hebrew": re.compile("[\u0590-\u05ff]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
}


def _script(text: str) -> str:
    """The script of most letters among those told apart here; empty when there are none."""
    start = text[:1000]
    counts = {name: sum(map(len, seen.findall(start))) for name, seen in _SCRIPTS.items()}
    best = max(counts, key=lambda name: (counts[name], name))
    return best if counts[best] else ""
