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

from indicia.trace.link import Link, by_time
from indicia.trace.near import PAIR_LIMIT
from indicia.trace.post import Post

PDQ_DISTANCE = 31
"""Bits; the distance that PDQ's authors recommend (Facebook, The TMK+PDQF Algorithm, 2019)."""
_HASH = re.compile(r"[0-9a-fA-F]{64}")
_PARTS = 16


def picture_links(posts: Sequence[Post], stock: frozenset[tuple[str, str]]) -> list[Link]:
    """Links of kind ``picture`` between posts that show the same picture, stock pictures aside."""
    best: dict[tuple[int, int], Link] = {}
    shows: dict[str, list[int]] = defaultdict(list)
    looks: dict[str, list[int]] = defaultdict(list)
    for row, post in enumerate(posts):
        for picture in sorted({p for p in post.pictures if (post.source, p) not in stock}):
            shows[picture].append(row)
        for look in sorted({h.lower() for h in post.picture_hashes if _HASH.fullmatch(h)}):
            if (post.source, look) not in stock:
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
    flips = np.concatenate(([0], 1 << np.arange(16)))
    found = []
    for part in range(_PARTS):
        values = parts[:, part]
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        for flip in flips:
            start = np.searchsorted(ordered, values ^ flip, "left")
            end = np.searchsorted(ordered, values ^ flip, "right")
            counts = end - start
            left = np.repeat(np.arange(len(values)), counts)
            first = np.cumsum(counts) - counts
            within = np.arange(counts.sum()) - np.repeat(first, counts)
            right = order[np.repeat(start, counts) + within]
            found.append(np.stack((left, right), axis=1)[left < right])
    pairs = np.unique(np.concatenate(found), axis=0)
    bits = np.bitwise_count((parts[pairs[:, 0]] ^ parts[pairs[:, 1]]).astype(np.uint16))
    distance = bits.sum(axis=1, dtype=np.int64)
    good = distance <= most
    kept = np.column_stack((pairs[good], distance[good]))
    return [(int(a), int(b), int(d)) for a, b, d in kept]


def _row_pairs(
    left: Sequence[int], right: Sequence[int], posts: Sequence[Post]
) -> Iterator[tuple[int, int]]:
    """Pairs of different rows, low first; of a crowd, only each with the first."""
    if left is right:
        rows = by_time(left, posts)
        crowd = len(rows) > PAIR_LIMIT
        chosen = [(rows[0], r) for r in rows[1:]] if crowd else list(combinations(rows, 2))
    elif len(left) * len(right) <= PAIR_LIMIT:
        chosen = [(a, b) for a in left for b in right]
    else:
        chosen = [(by_time(left, posts)[0], by_time(right, posts)[0])]
    yield from ((min(a, b), max(a, b)) for a, b in chosen if a != b)
