"""Forwards: the platform itself says that a post is somebody else's.

A header with the source's id is as good as certain. A header with a name only is weaker: names are
chosen freely and change, so the certainty falls with every further source that bears the name.
The post that was forwarded is looked for among those of the named source, by text, then pictures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from indicia.trace.link import Link, by_time
from indicia.trace.post import Post
from indicia.trace.shingle import folded_words

BY_ID, BY_NAME, AGAINST_THE_CLOCK = 0.99, 0.8, 0.6


def forward_links(
    posts: Sequence[Post],
    contents: Sequence[str],
    alike: Sequence[Link],
    names: Mapping[str, Sequence[str]],
) -> list[Link]:
    """Links of kind ``forward`` from each forward to the post it most likely shows.

    ``alike`` are links by text; ``names`` gives the names that a source was known by.
    """
    by_source: dict[str, list[int]] = defaultdict(list)
    for row, post in enumerate(posts):
        by_source[post.source].append(row)
    bearers = _bearers(by_source, names)
    partners: dict[int, dict[int, float]] = defaultdict(dict)
    for link in alike:
        partners[link.a][link.b] = partners[link.b][link.a] = link.similarity
    links = []
    for row, post in enumerate(posts):
        if post.forwarded_from is None:
            continue
        sources = _named_sources(post, by_source, bearers)
        for source in sources:
            parent = _parent(row, by_source[source], posts, contents, partners[row])
            if parent is not None:
                links.append(_link(row, parent[0], parent[1], len(sources), posts))
    return links


def _bearers(
    by_source: Mapping[str, Sequence[int]], names: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Sources by folded name; a source whose names are not known is taken by its id."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for source in by_source:
        for name in (source, *names.get(source, ())):
            bearers[folded_words(name)].add(source)
    return {name: sorted(sources) for name, sources in bearers.items() if name}


def _named_sources(
    post: Post, by_source: Mapping[str, Sequence[int]], bearers: Mapping[str, list[str]]
) -> list[str]:
    origin = post.forwarded_from or ""
    if post.forwarded_kind == "id":
        return [origin] if origin in by_source and origin != post.source else []
    return [s for s in bearers.get(folded_words(origin), []) if s != post.source]


def _parent(
    row: int,
    candidates: Sequence[int],
    posts: Sequence[Post],
    contents: Sequence[str],
    partners: Mapping[int, float],
) -> tuple[int, float] | None:
    """The candidate that the forward shows, and how alike they are; None when it is not held."""
    post, content = posts[row], contents[row]
    scored: dict[int, float] = {}
    for other in candidates:
        if other == row:
            continue
        if content and contents[other] == content:
            scored[other] = 1.0
        elif other in partners:
            scored[other] = partners[other]
        elif not content and post.pictures and set(post.pictures) & set(posts[other].pictures):
            scored[other] = 1.0
    if not scored:
        return None
    best = max(scored.values())
    earlier = list(by_time([r for r, s in scored.items() if s == best], posts))
    before = [r for r in earlier if _not_after(posts[r], post)]
    chosen = before[-1] if before else earlier[0]
    return chosen, best


def _not_after(first: Post, second: Post) -> bool:
    return first.posted is None or second.posted is None or first.posted <= second.posted


def _link(row: int, parent: int, similarity: float, bearers: int, posts: Sequence[Post]) -> Link:
    by_id = posts[row].forwarded_kind == "id"
    certainty = BY_ID if by_id else BY_NAME / bearers
    reason = f"the header names the source {'by its id' if by_id else 'by a name only'}"
    if bearers > 1 and not by_id:
        reason += f", which {bearers} sources bear"
    if not _not_after(posts[parent], posts[row]):
        certainty = min(certainty, AGAINST_THE_CLOCK)
        reason += "; the post found there is dated later than the forward"
    return Link(
        min(row, parent),
        max(row, parent),
        "forward",
        similarity,
        "forward header, id" if by_id else "forward header, name",
        reason,
        first=parent,
        first_certainty=certainty,
    )
