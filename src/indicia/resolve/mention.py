"""The mentions of a case as ``resolve`` takes them: with the post, origin and source of each.

Item, origin and source are numbers, so that what is gathered of a million mentions stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from indicia.stage import Workspace

COLUMNS = (
    "mention",
    "kind",
    "method",
    "quote",
    "entity",
    "item",
    "rendition",
    "start",
    "end",
    "prefix",
    "suffix",
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of a case, each with when and where it was posted."""

    table: pa.Table
    """``COLUMNS``, ``posted_utc``, and as numbers: ``number`` (of the item), ``origin`` (of its post
    version) and ``source``. An item without a post stands for its own origin and source."""
    posts: Mapping[int, int]
    """Number of a source -> number of its posts."""


def placed_mentions(work: Workspace) -> Mentions:
    """The mentions of a case with what the tables of posts and origins say about each."""
    mentions = work.table("mentions", COLUMNS)
    columns = ["item", "post_version", "source", "posted_utc"]
    versions = work.table("post_versions", columns).combine_chunks()
    origins = work.table("origins", ["post_version", "origin"]).combine_chunks()
    item = mentions.column("item")
    post = pc.index_in(item, value_set=versions.column("item"))
    place = pc.index_in(versions.column("post_version"), value_set=origins.column("post_version"))
    origin = origins.column("origin").take(place).take(post)
    named = pc.replace_with_mask(
        versions.column("source").combine_chunks(),
        pc.equal(versions.column("source").combine_chunks(), "").fill_null(False),
        pa.scalar(None, pa.string()),
    )
    sources, source = _numbered(pc.coalesce(named.take(post), item))
    counted = pc.value_counts(named.drop_null()).to_pylist()
    posts = {row["values"]: row["counts"] for row in counted}
    table = (
        mentions.append_column("posted_utc", versions.column("posted_utc").take(post))
        .append_column("number", _numbered(item)[1])
        .append_column("origin", _numbered(pc.coalesce(origin, item))[1])
        .append_column("source", source)
    )
    return Mentions(table, {n: posts.get(name, 0) for n, name in enumerate(sources)})


def _numbered(values: pa.ChunkedArray) -> tuple[list[str], pa.Array]:
    """The different values, and for each value the place of it among them."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = pc.dictionary_encode(whole)
    return encoded.dictionary.to_pylist(), encoded.indices
