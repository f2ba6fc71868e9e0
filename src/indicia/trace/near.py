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
from itertools import combinations, pairwise, product

from indicia.engine import CorpusEngine
from indicia.trace.boilerplate import Contents
from indicia.trace.formula import is_formula
from indicia.trace.link import Kind, Link, by_time
from indicia.trace.overlap import Overlaps, jaccard_pairs
from indicia.trace.post import Post
from indicia.trace.reword import LEAST_JACCARD, WordWeights, numbers_differ
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
    links = [link for rows in members for link in _equal_links(rows, posts)]
    for alike in _alike_texts(texts, jaccard, engine):
        left, right = texts[alike.left], texts[alike.right]
        other = numbers_differ(left, right)
        form = other and min(left.count(" "), right.count(" ")) < FORM_WORDS
        for a, b in _cross(members[alike.left], members[alike.right]):
            if _own_words_agree(contents, a, b) and not (form and _is_late(posts[a], posts[b])):
                links.append(_alike_link(a, b, alike, other))
    return links


def _alike_texts(texts: Sequence[str], jaccard: float, engine: CorpusEngine) -> Iterator[Alike]:
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
        elif not numbers_differ(texts[left], texts[right]):
            aligned = weights.aligned(texts[left], texts[right])
            if aligned.is_reworded:
                yield Alike(left, right, "reworded", aligned.shorter, "aligned words")
    found = jaccard_pairs(character_shingles([texts[n] for n in short]), jaccard, engine)
    for a, b, similarity in _pairs_of(found):
        if not numbers_differ(texts[short[a]], texts[short[b]]):
            yield Alike(short[a], short[b], "near", similarity, "four-character runs")


def _pairs_of(found: Overlaps) -> Iterator[tuple[int, int, float]]:
    yield from zip(found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True)


def _is_late(a: Post, b: Post) -> bool:
    if a.posted is None or b.posted is None:
        return False
    return abs(a.posted - b.posted) > CORRECTION_SECONDS * 1_000_000


def _own_words_agree(contents: Contents, a: int, b: int) -> bool:
    for one, other in ((a, b), (b, a)):
        own = set(contents.cores[one].split())
        if len(own & set(contents.texts[other].split())) <= CORE_LEAST * len(own):
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


def _cross(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(left) * len(right) <= PAIR_LIMIT * PAIR_LIMIT // 2:
        yield from product(left, right)
    else:
        yield left[0], right[0]
