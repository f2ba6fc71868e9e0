"""All links of copying in a corpus, as one table.

What comes out does not depend on the order of the rows that go in: posts are sorted by item id,
``a`` is the lower id, and rows are sorted by (a, b, kind).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from indicia.engine import corpus_engine
from indicia.trace.boilerplate import contents_of, stock_pictures
from indicia.trace.forward import forward_links
from indicia.trace.hashing import paired_hashes
from indicia.trace.link import Link, direction_of
from indicia.trace.memory import Memory, NoMemory
from indicia.trace.near import text_links
from indicia.trace.options import TraceOptions
from indicia.trace.picture import picture_links
from indicia.trace.post_columns import PostColumns
from indicia.trace.rarity import (
    Rarity,
    epoch,
    first_posts,
    name_of,
    rarity_of,
    recalled_rarity,
    remember_rarity,
)
from indicia.trace.text import Texts
from indicia.trace.tongue import tongues_of
from indicia.trace.trait import exact_hash, feature_rows, traits_of, words_of
from indicia.trace.translation import Tongues, translation_links

VERSION = "3"
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept between runs: the ``traits`` of each post, in the order of item ids, with a
    ``key`` each that changes when they do, and the ``memory`` of pairs."""

    traits: pa.Table
    keys: Sequence[str]
    memory: Memory


def find_copies(
    items: pa.Table,
    engine: str = "local",
    options: TraceOptions | None = None,
    kept: Kept | None = None,
) -> pa.Table:
    """The links between the posts of ``items`` (see :data:`indicia.trace.post.POST_SCHEMA`).

    One pair has at most one row by text (identical, identical_text, near, reworded or contained)
    and at most one each by forward, translation and picture. What is ``kept`` spares work and
    changes nothing. Raises what :func:`corpus_engine` and :meth:`PostColumns.of` raise.
    """
    options = options or TraceOptions()
    corpus = corpus_engine(engine)
    posts = PostColumns.of(items)
    kept = kept or _made(posts)
    contents = contents_of(words_of(kept.traits), posts.source)
    names, tongue = tongues_of(posts)
    rarity = _rarity(posts, kept, [names[n] for n in tongue.tolist()])
    texts = Texts.of(posts, contents, kept.traits)
    found = text_links(texts, options, rarity, kept.memory, corpus)
    by_text: dict[tuple[int, int], Link] = {}
    for link in found:
        by_text.setdefault((link.a, link.b), link)
    alike = list(by_text.values())
    every = alike + forward_links(posts, contents, alike, options.source_names)
    every += picture_links(posts, stock_pictures(posts, contents.hash))
    if options.translations:
        features, keys = feature_rows(kept.traits), _keys(posts, kept, tongue, names)
        tongues = Tongues(posts, names, tongue, features, keys)
        every += translation_links(tongues, rarity, kept.memory, corpus)
    return _table(every, posts)


def _made(posts: PostColumns) -> Kept:
    lists = [
        [values or () for values in posts.table.column(name).to_pylist()]
        for name in ("urls", "pictures")
    ]
    return Kept(traits_of(posts.texts(np.arange(len(posts))), *lists), posts.item, NoMemory())


def _rarity(posts: PostColumns, kept: Kept, tongues: Sequence[str]) -> Rarity:
    rows = first_posts(posts.arrival)
    name = name_of([f"{kept.keys[row]}|{tongues[row]}" for row in rows.tolist()])
    known = recalled_rarity(kept.memory, name)
    if known is not None:
        return known
    spoken = [tongues[row] for row in rows.tolist()]
    counted = rarity_of(kept.traits, rows, spoken, name, epoch(len(posts)))
    remember_rarity(kept.memory, counted)
    return counted


def _keys(posts: PostColumns, kept: Kept, tongue: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """A hash of each post, its traits, its tongue and its time of posting."""
    own = np.array(
        [exact_hash(f"{key}|{item}") for key, item in zip(kept.keys, posts.item, strict=True)],
        np.uint64,
    )
    spoken = np.array([exact_hash(name) for name in names], np.uint64)[tongue]
    posted = np.where(posts.dated, posts.posted, -1).view(np.uint64)
    return paired_hashes(paired_hashes(own, spoken), posted)


def _table(links: Sequence[Link], posts: PostColumns) -> pa.Table:
    ordered = sorted(links, key=lambda link: (link.a, link.b, link.kind))
    directions = [direction_of(link, posts) for link in ordered]
    columns = [
        [posts.item[link.a] for link in ordered],
        [posts.item[link.b] for link in ordered],
        [link.kind for link in ordered],
        [round(link.similarity, 9) for link in ordered],
        [posts.lag_seconds(link.a, link.b) for link in ordered],
        [direction for direction, _ in directions],
        [round(certainty, 9) for _, certainty in directions],
        [link.method for link in ordered],
        [VERSION] * len(ordered),
        [link.reason for link in ordered],
    ]
    arrays = [pa.array(v, f.type) for v, f in zip(columns, COPY_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=COPY_SCHEMA)
