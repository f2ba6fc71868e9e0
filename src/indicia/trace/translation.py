"""Posts in two languages that may be one text: a suggestion, made without a model.

Two posts of different languages are compared by what a translator leaves as it is (see
:mod:`indicia.trace.feature`). Shared features are weighed by their rarity, and by whether they
come in the same order (:mod:`indicia.trace.shared`). A translation that keeps no number, link,
picture or name cannot be seen, and two reports of one event written apart may share much: the link
says "may be one origin".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from indicia.engine import CorpusEngine
from indicia.trace.hashing import (
    are_among,
    mixed,
    paired_hashes,
    sorted_unique,
    taken_rows,
)
from indicia.trace.link import Link
from indicia.trace.memory import Memory
from indicia.trace.overlap import Entries, entries_of, joined_entries, tokens_of
from indicia.trace.post_columns import PostColumns
from indicia.trace.rarity import Rarity
from indicia.trace.shared import (
    CONCEPT,
    LATE_BITS,
    LATE_SECONDS,
    LEAST_BITS,
    LEAST_SHARE,
    MOST_CONCEPT_BITS,
    SOON_BITS,
    SOON_SECONDS,
    SharedBits,
    corpus_bits,
    shared_bits,
)
from indicia.trace.trait import ANCHOR_KINDS, Features

RARE_BITS, CROWD = 3.0, 200
"""A feature tells of a pair when it has these bits and at most so many of the counted posts."""
NEARLY_BEST = 0.7
"""Least part of the bits of the best pair: a report has one translation, and its copies."""
_PAIRS, _POSTS, _PART = 50_000, 20_000, 4_000_000
"""Pairs weighed, posts read and features joined at a time."""
_SLACK = 1e-6
"""Bits; sums in another order may differ by less."""


@dataclass(frozen=True, slots=True)
class Tongues:
    """Posts by language (a number; 0: unknown), with their features and a key each."""

    posts: PostColumns
    names: list[str]
    tongue: np.ndarray
    features: Features
    key: np.ndarray
    """64-bit hash of everything that the comparison of a post depends on."""


def translation_links(
    tongues: Tongues, rarity: Rarity, memory: Memory, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``translation`` between posts of different languages (or scripts)."""
    if len(set(tongues.tongue.tolist()) - {0}) < 2:
        return []
    old = _Known.of(memory, rarity, tongues)
    found, crowded = _found(tongues, rarity, old.fresh, engine, thorough=old.crowded)
    if (crowded or old.crowded) and not old.fresh.all():
        if old.disturbed:
            old = _Known.none(tongues)
        found, crowded = _found(tongues, rarity, old.fresh, engine, thorough=True)
    crowded = crowded or old.crowded
    scored = old.scored | found
    _remember(memory, rarity, tongues, scored, crowded)
    return [
        Link(a, b, "translation", scored[a, b].share, "aligned features", scored[a, b].reason)
        for a, b in _nearest(scored, tongues.tongue)
    ]


def _found(
    tongues: Tongues, rarity: Rarity, fresh: np.ndarray, engine: CorpusEngine, *, thorough: bool
) -> tuple[dict[tuple[int, int], SharedBits], bool]:
    """Pairs, one of them fresh, that share enough; and whether a feature is crowded.

    Unless ``thorough``, bits are looked at for fresh posts only: more pairs than need be are
    weighed. Features are taken in parts by their keys, so that the pairs of one part fit in memory.
    """
    feature = _telling(tongues.features, rarity, fresh | thorough)
    parts = 1 + len(feature.key) // _PART
    part_of = mixed(feature.key.view(np.uint64)) % np.uint64(parts)
    found: dict[tuple[int, int], SharedBits] = {}
    crowded = False
    for part in range(parts):
        pairs, more = _candidates(tongues, feature.part(part_of == part), fresh, engine)
        found.update(_scored(tongues, rarity, pairs))
        crowded = crowded or more
    return found, crowded


def _candidates(
    tongues: Tongues, feature: _Telling, fresh: np.ndarray, engine: CorpusEngine
) -> tuple[np.ndarray, bool]:
    """Pairs ``a < b`` of different tongues, one of them fresh, that share a telling feature.

    Three joins: posts within a week, who need few bits; others, who need more; and undated posts.
    """
    posts = tongues.posts
    dated = posts.dated[feature.row]
    joins = [
        (feature.part(dated).in_weeks(posts.posted), LEAST_BITS - SOON_BITS),
        (feature.part(dated), LEAST_BITS + LATE_BITS),
    ]
    if not posts.dated.all():
        joins.append((feature, LEAST_BITS))
    width = max(1, len(tongues.tongue))
    codes, crowded = [np.empty(0, np.int64)], False
    for at, (telling, least) in enumerate(joins):
        telling = telling.part(telling.after >= least - _SLACK)
        wanted = tokens_of(telling.key, telling.row, fresh)
        held = entries_of(telling.key, telling.row, posts.arrival, wanted)
        crowded = crowded or held.crowded
        either = np.ones(len(held.row), bool) if at < 2 else ~posts.dated[held.row]
        for a, b in _across(held, either, tongues.tongue, fresh, engine):
            codes.append(np.minimum(a, b) * width + np.maximum(a, b))
    pairs = sorted_unique(np.concatenate(codes))
    return np.stack((pairs // width, pairs % width), axis=1), crowded


def _across(
    held: Entries, left: np.ndarray, tongue: np.ndarray, fresh: np.ndarray, engine: CorpusEngine
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of holders of different known tongues; ``left`` holders with any others."""
    sizes, spoken = np.ones(len(tongue)), tongue[held.row]
    whole = bool(left.all())
    for one in np.unique(spoken[spoken > 0]).tolist():
        others = spoken > one if whole else (spoken > 0) & (spoken != one)
        sides = left & (spoken == one), others
        yield joined_entries(held, sides, fresh, sizes, (1.0, 1.0), engine)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Features by which pairs are found: key, post, and the bits from there to the post's last."""

    key: np.ndarray
    row: np.ndarray
    after: np.ndarray

    def part(self, keep: np.ndarray) -> _Telling:
        return _Telling(self.key[keep], self.row[keep], self.after[keep])

    def in_weeks(self, posted: np.ndarray) -> _Telling:
        """Keys that two posts share when they share a feature within ``LATE_SECONDS``.

        The time is cut twice into double weeks, the second cut shifted by one: whatever is less
        than a week apart lies together in one of them.
        """
        span = int(LATE_SECONDS * 1e6)
        shifted = [posted[self.row] // span + shift for shift in (0, 1)]
        keys = [
            paired_hashes(
                paired_hashes(self.key.view(np.uint64), week // 2 * 2 + 1), np.array([shift])
            )
            for shift, week in enumerate(shifted)
        ]
        return _Telling(np.concatenate(keys), np.tile(self.row, 2), np.tile(self.after, 2))


def _telling(features: Features, rarity: Rarity, weighed: np.ndarray) -> _Telling:
    """The features one of which a pair must share, one of whose posts is ``weighed``.

    The features of a post are taken in a fixed order, rare telling ones first: whoever shares none
    before the last few, whose bits are too few together, cannot have enough. A post that is not
    weighed has no last ones.
    """
    posts = np.flatnonzero(weighed)
    parts = [
        _telling_of(features, rarity, posts[at : at + _POSTS])
        for at in range(0, max(1, len(posts)), _POSTS)
    ]
    if len(posts) < len(weighed):  # whether a feature tells depends on its key alone
        keys = sorted_unique(np.concatenate([part.key for part in parts]))
        row = np.repeat(np.arange(len(weighed)), np.diff(features.starts))
        others = np.flatnonzero(~weighed[row])
        others = others[are_among(features.key[others], keys)]
        after = np.full(len(others), np.inf)
        parts.append(_Telling(features.key[others], row[others], after))
    return _Telling(
        np.concatenate([part.key for part in parts]),
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.after for part in parts]),
    )


def _telling_of(features: Features, rarity: Rarity, posts: np.ndarray) -> _Telling:
    """The telling features of some posts."""
    some = features.take(posts)
    bits, often = corpus_bits(some, rarity), rarity.features.of(some.key)
    row = np.repeat(np.arange(len(posts)), np.diff(some.starts))
    telling = (bits >= RARE_BITS) & (often <= CROWD)
    order = np.lexsort((some.key, often, ~telling, row))
    after = np.cumsum(bits[order][::-1])[::-1]
    within = after - np.append(after, 0.0)[some.starts[1:]][row[order]]
    chosen = telling[order]
    return _Telling(some.key[order][chosen], posts[row[order][chosen]], within[chosen])


def _scored(
    tongues: Tongues, rarity: Rarity, pairs: np.ndarray
) -> Iterator[tuple[tuple[int, int], SharedBits]]:
    """The pairs that share enough, with what they share."""
    met, place = np.unique(pairs, return_inverse=True)
    ends = place.reshape(pairs.shape)
    features = tongues.features.take(met)
    bits = corpus_bits(features, rarity)
    for at in _promising(features, bits, ends, _lag_bits(tongues.posts, pairs)).tolist():
        a, b = pairs[at].tolist()
        one, other = (tongues.names[tongues.tongue[row]] for row in (a, b))
        lag, names = tongues.posts.lag_seconds(a, b), rarity.both_write(one, other)
        found = shared_bits(features, bits, (ends[at, 0], ends[at, 1]), lag, names)
        if found.is_enough:
            yield (a, b), found


def _promising(
    features: Features, bits: np.ndarray, pairs: np.ndarray, lag_bits: np.ndarray
) -> np.ndarray:
    """Places of the pairs that may be enough by upper bounds: a fraction of the cost of weighing."""
    found = [np.empty(0, np.int64)]
    anchored = _Weights(features, bits, features.kind < ANCHOR_KINDS)
    for at in range(0, len(pairs), _PAIRS):
        block = pairs[at : at + _PAIRS]
        shared = anchored.shared(block)
        lighter = anchored.whole[block].min(axis=1)
        maybe = np.flatnonzero((shared > 0) & (shared >= LEAST_SHARE * lighter - 1e-6))
        rows, place = np.unique(block[maybe], return_inverse=True)
        some, weights = features.take(rows), taken_rows(bits, features.starts, rows)[0]
        ends = place.reshape(-1, 2)
        plain = _Weights(some, weights, some.kind != CONCEPT).shared(ends)
        concepts = _Weights(some, weights, some.kind == CONCEPT).shared(ends)
        whole = plain + np.minimum(concepts, MOST_CONCEPT_BITS)
        found.append(at + maybe[whole + lag_bits[at + maybe] >= LEAST_BITS - 1e-6])
    return np.concatenate(found)


class _Weights:
    """The chosen features of posts as a sparse matrix: what pairs of posts share, at once."""

    def __init__(self, features: Features, bits: np.ndarray, chosen: np.ndarray) -> None:
        from scipy.sparse import csr_matrix

        counts = np.concatenate(([0], np.cumsum(chosen)))
        starts = counts[features.starts]
        keys, column = np.unique(features.key[chosen], return_inverse=True)
        shape = (len(starts) - 1, max(1, len(keys)))
        parts = (column.reshape(-1), starts)
        self._weighed = csr_matrix((bits[chosen], *parts), shape=shape)
        self._present = csr_matrix((np.ones(len(column)), *parts), shape=shape)
        self.whole = np.asarray(self._weighed.sum(axis=1)).ravel()

    def shared(self, pairs: np.ndarray) -> np.ndarray:
        """The bits that the posts of each pair share."""
        one, other = self._weighed[pairs[:, 0]], self._present[pairs[:, 1]]
        bits: np.ndarray = np.asarray(one.multiply(other).sum(axis=1)).ravel()
        return bits


def _lag_bits(posts: PostColumns, pairs: np.ndarray) -> np.ndarray:
    """:func:`indicia.trace.shared.bits_of_lag` of many pairs."""
    lag = np.abs(posts.posted[pairs[:, 1]] - posts.posted[pairs[:, 0]]) / 1e6
    late = lag / LATE_SECONDS
    bits = np.where(lag <= SOON_SECONDS, SOON_BITS, 0.0)
    bits = np.where(late > 1, -LATE_BITS - np.log2(np.maximum(late, 1.0)), bits)
    found: np.ndarray = bits * posts.dated[pairs].all(axis=1)
    return found


def _nearest(
    scored: dict[tuple[int, int], SharedBits], tongue: np.ndarray
) -> list[tuple[int, int]]:
    """Pairs that are nearly the best that either post has in the other's language, sorted."""
    best: dict[tuple[int, int], float] = {}
    for (a, b), found in scored.items():
        for end in ((a, int(tongue[b])), (b, int(tongue[a]))):
            best[end] = max(best.get(end, 0.0), found.bits)
    return sorted(
        (a, b)
        for (a, b), found in scored.items()
        if found.bits >= NEARLY_BEST * max(best[a, int(tongue[b])], best[b, int(tongue[a])])
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Pairs recalled whose posts are as they were; ``fresh`` posts meet all others anew."""

    scored: dict[tuple[int, int], SharedBits]
    fresh: np.ndarray
    crowded: bool
    disturbed: bool

    @classmethod
    def none(cls, tongues: Tongues) -> _Known:
        return cls({}, np.ones(len(tongues.key), bool), False, False)

    @classmethod
    def of(cls, memory: Memory, rarity: Rarity, tongues: Tongues) -> _Known:
        tables = memory.recall("translation", rarity.name)
        if tables is None:
            return cls.none(tongues)
        known = tables["posts"].column("key").to_numpy()
        row_of = {key: row for row, key in enumerate(tongues.key.tolist())}
        rows = np.array([row_of.get(key, -1) for key in known.tolist()], np.int64)
        kept = rows[rows >= 0]
        fresh = np.ones(len(tongues.key), bool)
        fresh[kept] = False
        arrival = tongues.posts.arrival
        in_order = bool((np.diff(arrival[kept]) > 0).all())
        behind = arrival[fresh].min(initial=1 << 62) > arrival[kept].max(initial=-1)
        columns = (tables["pairs"].column(name).to_pylist() for name in _PAIR_COLUMNS)
        scored = {}
        for one, other, bits, share, order, kinds in zip(*columns, strict=True):
            ends = row_of.get(one), row_of.get(other)
            if ends[0] is not None and ends[1] is not None:
                a, b = min(ends[0], ends[1]), max(ends[0], ends[1])
                scored[a, b] = SharedBits(bits, share, order, tuple(kinds))
        crowded = bool(tables["state"].column("crowded")[0].as_py())
        return cls(scored, fresh, crowded, len(kept) < len(known) or not (in_order and behind))


_PAIR_COLUMNS = ("a", "b", "bits", "share", "order", "kinds")


def _remember(
    memory: Memory,
    rarity: Rarity,
    tongues: Tongues,
    scored: dict[tuple[int, int], SharedBits],
    crowded: bool,
) -> None:
    by_arrival = np.argsort(tongues.posts.arrival)
    key = tongues.key
    found = list(scored.values())
    pairs = {
        "a": pa.array([int(key[a]) for a, _ in scored], pa.uint64()),
        "b": pa.array([int(key[b]) for _, b in scored], pa.uint64()),
        **{
            name: pa.array([getattr(one, name) for one in found], pa.float64())
            for name in ("bits", "share", "order")
        },
        "kinds": pa.array([one.kinds for one in found], pa.list_(pa.int64())),
    }
    tables = {
        "posts": pa.table({"key": key[by_arrival]}),
        "pairs": pa.table(pairs),
        "state": pa.table({"crowded": [crowded]}),
    }
    memory.remember("translation", rarity.name, tables)
