"""The same picture again: equal bytes, or perceptual hashes (PDQ, 256 bits) close together.

All pairs within ``PDQ_DISTANCE`` bits are found, exactly: two hashes that differ in at most 31 of
256 bits differ in at most one bit in one of sixteen 16-bit parts, so looking up each part and its
sixteen neighbours misses none (Norouzi, Punjani, Fleet 2012).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from indicia.trace.link import Link
from indicia.trace.near import PAIR_LIMIT
from indicia.trace.post_columns import PostColumns

PDQ_DISTANCE = 31
"""Bits; the distance that PDQ's authors recommend (Facebook, The TMK+PDQF Algorithm, 2019)."""
_HASH = re.compile(r"[0-9a-fA-F]{64}")
_PARTS = 16
_COMPARED = 1 << 20
"""Pairs of hashes compared at a time."""


def picture_links(posts: PostColumns, stock: frozenset[tuple[int, str]]) -> list[Link]:
    """Links of kind ``picture`` between posts that show the same picture, stock pictures aside."""
    best: dict[tuple[int, int], Link] = {}
    shows: dict[str, list[int]] = defaultdict(list)
    looks: dict[str, list[int]] = defaultdict(list)
    for row, picture in sorted(set(zip(*_listed(posts, "pictures"), strict=True))):
        if (int(posts.source[row]), picture) not in stock:
            shows[picture].append(row)
    hashed = [(row, h) for row, h in zip(*_listed(posts, "picture_hashes"), strict=True)]
    for row, look in sorted({(row, h.lower()) for row, h in hashed if _HASH.fullmatch(h)}):
        if (int(posts.source[row]), look) not in stock:
            looks[look].append(row)
    for picture, rows in sorted(shows.items()):
        for a, b in _row_pairs(rows, rows, posts):
            best[a, b] = Link(
                a, b, "picture", 1.0, "SHA-256", f"both show the picture {picture[:12]}"
            )
    hashes = sorted(looks)
    pairs = [(n, n, 0) for n in range(len(hashes))] + close_hashes(hashes)
    for left, right, distance in pairs:
        for a, b in _row_pairs(looks[hashes[left]], looks[hashes[right]], posts):
            similarity = 1 - distance / 256
            if (a, b) not in best or best[a, b].similarity < similarity:
                best[a, b] = Link(
                    a,
                    b,
                    "picture",
                    similarity,
                    "PDQ",
                    f"pictures differ in {distance} of 256 bits of their perceptual hash",
                )
    return [best[pair] for pair in sorted(best)]


def close_hashes(hashes: Sequence[str], most: int = PDQ_DISTANCE) -> list[tuple[int, int, int]]:
    """(row, later row, distance) of all hashes within ``most`` (at most 31) bits, sorted."""
    if len(hashes) < 2:
        return []
    whole = np.frombuffer(bytes.fromhex("".join(hashes)), dtype=">u2").reshape(-1, _PARTS)
    parts = whole.astype(np.int64)
    words = np.ascontiguousarray(whole.astype(np.uint16)).view(np.uint64)
    flips = np.concatenate(([0], 1 << np.arange(16)))
    found = [np.empty((0, 3), np.int64)]
    for part in range(_PARTS):
        values = parts[:, part]
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        for flip in flips:
            start = np.searchsorted(ordered, values ^ flip, "left")
            counts = np.searchsorted(ordered, values ^ flip, "right") - start
            found += _within(words, order, start, counts, most)
    pairs = np.unique(np.concatenate(found), axis=0)
    return [(int(a), int(b), int(d)) for a, b, d in pairs]


def _within(
    words: np.ndarray, order: np.ndarray, start: np.ndarray, counts: np.ndarray, most: int
) -> Iterator[np.ndarray]:
    """(left, right, distance) of each hash with ``order[start:start + count]``, where near enough."""
    ends = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        past = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, past + _COMPARED, "right")))
        per = counts[begin:end]
        left = np.repeat(np.arange(begin, end), per)
        within = np.arange(per.sum()) - np.repeat(np.cumsum(per) - per, per)
        right = order[np.repeat(start[begin:end], per) + within]
        later = left < right
        left, right = left[later], right[later]
        distance = np.bitwise_count(words[left] ^ words[right]).sum(axis=1, dtype=np.int64)
        near = distance <= most
        yield np.column_stack((left[near], right[near], distance[near]))
        begin = end


def _listed(posts: PostColumns, name: str) -> tuple[list[int], list[str]]:
    rows, values = posts.values(name)
    return rows.tolist(), values


def _row_pairs(
    left: Sequence[int], right: Sequence[int], posts: PostColumns
) -> Iterator[tuple[int, int]]:
    """Pairs of different rows, low first; of a crowd, only each with the first."""
    if left is right:
        rows = posts.by_time(left)
        crowd = len(rows) > PAIR_LIMIT
        chosen = [(rows[0], r) for r in rows[1:]] if crowd else list(combinations(rows, 2))
    elif len(left) * len(right) <= PAIR_LIMIT:
        chosen = [(a, b) for a in left for b in right]
    else:
        chosen = [(posts.by_time(left)[0], posts.by_time(right)[0])]
    yield from ((min(a, b), max(a, b)) for a, b in chosen if a != b)
