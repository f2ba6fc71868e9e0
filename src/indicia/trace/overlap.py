"""Pairs of sets that overlap enough, found exactly: a prefix filter, then verification.

Order the tokens of every set from the rarest to the most frequent. Two sets that share at least a
fraction of their tokens must share one of their few rarest (Chaudhuri, Ganti, Kaushik 2006), so
joining on those loses nothing. Any fixed order will do; it comes from :mod:`indicia.trace.rarity`,
so the few rarest of a set, its signature, can be kept, and new sets join against kept signatures.
Candidates are then counted exactly.

A token that more than ``TOKEN_LIMIT`` signatures hold marks a template that the whole corpus
repeats. Those that hold it first are joined with one another, each later one with the
``NEIGHBOURS`` before it, so that cost stays linear. This is the one place where a pair may be
lost, and only among hundreds of near-equals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from indicia.engine import CorpusEngine
from indicia.trace.hashing import are_among, paired_hashes, repeated, sorted_unique
from indicia.trace.rarity import Counts
from indicia.trace.shingle import ShingleSets

TOKEN_LIMIT = 400
NEIGHBOURS = 16
_PAIRS = 50_000
_ROWS = 20_000
_MOST = 1 << 12


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of rows ``a``, ``b`` with the similarity that was asked for."""

    a: np.ndarray
    b: np.ndarray
    similarity: np.ndarray


@dataclass(frozen=True, slots=True)
class SetIndex:
    """Sets to be compared: how many, their order of arrival, and the tokens of any of them."""

    arrival: np.ndarray
    """Distinct numbers; what is added later has a higher one."""
    sets: Callable[[np.ndarray], ShingleSets]
    """Token sets of the rows asked for, in their order."""
    tokens: Callable[[np.ndarray], ShingleSets] | None = None
    """The same where a token may stand in a row more than once, if that is quicker."""

    def __len__(self) -> int:
        return len(self.arrival)

    def blocks(
        self, rows: np.ndarray, *, repeats: bool = False
    ) -> Iterator[tuple[np.ndarray, ShingleSets]]:
        """Rows and their sets, a block at a time; with ``repeats`` as ``tokens`` gives them."""
        made = (self.tokens or self.sets) if repeats else self.sets
        for at in range(0, len(rows), _ROWS):
            block = rows[at : at + _ROWS]
            yield block, made(block)


@dataclass(frozen=True, slots=True)
class Signatures:
    """For each set its size and its rarest tokens, rarest first: ``tokens[starts[i]:...]``."""

    size: np.ndarray
    tokens: np.ndarray
    starts: np.ndarray

    def prefix(self, threshold: float) -> tuple[np.ndarray, np.ndarray]:
        """(token, row) of the tokens that a set with ``threshold`` in common must share."""
        rows = np.repeat(np.arange(len(self.size)), np.diff(self.starts))
        place = np.arange(len(rows)) - self.starts[rows]
        kept = place < prefix_sizes(self.size, threshold)[rows]
        return self.tokens[kept], rows[kept]


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows that hold tokens, sorted by token, then arrival; ``rank`` counts within a token."""

    token: np.ndarray
    row: np.ndarray
    rank: np.ndarray

    @property
    def crowded(self) -> bool:
        """Whether a token is held by more than ``TOKEN_LIMIT``."""
        return bool(len(self.rank)) and int(self.rank.max()) >= TOKEN_LIMIT


def prefix_sizes(sizes: np.ndarray, threshold: float) -> np.ndarray:
    """How many of its rarest tokens a set must show; 0 for an empty one."""
    needed = np.ceil(threshold * sizes - 1e-9)
    return np.where(sizes > 0, sizes - needed + 1, 0).astype(np.int64)


def signatures_of(index: SetIndex, rows: np.ndarray, counts: Counts, least: float) -> Signatures:
    """Signatures of some rows, for thresholds of at least ``least``."""
    sizes, tokens, lengths = [], [], []
    for _, sets in index.blocks(rows):
        count = np.minimum(counts.of(sets.tokens), _MOST - 1).astype(np.uint64)
        key = (sets.rows.astype(np.uint64) << np.uint64(49)) | (count << np.uint64(37))
        order = np.argsort(key | (sets.tokens >> np.uint64(27)), kind="stable")
        place = np.arange(len(order)) - np.repeat(sets.starts[:-1], sets.sizes)
        length = prefix_sizes(sets.sizes, least)
        kept = place < np.repeat(length, sets.sizes)
        sizes.append(sets.sizes)
        tokens.append(sets.tokens[order][kept])
        lengths.append(length)
    starts = np.concatenate(([0], np.cumsum(np.concatenate(lengths)))) if lengths else np.zeros(1)
    return Signatures(
        np.concatenate(sizes) if sizes else np.empty(0, np.int64),
        np.concatenate(tokens) if tokens else np.empty(0, np.uint64),
        starts.astype(np.int64),
    )


def near_candidates(
    signatures: Signatures,
    index: SetIndex,
    threshold: float,
    fresh: np.ndarray,
    engine: CorpusEngine,
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Pairs ``a < b`` of which one is fresh that may have Jaccard >= threshold; is it crowded?"""
    token, row = signatures.prefix(threshold)
    held = entries_of(token, row, index.arrival, tokens_of(token, row, fresh))
    every = np.ones(len(held.row), bool)
    ratio = (threshold, 1 / threshold)
    a, b = joined_entries(held, (every, every), fresh, signatures.size, ratio, engine)
    low, high = np.minimum(a, b), np.maximum(a, b)
    pairs = sorted_unique(low * max(1, len(index)) + high)
    return pairs // max(1, len(index)), pairs % max(1, len(index)), held.crowded


def inside_candidates(
    signatures: Signatures,
    index: SetIndex,
    threshold: float,
    least: int,
    fresh: np.ndarray,
    engine: CorpusEngine,
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Pairs of a set ``a`` of at least ``least`` that may be inside one twice its size, ``b``."""
    token, row = signatures.prefix(threshold)
    enough = signatures.size[row] >= least
    token, row = token[enough], row[enough]
    held = _holders(token, row, index, fresh)
    signed = sorted_unique(paired_hashes(row, token))
    short = are_among(paired_hashes(held.row, held.token), signed)
    every = np.ones(len(held.row), bool)
    a, b = joined_entries(held, (short, every), fresh, signatures.size, (0.0, 0.5), engine)
    pairs = sorted_unique(a * max(1, len(index)) + b)
    return pairs // max(1, len(index)), pairs % max(1, len(index)), held.crowded


def verified(index: SetIndex, a: np.ndarray, b: np.ndarray, threshold: float, of: str) -> Overlaps:
    """The pairs whose share (``of``: "both", Jaccard, or "left") is at least ``threshold``."""
    shared, left, right = _shared(index, a, b)
    whole = left + right - shared if of == "both" else left
    similarity = shared / np.maximum(1, whole)
    good = similarity >= threshold - 1e-12
    return Overlaps(a[good], b[good], similarity[good])


def tokens_of(token: np.ndarray, row: np.ndarray, fresh: np.ndarray) -> np.ndarray | None:
    """The tokens that fresh rows hold, sorted; None: all of them."""
    return None if fresh.all() else sorted_unique(token[fresh[row]])


def entries_of(
    token: np.ndarray, row: np.ndarray, arrival: np.ndarray, wanted: np.ndarray | None
) -> Entries:
    """The holders of the ``wanted`` tokens (sorted; None: all) that more than one row holds."""
    among = repeated(token)
    if wanted is not None:
        among &= are_among(token, wanted)
    token, row = token[among], row[among]
    order = np.lexsort((arrival[row], token))
    token, row = token[order], row[order]
    opens = np.ones(len(token), bool)
    opens[1:] = token[1:] != token[:-1]
    first = np.flatnonzero(opens)
    sizes = np.diff(np.append(first, len(token)))
    rank = np.arange(len(token)) - np.repeat(first, sizes)
    several = np.repeat(sizes > 1, sizes)
    return Entries(token[several], row[several], rank[several])


def _holders(token: np.ndarray, row: np.ndarray, index: SetIndex, fresh: np.ndarray) -> Entries:
    """All rows that hold a token of a fresh signature, or one of any signature that is fresh there."""
    new = np.flatnonzero(fresh)
    wanted = [token[fresh[row]]]
    if not fresh.all():
        signed = sorted_unique(token)
        wanted += [sets.tokens[are_among(sets.tokens, signed)] for _, sets in index.blocks(new)]
    chosen = sorted_unique(np.concatenate(wanted))
    tokens, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for block, sets in index.blocks(np.arange(len(index)), repeats=True):
        among = np.flatnonzero(are_among(sets.tokens, chosen))
        held, owner = sets.tokens[among], block[sets.rows[among]]
        _, once = np.unique(paired_hashes(owner, held), return_index=True)
        tokens.append(held[once])
        rows.append(owner[once])
    return entries_of(np.concatenate(tokens), np.concatenate(rows), index.arrival, chosen)


def joined_entries(
    held: Entries,
    sides: tuple[np.ndarray, np.ndarray],
    fresh: np.ndarray,
    sizes: np.ndarray,
    ratio: tuple[float, float],
    engine: CorpusEngine,
) -> tuple[np.ndarray, np.ndarray]:
    """(left row, right row) that share a token, one of them fresh, crowds by neighbours only.

    ``sides`` say which entries may stand left and right; ``ratio`` bounds left size over right.
    """
    left, right = sides
    new, early = fresh[held.row], held.rank < TOKEN_LIMIT
    found = []
    for a, b in ((left & new, right), (left & ~new, right & new)):
        one, other = np.flatnonzero(a & early), np.flatnonzero(b & early)
        found.append(
            engine.key_pairs(
                (held.token[one], held.row[one]), (held.token[other], held.row[other]), sizes, ratio
            )
        )
    found += _neighbours(held, left, right, fresh)
    a = np.concatenate([pair[0] for pair in found])
    b = np.concatenate([pair[1] for pair in found])
    share = sizes[a] / np.maximum(1, sizes[b])
    good = (share >= ratio[0] - 1e-9) & (share <= ratio[1] + 1e-9)
    return a[good], b[good]


def _neighbours(
    held: Entries, left: np.ndarray, right: np.ndarray, fresh: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each late holder of a crowded token with those right before it, either way round."""
    late = np.flatnonzero(held.rank >= TOKEN_LIMIT)
    for step in range(1, NEIGHBOURS + 1):
        before = late - step  # the rank is at least TOKEN_LIMIT, so this is the same token
        one, other = held.row[late], held.row[before]
        good = fresh[one] | fresh[other]
        for a, b, at, by in ((one, other, late, before), (other, one, before, late)):
            may = good & left[at] & right[by]
            yield a[may], b[may]


def _shared(
    index: SetIndex, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tokens that the sets of ``a[i]`` and ``b[i]`` share, and the sizes of both, exactly."""
    from scipy.sparse import csr_matrix

    parts = []
    for at in range(0, len(a), _PAIRS):
        rows, place = np.unique(
            np.concatenate((a[at : at + _PAIRS], b[at : at + _PAIRS])), return_inverse=True
        )
        sets = index.sets(rows)
        _, token = np.unique(sets.tokens, return_inverse=True)
        width = int(token.max(initial=-1)) + 1
        ones = np.ones(len(token), np.int32)
        matrix = csr_matrix((ones, token, sets.starts), shape=(len(rows), width))
        left, right = np.split(place.reshape(-1), 2)
        both = np.asarray(matrix[left].multiply(matrix[right]).sum(axis=1)).ravel()
        parts.append((both.astype(np.int64), sets.sizes[left], sets.sizes[right]))
    if not parts:
        none = np.empty(0, np.int64)
        return none, none, none
    shared, left, right = (np.concatenate(column) for column in zip(*parts, strict=True))
    return shared, left, right
