"""Who: the names that the posts of a selection hold, one of them as a profile, and what ties them.

People without a recorded public role are counted, never profiled or drawn (do no harm); the page
says so and leads to the decision that records a role.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.drawn import data_block, drawn
from indicia.desk.network import MOST_TIES, Tie, network, ranked
from indicia.desk.selection import Selection, selected_link, selection
from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.errors import UsageError
from indicia.publish.figure import Figure
from indicia.store import TableStore

MOST_LISTED = 60
MOST_DRAWN = 24
MOST_QUOTES = 5
PARTIES = pa.array(["person", "organisation", "facility", "place", "road"])
Row = Mapping[str, Any]


def who(visit: Visit) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where the entity that is asked for is none."""
    chosen = selection(visit)
    named = _named(visit.store, chosen)
    listed = _listed(visit.store, named)
    names, ties = _drawn(visit.store, named, listed)
    figure = network(names, ties, words_in(visit.language))
    wanted = visit.query.get("entity", "")
    return {
        "chosen": chosen,
        "count": chosen.rows.num_rows,
        "selected": partial(selected_link, visit),
        "entities": listed[:MOST_LISTED],
        "left": max(0, len(listed) - MOST_LISTED),
        "profile": _profile(visit, chosen, named, wanted) if wanted else None,
        "figures": {"network": drawn(figure)},
        "graph": _graph(visit, names, ties) if figure else "",
    }


def network_figure(visit: Visit) -> Figure | None:
    """Who is tied to whom, as posts of the selection state it or name both.

    For a file: without facilities, whose ties would say who is where.
    """
    named = _named(visit.store, selection(visit))
    listed = [row for row in _listed(visit.store, named) if row["kind"] != "facility"]
    names, ties = _drawn(visit.store, named, listed)
    return network(names, ties, words_in(visit.language))


def is_private(entity: Row) -> bool:
    """Whether an entity is a person whose public role nobody recorded."""
    return entity["kind"] == "person" and not entity["role"]


def _named(store: TableStore, chosen: Selection) -> pa.Table:
    """Mentions in the selected posts: ``entity, item, source, posted_utc, origin``, each resolved.

    A mention belongs to the entity that the lexicon gave it, else to the one its spelling stands
    for after merges.
    """
    rows = store.read("mentions", ["mention", "item", "kind", "entity", "quote"])
    at = pc.index_in(rows.column("item"), chosen.rows.column("item"))
    kept = pc.and_(pc.is_valid(at), pc.is_in(rows.column("kind"), value_set=PARTIES))
    rows = rows.append_column("at", at).filter(kept)
    entities = store.read("entities", ["entity"]).column("entity")
    names = store.read("names", ["name", "entity"])
    by_name = names.column("entity").take(pc.index_in(rows.column("quote"), names.column("name")))
    known = pc.is_in(rows.column("entity"), value_set=entities)
    entity = pc.if_else(pc.fill_null(known, False), rows.column("entity"), by_name)
    posts = chosen.rows.select(["source", "posted_utc", "origin"]).take(rows.column("at"))
    made = pa.table({
        "mention": rows.column("mention"), "entity": entity, "item": rows.column("item"),
        "quote": rows.column("quote"), "source": posts.column("source"),
        "posted_utc": posts.column("posted_utc"), "origin": posts.column("origin"),
    })  # fmt: skip
    return made.filter(pc.is_valid(made.column("entity")))


def _listed(store: TableStore, named: pa.Table) -> list[dict[str, Any]]:
    """Entities of the selection with their counts there, those of most origins first."""
    groups = named.group_by("entity").aggregate(
        [("mention", "count"), ("item", "count_distinct"), ("origin", "count_distinct")]
    )
    counts = {row["entity"]: row for row in groups.to_pylist()}
    rows = store.read("entities")
    rows = rows.filter(pc.is_in(rows.column("entity"), value_set=groups.column("entity")))
    found = [
        {
            **row,
            "private": is_private(row),
            "mentions": counts[row["entity"]]["mention_count"],
            "posts": counts[row["entity"]]["item_count_distinct"],
            "origins": counts[row["entity"]]["origin_count_distinct"],
        }
        for row in rows.to_pylist()
    ]
    return sorted(found, key=lambda row: (-row["origins"], -row["posts"], row["entity"]))


def _drawn(
    store: TableStore, named: pa.Table, listed: Sequence[Row]
) -> tuple[dict[str, str], list[Tie]]:
    """Entities that may be drawn with their names, and what ties them."""
    shown = [row for row in listed if not row["private"] and row["status"] != "rejected"]
    shown = [row for row in shown if row["kind"] not in ("place", "road")][:MOST_DRAWN]
    names = {row["entity"]: row["name"] for row in shown}
    return names, [*_stated(store, names), *_together(named, names)]


def _graph(visit: Visit, names: Mapping[str, str], ties: Sequence[Tie]) -> str:
    """What the page's script draws, as JSON: the nodes and ties of the drawing."""
    shown = ranked(ties)[:MOST_TIES]
    tied = {name for tie in shown for name in (tie.left, tie.right)}
    made = {
        "nodes": [
            {"id": name, "name": text, "link": selected_link(visit, "/who", entity=name)}
            for name, text in names.items()
            if name in tied
        ],
        "ties": [
            {
                "source": t.left,
                "target": t.right,
                "kind": t.kind,
                "weight": t.weight,
                "style": t.style,
            }
            for t in shown
        ],
    }
    return data_block(made)


def _stated(store: TableStore, names: Mapping[str, str]) -> list[Tie]:
    """Relations that somebody states between two of them."""
    return [
        Tie(row["left"], row["right"], row["kind"], len(row["statements"]), row["says"])
        for row in store.read("relations").to_pylist()
        if row["left"] in names and row["right"] in names and row["status"] != "rejected"
    ]


def _together(named: pa.Table, names: Mapping[str, str]) -> list[Tie]:
    """Pairs that the same origins name, each origin once."""
    kept = named.filter(
        pc.is_in(named.column("entity"), value_set=pa.array(sorted(names), pa.string()))
    )
    groups = (
        kept.select(["origin", "entity"]).group_by("origin").aggregate([("entity", "distinct")])
    )
    counts: Counter[tuple[str, str]] = Counter()
    for found in groups.column("entity_distinct").to_pylist():
        counts.update(combinations(sorted(found), 2))
    return [Tie(a, b, "together", count, "") for (a, b), count in sorted(counts.items())]


def _profile(visit: Visit, chosen: Selection, named: pa.Table, wanted: str) -> dict[str, Any]:
    """All that the tables hold of one entity. Raises ``UsageError`` for an unknown one."""
    store = visit.store
    rows = store.read("entities")
    found = rows.filter(pc.equal(rows.column("entity"), wanted)).to_pylist()
    if not found:
        raise UsageError(f"entity: {wanted} is none of these tables; choose one of the list")
    entity = found[0]
    made: dict[str, Any] = {"entity": entity, "private": is_private(entity)}
    if made["private"]:
        return made
    mine = named.filter(pc.equal(named.column("entity"), wanted))
    return made | {
        "spellings": _spellings(store, wanted, mine),
        "pairs": _pairs(store, wanted),
        "relations": _relations(store, wanted),
        "sources": _naming(mine, dict(chosen.sources)),
        "link": selected_link(visit, "/search", q=entity["name"]),
    }


def _spellings(store: TableStore, entity: str, mine: pa.Table) -> list[dict[str, Any]]:
    """Every spelling with where it is from, and how often the selection has it."""
    counts = {
        row["values"]: row["counts"]
        for row in pc.value_counts(mine.column("quote").combine_chunks()).to_pylist()
    }
    rows = store.read("names")
    rows = rows.filter(pc.equal(rows.column("entity"), entity)).to_pylist()
    made = [{**row, "here": counts.get(row["name"], 0)} for row in rows]
    return sorted(made, key=lambda row: (-row["here"], -row["mentions"], row["name"]))


def _pairs(store: TableStore, entity: str) -> list[Row]:
    """Other entities whose names may be the same, the likeliest first."""
    rows = store.read("name_pairs")
    mine = pc.or_(*(pc.equal(rows.column(end), entity) for end in ("left", "right")))
    found: list[Row] = rows.filter(mine).sort_by([("score", "descending")]).to_pylist()
    return [row for row in found if row["zone"] != "different"]


def _relations(store: TableStore, entity: str) -> list[dict[str, Any]]:
    """Relations with the other side's name and what states them."""
    rows = [
        row
        for row in store.read("relations").to_pylist()
        if entity in (row["left"], row["right"]) and row["status"] != "rejected"
    ]
    entities = {
        row["entity"]: row
        for row in store.read("entities", ["entity", "name", "kind", "role"]).to_pylist()
    }
    wanted = pa.array([s for row in rows for s in row["statements"]], pa.string())
    statements = store.read("statements", ["statement", "quote", "polarity", "item"])
    said = {
        row["statement"]: row
        for row in statements.filter(
            pc.is_in(statements.column("statement"), value_set=wanted)
        ).to_pylist()
    }
    made = []
    for row in rows:
        other = row["right"] if row["left"] == entity else row["left"]
        about = entities.get(other)
        if about is None or is_private(about):
            continue
        quotes = [said[name] for name in row["statements"] if name in said][:MOST_QUOTES]
        made.append({**row, "other": about, "quotes": quotes, "forward": row["left"] == entity})
    return made


def _naming(mine: pa.Table, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Sources that name it, who did first first; posts without a time come last."""
    groups = mine.group_by("source").aggregate([("item", "count_distinct"), ("posted_utc", "min")])
    rows = groups.sort_by([("posted_utc_min", "ascending"), ("source", "ascending")]).to_pylist()
    return [
        {
            "source": row["source"],
            "name": names.get(row["source"], row["source"]),
            "posts": row["item_count_distinct"],
            "first": row["posted_utc_min"],
        }
        for row in rows[:MOST_LISTED]
    ]
