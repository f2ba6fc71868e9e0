"""From links to origins: which posts are one source of evidence, and how many origins there are.

Posts that any link binds are one origin. The first is the post that nothing points behind: by
forward headers, then by time. How many independent origins a set of posts has is an estimate
(:mod:`indicia.trace.origin_count`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.trace.post_columns import PostColumns

ORIGIN_SCHEMA = pa.schema(
    [
        ("item", pa.string()),
        ("origin", pa.string()),
        ("first_item", pa.string()),
        ("role", pa.string()),
        ("certainty", pa.float64()),
        ("size", pa.int64()),
    ]
)
"""``origin`` is named after its members' first; ``role`` is first or copy; ``certainty`` (0..1) is
that ``first_item`` is the first of those we hold, and low where it is itself a forward."""

LINK_PROBABILITY: Mapping[str, float] = {
    "forward": 0.99,
    "identical": 0.98,
    "identical_text": 0.97,
    "near": 0.95,
    "reworded": 0.9,
    "contained": 0.85,
    "picture": 0.7,
    "translation": 0.9,
}
"""Probability that a link of this kind at similarity 1 means one origin. A declared convention
until resolved cases allow to learn it; two agencies can show one photograph. Of translations that
were suggested, .99 and more were right on planted material (docs/figures/trace.md)."""
GROUPING_LEAST = 0.5
"""Links below this probability do not group by themselves; they only widen the interval."""
FORWARD_OF_UNSEEN = 0.1


def find_origins(items: pa.Table, copies: pa.Table) -> pa.Table:
    """The origin of every post: one row an item, sorted by item."""
    posts = PostColumns.of(items)
    links = _Links.of(copies, posts)
    binding = links.part(links.probability >= GROUPING_LEAST)
    binding = binding.part(~_into_digests(binding, posts))
    label = components_of(len(posts), binding.ends)
    first, certainty = _firsts(label, binding, posts)
    named = np.unique(first).tolist()
    name_of = {
        row: "o-" + blake2b(posts.item[row].encode(), digest_size=10).hexdigest() for row in named
    }
    row_first = first[label].tolist()
    return pa.table(
        {
            "item": posts.item,
            "origin": [name_of[row] for row in row_first],
            "first_item": [posts.item[row] for row in row_first],
            "role": ["first" if row == of else "copy" for row, of in enumerate(row_first)],
            "certainty": certainty[label],
            "size": np.bincount(label, minlength=1)[label] if len(posts) else [],
        },
        schema=ORIGIN_SCHEMA,
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """Links by columns: rows of their ends, and what the first of a group is judged by."""

    ends: np.ndarray
    probability: np.ndarray
    kind: np.ndarray
    ahead: np.ndarray
    """Row that is first by the link's direction; -1: unknown."""
    certainty: np.ndarray

    @classmethod
    def of(cls, copies: pa.Table, posts: PostColumns) -> _Links:
        """The links of a table of copies between posts that are held."""
        ids = pa.array(posts.item, pa.string())
        a, b = (
            pc.fill_null(pc.index_in(copies.column(end), ids), -1).to_numpy().astype(np.int64)
            for end in ("a", "b")
        )
        kept = (a >= 0) & (b >= 0)
        copies, ends = copies.filter(pa.array(kept)), np.stack((a[kept], b[kept]), axis=1)
        kind = np.array(copies.column("kind").to_pylist(), dtype="U16")
        certainty = copies.column("direction_certainty").to_numpy()
        direction = np.array(copies.column("direction").to_pylist(), dtype="U8")
        ahead = np.where(direction == "a_first", ends[:, 0], ends[:, 1])
        ahead = np.where(direction == "unknown", -1, ahead)
        similarity = copies.column("similarity").to_numpy()
        by_kind = np.array([LINK_PROBABILITY[name] for name in kind.tolist()])
        sure = np.where(certainty > 0, certainty, 1.0)
        probability = by_kind * np.where(kind == "forward", sure, 0.75 + 0.25 * similarity)
        return cls(ends, probability, kind, ahead, certainty)

    def part(self, keep: np.ndarray) -> _Links:
        """The links where ``keep`` is true."""
        return _Links(
            self.ends[keep],
            self.probability[keep],
            self.kind[keep],
            self.ahead[keep],
            self.certainty[keep],
        )


def _into_digests(links: _Links, posts: PostColumns) -> np.ndarray:
    """Whether each link leads into a digest: a long post that holds two or more unrelated ones.

    A digest is not the origin of what it lists, and does not make its parts one story.
    """
    inside = links.kind == "contained"
    found = np.zeros(len(inside), bool)
    if not inside.any():
        return found
    label = components_of(len(posts), links.ends[~inside])
    a, b = links.ends[inside].T
    length = posts.characters
    long, short = np.where(length[a] >= length[b], (a, b), (b, a))
    parts = np.unique(np.stack((long, label[short]), axis=1), axis=0)
    found[inside] = np.bincount(parts[:, 0], minlength=len(posts))[long] >= 2
    return found


def components_of(size: int, ends: np.ndarray) -> np.ndarray:
    """The component of each of ``size`` nodes."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    pairs = np.asarray(ends, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels


def _firsts(label: np.ndarray, links: _Links, posts: PostColumns) -> tuple[np.ndarray, np.ndarray]:
    """The most likely first post of each group, and how sure that is among those held."""
    groups = int(label.max(initial=-1)) + 1
    behind = np.zeros(len(posts), bool)
    headed = (links.kind == "forward") & (links.ahead >= 0)
    ends, ahead = links.ends[headed], links.ahead[headed]
    behind[np.where(ends[:, 0] == ahead, ends[:, 1], ends[:, 0])] = True
    order = np.lexsort((posts.time_rank, behind, label))
    first = order[np.searchsorted(label[order], np.arange(groups))]
    size = np.bincount(label, minlength=groups)
    forward = posts.forwarded_from[first] >= 0
    certainty = np.ones(groups)
    bound = np.zeros(groups, bool)
    for end in (0, 1):
        row = links.ends[:, end]
        ours = first[label[row]] == row
        bound[label[row[ours]]] = True
        judged = ours & (links.kind != "picture")
        sure = np.where(links.ahead == row, links.certainty, 0.5)[judged]
        np.minimum.at(certainty, label[row[judged]], sure)
    several = size > 1
    certainty[several & ~bound] = 0.5
    undated = np.bincount(label, weights=~posts.dated, minlength=groups) > 0
    certainty[several & undated] = np.minimum(certainty[several & undated], 0.5)
    certainty[forward] = np.minimum(certainty[forward], FORWARD_OF_UNSEEN)
    return first, np.round(certainty, 9)
