"""One link between two posts of which one may come from the other, and its direction.

Who was first is judged by the times of posting and by forward headers only. A longer lag makes it
surer; it never becomes certain, because an earlier post that we do not hold may stand behind both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from indicia.trace.post_columns import PostColumns

Kind = Literal[
    "identical",
    "identical_text",
    "near",
    "reworded",
    "contained",
    "forward",
    "translation",
    "picture",
]
Direction = Literal["a_first", "b_first", "unknown"]
LAG_SCALE_SECONDS = 600.0
"""A convention: at a lag of ten minutes the earlier post is taken as first with .78."""
SUREST_BY_TIME = 0.95


@dataclass(frozen=True, slots=True)
class Link:
    """Rows ``a`` and ``b`` of the list of posts, what binds them and why.

    ``first`` is the row that a header names as the earlier; None leaves it to the times.
    """

    a: int
    b: int
    kind: Kind
    similarity: float
    method: str
    reason: str
    first: int | None = None
    first_certainty: float = 0.0


def direction_of(link: Link, posts: PostColumns) -> tuple[Direction, float]:
    """Which of ``link.a`` and ``link.b`` was first, and how sure that is (0.5 to 0.99; 0: unknown)."""
    if link.first is not None:
        return ("a_first" if link.first == link.a else "b_first"), link.first_certainty
    lag = posts.lag_seconds(link.a, link.b)
    if lag is None or lag == 0 or are_siblings(link.a, link.b, posts):
        return "unknown", 0.0
    sure = 0.5 + (SUREST_BY_TIME - 0.5) * (1 - math.exp(-abs(lag) / LAG_SCALE_SECONDS))
    return ("a_first" if lag > 0 else "b_first"), sure


def are_siblings(a: int, b: int, posts: PostColumns) -> bool:
    """Whether both are forwards of one third source, so that neither comes from the other."""
    origin = posts.forwarded_from[a]
    if origin < 0 or origin != posts.forwarded_from[b]:
        return False
    return posts.source_forwarded[origin] not in (posts.source[a], posts.source[b])
