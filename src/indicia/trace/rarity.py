"""How rare words, word runs and features are: counted over the first part of a corpus.

Rarity must not move with every post that is added, or nothing computed before could be kept. So it
is counted over the posts that were first seen, up to the largest of the sizes 50, 75, 112 ... that
the corpus holds; it stands until the corpus has grown by half, and then is counted again. What was
not seen by then counts as rarest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from indicia.trace.hashing import (
    paired_hashes,
    places_among,
    sequence_hashes,
    sorted_unique,
    taken_rows,
)
from indicia.trace.memory import Memory
from indicia.trace.shingle import character_shingles, run_sets
from indicia.trace.trait import FEATURE_KINDS, Features, Words, feature_rows, words_of

SMALL, GROWTH = 50, 1.5
"""Below the first size frequency says nothing, and everything counts alike."""
RUN_WORDS, RUN_CHARACTERS = 3, 4
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many posts a hash occurs: sorted ``hashes``; what is not listed occurs once or never."""

    hashes: np.ndarray
    counts: np.ndarray

    def of(self, hashes: np.ndarray) -> np.ndarray:
        """The counts of any hashes."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.int64)
        place = places_among(hashes, self.hashes)
        return np.where(place >= 0, self.counts[place], 0)


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """Counts over the first ``posts`` posts of a corpus; ``name`` is a digest of which these are."""

    posts: int
    name: str
    texts: int
    """Different texts among them."""
    words: Counts
    runs: Counts
    """Runs of three words, and of four characters of short posts."""
    features: Counts
    tongue_names: Mapping[str, np.ndarray]
    """For each language the keys of the names that it writes, sorted."""

    def both_write(self, one: str, other: str) -> np.ndarray:
        """Keys of the names that both languages write, sorted."""
        return _both(self, one, other)


def epoch(posts: int) -> int:
    """The number of first posts that rarity is counted over; 0 for a small corpus."""
    size = float(SMALL)
    if posts < size:
        return 0
    while size * GROWTH <= posts:
        size *= GROWTH
    return int(size)


def first_posts(arrival: np.ndarray) -> np.ndarray:
    """Rows of the posts that rarity is counted over, in the order of their arrival.

    All of a small corpus: which names its languages write is known from it, and nothing else.
    """
    return np.argsort(arrival)[: epoch(len(arrival)) or None]


def name_of(keys: list[str]) -> str:
    """The digest of the posts that rarity is counted over."""
    return blake2b("\n".join(keys).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=256)
def _both(rarity: Rarity, one: str, other: str) -> np.ndarray:
    none = np.empty(0, np.int64)
    names = rarity.tongue_names
    return np.intersect1d(names.get(one, none), names.get(other, none))


def recalled_rarity(memory: Memory, name: str) -> Rarity | None:
    """The counts of that name, where they were kept."""
    tables = memory.recall("rarity", name)
    if tables is None:
        return None
    size = tables["size"].to_pylist()[0]
    words, runs, features = (
        Counts(*(tables[kind].column(n).to_numpy() for n in ("hash", "count"))) for kind in _KINDS
    )
    names = tables["tongue_names"]
    tongue, key = names.column("tongue").to_pylist(), names.column("key").combine_chunks()
    keys = {of: key[n].values.to_numpy() for n, of in enumerate(tongue)}
    return Rarity(size["posts"], name, size["texts"], words, runs, features, keys)


def remember_rarity(memory: Memory, rarity: Rarity) -> None:
    """Keep counts for :func:`recalled_rarity`."""
    tables = {
        kind: pa.table({"hash": of.hashes, "count": of.counts})
        for kind, of in zip(_KINDS, (rarity.words, rarity.runs, rarity.features), strict=True)
    }
    names = list(rarity.tongue_names)
    keys = pa.array([rarity.tongue_names[name] for name in names], pa.large_list(pa.int64()))
    tables["tongue_names"] = pa.table({"tongue": pa.array(names, pa.string()), "key": keys})
    tables["size"] = pa.table({"posts": [rarity.posts], "texts": [rarity.texts]})
    memory.remember("rarity", rarity.name, tables)


_KINDS = ("words", "runs", "features")


def rarity_of(
    traits: pa.Table, rows: np.ndarray, tongues: Sequence[str], name: str, posts: int
) -> Rarity:
    """Counts over the posts in ``rows`` of a table of traits, whose languages are given.

    ``posts`` is 0 where they are all that a small corpus has, so that frequency says nothing.
    """
    words = words_of(traits)
    whole = sequence_hashes(words.hash, words.starts)[rows]
    different = rows[np.sort(np.unique(whole, return_index=True)[1])]
    features = feature_rows(traits).take(rows)
    return Rarity(
        posts=posts,
        name=name,
        texts=len(different),
        words=_word_counts(words, different),
        runs=_run_counts(words, different, traits.column("folded")),
        features=counts_of(features.key, least=1),
        tongue_names=_names_of(features, tongues),
    )


def _word_counts(words: Words, posts: np.ndarray) -> Counts:
    """In how many of the posts each word occurs."""
    once = []
    for some in _blocks(posts):
        hashes, starts = taken_rows(words.hash, words.starts, some)
        owner = np.repeat(some, np.diff(starts))
        _, first = np.unique(paired_hashes(owner, hashes), return_index=True)
        once.append(hashes[first])
    return counts_of(_joined(once), least=1)


def _run_counts(words: Words, posts: np.ndarray, folded: pa.ChunkedArray) -> Counts:
    """In how many of the posts each run of words occurs, and of characters of short ones."""
    tokens = []
    for some in _blocks(posts):
        tokens.append(run_sets(*taken_rows(words.hash, words.starts, some), RUN_WORDS).tokens)
        short = folded.take(pa.array(some)).drop_null().to_pylist()
        lines = [text.replace("\n", " ") for text in short]
        tokens.append(character_shingles(lines, RUN_CHARACTERS).tokens)
    return counts_of(_joined(tokens), least=2)


def _blocks(posts: np.ndarray) -> Iterator[np.ndarray]:
    for at in range(0, len(posts), _BLOCK):
        yield posts[at : at + _BLOCK]


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, np.uint64)


def counts_of(hashes: np.ndarray, least: int) -> Counts:
    """How often each hash occurs, those that occur less than ``least`` times left out."""
    ordered = np.sort(hashes)
    opens = np.ones(len(ordered), bool)
    opens[1:] = ordered[1:] != ordered[:-1]
    first = np.flatnonzero(opens)
    counts = np.diff(np.append(first, len(ordered)))
    keep = counts >= least
    return Counts(ordered[first[keep]], counts[keep])


def _names_of(features: Features, tongues: Sequence[str]) -> dict[str, np.ndarray]:
    named = features.kind == FEATURE_KINDS.index("name")
    tongue = np.repeat(np.array(tongues, dtype=str), np.diff(features.starts))[named]
    keys = features.key[named]
    return {name: sorted_unique(keys[tongue == name]) for name in sorted(set(tongues))}
