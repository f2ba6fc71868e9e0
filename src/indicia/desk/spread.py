"""How it spread: the origins of the posts of a selection, one of them as a tree in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.conduct import conduct_figure_of, tests_of
from indicia.desk.drawn import drawn
from indicia.desk.selection import Selection, selected_link, selection, texts_of
from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.errors import UsageError
from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.store import TableStore
from indicia.trace.origin_count import spanning_links

MOST_ORIGINS = 40
MOST_POSTS = 120
"""Posts of one origin that are drawn; the caption says how many more there are."""
LEFT, RIGHT, TOP, LANE = 230.0, 40.0, 16.0, 30.0
LONGEST_NAME = 30
FIRST_HAND = ("forward", "translation")
"""Kinds of links with a line of their own; all others are copies."""
Row = Mapping[str, Any]


def spread(visit: Visit) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where the origin that is asked for is none."""
    chosen = selection(visit)
    names = dict(chosen.sources)
    wanted = visit.query.get("origin", "")
    posts, links = _held(visit.store, wanted) if wanted else ([], [])
    tests = tests_of(visit, chosen)
    return {
        "chosen": chosen,
        "count": chosen.rows.num_rows,
        "selected": partial(selected_link, visit),
        "origins": _origins(visit.store, chosen, names),
        "wanted": wanted,
        "links": [{**link, "names": _ends(link, posts, names)} for link in links],
        "tests": tests,
        "figures": {
            "tree": drawn(
                _tree(visit, posts, links, names),
                [visit.link(f"/id/{row['item']}") for row in posts[:MOST_POSTS]],
            ),
            "conduct": drawn(conduct_figure_of(visit, tests)),
        },
    }


def tree_figure(visit: Visit) -> Figure | None:
    """The posts of one origin (parameter ``origin``) in time, and which came from which.

    For a file: without the words of the posts, which leave a case in an update alone.
    """
    wanted = visit.query.get("origin", "")
    if not wanted:
        return None
    posts, links = _held(visit.store, wanted)
    unsaid = [{**post, "text": ""} for post in posts]
    private = dict.fromkeys(visit.view.private_sources, words_in(visit.language)["private_account"])
    return _tree(visit, unsaid, links, {**dict(selection(visit).sources), **private})


def conduct_figure(visit: Visit) -> Figure | None:
    """Tests of conduct of the sources of the selection beside what chance would give."""
    return conduct_figure_of(visit, tests_of(visit, selection(visit)))


def _origins(
    store: TableStore, chosen: Selection, names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Origins with copies among the selected posts, those with most posts first."""
    origins = store.read("origins", ["post_version", "origin", "first", "size", "certainty"])
    origins = origins.filter(pc.greater(origins.column("size"), 1))
    at = pc.index_in(origins.column("post_version"), chosen.rows.column("post_version"))
    mine = origins.append_column("at", at).filter(pc.is_valid(at))
    rows = chosen.rows.select(["source", "posted_utc"]).take(mine.column("at"))
    listed = pa.table({
        "origin": mine.column("origin"), "source": rows.column("source"),
        "posted": rows.column("posted_utc"), "first": mine.column("first"),
        "certainty": mine.column("certainty"),
    })  # fmt: skip
    groups = (
        listed.group_by("origin", use_threads=False)
        .aggregate([
            ("source", "count"), ("source", "count_distinct"), ("posted", "min"), ("posted", "max"),
            ("first", "first"), ("certainty", "first"),
        ])
        .sort_by([("source_count", "descending"), ("origin", "ascending")])
        .slice(0, MOST_ORIGINS)
    )  # fmt: skip
    found = groups.to_pylist()
    firsts = _versions(store, [row["first_first"] for row in found])
    return [
        {
            "origin": row["origin"],
            "posts": row["source_count"],
            "sources": row["source_count_distinct"],
            "from": row["posted_min"],
            "hours": _hours(row["posted_min"], row["posted_max"]),
            "certainty": row["certainty_first"],
            "first": names.get(firsts.get(row["first_first"], {}).get("source", ""), "–"),
            "text": firsts.get(row["first_first"], {}).get("text", ""),
        }
        for row in found
    ]


def _hours(first: datetime | None, last: datetime | None) -> float | None:
    return None if first is None or last is None else (last - first).total_seconds() / 3600


def _versions(store: TableStore, wanted: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Post versions by id with item, source, time and the beginning of their text."""
    columns = ["post_version", "item", "source", "posted_utc", "rendition"]
    rows = store.read("post_versions", columns)
    at = pc.index_in(pa.array(wanted, pa.string()), rows.column("post_version"))
    found = rows.take(pc.drop_null(at)).to_pylist()
    said = texts_of(store, [row["rendition"] for row in found])
    return {
        row["post_version"]: {**row, "text": " ".join(said.get(row["rendition"], "").split())[:160]}
        for row in found
    }


def _held(store: TableStore, origin: str) -> tuple[list[dict[str, Any]], list[Row]]:
    """The posts of an origin in time, and the links that hold them together.

    Raises ``UsageError`` where there is no such origin.
    """
    origins = store.read("origins", ["post_version", "origin", "first"])
    mine = origins.filter(pc.equal(origins.column("origin"), origin))
    if not mine.num_rows:
        raise UsageError(f"origin: {origin} is none of these tables; choose one of the list")
    first = mine.column("first")[0].as_py()
    posts = list(_versions(store, mine.column("post_version").to_pylist()).values())
    posts.sort(
        key=lambda row: (
            row["post_version"] != first, row["posted_utc"] is None,
            str(row["posted_utc"]), row["post_version"],
        )
    )  # fmt: skip
    copies = store.read("copies")
    both = pc.and_(
        *(pc.is_in(copies.column(c), value_set=mine.column("post_version")) for c in ("a", "b"))
    )
    inside = copies.filter(both)
    if not inside.num_rows:
        return posts, []
    kept, _ = spanning_links(inside)
    return posts, inside.take(pa.array(sorted(kept.tolist()))).to_pylist()


def _ends(link: Row, posts: Sequence[Row], names: Mapping[str, str]) -> tuple[str, str]:
    source = {row["post_version"]: names.get(row["source"], "–") for row in posts}
    ends = source.get(link["a"], "–"), source.get(link["b"], "–")
    return ends if link["direction"] != "b_first" else (ends[1], ends[0])


def _tree(
    visit: Visit, posts: Sequence[Row], links: Sequence[Row], names: Mapping[str, str]
) -> Figure | None:
    if not posts:
        return None
    words = words_in(visit.language)
    shown = posts[:MOST_POSTS]
    columns = 4 if any(post["text"] for post in shown) else 3
    lanes = {source: at for at, source in enumerate(dict.fromkeys(p["source"] for p in shown))}
    times = [p["posted_utc"] for p in shown if p["posted_utc"] is not None]
    start, end = (min(times), max(times)) if times else (None, None)
    whole = max((end - start).total_seconds(), 1.0) if start and end else 1.0
    height = TOP + LANE * len(lanes) + 34
    spots = {
        p["post_version"]: (
            LEFT + (WIDTH - LEFT - RIGHT) * ((p["posted_utc"] - start).total_seconds() / whole)
            if p["posted_utc"] and start
            else LEFT - 12,
            TOP + LANE * (lanes[p["source"]] + 0.5),
        )
        for p in shown
    }
    body = [
        f'<path d="M{LEFT:.0f} {TOP + LANE * (at + 0.5):.1f}H{WIDTH - RIGHT:.0f}" class="axis"/>'
        for at in lanes.values()
    ]
    for link in links:
        if link["a"] in spots and link["b"] in spots:
            (x0, y0), (x1, y1) = spots[link["a"]], spots[link["b"]]
            kind = link["kind"] if link["kind"] in FIRST_HAND else "copy"
            bend = (x0 + x1) / 2
            body.append(
                f'<path d="M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} '
                f'{y1:.1f}" class="tie {kind}"/>'
            )
    for number, post in enumerate(shown):
        x, y = spots[post["post_version"]]
        kind, size = ("first", 8) if number == 0 else ("dot", 5)
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" class="{kind}"/>')
    labels = [
        Label(1, (TOP + LANE * (at + 0.5)) / height * 100, _short(names.get(source, source)))
        for source, at in lanes.items()
    ]
    if start and end:
        low = (height - 8) / height * 100
        labels.append(Label(LEFT / WIDTH * 100, low, f"{start:%Y-%m-%d %H:%M}", "axis first-date"))
        right = (WIDTH - RIGHT) / WIDTH * 100
        labels.append(Label(right, low, f"{end:%Y-%m-%d %H:%M} UTC", "axis last-date"))
    return Figure(
        words["tree_title"],
        drawing(body, height),
        tuple(labels),
        tuple(words[key] for key in ("source", "posted_at", "hours_after", "text"))[:columns],
        tuple(
            (
                names.get(p["source"], p["source"]),
                f"{p['posted_utc']:%Y-%m-%d %H:%M}" if p["posted_utc"] else words["undated"],
                f"{(p['posted_utc'] - start).total_seconds() / 3600:.1f}"
                if p["posted_utc"] and start
                else "–",
                p["text"],
            )[:columns]
            for p in shown
        ),
        words["tree_caption"].format(left=len(posts) - len(shown)),
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
