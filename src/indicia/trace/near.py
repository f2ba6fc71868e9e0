"""Posts with the same words, nearly the same words, or lightly reworded.

Texts of at least ``LONG_WORDS`` words are compared by their sets of three successive words
(Jaccard at least .7: near), shorter ones by four successive characters, where a set of word
shingles would be too small to mean anything. A text of less than four words or twenty characters
says too little: that two people write "thank you" makes neither a copy; nor do formulas. What is
alike must be alike without the repeated opening and closing words of its source, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, product

import numpy as np

from indicia.engine import CorpusEngine
from indicia.trace.boilerplate import Contents
from indicia.trace.formula import formulas_of
from indicia.trace.kept_pair import Found, Wanted, find_pairs
from indicia.trace.link import Kind, Link
from indicia.trace.memory import Memory
from indicia.trace.options import TraceOptions
from indicia.trace.overlap import Overlaps, SetIndex
from indicia.trace.rarity import RUN_CHARACTERS, RUN_WORDS, Rarity
from indicia.trace.reword import LEAST_JACCARD, LEAST_LATE, alignments, numbers_differ
from indicia.trace.text import Texts

LONG_WORDS = 8
LEAST_INSIDE = 6
"""A post of fewer than six word runs is too short to be said to be inside another."""
PAIR_LIMIT = 100
"""A group of equal texts up to this size gives all its pairs; in a larger one each post is linked
to the first and to the one before it, so that ten thousand copies give twenty thousand links."""
CORE_LEAST = 0.5
"""More than this share of the words must stand in the other text, once repeated openings and
closings are taken away."""
CORRECTION_SECONDS, FORM_WORDS = 12 * 3600, 40
"""The same words with other numbers are a correction within this time, later another report; a
longer text than this many words is no form to be filled in."""
REWORD_SECONDS = 2 * 86_400
"""A rewording follows within this time; later :data:`indicia.trace.reword.LEAST_LATE` holds."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two different texts (by number) that are alike."""

    left: int
    right: int
    kind: Kind
    similarity: float
    unit: str


def text_links(
    texts: Texts, options: TraceOptions, rarity: Rarity, memory: Memory, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``identical``, ``identical_text``, ``near``, ``reworded`` and ``contained``."""
    formula = formulas_of(texts)
    several = np.flatnonzero((np.diff(texts.starts) > 1) & ~formula)
    links = [link for text in several.tolist() for link in _equal_links(texts, text)]
    long = np.flatnonzero(texts.sizes >= LONG_WORDS)
    found = _overlaps(texts, long, options, rarity, memory, engine)
    own = _OwnWords(texts.contents)
    alike = _alike_long(texts, long, found.near, formula, options.jaccard, rarity, memory)
    alike += _alike_short(texts, formula, options.jaccard, rarity, memory, engine)
    for pair in alike:
        links += _alike_links(texts, pair, own)
    return links + list(_contained_links(texts, long, found.inside))


def _overlaps(
    texts: Texts,
    long: np.ndarray,
    options: TraceOptions,
    rarity: Rarity,
    memory: Memory,
    engine: CorpusEngine,
) -> Found:
    index = SetIndex(
        texts.arrival[long],
        lambda rows: texts.word_runs(long[rows], RUN_WORDS),
        lambda rows: texts.word_runs(long[rows], RUN_WORDS, repeats=True),
    )
    near = min(options.jaccard, LEAST_JACCARD)
    wanted = Wanted(near, options.containment, LEAST_INSIDE)
    return find_pairs(index, texts.hash[long], wanted, rarity, memory, "long", engine)


def _alike_long(
    texts: Texts,
    long: np.ndarray,
    found: Overlaps,
    formula: np.ndarray,
    jaccard: float,
    rarity: Rarity,
    memory: Memory,
) -> list[Alike]:
    alike, rest = [], []
    for left, right, similarity in _pairs_of(long, found, formula):
        if similarity >= jaccard - 1e-12:
            alike.append(Alike(left, right, "near", similarity, "three-word runs"))
        elif not numbers_differ(texts.numbers(left), texts.numbers(right)):
            rest.append((left, right))
    for (left, right), shares in zip(rest, alignments(texts, rest, rarity, memory), strict=True):
        if shares.is_reworded:
            alike.append(Alike(left, right, "reworded", shares.shorter, "aligned words"))
    return alike


def _alike_short(
    texts: Texts,
    formula: np.ndarray,
    jaccard: float,
    rarity: Rarity,
    memory: Memory,
    engine: CorpusEngine,
) -> list[Alike]:
    short = np.flatnonzero(texts.sizes < LONG_WORDS)
    index = SetIndex(
        texts.arrival[short], lambda rows: texts.character_runs(short[rows], RUN_CHARACTERS)
    )
    wanted = Wanted(jaccard)
    found = find_pairs(index, texts.hash[short], wanted, rarity, memory, "short", engine)
    return [
        Alike(left, right, "near", similarity, "four-character runs")
        for left, right, similarity in _pairs_of(short, found.near, formula)
        if not numbers_differ(texts.numbers(left), texts.numbers(right))
    ]


def _pairs_of(
    numbers: np.ndarray, found: Overlaps, formula: np.ndarray
) -> Iterator[tuple[int, int, float]]:
    """Pairs as numbers of texts, those with a formula left out."""
    left, right = numbers[found.a], numbers[found.b]
    good = ~(formula[left] | formula[right])
    yield from zip(
        left[good].tolist(), right[good].tolist(), found.similarity[good].tolist(), strict=True
    )


def _alike_links(texts: Texts, alike: Alike, own: _OwnWords) -> Iterator[Link]:
    left, right = alike.left, alike.right
    other = numbers_differ(texts.numbers(left), texts.numbers(right))
    form = other and min(texts.sizes[left], texts.sizes[right]) <= FORM_WORDS
    for a, b in cross_pairs(texts.members(left), texts.members(right)):
        lag = abs(texts.posts.lag_seconds(a, b) or 0.0)
        late = alike.kind == "reworded" and lag > REWORD_SECONDS
        if (form and lag > CORRECTION_SECONDS) or (late and alike.similarity < LEAST_LATE):
            continue
        if own.agree(a, b):
            yield _alike_link(a, b, alike, other)


class _OwnWords:
    """Whether two posts are alike in what their sources do not always write."""

    def __init__(self, contents: Contents) -> None:
        self._text = lru_cache(1 << 14)(lambda row: frozenset(contents.words(row).tolist()))
        self._core = lru_cache(1 << 14)(lambda row: frozenset(contents.core(row).tolist()))

    def agree(self, a: int, b: int) -> bool:
        """More than half of the own words of either post stand in the other."""
        for one, other in ((a, b), (b, a)):
            own = self._core(one)
            if len(own & self._text(other)) <= CORE_LEAST * len(own):
                return False
        return True


def _alike_link(a: int, b: int, alike: Alike, other_numbers: bool) -> Link:
    if alike.kind == "near":
        method = f"shingles of {alike.unit}"
        reason = f"{alike.similarity:.0%} of the {alike.unit} of both together are shared"
    else:
        method = alike.unit
        reason = (
            f"{alike.similarity:.0%} of the shorter text, weighed by the rarity of its words, "
            "stands in the same order in the other"
        )
    if other_numbers:
        reason += "; numbers differ: it may be a correction"
    return Link(min(a, b), max(a, b), alike.kind, alike.similarity, method, reason)


def _equal_links(texts: Texts, text: int) -> Iterator[Link]:
    exact = texts.exact
    for a, b in _pairs(texts.members(text)):
        low, high = min(a, b), max(a, b)
        if exact[a] == exact[b]:
            yield Link(low, high, "identical", 1.0, "equal text", "the texts are equal")
        else:
            yield Link(
                low,
                high,
                "identical_text",
                1.0,
                "equal folded text",
                "the words are equal; case, punctuation, links or repeated lines differ",
            )


def _contained_links(texts: Texts, long: np.ndarray, found: Overlaps) -> Iterator[Link]:
    """Most of the three-word runs of a short post occur in one of at least twice its size."""
    ends = np.unique(np.concatenate((found.a, found.b)))
    sets = texts.word_runs(long[ends], RUN_WORDS)
    size = dict(zip(ends.tolist(), sets.sizes.tolist(), strict=True))
    for short, other, similarity in zip(
        found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True
    ):
        reason = (
            f"{similarity:.0%} of the {size[short]} three-word runs of the shorter post "
            f"are in the longer ({size[other]})"
        )
        members = texts.members(int(long[short])), texts.members(int(long[other]))
        for a, b in cross_pairs(*members):
            yield Link(
                min(a, b),
                max(a, b),
                "contained",
                similarity,
                "containment of three-word runs",
                reason,
            )


def _pairs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(rows) <= PAIR_LIMIT:
        yield from combinations(rows, 2)
        return
    yield from ((rows[0], row) for row in rows[1:])
    yield from pairwise(rows[1:])


def cross_pairs(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All pairs of two groups of equal texts, or of large ones the pair of their firsts."""
    if len(left) * len(right) <= PAIR_LIMIT * PAIR_LIMIT // 2:
        yield from product(left, right)
    else:
        yield left[0], right[0]
