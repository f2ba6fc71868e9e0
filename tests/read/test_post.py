"""Items become posts: the joins by columns agree with the same joins row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from indicia.read.post import join_pictures, join_posts, join_sources
from indicia.tables import TABLES

START = datetime(2026, 10, 1, tzinfo=UTC)
Row = dict[str, Any]


def table(name: str, rows: list[Row]) -> pa.Table:
    """A table whose missing columns are null."""
    return pa.Table.from_pylist(rows, TABLES[name].schema)


@st.composite
def captured(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[Row]]:
    """Items of a few originals that were captured once or more, their renditions, the captures."""
    originals = ["o1", "o2", "o3"]
    order = draw(st.lists(st.sampled_from(originals), min_size=3, max_size=7))
    captures = [
        {
            "seq": seq,
            "original": name,
            "captured_utc": START + timedelta(hours=draw(st.integers(0, 3))),
        }
        for seq, name in enumerate([*originals, *order], 1)
    ]
    items: list[Row] = []
    renditions: list[Row] = []
    for number in range(draw(st.integers(0, 12))):
        post = draw(st.sampled_from(["p1", "p2", "p3"]))
        version = post + draw(st.sampled_from("abc"))
        moment = draw(st.sampled_from([None, START]))
        items.append(
            {
                "item": draw(st.sampled_from("xyz")) + str(number),
                "original": draw(st.sampled_from(originals)),
                "kind": draw(st.sampled_from(["post", "post", "service"])),
                "post": post,
                "post_version": version,
                "source": "s1",
                "posted": {"from_utc": moment} if moment else None,
                "month": draw(st.sampled_from(["2026-10", "undated"])),
                "pictures": draw(st.lists(st.sampled_from(["k1", "k2"]), max_size=2)),
            }
        )
        for _ in range(draw(st.integers(1, 3))):
            renditions.append(
                {
                    "item": items[-1]["item"],
                    "rendition": f"r{len(renditions)}",
                    "preferred": draw(st.booleans()),
                }
            )
    return items, renditions, captures


def posts_row_by_row(
    items: list[Row], renditions: list[Row], captures: list[Row]
) -> tuple[list[Row], list[Row]]:
    """The definition: what the tables ``post_versions`` and ``sightings`` hold."""
    chosen: dict[str, str] = {}
    for row in renditions:
        if row["preferred"] or row["item"] not in chosen:
            chosen[row["item"]] = row["rendition"]
    seen = defaultdict(list)
    for capture in captures:
        seen[capture["original"]].append((capture["seq"], capture["captured_utc"]))
    groups: dict[str, list[Row]] = defaultdict(list)
    for item in items:
        if item["kind"] != "service":
            groups[item["post_version"]].append(item)
    versions, sightings = [], []
    newest: dict[str, Any] = {}
    for name, group in groups.items():
        shown = [(seq, when, i["item"]) for i in group for seq, when in seen[i["original"]]]
        sightings += [
            {"post_version": name, "item": item, "seq": seq, "captured_utc": when}
            for seq, when, item in shown
        ]
        first = min(group, key=lambda i: (seen[i["original"]][0][0], i["item"]))
        last_seq, last_time, _ = max(shown)
        mark = (last_time, last_seq, name)
        newest[first["post"]] = max(newest.get(first["post"], mark), mark)
        versions.append(
            {
                "post_version": name,
                "post": first["post"],
                "item": first["item"],
                "rendition": chosen[first["item"]],
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


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda r: (r["post_version"], r["item"], r.get("seq")))


@given(captured())
def test_posts_and_sightings_are_those_of_the_definition(
    found: tuple[list[Row], list[Row], list[Row]],
) -> None:
    items, renditions, captures = found
    versions, sightings = join_posts(
        table("items", items), table("renditions", renditions), table("captures", captures)
    )
    expected = posts_row_by_row(items, renditions, captures)
    assert in_order(versions.to_pylist()) == in_order(expected[0])
    assert in_order(sightings.to_pylist()) == in_order(expected[1])


@given(captured())
def test_a_picture_lists_every_item_that_shows_it(
    found: tuple[list[Row], list[Row], list[Row]],
) -> None:
    items, _, _ = found
    pictures = table("pictures", [{"picture": "k1"}, {"picture": "k2"}, {"picture": "k1"}])
    shown = {row["picture"]: row["items"] for row in join_pictures(pictures, table("items", items))}
    assert shown == {
        name: sorted(i["item"] for i in items for picture in i["pictures"] if picture == name)
        for name in ("k1", "k2")
    }


def test_a_source_has_its_first_known_kind_and_the_span_of_its_posts() -> None:
    def row(kind: str, day: int | None, platform_id: str = "7") -> Row:
        when = START + timedelta(days=day) if day is not None else None
        times = {"first_utc": when, "last_utc": when, "items": 1}
        names = {"source": "s1", "name": "Tell Qamar", "platform": "telegram"}
        return {**names, **times, "kind": kind, "platform_id": platform_id}

    rows = [row("unknown", 3), row("channel", None), row("outlet", 1), row("unknown", 9)]
    (made,) = join_sources(table("sources", rows))
    assert (made["kind"], made["items"]) == ("channel", 4)
    assert (made["first_utc"], made["last_utc"]) == (
        START + timedelta(days=1),
        START + timedelta(days=9),
    )
    (unknown,) = join_sources(table("sources", [row("unknown", None)]))
    assert (unknown["kind"], unknown["first_utc"]) == ("unknown", None)
