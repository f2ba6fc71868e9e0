"""The corpus as trace and conduct take it: one row a post version, joined from the tables."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.stage import Workspace
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


def corpus_of(work: Workspace, hashes: bool) -> pa.Table:
    """The corpus, sorted by post version. ``hashes``: with perceptual hashes of the pictures."""
    versions = work.table("post_versions").select(
        [
            *("post_version", "item", "rendition", "source", "posted_utc", "first_seen_utc"),
            "post",
        ]
    )
    items = work.table("items").select(
        [
            *("item", "forwarded_from", "forwarded_kind", "pictures", "urls", "hashtags"),
            *("platform_id", "posted"),
        ]
    )
    texts = work.table("renditions").select(["rendition", "text", "language"])
    joined = versions.join(texts, "rendition", join_type="left outer")
    # Lists cannot pass through a join: rows are taken by position instead.
    row_of = {name: row for row, name in enumerate(items.column("item").to_pylist())}
    rows = pa.array([row_of[name] for name in joined.column("item").to_pylist()], pa.int64())
    taken = items.take(rows)
    columns: dict[str, Any] = {
        "item": joined.column("post_version"),
        "source": joined.column("source"),
        "posted_utc": joined.column("posted_utc"),
        "text": joined.column("text").fill_null(""),
        "language": joined.column("language"),
        "forwarded_from": taken.column("forwarded_from"),
        "forwarded_kind": taken.column("forwarded_kind"),
        "pictures": taken.column("pictures"),
        "picture_hashes": _hashes(work, taken) if hashes else taken.column("pictures"),
        "urls": taken.column("urls"),
        "hashtags": taken.column("hashtags"),
        "first_seen_utc": joined.column("first_seen_utc"),
        "key": pc.binary_join_element_wise(joined.column("rendition"), joined.column("item"), "/"),
        "post": joined.column("post"),
        "platform_id": taken.column("platform_id"),
        "precision": pc.struct_field(taken.column("posted"), "precision"),
    }
    corpus = pa.table({name: columns[name] for name in CORPUS.names}).cast(CORPUS)
    return corpus.sort_by("item")


def _hashes(work: Workspace, taken: pa.Table) -> pa.Array:
    """The PDQ hash of each picture, in the order of the pictures; empty where there is none."""
    pictures = work.table("pictures")
    known = dict(
        zip(pictures.column("picture").to_pylist(), pictures.column("pdq").to_pylist(), strict=True)
    )
    lists = [
        [known.get(picture) or "" for picture in row or ()]
        for row in taken.column("pictures").to_pylist()
    ]
    return pa.array(lists, TEXTS)
