"""Short words that everybody says again and again: greetings, wishes, standing appeals.

That two sources write "good morning to all our readers" makes neither a copy of the other. They are
known by their use: few words without a number, from several sources, at times that lie apart.
A slogan that spreads once comes in one wave and is no formula.
"""

from __future__ import annotations

import numpy as np

from indicia.trace.post_columns import PostColumns
from indicia.trace.text import Texts

MOST_WORDS = 12
LEAST_SOURCES, LEAST_WAVES = 2, 3
APART_SECONDS = 2 * 86_400
"""Conventions: waves are two days apart at least, and three of them make a habit."""


def formulas_of(texts: Texts) -> np.ndarray:
    """Whether each text is one that is said again and again."""
    found = np.zeros(len(texts), bool)
    often = np.diff(texts.starts) >= LEAST_WAVES
    for text in np.flatnonzero(often & (texts.sizes <= MOST_WORDS)).tolist():
        rows = texts.rows[texts.starts[text] : texts.starts[text + 1]]
        found[text] = _is_habit(texts.posts, rows) and not texts.numbers(text)
    return found


def _is_habit(posts: PostColumns, rows: np.ndarray) -> bool:
    if len(np.unique(posts.source[rows])) < LEAST_SOURCES:
        return False
    times = np.sort(posts.posted[rows][posts.dated[rows]])
    return int((np.diff(times) > APART_SECONDS * 1_000_000).sum()) + 1 >= LEAST_WAVES
