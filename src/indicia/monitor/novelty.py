"""What a round brought, read off the tables: posts that are new, edited, or gone.

A post version is of this round when its first sighting lies after the log position at which the
round began. It is an edit when the post was known before. A deletion is a finding: a capture that
looked for a post and did not hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow.compute as pc

from indicia.store import TableStore

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Novelty:
    """One post that is new, edited or gone."""

    what: str
    """new, edited or deleted."""
    post_version: str
    post: str
    item: str
    source: str
    source_name: str
    posted: datetime | None
    text: str
    """The whole text of it; gone posts: as last seen."""

    @property
    def excerpt(self) -> str:
        """The text on one line, cut at a word."""
        line = " ".join(self.text.split())
        return line if len(line) <= LONGEST_TEXT else line[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"


def novelties(store: TableStore, position: int) -> list[Novelty]:
    """What came after log position ``position``, in the order of posting."""
    sightings = store.read("sightings", ["post_version", "seq"])
    first: dict[str, int] = {}
    pairs = zip(
        sightings.column("post_version").to_pylist(),
        sightings.column("seq").to_pylist(),
        strict=True,
    )
    for version, seq in pairs:
        first[version] = min(seq, first.get(version, seq))
    versions = {row["post_version"]: row for row in store.read("post_versions").to_pylist()}
    known_posts = {row["post"] for name, row in versions.items() if first.get(name, 0) <= position}
    fresh = {name: row for name, row in versions.items() if first.get(name, 0) > position}
    found = {name: "edited" if row["post"] in known_posts else "new" for name, row in fresh.items()}
    found.update(dict.fromkeys(_gone(store, versions, position), "deleted"))
    names, texts = _source_names(store), _texts(store, {versions[n]["rendition"] for n in found})
    rows = [_novelty(what, versions[name], names, texts) for name, what in found.items()]
    return sorted(rows, key=lambda n: (n.posted is None, n.posted, n.what, n.post_version))


def _gone(store: TableStore, versions: Mapping[str, Any], position: int) -> list[str]:
    """The last known version of each post that a capture after ``position`` found gone first."""
    absent = store.read("absences", ["post", "seq"]).to_pylist()
    first: dict[str, int] = {}
    for row in absent:
        first[row["post"]] = min(row["seq"], first.get(row["post"], row["seq"]))
    gone = {post for post, seq in first.items() if seq > position}
    return [name for name, row in versions.items() if row["post"] in gone and row["latest"]]


def _source_names(store: TableStore) -> dict[str, str]:
    rows = store.read("sources", ["source", "name", "last_utc"]).to_pylist()
    rows.sort(key=lambda row: (row["last_utc"] is not None, row["last_utc"]))
    return {row["source"]: row["name"] for row in rows}


def _texts(store: TableStore, renditions: set[str]) -> dict[str, str]:
    table = store.read("renditions", ["rendition", "text"])
    kept = table.filter(pc.is_in(table.column("rendition"), value_set=_array(renditions)))
    return dict(
        zip(kept.column("rendition").to_pylist(), kept.column("text").to_pylist(), strict=True)
    )


def _array(values: set[str]) -> Any:
    import pyarrow as pa

    return pa.array(sorted(values), pa.string())


def _novelty(
    what: str, row: Mapping[str, Any], names: Mapping[str, str], texts: Mapping[str, str]
) -> Novelty:
    return Novelty(
        what=what,
        post_version=row["post_version"],
        post=row["post"],
        item=row["item"],
        source=row["source"],
        source_name=names.get(row["source"], row["source"]),
        posted=row["posted_utc"],
        text=texts.get(row["rendition"], ""),
    )
