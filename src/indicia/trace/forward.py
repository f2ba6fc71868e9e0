"""Forwards: the platform itself says that a post is somebody else's.

A header with the source's id is as good as certain. A header with a name only is weaker: names are
chosen freely and change, so the certainty falls with every further source that bears the name.
The post that was forwarded is looked for among those of the named source, by text, then pictures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from indicia.trace.boilerplate import Contents
from indicia.trace.hashing import paired_hashes
from indicia.trace.link import Link
from indicia.trace.post_columns import PostColumns
from indicia.trace.shingle import folded_words

BY_ID, BY_NAME, AGAINST_THE_CLOCK = 0.99, 0.8, 0.6


def forward_links(
    posts: PostColumns,
    contents: Contents,
    alike: Sequence[Link],
    names: Mapping[str, Sequence[str]],
) -> list[Link]:
    """Links of kind ``forward`` from each forward to the post it most likely shows.

    ``alike`` are links by text; ``names`` gives the names that a source was known by.
    """
    forwards = np.flatnonzero(posts.forwarded_from >= 0)
    if not len(forwards):
        return []
    sources = _NamedSources(posts, names)
    shown = _Shown(posts, contents, forwards, alike)
    links = []
    for row in forwards.tolist():
        named = sources.of(row)
        for source in named:
            parent = shown.parent(row, source)
            if parent is not None:
                links.append(_link(row, parent[0], parent[1], len(named), posts))
    return links


class _NamedSources:
    """The sources that a forward header may mean."""

    def __init__(self, posts: PostColumns, names: Mapping[str, Sequence[str]]) -> None:
        bearers: dict[str, set[int]] = defaultdict(set)
        for source, own in enumerate(posts.source_names):
            for name in (own, *names.get(own, ())):
                bearers[folded_words(name)].add(source)
        self._posts = posts
        self._bearers = [
            sorted(bearers.get(folded_words(name), ())) if folded_words(name) else []
            for name in posts.forward_names
        ]

    def of(self, row: int) -> list[int]:
        """Sources by number; the post's own is never meant."""
        header, own = int(self._posts.forwarded_from[row]), int(self._posts.source[row])
        if self._posts.by_id[row]:
            meant = [int(self._posts.source_forwarded[header])]
        else:
            meant = self._bearers[header]
        return [source for source in meant if source not in (own, -1)]


class _Shown:
    """Which post of a source a forward shows."""

    def __init__(
        self, posts: PostColumns, contents: Contents, forwards: np.ndarray, alike: Sequence[Link]
    ) -> None:
        self._posts, self._contents = posts, contents
        self._partners: dict[int, dict[int, float]] = defaultdict(dict)
        forwarded = set(forwards.tolist())
        for link in alike:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                if one in forwarded:
                    self._partners[one][other] = link.similarity
        key = paired_hashes(posts.source, contents.hash)
        self._by_text = np.argsort(key, kind="stable")
        self._keys = key[self._by_text]
        self._by_picture: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._pictures: dict[int, list[str]] = defaultdict(list)
        for row, picture in zip(*posts.values("pictures"), strict=True):
            self._by_picture[int(posts.source[row]), picture].append(int(row))
            self._pictures[int(row)].append(picture)

    def parent(self, row: int, source: int) -> tuple[int, float] | None:
        """The post of ``source`` that the forward shows, and how alike they are; None: not held."""
        scored = self._candidates(row, source)
        scored.pop(row, None)
        if not scored:
            return None
        best = max(scored.values())
        earlier = self._posts.by_time([other for other, alike in scored.items() if alike == best])
        before = [other for other in earlier if not is_after(self._posts, other, row)]
        return (before[-1] if before else earlier[0]), best

    def _candidates(self, row: int, source: int) -> dict[int, float]:
        if not self._contents.sizes[row]:
            pictures = self._pictures.get(row, ())
            return {
                other: 1.0
                for picture in pictures
                for other in self._by_picture.get((source, picture), ())
            }
        key = paired_hashes(np.array([source]), self._contents.hash[row : row + 1])[0]
        begin, end = (np.searchsorted(self._keys, key, side) for side in ("left", "right"))
        equal = dict.fromkeys(self._by_text[begin:end].tolist(), 1.0)
        partners = self._partners.get(row, {})
        near = {o: alike for o, alike in partners.items() if self._posts.source[o] == source}
        return {**near, **equal}


def is_after(posts: PostColumns, first: int, second: int) -> bool:
    """Whether ``first`` is known to be posted later than ``second``."""
    lag = posts.lag_seconds(first, second)
    return lag is not None and lag < 0


def _link(row: int, parent: int, similarity: float, bearers: int, posts: PostColumns) -> Link:
    by_id = bool(posts.by_id[row])
    certainty = BY_ID if by_id else BY_NAME / bearers
    reason = f"the header names the source {'by its id' if by_id else 'by a name only'}"
    if bearers > 1 and not by_id:
        reason += f", which {bearers} sources bear"
    if is_after(posts, parent, row):
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
