"""What the tables know of a round's posts, as the alert rules need it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from indicia.geo.plane import metres_per_degree
from indicia.monitor.novelty import Novelty
from indicia.monitor.rule import Seen
from indicia.settings import Area
from indicia.store import TableStore

WIDEST_REGION = 4.0
"""A region larger than so many circles of its distance tells too little of where it lies."""


def seen_posts(store: TableStore, found: Sequence[Novelty], area: Area) -> list[Seen]:
    """The new and edited posts of a round with their entities, places and pictures."""
    fresh = [novelty for novelty in found if novelty.what in ("new", "edited")]
    if not fresh:
        return []
    items = {novelty.item for novelty in fresh}
    versions = {novelty.post_version for novelty in fresh}
    entities = _entities(store, items)
    places = _places(store, items, area)
    pictures = _pictures_before(store, versions)
    sources = source_ids(store)
    return [
        Seen(
            novelty,
            frozenset(entities[novelty.item]),
            tuple(places[novelty.item]),
            tuple(pictures[novelty.post_version]),
            frozenset(sources[novelty.source]),
        )
        for novelty in fresh
    ]


def source_ids(store: TableStore) -> dict[str, set[str]]:
    """source -> its platform id and names."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.read("sources", ["source", "platform_id", "name"]).to_pylist():
        found[row["source"]] |= {row["platform_id"], row["name"]}
    return found


def person_entities(store: TableStore) -> frozenset[str]:
    """Entities that are persons."""
    rows = store.read("entities", ["entity", "kind"]).to_pylist()
    return frozenset(row["entity"] for row in rows if row["kind"] == "person")


def posting_times(store: TableStore) -> dict[str, list[datetime]]:
    """source -> times of its posts (each post once)."""
    columns = ["post", "source", "posted_utc", "latest"]
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in store.read("post_versions", columns).to_pylist():
        if row["latest"] and row["posted_utc"] is not None:
            found[row["source"]].append(row["posted_utc"])
    return found


def _entities(store: TableStore, items: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.read("mentions", ["item", "entity"]).to_pylist():
        if row["entity"] and row["item"] in items:
            found[row["item"]].add(row["entity"])
    return found


def _places(store: TableStore, items: set[str], area: Area) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    if area.lat is None or area.lon is None:
        return found
    east, north = metres_per_degree(area.lat)
    for row in store.read("places", ["item", "lon", "lat", "area90_km2"]).to_pylist():
        if row["item"] not in items:
            continue
        km = math.hypot((row["lon"] - area.lon) * east, (row["lat"] - area.lat) * north) / 1000
        if row["area90_km2"] <= WIDEST_REGION * math.pi * max(km, area.radius_km) ** 2:
            found[row["item"]].append(km)
    return found


def _pictures_before(store: TableStore, versions: set[str]) -> dict[str, list[str]]:
    """post version of the round -> its pictures that an earlier post shows, exactly or alike."""
    items = store.read("items", ["post_version", "pictures"]).to_pylist()
    shown: dict[str, set[str]] = defaultdict(set)
    for row in items:
        shown[row["post_version"]] |= set(row["pictures"])
    earlier = {p for name, pictures in shown.items() if name not in versions for p in pictures}
    found = {name: sorted(shown[name] & earlier) for name in versions}
    for row in store.read("copies", ["a", "b", "kind"]).to_pylist():
        for one, other in ((row["a"], row["b"]), (row["b"], row["a"])):
            alike = row["kind"] == "picture" and one in versions and other not in versions
            if alike and not found[one]:
                found[one] = sorted(shown[one])[:1]
    return defaultdict(list, found)
