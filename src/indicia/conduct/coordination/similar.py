"""Edges between posts of similar words, by the definition of coordination-network-toolkit 1.5.2.

Directed, as in :mod:`indicia.conduct.coordination.toolkit`: two posts of different accounts at most ``window``
seconds apart meet when the Jaccard similarity of their sets of words is at least ``SIMILAR``.
Source: Graham, QUT Digital Observatory, coordination-network-toolkit 1.5.2 (co-similar text).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from indicia.conduct.coordination.coortweet import Edges, PostColumns
from indicia.conduct.coordination.mixing import mixed
from indicia.conduct.coordination.toolkit import directed_edges
from indicia.conduct.coordination.window import pair_blocks
from indicia.conduct.coordination.wordset import word_sets
from indicia.trace.shingle import ShingleSets

SIMILAR = 0.8
"""The toolkit's default."""
_SIGNATURE = 2
"""64-bit words of a signature."""


def similar_edges(
    texts: Sequence[str], posts: PostColumns, window: int, least: int, quantile: float
) -> Edges:
    """Directed edges, sorted; ``texts[posts.object[row]]`` is the text of a row."""
    company = np.zeros(len(texts), bool)
    for pairs in _of_others(posts, window):
        company[posts.object[pairs]] = True
    wanted = pa.array([texts[row] for row in np.flatnonzero(company).tolist()], pa.large_string())
    sets = word_sets(pa.chunked_array([wanted]))
    place = np.cumsum(company) - 1
    met = [
        pairs[similar_pairs(sets, place[posts.object[pairs]], SIMILAR)]
        for pairs in _of_others(posts, window)
    ]
    return directed_edges(
        posts, np.concatenate([np.empty((0, 2), np.int64), *met]), least, quantile
    )


def _of_others(posts: PostColumns, window: int) -> Iterator[np.ndarray]:
    """Pairs of rows of different accounts within the window, whatever they say."""
    everything = np.zeros(len(posts.second), np.int64)
    for pairs in pair_blocks(everything, posts.second, window):
        yield pairs[posts.account[pairs[:, 0]] != posts.account[pairs[:, 1]]]


def similar_pairs(sets: ShingleSets, pairs: np.ndarray, least: float) -> np.ndarray:
    """Whether the sets of each pair (rows of ``sets``) have a Jaccard similarity of ``least``.

    Exact: sizes and signatures only rule out pairs, the rest are counted. An empty set is like none.
    """
    sizes = sets.sizes
    a, b = pairs[:, 0], pairs[:, 1]
    small, large = np.minimum(sizes[a], sizes[b]), np.maximum(sizes[a], sizes[b])
    maybe = np.flatnonzero((small > 0) & (small >= least * large - 1e-9))
    used, place = np.unique(pairs[maybe], return_inverse=True)
    place = place.reshape(-1, 2)
    part = _part(sets, used)
    sizes = part.sizes
    # A bit that one signature has and the other lacks is a word that the other lacks.
    signature = _signatures(part)
    both = sizes[place].sum(axis=1)
    shared = np.ceil(least / (1 + least) * both - 1e-9)
    likely = np.ones(len(maybe), bool)
    for one, other in ((0, 1), (1, 0)):
        i, j = place[:, one], place[:, other]
        lacks = np.bitwise_count(signature[i] & ~signature[j]).sum(axis=1)
        likely &= lacks <= sizes[i] - shared
    maybe, place, both = maybe[likely], place[likely], both[likely]
    whole = _sums(part)
    same = whole[place[:, 0]] == whole[place[:, 1]]
    met = np.zeros(len(pairs), bool)
    met[maybe[same]] = True
    common = _shared(part, place[~same])
    met[maybe[~same]] = common / (both[~same] - common) >= least
    return met


def _part(sets: ShingleSets, rows: np.ndarray) -> ShingleSets:
    """Some of the sets, in the order of ``rows``."""
    sizes = sets.sizes[rows]
    starts = np.append(0, np.cumsum(sizes))
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    return ShingleSets(sets.tokens[np.repeat(sets.starts[:-1][rows], sizes) + inside], starts)


def _sums(sets: ShingleSets) -> np.ndarray:
    """A hash of each set, none of them empty, so that equal sets need no count."""
    if not len(sets.tokens):
        return np.empty(0, np.uint64)
    sums: np.ndarray = np.add.reduceat(mixed(sets.tokens), sets.starts[:-1])
    return sums


def _signatures(sets: ShingleSets) -> np.ndarray:
    """Bits of each set, none of them empty: each word sets one."""
    signature = np.zeros((len(sets.sizes), _SIGNATURE), np.uint64)
    if not len(sets.tokens):
        return signature
    bits = np.uint64(1) << (sets.tokens & np.uint64(63))
    part = (sets.tokens >> np.uint64(6)) % np.uint64(_SIGNATURE)
    for number in range(_SIGNATURE):
        mine = bits * (part == np.uint64(number))
        signature[:, number] = np.bitwise_or.reduceat(mine, sets.starts[:-1])
    return signature


def _shared(sets: ShingleSets, pairs: np.ndarray) -> np.ndarray:
    """How many words the sets of each pair share."""
    used, place = np.unique(pairs, return_inverse=True)
    place = place.reshape(-1, 2)
    part = _part(sets, used)
    token = np.unique(part.tokens, return_inverse=True)[1]
    words = int(token.max(initial=0)) + 1
    key = np.sort(part.rows * words + token)
    sizes = part.sizes[place[:, 0]]
    pair = np.repeat(np.arange(len(pairs)), sizes)
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    sought = place[:, 1][pair] * words + key[part.starts[place[:, 0]][pair] + inside] % words
    found = np.minimum(np.searchsorted(key, sought), max(0, len(key) - 1))
    shared: np.ndarray = np.bincount(pair[key[found] == sought], minlength=len(pairs))
    return shared
