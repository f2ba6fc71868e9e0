"""Items become posts, versions of posts, and sightings of versions; sources get dated names.

All of it is by columns: a table of items has a row a message, and a case may hold a million.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.tables import TABLES

Row = dict[str, Any]
Places = Any
"""An int64 array, of row numbers or of numbers that stand for values."""


def join_posts(
    items: pa.Table, renditions: pa.Table, captures: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """The tables ``post_versions`` and ``sightings``, in no order.

    The item that stands for a version is the one that was captured first; its preferred rendition
    is the text that later stages read. Service messages are no posts.
    """
    columns = ["item", "original", "kind", "post", "post_version", "source", "posted", "month"]
    items = items.select(columns).append_column("rendition", _preferred(items, renditions))
    items = items.filter(pc.not_equal(items.column("kind"), "service"))
    version = _coded(items.column("post_version"))
    shown, capture = _showings(items, captures)
    seq = captures.column("seq").to_numpy()[capture]
    when = _microseconds(captures.column("captured_utc"))[capture]
    first = _first_items(version, shown, seq, _ranks(items.column("item")))
    last = _lasts(version[shown], seq, when)
    posts = items.take(pa.array(first))
    count = np.bincount(version[shown], minlength=len(first))
    earliest = np.full(len(first), np.iinfo(np.int64).max)
    np.minimum.at(earliest, version[shown], when)
    versions = {
        "post_version": posts.column("post_version"),
        "post": posts.column("post"),
        "item": posts.column("item"),
        "rendition": posts.column("rendition"),
        "source": posts.column("source"),
        "posted_utc": pc.struct_field(posts.column("posted"), "from_utc"),
        "first_seen_utc": _instants(earliest),
        "last_seen_utc": _instants(when[last]),
        "sightings": pa.array(count),
        "latest": pa.array(_latest(posts, when[last], seq[last])),
        "month": posts.column("month"),
    }
    sightings = {
        "post_version": items.column("post_version").take(pa.array(shown)),
        "item": items.column("item").take(pa.array(shown)),
        "seq": pa.array(seq),
        "captured_utc": _instants(when),
    }
    return (
        pa.table(versions).cast(TABLES["post_versions"].schema),
        pa.table(sightings).cast(TABLES["sightings"].schema),
    )


def _showings(items: pa.Table, captures: pa.Table) -> tuple[Places, Places]:
    """Each item with each capture of its original: (places of items, places of captures)."""
    originals = pc.unique(captures.column("original"))
    of_capture = pc.index_in(captures.column("original"), value_set=originals).to_numpy()
    of_item = pc.index_in(items.column("original"), value_set=originals).to_numpy()
    by_original = np.argsort(of_capture, kind="stable")
    count = np.bincount(of_capture, minlength=len(originals))
    begin = np.cumsum(count) - count
    times = count[of_item]
    shown = np.repeat(np.arange(len(of_item)), times)
    within = np.arange(len(shown)) - np.repeat(np.cumsum(times) - times, times)
    return shown, by_original[np.repeat(begin[of_item], times) + within]


def _first_items(version: Places, shown: Places, seq: Places, rank: Places) -> Places:
    """For each version the place of the item that was captured first; of several the first id."""
    captured = np.full(len(version), np.iinfo(np.int64).max)
    np.minimum.at(captured, shown, seq)
    order = np.lexsort((rank, captured, version))
    return order[_begins(version[order])]


def _lasts(version: Places, seq: Places, when: Places) -> Places:
    """For each version the place of its last showing."""
    order = np.lexsort((when, seq, version))
    ends = np.append(_begins(version[order])[1:], len(order)) - 1
    return order[ends[ends >= 0]]


def _latest(posts: pa.Table, last_time: Places, last_seq: Places) -> Places:
    """Whether a version is the one of its post that was seen last."""
    post = _coded(posts.column("post"))
    order = np.lexsort((_ranks(posts.column("post_version")), last_seq, last_time, post))
    ends = np.append(_begins(post[order])[1:], len(order)) - 1
    latest = np.zeros(len(order), bool)
    latest[order[ends[ends >= 0]]] = True
    return latest


def _begins(grouped: Places) -> Places:
    """Where each run of equal values begins."""
    if not len(grouped):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], grouped[1:] != grouped[:-1]]))


def _coded(column: pa.ChunkedArray) -> Places:
    """Values as numbers from 0, in the order in which they come."""
    return pc.dictionary_encode(column.combine_chunks()).indices.to_numpy().astype(np.int64)


def _ranks(column: pa.ChunkedArray) -> Places:
    """The place of each value among all in order."""
    return pc.rank(column, tiebreaker="first").to_numpy().astype(np.int64)


def _microseconds(column: pa.ChunkedArray) -> Places:
    return column.cast(pa.int64()).to_numpy()


def _instants(microseconds: Places) -> pa.Array:
    return pa.array(microseconds).cast(pa.timestamp("us", tz="UTC"))


def _preferred(items: pa.Table, renditions: pa.Table) -> pa.ChunkedArray:
    """For each item its last preferred rendition, else its first."""
    owner = pc.index_in(renditions.column("item"), value_set=items.column("item"))
    known = owner.is_valid().to_numpy(zero_copy_only=False)
    place = owner.fill_null(0).to_numpy()
    rows = np.flatnonzero(known)
    chosen = np.full(items.num_rows, -1)
    chosen[place[rows[::-1]]] = rows[::-1]  # of several assignments the last one stays
    better = rows[renditions.column("preferred").to_numpy()[rows]]
    chosen[place[better]] = better
    return renditions.column("rendition").take(pa.array(chosen, mask=chosen < 0))


def join_sources(sources: pa.Table) -> list[Row]:
    """One row a source and name, with first and last post and the number of items."""
    numbered = sources.append_column("row", pa.array(np.arange(sources.num_rows)))
    key = ["source", "name"]
    met = numbered.group_by(key).aggregate(
        [("row", "min"), ("items", "sum"), ("first_utc", "min"), ("last_utc", "max")]
    )
    told = numbered.filter(pc.not_equal(numbered.column("kind"), "unknown"))
    told = told.group_by(key).aggregate([("row", "min")])
    kinds = {(row["source"], row["name"]): row["row_min"] for row in told.to_pylist()}
    rows = []
    for group in met.to_pylist():
        first = sources.slice(group["row_min"], 1).to_pylist()[0]
        kind = kinds.get((group["source"], group["name"]))
        first["kind"] = sources.column("kind")[kind].as_py() if kind is not None else "unknown"
        first["items"] = group["items_sum"]
        first["first_utc"], first["last_utc"] = group["first_utc_min"], group["last_utc_max"]
        rows.append(first)
    return rows


def join_pictures(pictures: pa.Table, items: pa.Table) -> list[Row]:
    """Pictures with the items that show them."""
    held = items.column("pictures").combine_chunks()
    owner = items.column("item").take(pc.list_parent_indices(held)).to_pylist()
    shown: dict[str, list[str]] = defaultdict(list)
    for picture, item in zip(pc.list_flatten(held).to_pylist(), owner, strict=True):
        shown[picture].append(item)
    # A picture inside two originals is read twice, with the same outcome.
    once = {row["picture"]: row for row in pictures.to_pylist()}
    return [{**row, "items": sorted(shown[name])} for name, row in once.items()]
