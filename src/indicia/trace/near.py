"""Posts with the same words, nearly the same words, or lightly reworded.

Texts of at least ``LONG_WORDS`` words are compared by their sets of three successive words
(Jaccard at least .7: near), shorter ones by four successive characters, where a set of word
shingles would be too small to mean anything. A text of less than four words or twenty characters
says too little: that two people write "thank you" makes neither a copy; nor do formulas. What is
alike must be alike without the repeated opening and closing words of its source, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, product

from indicia.engine import CorpusEngine
from indicia.trace.boilerplate import Contents
from indicia.trace.formula import is_formula
from indicia.trace.link import Kind, Link, by_time, lag_seconds
from indicia.trace.overlap import Overlaps, jaccard_pairs
from indicia.trace.post import Post
from indicia.trace.reword import (
    LEAST_JACCARD,
    LEAST_LATE,
    WordWeights,
    numbers_differ,
    numbers_of,
)
from indicia.trace.shingle import character_shingles, word_shingles

LONG_WORDS = 8
LEAST_WORDS, LEAST_CHARACTERS = 4, 20
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


def is_telling(content: str) -> bool:
    """Whether a folded text is long enough that being equal means something."""
    return len(content) >= LEAST_CHARACTERS and content.count(" ") + 1 >= LEAST_WORDS


def near_links(
    posts: Sequence[Post], contents: Contents, jaccard: float, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``identical``, ``identical_text``, ``near`` and ``reworded``."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents.texts):
        if is_telling(content):
            groups[content].append(row)
    texts = [text for text in sorted(groups) if not is_formula(text, groups[text], posts)]
    members = [by_time(groups[text], posts) for text in texts]
    numbers = [numbers_of(text) for text in texts]
    links = [link for rows in members for link in _equal_links(rows, posts)]
    own = _OwnWords(contents)
    for alike in _alike_texts(texts, numbers, jaccard, engine):
        left, right = alike.left, alike.right
        other = numbers_differ(numbers[left], numbers[right])
        form = other and min(texts[left].count(" "), texts[right].count(" ")) < FORM_WORDS
        for a, b in cross_pairs(members[left], members[right]):
            lag = abs(lag_seconds(posts[a], posts[b]) or 0.0)
            late = alike.kind == "reworded" and lag > REWORD_SECONDS
            if (form and lag > CORRECTION_SECONDS) or (late and alike.similarity < LEAST_LATE):
                continue
            if own.agree(a, b):
                links.append(_alike_link(a, b, alike, other))
    return links


def _alike_texts(
    texts: Sequence[str], numbers: Sequence[frozenset[str]], jaccard: float, engine: CorpusEngine
) -> Iterator[Alike]:
    long = [n for n, text in enumerate(texts) if text.count(" ") + 1 >= LONG_WORDS]
    short = [n for n, text in enumerate(texts) if text.count(" ") + 1 < LONG_WORDS]
    found = jaccard_pairs(
        word_shingles([texts[n] for n in long]), min(jaccard, LEAST_JACCARD), engine
    )
    weights = WordWeights(texts)
    for a, b, similarity in _pairs_of(found):
        left, right = long[a], long[b]
        if similarity >= jaccard - 1e-12:
            yield Alike(left, right, "near", similarity, "three-word runs")
        elif not numbers_differ(numbers[left], numbers[right]):
            aligned = weights.aligned(texts[left], texts[right])
            if aligned.is_reworded:
                yield Alike(left, right, "reworded", aligned.shorter, "aligned words")
    found = jaccard_pairs(character_shingles([texts[n] for n in short]), jaccard, engine)
    for a, b, similarity in _pairs_of(found):
        left, right = short[a], short[b]
        if not numbers_differ(numbers[left], numbers[right]):
            yield Alike(left, right, "near", similarity, "four-character runs")


def _pairs_of(found: Overlaps) -> Iterator[tuple[int, int, float]]:
    yield from zip(found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True)


class _OwnWords:
    """Whether two posts are alike in what their sources do not always write."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._words = cache(lambda text: frozenset(text.split()))

    def agree(self, a: int, b: int) -> bool:
        """More than half of the own words of either post stand in the other."""
        for one, other in ((a, b), (b, a)):
            own = self._words(self._contents.cores[one])
            there = self._words(self._contents.texts[other])
            if len(own & there) <= CORE_LEAST * len(own):
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


def _equal_links(rows: Sequence[int], posts: Sequence[Post]) -> Iterator[Link]:
    for a, b in _pairs(rows):
        low, high = min(a, b), max(a, b)
        if posts[a].text.strip() == posts[b].text.strip():
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
