"""Edges between posts of similar words, by the definition of coordination-network-toolkit 1.5.2.

Directed, as in :mod:`indicia.conduct.toolkit`: two posts of different accounts at most ``window``
seconds apart meet when the Jaccard similarity of their sets of words is at least ``SIMILAR``.
Source: Graham, QUT Digital Observatory, coordination-network-toolkit 1.5.2 (co-similar text).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from indicia.conduct.coortweet import Edges, PostColumns
from indicia.conduct.mixing import mixed
from indicia.conduct.toolkit import directed_edges
from indicia.conduct.window import pairs_within
from indicia.conduct.wordset import word_sets
from indicia.trace.shingle import ShingleSets

SIMILAR = 0.8
"""The toolkit's default."""
_SIGNATURE = 4
"""64-bit words of a signature."""


def similar_edges(
    texts: pa.ChunkedArray, posts: PostColumns, window: int, least: int, quantile: float
) -> Edges:
    """Directed edges, sorted; ``texts[posts.object[row]]`` is the text of a row."""
    pairs = pairs_within(np.zeros(len(posts.second), np.int64), posts.second, window)
    pairs = pairs[posts.account[pairs[:, 0]] != posts.account[pairs[:, 1]]]
    needed, place = np.unique(posts.object[pairs], return_inverse=True)
    sets = word_sets(texts.take(pa.array(needed, pa.int64())))
    met = similar_pairs(sets, place.reshape(-1, 2), SIMILAR)
    return directed_edges(posts, pairs[met], least, quantile)


def similar_pairs(sets: ShingleSets, pairs: np.ndarray, least: float) -> np.ndarray:
    """Whether the sets of each pair (rows of ``sets``) have a Jaccard similarity of ``least``.

    Exact: sizes and signatures only rule out pairs, the rest are counted. An empty set is like none.
    """
    a, b = pairs[:, 0], pairs[:, 1]
    sizes = sets.sizes
    small, large = np.minimum(sizes[a], sizes[b]), np.maximum(sizes[a], sizes[b])
    maybe = np.flatnonzero((small > 0) & (small >= least * large - 1e-9))
    signature = _signatures(sets)
    for one, other in ((a, b), (b, a)):
        i, j = one[maybe], other[maybe]
        lacks = np.bitwise_count(signature[i] & ~signature[j]).sum(axis=1)
        shared = np.ceil(least / (1 + least) * (sizes[i] + sizes[j]) - 1e-9)
        maybe = maybe[lacks <= sizes[i] - shared]
    met = np.zeros(len(pairs), bool)
    whole = _sums(sets)
    same = (whole[a[maybe]] == whole[b[maybe]]) & (sizes[a[maybe]] == sizes[b[maybe]])
    met[maybe[same]] = True
    maybe = maybe[~same]
    shared = _shared(sets, a[maybe], b[maybe])
    met[maybe] = shared / (sizes[a[maybe]] + sizes[b[maybe]] - shared) >= least
    return met


def _sums(sets: ShingleSets) -> np.ndarray:
    """A hash of each set, so that equal sets need no count."""
    sums = np.zeros(len(sets.sizes), np.uint64)
    filled = sets.sizes > 0
    if filled.any():
        sums[filled] = np.add.reduceat(mixed(sets.tokens), sets.starts[:-1][filled])
    return sums


def _signatures(sets: ShingleSets) -> np.ndarray:
    """256 bits a set: each word sets one. A bit that one has and the other lacks is a word so."""
    filled = sets.sizes > 0
    starts = sets.starts[:-1][filled]
    signature = np.zeros((len(sets.sizes), _SIGNATURE), np.uint64)
    if not len(starts):
        return signature
    bits = np.uint64(1) << (sets.tokens & np.uint64(63))
    part = (sets.tokens >> np.uint64(6)) % np.uint64(_SIGNATURE)
    for number in range(_SIGNATURE):
        mine = np.where(part == np.uint64(number), bits, np.uint64(0))
        signature[filled, number] = np.bitwise_or.reduceat(mine, starts)
    return signature


def _shared(sets: ShingleSets, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many words the sets of each pair share."""
    used, place = np.unique(np.concatenate((a, b)), return_inverse=True)
    held = np.isin(sets.rows, used)
    token = np.unique(sets.tokens[held], return_inverse=True)[1]
    row = np.searchsorted(used, sets.rows[held])
    words = int(token.max(initial=0)) + 1
    key = np.sort(row * words + token)
    sizes = sets.sizes[used]
    starts = np.cumsum(sizes) - sizes
    left, right = place[: len(a)], place[len(a) :]
    pair = np.repeat(np.arange(len(a)), sizes[left])
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(sizes[left]) - sizes[left], sizes[left])
    word = key[starts[left][pair] + inside] % words
    sought = right[pair] * words + word
    found = np.searchsorted(key, sought)
    both = key[np.minimum(found, len(key) - 1)] == sought if len(key) else np.zeros(0, bool)
    shared: np.ndarray = np.bincount(pair[both], minlength=len(a))
    return shared
