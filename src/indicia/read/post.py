"""Items become posts, versions of posts, and sightings of versions; sources get dated names."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

Row = dict[str, Any]


def join_posts(
    items: pa.Table, renditions: pa.Table, captures: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Rows of ``post_versions`` and ``sightings``.

    The item that stands for a version is the one that was captured first; its preferred rendition
    is the text that later stages read. Service messages are no posts.
    """
    columns = ["item", "original", "kind", "post", "post_version", "source", "posted", "month"]
    text_of = _preferred(renditions)
    seen: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for capture in captures:
        seen[capture["original"]].append((capture["seq"], capture["captured_utc"]))
    groups: dict[str, list[Row]] = defaultdict(list)
    for item in items.select(columns).to_pylist():
        if item["kind"] != "service":
            groups[item["post_version"]].append(item)
    versions: list[Row] = []
    sightings: list[Row] = []
    newest: dict[str, tuple[Any, int, str]] = {}
    for name, group in groups.items():
        shown = [(seq, when, i["item"]) for i in group for seq, when in seen[i["original"]]]
        sightings += [
            {"post_version": name, "item": item, "seq": seq, "captured_utc": when}
            for seq, when, item in shown
        ]
        first = min(group, key=lambda i: (seen[i["original"]][0][0], i["item"]))
        last_seq, last_time, _ = max(shown)
        newest[first["post"]] = max(
            newest.get(first["post"], (last_time, last_seq, name)), (last_time, last_seq, name)
        )
        versions.append(
            {
                "post_version": name,
                "post": first["post"],
                "item": first["item"],
                "rendition": text_of[first["item"]],
                "source": first["source"],
                "posted_utc": (first["posted"] or {}).get("from_utc"),
                "first_seen_utc": min(when for _, when, _ in shown),
                "last_seen_utc": last_time,
                "sightings": len(shown),
                "month": first["month"],
            }
        )
    for version in versions:
        version["latest"] = newest[version["post"]][2] == version["post_version"]
    return versions, sightings


def _preferred(renditions: pa.Table) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for row in renditions.select(["item", "rendition", "preferred"]).to_pylist():
        if row["preferred"] or row["item"] not in chosen:
            chosen[row["item"]] = row["rendition"]
    return chosen


def join_sources(sources: pa.Table) -> list[Row]:
    """One row a source and name, with first and last post and the number of items."""
    merged: dict[tuple[str, str], Row] = {}
    for row in sources.to_pylist():
        held = merged.setdefault((row["source"], row["name"]), {**row, "items": 0})
        held["items"] += row["items"]
        times = [t for t in (held["first_utc"], row["first_utc"]) if t is not None]
        held["first_utc"] = min(times, default=None)
        times = [t for t in (held["last_utc"], row["last_utc"]) if t is not None]
        held["last_utc"] = max(times, default=None)
        if held["kind"] == "unknown":
            held["kind"] = row["kind"]
    return list(merged.values())


def join_pictures(pictures: pa.Table, items: pa.Table) -> list[Row]:
    """Pictures with the items that show them."""
    shown: dict[str, list[str]] = defaultdict(list)
    for row in items.select(["item", "pictures"]).to_pylist():
        for picture in row["pictures"]:
            shown[picture].append(row["item"])
    # A picture inside two originals is read twice, with the same outcome.
    once = {row["picture"]: row for row in pictures.to_pylist()}
    return [{**row, "items": sorted(shown[name])} for name, row in once.items()]
