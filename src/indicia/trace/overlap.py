"""Pairs of sets that overlap enough, found exactly: a prefix filter, then verification.

Order the tokens of every set from the rarest to the most frequent. Two sets that share at least a
fraction of their tokens must share one of their few rarest (Chaudhuri, Ganti, Kaushik 2006), so
joining on those loses nothing. Tokens that occur once in the corpus cannot be shared: most texts
drop out before the join. Candidates are then counted exactly.

A token that more than ``TOKEN_LIMIT`` sets have among their rarest marks a template that the whole
corpus repeats; there each set is joined to its nearest neighbours in size only, so that cost stays
linear. This is the one place where a pair may be lost, and only among thousands of near-equals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.engine import CorpusEngine
from indicia.trace.shingle import ShingleSets, repeated

TOKEN_LIMIT = 400
NEIGHBOURS = 16
_CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of rows ``a``, ``b`` with the similarity that was asked for."""

    a: np.ndarray
    b: np.ndarray
    similarity: np.ndarray


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Tokens that occur at least twice in the corpus, rarest first within each row."""

    tokens: np.ndarray
    rows: np.ndarray
    rank: np.ndarray
    sizes: np.ndarray


def jaccard_pairs(sets: ShingleSets, threshold: float, engine: CorpusEngine) -> Overlaps:
    """Every pair ``a < b`` with |A and B| / |A or B| >= threshold, sorted."""
    sizes = sets.sizes
    ranked = _ranked(sets, np.ceil(threshold * sizes - 1e-9))
    prefix = ranked.rank <= sizes[ranked.rows] - np.ceil(threshold * sizes[ranked.rows] - 1e-9)
    side = (ranked.tokens[prefix], ranked.rows[prefix])
    a, b = _candidates(side, side, sizes, (threshold, 1 / threshold), engine)
    once = a < b
    a, b = a[once], b[once]
    shared = _shared(ranked, a, b)
    similarity = shared / np.maximum(1, sizes[a] + sizes[b] - shared)
    good = similarity >= threshold - 1e-12
    return Overlaps(a[good], b[good], similarity[good])


def containment_pairs(
    sets: ShingleSets, threshold: float, least: int, engine: CorpusEngine
) -> Overlaps:
    """Every pair with |A and B| / |A| >= threshold, |A| >= least and |B| >= 2 |A|, sorted."""
    sizes = sets.sizes
    ranked = _ranked(sets, np.ones(len(sizes)))
    row_sizes = sizes[ranked.rows]
    prefix = (ranked.rank <= row_sizes - np.ceil(threshold * row_sizes - 1e-9)) & (
        row_sizes >= least
    )
    left = (ranked.tokens[prefix], ranked.rows[prefix])
    wanted = np.isin(ranked.tokens, left[0])
    right = (ranked.tokens[wanted], ranked.rows[wanted])
    a, b = _candidates(left, right, sizes, (0.0, 0.5), engine)
    shared = _shared(ranked, a, b)
    similarity = shared / np.maximum(1, sizes[a])
    good = similarity >= threshold - 1e-12
    return Overlaps(a[good], b[good], similarity[good])


def _ranked(sets: ShingleSets, needed: np.ndarray) -> _Ranked:
    """Shared tokens of the rows that have at least ``needed`` of them, with their rank by rarity.

    The rank counts the row's unshared tokens first, because they are the rarest.
    """
    sizes = sets.sizes
    rows = sets.rows
    maybe = repeated(sets.tokens)
    tokens, rows = sets.tokens[maybe], rows[maybe]
    distinct, token, counts = np.unique(tokens, return_inverse=True, return_counts=True)
    shared = counts[token] > 1
    token, rows = token[shared], rows[shared]
    have = np.bincount(rows, minlength=len(sizes))
    enough = have[rows] >= np.maximum(1, needed)[rows]
    token, rows = token[enough], rows[enough]
    order = np.lexsort((distinct[token], counts[token], rows))
    token, rows = token[order], rows[order]
    kept = np.bincount(rows, minlength=len(sizes))
    starts = np.concatenate(([0], np.cumsum(kept)))[:-1]
    rank = np.arange(len(rows)) - starts[rows] + (sizes - kept)[rows]
    return _Ranked(token.astype(np.int64), rows.astype(np.int64), rank, sizes)


def _candidates(
    left: tuple[np.ndarray, np.ndarray],
    right: tuple[np.ndarray, np.ndarray],
    sizes: np.ndarray,
    ratio: tuple[float, float],
    engine: CorpusEngine,
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs that share a token: by the engine, or by neighbours in size for crowded tokens."""
    spread = np.bincount(right[0]) if len(right[0]) else np.zeros(1, np.int64)
    crowded = np.flatnonzero(spread > TOKEN_LIMIT)
    if not len(crowded):
        return engine.key_pairs(left, right, sizes, ratio)
    a, b = engine.key_pairs(_without(left, crowded), _without(right, crowded), sizes, ratio)
    width = len(sizes)
    codes = [a * width + b]
    # The tokens of one template stand in the same rows: each such crowd is joined once.
    for rows in {crowd.tobytes(): crowd for crowd in _crowds(right, crowded)}.values():
        near = _neighbours(rows, sizes)
        codes += [near[:, 0] * width + near[:, 1], near[:, 1] * width + near[:, 0]]
    pairs = np.unique(np.concatenate(codes))
    a, b = pairs // width, pairs % width
    shares = sizes[a] / np.maximum(1, sizes[b])
    good = (shares >= ratio[0] - 1e-9) & (shares <= ratio[1] + 1e-9)
    return a[good], b[good]


def _crowds(side: tuple[np.ndarray, np.ndarray], tokens: np.ndarray) -> list[np.ndarray]:
    """The rows of each of ``tokens``, which are sorted; rows are sorted within."""
    among = np.isin(side[0], tokens)
    keys, rows = side[0][among], side[1][among]
    order = np.lexsort((rows, keys))
    return np.split(rows[order], np.flatnonzero(np.diff(keys[order])) + 1)


def _without(
    side: tuple[np.ndarray, np.ndarray], crowded: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    keep = ~np.isin(side[0], crowded)
    return side[0][keep], side[1][keep]


def _neighbours(rows: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Each row with the next ``NEIGHBOURS`` rows in order of size."""
    rows = rows[np.lexsort((rows, sizes[rows]))]
    steps = range(1, min(NEIGHBOURS, len(rows) - 1) + 1)
    return np.concatenate([np.stack((rows[:-step], rows[step:]), axis=1) for step in steps])


def _shared(ranked: _Ranked, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The number of tokens that rows ``a[i]`` and ``b[i]`` share, exactly."""
    if not len(a):
        return np.empty(0, np.int64)
    from scipy.sparse import csr_matrix

    ones = np.ones(len(ranked.rows), dtype=np.int32)
    width = int(ranked.tokens.max()) + 1
    matrix = csr_matrix((ones, (ranked.rows, ranked.tokens)), shape=(len(ranked.sizes), width))
    counts = [
        np.asarray(
            matrix[a[at : at + _CHUNK]].multiply(matrix[b[at : at + _CHUNK]]).sum(axis=1)
        ).ravel()
        for at in range(0, len(a), _CHUNK)
    ]
    return np.concatenate(counts).astype(np.int64)
