"""Which source had it from which: each later holding of a story against its most likely parent.

The parent is the post that a forward's header names, else the story's first: not the latest earlier
holder, so that two sources that both take from a third are never parent and child of each other.
Where it is not clear who was first, nobody is anybody's parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.reuse.story import Headers, Holdings
from indicia.conduct.traffic import Traffic
from indicia.trace.link import LAG_SCALE_SECONDS, SUREST_BY_TIME

TIE_SECONDS = 60
"""Holdings less than this apart are at once: clocks, queues and albums shuffle them."""
LONGEST_SECONDS = 7 * 86_400
"""What comes later than this is not counted as taken: anniversaries, archives, standing texts."""


MOST_FOLLOWS = 100
"""Of the posts that a row rests on, both ends of so many are listed: the earliest."""


@dataclass(frozen=True)
class Follows:
    """One row a later holding whose parent is clear, in the order of the holdings.

    ``parent`` and ``child`` are places of sources, ``certainty`` (0.5 to 1) is that the parent was
    first; ``by_header`` tells the two kinds of parent apart.
    """

    story: np.ndarray
    parent: np.ndarray
    child: np.ndarray
    second: np.ndarray
    """When the parent posted."""
    lag: np.ndarray
    certainty: np.ndarray
    by_header: np.ndarray
    parent_row: np.ndarray
    child_row: np.ndarray

    @cached_property
    def _by_pair(self) -> tuple[np.ndarray, np.ndarray]:
        most = int(max(self.parent.max(initial=0), self.child.max(initial=0))) + 1
        pair = self.parent * most + self.child
        order = np.lexsort((self.child_row, self.second, pair))
        return order, pair[order]

    def items(self, traffic: Traffic, *pairs: tuple[int, int]) -> tuple[str, ...]:
        """Posts of the earliest follows of such (parent, child) pairs, parents and children."""
        order, pair = self._by_pair
        most = int(max(self.parent.max(initial=0), self.child.max(initial=0))) + 1
        ends = [np.searchsorted(pair, p * most + c + np.arange(2)) for p, c in pairs]
        found = np.concatenate([order[start:stop] for start, stop in ends])
        found = found[np.argsort(self.second[found], kind="stable")][:MOST_FOLLOWS]
        rows = np.unique(np.concatenate((self.parent_row[found], self.child_row[found])))
        names: list[str] = traffic.items.column("item").take(pa.array(rows)).to_pylist()
        return tuple(names)


def settings_of(kind: str) -> dict[str, object]:
    """What every row on follows is made with."""
    return {
        "kind": kind,
        "tie_seconds": TIE_SECONDS,
        "longest_seconds": LONGEST_SECONDS,
        "parent": "the post that a header names, else the first of the story",
    }


def is_forward(traffic: Traffic) -> np.ndarray:
    """Whether the platform marks a post as somebody else's."""
    known: np.ndarray = pc.is_valid(traffic.items.column("forwarded_from")).to_numpy()
    return known


def clear_firsts(holdings: Holdings, forward: np.ndarray) -> np.ndarray:
    """For each story, whether its first holding is its own post and a minute ahead of the next."""
    first = holdings.starts[:-1]
    ahead = holdings.second[first + 1] - holdings.second[first] >= TIE_SECONDS
    clear: np.ndarray = ahead & ~forward[holdings.row[first]]
    return clear


def follows_of(holdings: Holdings, headers: Headers, traffic: Traffic) -> Follows:
    """Later holdings with their parents, at most ``LONGEST_SECONDS`` behind."""
    forward = is_forward(traffic)
    size = traffic.items.num_rows
    named, sure = np.full(size, -1), np.zeros(size)
    named[headers.child], sure[headers.child] = headers.parent, headers.certainty
    sizes = np.diff(holdings.starts)
    clear = np.repeat(clear_firsts(holdings, forward), sizes)
    row = holdings.row
    by_header = forward[row]
    parent = np.where(by_header, named[row], np.where(clear, row[holdings.first], -1))
    lag = holdings.second - traffic.second[np.maximum(parent, 0)]
    by_time = 0.5 + (SUREST_BY_TIME - 0.5) * (1 - np.exp(-np.maximum(lag, 0) / LAG_SCALE_SECONDS))
    held = (parent >= 0) & traffic.dated[np.maximum(parent, 0)]
    other = traffic.source[np.maximum(parent, 0)] != holdings.source
    kept = np.flatnonzero(held & other & (lag >= 0) & (lag <= LONGEST_SECONDS))
    parent = parent[kept]
    return Follows(
        holdings.story[kept],
        traffic.source[parent],
        holdings.source[kept],
        traffic.second[parent],
        lag[kept],
        np.where(by_header, sure[row], by_time)[kept],
        by_header[kept],
        parent,
        row[kept],
    )
