"""Posts with the same words or nearly the same words.

Texts of at least ``LONG_WORDS`` words are compared by their sets of three successive words
(Jaccard at least .7), shorter ones by four successive characters, where a set of word shingles
would be too small to mean anything. A text of less than four words or twenty characters says too
little: that two people write "thank you" makes neither a copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from indicia.engine import CorpusEngine
from indicia.trace.link import Link, by_time
from indicia.trace.overlap import jaccard_pairs
from indicia.trace.post import Post
from indicia.trace.shingle import character_shingles, word_shingles

LONG_WORDS = 8
LEAST_WORDS, LEAST_CHARACTERS = 4, 20
PAIR_LIMIT = 30
"""A group of equal texts up to this size gives all its pairs; in a larger one each post is linked
to the first and to the one before it, so that ten thousand copies give twenty thousand links."""


def is_telling(content: str) -> bool:
    """Whether a folded text is long enough that being equal means something."""
    return len(content) >= LEAST_CHARACTERS and content.count(" ") + 1 >= LEAST_WORDS


def near_links(
    posts: Sequence[Post], contents: Sequence[str], jaccard: float, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``identical``, ``identical_text`` and ``near``."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents):
        if is_telling(content):
            groups[content].append(row)
    texts = sorted(groups)
    members = [by_time(groups[text], posts) for text in texts]
    links = [link for rows in members for link in _equal_links(rows, posts)]
    for left, right, similarity, unit in _near_texts(texts, jaccard, engine):
        links.extend(
            Link(
                min(a, b),
                max(a, b),
                "near",
                similarity,
                f"shingles of {unit}",
                f"{similarity:.0%} of the {unit} of both together are shared",
            )
            for a, b in _cross(members[left], members[right])
        )
    return links


def _near_texts(
    texts: Sequence[str], jaccard: float, engine: CorpusEngine
) -> Iterator[tuple[int, int, float, str]]:
    long = [n for n, text in enumerate(texts) if text.count(" ") + 1 >= LONG_WORDS]
    short = [n for n, text in enumerate(texts) if text.count(" ") + 1 < LONG_WORDS]
    for rows, shingles, unit in (
        (long, word_shingles, "three-word runs"),
        (short, character_shingles, "four-character runs"),
    ):
        found = jaccard_pairs(shingles([texts[n] for n in rows]), jaccard, engine)
        for a, b, similarity in zip(
            found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True
        ):
            yield rows[a], rows[b], similarity, unit


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
    yield from pairwise(rows)


def _cross(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(left) * len(right) <= PAIR_LIMIT:
        yield from product(left, right)
    else:
        yield left[0], right[0]
