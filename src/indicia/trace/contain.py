"""A short post inside a longer article: most of its three-word runs occur in the article."""

from __future__ import annotations

from collections.abc import Sequence

from indicia.engine import CorpusEngine
from indicia.trace.link import Link
from indicia.trace.overlap import containment_pairs
from indicia.trace.shingle import word_shingles

LEAST_SHINGLES = 6
"""A post of fewer than eight words is too short to be said to be inside another."""


def contained_links(
    contents: Sequence[str], containment: float, engine: CorpusEngine
) -> list[Link]:
    """Links of kind ``contained``: at least ``containment`` of one post's word runs, twice the size."""
    sets = word_shingles(contents)
    found = containment_pairs(sets, containment, LEAST_SHINGLES, engine)
    sizes = sets.sizes
    return [
        Link(
            min(a, b),
            max(a, b),
            "contained",
            similarity,
            "containment of three-word runs",
            f"{similarity:.0%} of the {sizes[a]} three-word runs of the shorter post "
            f"are in the longer ({sizes[b]})",
        )
        for a, b, similarity in zip(
            found.a.tolist(), found.b.tolist(), found.similarity.tolist(), strict=True
        )
    ]
