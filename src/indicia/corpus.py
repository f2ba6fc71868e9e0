"""The corpus as trace and conduct take it: one row a post version, joined from the tables."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.stage import ReadTable
from indicia.tables import INSTANT, TEXT, TEXTS

CORPUS = pa.schema(
    [
        ("item", TEXT),
        ("source", TEXT),
        ("posted_utc", INSTANT),
        ("text", TEXT),
        ("language", TEXT),
        ("forwarded_from", TEXT),
        ("forwarded_kind", TEXT),
        ("pictures", TEXTS),
        ("picture_hashes", TEXTS),
        ("urls", TEXTS),
        ("hashtags", TEXTS),
        ("first_seen_utc", INSTANT),
        ("key", TEXT),
        ("post", TEXT),
        ("platform_id", TEXT),
        ("precision", TEXT),
    ]
)
"""``item`` holds the post version: what later stages count; the versions of one ``post`` are its
edits. ``key`` changes when the text that stands for it, or the item that shows it, does;
``precision`` is that of ``posted_utc``; ``platform_id`` the platform's number of the post."""


class Tables(Protocol):
    """Where tables are read: the workspace of a stage, or a case that was run."""

    @property
    def table(self) -> ReadTable:
        """Reads a table by its name."""
        ...


def corpus_of(work: Tables, hashes: bool) -> pa.Table:
    """The corpus, sorted by post version. ``hashes``: with perceptual hashes of the pictures."""
    columns = [
        "post_version",
        "item",
        "rendition",
        "source",
        "posted_utc",
        "first_seen_utc",
        "post",
    ]
    versions = work.table("post_versions", columns).combine_chunks().sort_by("post_version")
    item, rendition = versions.column("item"), versions.column("rendition")
    texts = _taken(work.table("renditions", ["rendition", "text", "language"]), rendition)
    columns = ["item", "forwarded_from", "forwarded_kind", "pictures", "urls", "hashtags"]
    items = _taken(work.table("items", [*columns, "platform_id", "posted"]), item)
    found: dict[str, Any] = {
        "item": versions.column("post_version"),
        "source": versions.column("source"),
        "posted_utc": versions.column("posted_utc"),
        "text": texts.column("text").fill_null(""),
        "language": texts.column("language"),
        "forwarded_from": items.column("forwarded_from"),
        "forwarded_kind": items.column("forwarded_kind"),
        "pictures": items.column("pictures"),
        "picture_hashes": _hashes(work, items) if hashes else items.column("pictures"),
        "urls": items.column("urls"),
        "hashtags": items.column("hashtags"),
        "first_seen_utc": versions.column("first_seen_utc"),
        "key": pc.binary_join_element_wise(rendition, item, "/"),
        "post": versions.column("post"),
        "platform_id": items.column("platform_id"),
        "precision": pc.struct_field(items.column("posted"), "precision"),
    }
    return pa.table({name: found[name] for name in CORPUS.names}).cast(CORPUS)


def _taken(table: pa.Table, names: pa.ChunkedArray) -> pa.Table:
    """The rows whose first column has these names, in their order; null where there is none."""
    # In one piece: to take rows of a column in many copies the whole column first.
    whole = table.combine_chunks()
    return whole.take(pc.index_in(names, value_set=whole.column(0)))


def _hashes(work: Tables, items: pa.Table) -> pa.Array:
    """The PDQ hash of each picture, in the order of the pictures; empty where there is none."""
    known = work.table("pictures", ["picture", "pdq"]).combine_chunks()
    shown = pc.fill_null(items.column("pictures").combine_chunks(), [])
    place = pc.index_in(pc.list_flatten(shown), value_set=known.column("picture"))
    hashes = known.column("pdq").take(place).combine_chunks().fill_null("")
    count = pc.list_value_length(shown).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(count)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), hashes)
