"""All links of copying in a corpus, as one table.

What comes out does not depend on the order of the rows that go in: posts are sorted by item id,
``a`` is the lower id, and rows are sorted by (a, b, kind).
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from indicia.engine import corpus_engine
from indicia.trace.boilerplate import contents_of
from indicia.trace.contain import contained_links
from indicia.trace.forward import forward_links
from indicia.trace.link import Link, direction_of, lag_seconds
from indicia.trace.near import near_links
from indicia.trace.options import TraceOptions
from indicia.trace.picture import picture_links
from indicia.trace.post import Post, posts_of
from indicia.trace.translation import translation_links

VERSION = "2"
COPY_SCHEMA = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("kind", pa.string()),
        ("similarity", pa.float64()),
        ("lag_seconds", pa.float64()),
        ("direction", pa.string()),
        ("direction_certainty", pa.float64()),
        ("method", pa.string()),
        ("version", pa.string()),
        ("reason", pa.string()),
    ]
)
"""``lag_seconds`` is posting of b minus posting of a; null when either is not known.
``direction_certainty`` is 0 where the direction is unknown."""


def find_copies(
    items: pa.Table, engine: str = "local", options: TraceOptions | None = None
) -> pa.Table:
    """The links between the posts of ``items`` (see :data:`indicia.trace.post.POST_SCHEMA`).

    One pair has at most one row by text (identical, identical_text,
    near, reworded or contained) and at most
    one each by forward, translation and picture. Raises what :func:`corpus_engine` raises.
    """
    options = options or TraceOptions()
    corpus = corpus_engine(engine)
    posts = posts_of(items)
    contents = contents_of(posts)
    near = near_links(posts, contents, options.jaccard, corpus)
    links = {(link.a, link.b): link for link in near}
    for link in contained_links(posts, contents.texts, options.containment, corpus):
        links.setdefault((link.a, link.b), link)
    by_text = list(links.values())
    every = by_text + forward_links(posts, contents.texts, by_text, options.source_names)
    every += picture_links(posts, contents.stock)
    if options.translations:
        every += translation_links(posts, corpus)
    return _table(every, posts)


def _table(links: Sequence[Link], posts: Sequence[Post]) -> pa.Table:
    ordered = sorted(links, key=lambda link: (link.a, link.b, link.kind))
    directions = [direction_of(link, posts) for link in ordered]
    columns = [
        [posts[link.a].item for link in ordered],
        [posts[link.b].item for link in ordered],
        [link.kind for link in ordered],
        [round(link.similarity, 9) for link in ordered],
        [lag_seconds(posts[link.a], posts[link.b]) for link in ordered],
        [direction for direction, _ in directions],
        [round(certainty, 9) for _, certainty in directions],
        [link.method for link in ordered],
        [VERSION] * len(ordered),
        [link.reason for link in ordered],
    ]
    arrays = [pa.array(v, f.type) for v, f in zip(columns, COPY_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=COPY_SCHEMA)
