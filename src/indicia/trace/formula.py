"""Short words that everybody says again and again: greetings, wishes, standing appeals.

That two sources write "good morning to all our readers" makes neither a copy of the other. They are
known by their use: few words without a number, from several sources, at times that lie apart.
A slogan that spreads once comes in one wave and is no formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indicia.trace.post import Post

MOST_WORDS = 12
LEAST_SOURCES, LEAST_WAVES = 2, 3
APART_SECONDS = 2 * 86_400
"""Conventions: waves are two days apart at least, and three of them make a habit."""


def is_formula(text: str, rows: Sequence[int], posts: Sequence[Post]) -> bool:
    """Whether a folded text, said in the posts ``rows``, is one that is said again and again."""
    if text.count(" ") + 1 > MOST_WORDS or any(letter.isdigit() for letter in text):
        return False
    if len({posts[row].source for row in rows}) < LEAST_SOURCES:
        return False
    times = sorted(posts[row].posted or 0 for row in rows if posts[row].posted is not None)
    gaps = sum(b - a > APART_SECONDS * 1_000_000 for a, b in pairwise(times))
    return gaps + 1 >= LEAST_WAVES
