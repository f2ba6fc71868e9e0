"""What trace keeps of each post: hashes of its folded words and the features of translation.

Traits depend on the post alone, so they are made once and kept; everything that depends on the
corpus is computed from them. A table of traits has one row a post.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from indicia.trace.feature import Feature, feature_key, features_of
from indicia.trace.hashing import taken_rows
from indicia.trace.shingle import folded_words, word_hashes

FEATURE_KINDS = ("link", "picture", "time", "number", "code", "concept", "name", "word")
ANCHOR_KINDS = 5
"""The first of the kinds above, without which nothing is taken for a translation."""
SHORT_WORDS = 24
"""The folded text of a post up to this length is kept as well; a longer one is folded again."""
DIGIT, MOST_CHARACTERS = 128, 127
TRAITS = pa.schema(
    [
        ("exact", pa.uint64()),
        ("folded", pa.string()),
        ("words", pa.large_list(pa.uint64())),
        ("marks", pa.large_list(pa.uint8())),
        ("lines", pa.large_list(pa.uint16())),
        ("keys", pa.large_list(pa.int64())),
        ("kinds", pa.large_list(pa.uint8())),
        ("bits", pa.large_list(pa.float32())),
        ("places", pa.large_list(pa.int32())),
    ]
)
"""``exact``: hash of the stripped text; ``folded``: of a short post, its folded lines. A word has
a hash, a mark (its characters, and ``DIGIT`` where it has one) and the number of its line; a
feature has a key, a kind (place in ``FEATURE_KINDS``), its bits and where it stands."""


def traits_of(
    texts: Sequence[str], urls: Sequence[Sequence[str]], pictures: Sequence[Sequence[str]]
) -> pa.Table:
    """The traits of posts, in their order."""
    lines = [folded_lines(text) for text in texts]
    count = np.array([len(of) for of in lines], np.int64)
    words = word_hashes([line for of in lines for line in of])
    marks = np.minimum(words.size, MOST_CHARACTERS) | (words.digit * DIGIT)
    line = np.repeat(np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count), words.per)
    owner = np.repeat(np.arange(len(texts)), count)
    starts = _summed(np.bincount(owner, weights=words.per, minlength=len(texts)))
    return pa.Table.from_arrays(
        [
            pa.array([exact_hash(text) for text in texts], pa.uint64()),
            pa.array(
                ["\n".join(of) if _words_in(of) <= SHORT_WORDS else None for of in lines],
                pa.string(),
            ),
            _lists(starts, words.hash, np.uint64),
            _lists(starts, marks, np.uint8),
            _lists(starts, np.minimum(line, 65535), np.uint16),
            *_feature_lists([features_of(*of) for of in zip(texts, urls, pictures, strict=True)]),
        ],
        schema=TRAITS,
    )


def folded_lines(text: str) -> tuple[str, ...]:
    """The lines of a text as folded words; lines without a word are left out."""
    lines = (folded_words(line) for line in text.splitlines() if line.strip())
    return tuple(line for line in lines if line)


def exact_hash(text: str) -> int:
    """A 64-bit hash of a text without the white space around it."""
    digest = blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of posts: a row of post i is ``starts[i]:starts[i + 1]``."""

    hash: np.ndarray
    mark: np.ndarray
    line: np.ndarray
    starts: np.ndarray


@dataclass(frozen=True, slots=True)
class Features:
    """The features of posts, a row each; ``bits`` are those of their sort, not of the corpus."""

    key: np.ndarray
    kind: np.ndarray
    bits: np.ndarray
    place: np.ndarray
    starts: np.ndarray

    def row(self, post: int) -> slice:
        """Where the features of a post stand."""
        return slice(int(self.starts[post]), int(self.starts[post + 1]))

    def take(self, posts: np.ndarray) -> Features:
        """The features of some posts, in their order."""
        key, starts = taken_rows(self.key, self.starts, posts)
        kind, bits, place = (
            taken_rows(values, self.starts, posts)[0]
            for values in (self.kind, self.bits, self.place)
        )
        return Features(key, kind, bits, place, starts)


def words_of(traits: pa.Table) -> Words:
    """The words in a table of traits."""
    starts, hashes = _flat(traits, "words")
    return Words(hashes, _flat(traits, "marks")[1], _flat(traits, "lines")[1], starts)


def feature_rows(traits: pa.Table) -> Features:
    """The features in a table of traits."""
    starts, keys = _flat(traits, "keys")
    kinds, bits, places = (_flat(traits, name)[1] for name in ("kinds", "bits", "places"))
    return Features(keys, kinds, bits.astype(np.float64), places, starts)


def _flat(traits: pa.Table, name: str) -> tuple[np.ndarray, np.ndarray]:
    """(starts, values) of a column of lists."""
    column = traits.column(name).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else column.chunk(0)
    starts = column.offsets.to_numpy()
    values = column.values.to_numpy(zero_copy_only=False)
    return starts - starts[0], values[starts[0] : starts[-1]]


def _lists(starts: np.ndarray, values: np.ndarray, of: type[np.generic]) -> pa.Array:
    return pa.LargeListArray.from_arrays(pa.array(starts, pa.int64()), pa.array(values.astype(of)))


def _feature_lists(posts: Sequence[dict[Feature, int]]) -> list[pa.Array]:
    number = {kind: n for n, kind in enumerate(FEATURE_KINDS)}
    flat = [(feature, place) for found in posts for feature, place in found.items()]
    starts = _summed(np.array([len(found) for found in posts], np.int64))
    columns: tuple[tuple[Iterable[float], type[np.generic]], ...] = (
        ((feature_key(feature) for feature, _ in flat), np.int64),
        ((number[feature.kind] for feature, _ in flat), np.uint8),
        ((feature.bits for feature, _ in flat), np.float32),
        ((place for _, place in flat), np.int32),
    )
    return [_lists(starts, np.fromiter(values, of, len(flat)), of) for values, of in columns]


def _summed(counts: np.ndarray) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _words_in(lines: Sequence[str]) -> int:
    return sum(line.count(" ") + 1 for line in lines)
