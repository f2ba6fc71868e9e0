"""A short post inside a longer article: most of its three-word runs occur in the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from indicia.engine import CorpusEngine
from indicia.trace.link import Link, by_time
from indicia.trace.near import cross_pairs
from indicia.trace.overlap import containment_pairs
from indicia.trace.post import Post
from indicia.trace.shingle import word_shingles

LEAST_SHINGLES = 6
"""A post of fewer than eight words is too short to be said to be inside another."""


def contained_links(
    posts: Sequence[Post], contents: Sequence[str], containment: float, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``contained``: at least ``containment`` of one post's word runs, twice the size."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents):
        groups[content].append(row)
    texts = sorted(groups)
    sets = word_shingles(texts)
    found = containment_pairs(sets, containment, LEAST_SHINGLES, engine)
    sizes = sets.sizes
    return [
        Link(
            min(a, b),
            max(a, b),
            "contained",
            similarity,
            "containment of three-word runs",
            f"{similarity:.0%} of the {sizes[short]} three-word runs of the shorter post "
            f"are in the longer ({sizes[long]})",
        )
        for short, long, similarity in zip(
            found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True
        )
        for a, b in cross_pairs(
            by_time(groups[texts[short]], posts), by_time(groups[texts[long]], posts)
        )
    ]
