"""From links to origins: which posts are one source of evidence, and how many origins there are.

Posts that any link binds are one origin. The first is the post that nothing points behind: by
forward headers, then by time. How many independent origins a set of posts has is an estimate: each
link stands with the probability that its kind and similarity deserve, and the number of groups is
counted over seeded draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa

from indicia.trace.post import Post, posts_of

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
    "translation": 0.7,
}
"""Probability that a link of this kind at similarity 1 means one origin. A declared convention
until resolved cases allow to learn it; two agencies can show one photograph."""
GROUPING_LEAST = 0.5
"""Links below this probability do not group by themselves; they only widen the interval."""
FORWARD_OF_UNSEEN = 0.1


@dataclass(frozen=True, slots=True)
class OriginCount:
    """How many independent origins a set of posts has: the most likely, and an 80 % interval."""

    posts: int
    origins: int
    low: int
    high: int


def find_origins(items: pa.Table, copies: pa.Table) -> pa.Table:
    """The origin of every post: one row an item, sorted by item."""
    posts = posts_of(items)
    row_of = {post.item: row for row, post in enumerate(posts)}
    links = [link for link in copies.to_pylist() if link["a"] in row_of and link["b"] in row_of]
    binding = [link for link in links if link_probability(link) >= GROUPING_LEAST]
    binding = _without_digests(binding, posts, row_of)
    ends = [(row_of[link["a"]], row_of[link["b"]]) for link in binding]
    labels = _components(len(posts), ends)
    members: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        members.setdefault(int(label), []).append(row)
    inside: dict[int, list[Mapping[str, Any]]] = {}
    for link, (a, _) in zip(binding, ends, strict=True):
        inside.setdefault(int(labels[a]), []).append(link)
    rows = []
    for label, group in members.items():
        first, certainty = _first(group, posts, inside.get(label, []))
        name = "o-" + blake2b(posts[first].item.encode(), digest_size=10).hexdigest()
        for row in group:
            role = "first" if row == first else "copy"
            rows.append((posts[row].item, name, posts[first].item, role, certainty, len(group)))
    rows.sort()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(ORIGIN_SCHEMA)
    arrays = [pa.array(v, f.type) for v, f in zip(columns, ORIGIN_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=ORIGIN_SCHEMA)


def count_origins(
    items: Iterable[str], copies: pa.Table, seed: int = 0, draws: int = 400
) -> OriginCount:
    """The number of independent origins among ``items``, over all links that ``copies`` holds.

    Posts outside ``items`` may bind two inside it. The interval is the 10 to 90 % range of
    ``draws`` draws of the links; the number itself is their median.
    """
    wanted = sorted(set(items))
    links = copies.to_pylist()
    names = sorted(set(wanted) | {x for link in links for x in (link["a"], link["b"])})
    row_of = {name: row for row, name in enumerate(names)}
    best: dict[tuple[int, int], float] = {}
    for link in links:
        ends = row_of[link["a"]], row_of[link["b"]]
        best[ends] = max(best.get(ends, 0.0), link_probability(link))
    pairs = sorted(best)
    probability = np.array([best[pair] for pair in pairs])
    among = np.array([row_of[name] for name in wanted], dtype=np.int64)
    if not len(among):
        return OriginCount(0, 0, 0, 0)
    random = np.random.Generator(np.random.PCG64(seed))
    ends_of = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    counts = []
    for _ in range(draws):
        kept = ends_of[random.random(len(pairs)) < probability]
        counts.append(len(np.unique(_components(len(names), kept)[among])))
    low, middle, high = np.quantile(counts, (0.1, 0.5, 0.9), method="nearest")
    return OriginCount(len(wanted), int(middle), int(low), int(high))


def link_probability(link: Mapping[str, Any]) -> float:
    """The probability that a link means one origin: that of its kind, less when similarity is low."""
    similarity = float(link["similarity"])
    if link["kind"] == "forward":
        return LINK_PROBABILITY["forward"] * (link["direction_certainty"] or 1.0)
    return LINK_PROBABILITY[link["kind"]] * (0.75 + 0.25 * similarity)


def _without_digests(
    links: Sequence[Mapping[str, Any]], posts: Sequence[Post], row_of: Mapping[str, int]
) -> list[Mapping[str, Any]]:
    """Links without those into a digest: a long post that holds two or more unrelated ones.

    A digest is not the origin of what it lists, and does not make its parts one story.
    """
    firm = [link for link in links if link["kind"] != "contained"]
    ends = [(row_of[link["a"]], row_of[link["b"]]) for link in firm]
    labels = _components(len(posts), ends)
    parts: dict[int, set[int]] = {}
    loose = []
    for link in links:
        if link["kind"] == "contained":
            a, b = row_of[link["a"]], row_of[link["b"]]
            long, short = (a, b) if len(posts[a].text) >= len(posts[b].text) else (b, a)
            parts.setdefault(long, set()).add(int(labels[short]))
            loose.append((long, link))
    return firm + [link for long, link in loose if len(parts[long]) < 2]


def _components(size: int, ends: Sequence[tuple[int, int]] | np.ndarray) -> np.ndarray:
    """The component of each of ``size`` nodes."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    pairs = np.asarray(ends, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels


def _first(
    group: Sequence[int], posts: Sequence[Post], links: Sequence[Mapping[str, Any]]
) -> tuple[int, float]:
    """The most likely first post of a group, and how sure that is among those held."""
    if len(group) == 1:
        return group[0], FORWARD_OF_UNSEEN if posts[group[0]].is_forward else 1.0
    behind = {
        link["b"] if link["direction"] == "a_first" else link["a"]
        for link in links
        if link["kind"] == "forward" and link["direction"] != "unknown"
    }
    ranked = sorted(
        group,
        key=lambda row: (
            posts[row].item in behind,
            posts[row].posted is None,
            posts[row].posted or 0,
            posts[row].is_forward,
            posts[row].item,
        ),
    )
    first = posts[ranked[0]]
    certainty = 1.0
    for link in links:
        if first.item in (link["a"], link["b"]) and link["kind"] != "picture":
            ahead = link["direction"] == ("a_first" if link["a"] == first.item else "b_first")
            certainty = min(certainty, link["direction_certainty"] if ahead else 0.5)
    if not any(first.item in (link["a"], link["b"]) for link in links):
        certainty = 0.5
    if first.is_forward:
        certainty = min(certainty, FORWARD_OF_UNSEEN)
    if any(posts[row].posted is None for row in group):
        certainty = min(certainty, 0.5)
    return ranked[0], round(certainty, 9)
