"""The queues of Review: what of the tables waits for a person, and how one suggestion is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.decision import event_name
from indicia.desk.selection import source_names, texts_of
from indicia.desk.visit import Visit

Row = Mapping[str, Any]
SAME = ("identical", "identical_text", "forward")
"""Kinds of copies that leave nothing to judge: the same words, or the platform says so."""
MOST_PLACES = 60
LONGEST = 700
"""Letters of a post's text that a suggestion shows."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion: the words it stands in, and why it was made.

    What is asked of it and what follows are words of its queue (``ask_names``, ``then_names``);
    ``what`` is what the question names.
    """

    id: str
    what: str
    words: str
    reason: str
    score: float | None = None
    picture: str = ""
    compared: Sequence[tuple[str, datetime | None, str]] = ()
    """Of two posts that are compared: whose each is, when it was posted, its words."""
    places: Sequence[tuple[str, str]] = ()
    """Places that a mark may be at, and their words."""
    box: tuple[float, float, float, float] | None = None
    """Where in the picture: x, y, width, height as shares of it."""
    event: str = ""
    """The decision that it is about."""
    renews: bool = False
    """Whether that decision can be taken again about what stands there now."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: its key in ``words/*.toml``, what waits in it, and how rows of it are shown."""

    name: str
    read: Callable[[Visit], pa.Table]
    show: Callable[[Visit, Sequence[Row]], list[Suggestion]]
    one_by_one: bool = False
    """Whether each needs an answer of its own, so that none is decided with others."""


def _undecided(visit: Visit, rows: pa.Table, column: str) -> pa.Table:
    """Rows whose id no standing decision is about."""
    about = sorted({name for row in visit.decisions for name in row["about"]})
    done = pc.is_in(rows.column(column), value_set=pa.array(about, pa.string()))
    return rows.filter(pc.invert(done))


def _names(visit: Visit) -> pa.Table:
    rows = visit.store.read("entities")
    rows = rows.filter(pc.equal(rows.column("status"), "suggested"))
    order = [("mentions", "descending"), ("entity", "ascending")]
    return _undecided(visit, rows, "entity").sort_by(order)


def _show_names(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    why = "mentioned {} times in {} posts"
    return [
        Suggestion(r["entity"], r["kind"], r["name"], why.format(r["mentions"], r["items"]))
        for r in rows
    ]


def _pairs(visit: Visit) -> pa.Table:
    rows = visit.store.read("name_pairs")
    open_ = pc.and_(
        pc.not_equal(rows.column("zone"), "different"), pc.is_null(rows.column("decision"))
    )
    order = [("score", "descending"), ("pair", "ascending")]
    return _undecided(visit, rows.filter(open_), "pair").sort_by(order)


def _show_pairs(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    return [
        Suggestion(
            r["pair"], "", f"{r['left_name']}  =  {r['right_name']}", r["reason"], r["score"]
        )
        for r in rows
    ]


def _marks(visit: Visit) -> pa.Table:
    order = [("score", "descending"), ("mark", "ascending")]
    return _undecided(visit, visit.store.read("marks"), "mark").sort_by(order)


def _show_marks(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    return [_mark(row) for row in rows]


def _mark(row: Row, places: Sequence[tuple[str, str]] = ()) -> Suggestion:
    where = (
        f"{row['colour']} ({row['x0']:.2f}, {row['y0']:.2f}) – ({row['x1']:.2f}, {row['y1']:.2f})"
    )
    box = row["x0"], row["y0"], row["x1"] - row["x0"], row["y1"] - row["y0"]
    return Suggestion(
        row["mark"], "", where, row["reason"], row["score"], row["picture"], (), places, box
    )


def _sites(visit: Visit) -> pa.Table:
    """Marks of which the last that a person said is that they are marks, not yet where."""
    last = {
        name: row["what"]
        for row in visit.decisions
        if row["what"] in ("confirm", "reject", "site")
        for name in row["about"]
    }
    open_ = pa.array(sorted(name for name, what in last.items() if what == "confirm"), pa.string())
    rows = visit.store.read("marks")
    return rows.filter(pc.is_in(rows.column("mark"), value_set=open_)).sort_by("mark")


def _show_sites(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    """Each with the places that posts with its picture tell of, then those of landmarks."""
    places = visit.store.read("places", ["place", "item", "words", "entity"])
    items = visit.store.read("pictures", ["picture", "items"]).to_pylist()
    held = {row["picture"]: row["items"] for row in items}
    known = places.filter(pc.is_valid(places.column("entity"))).slice(0, MOST_PLACES).to_pylist()
    made = []
    for row in rows:
        own = pa.array(held.get(row["picture"]) or (), pa.string())
        near = places.filter(pc.is_in(places.column("item"), value_set=own)).to_pylist()
        named = {p["place"]: " ".join(p["words"].split())[:80] for p in (*near, *known)}
        made.append(_mark(row, tuple(named.items())[:MOST_PLACES]))
    return made


def _pictures(visit: Visit) -> pa.Table:
    return _undecided(visit, visit.store.read("pictures"), "picture").sort_by("picture")


def _show_pictures(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    return [
        Suggestion(
            r["picture"], "", f"{r['format']} {r['width']} × {r['height']}",
            f"it stands in {len(r['items'])} posts", picture=r["picture"],
        )
        for r in rows
    ]  # fmt: skip


def _statements(visit: Visit) -> pa.Table:
    order = [("score", "ascending"), ("statement", "ascending")]
    return _undecided(visit, visit.store.read("statements"), "statement").sort_by(order)


def _show_statements(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    return [
        Suggestion(
            r["statement"], f"{r['kind']}, {r['polarity']}", r["quote"], r["reason"], r["score"]
        )
        for r in rows
    ]


def _copies(visit: Visit) -> pa.Table:
    """Copies that are not plainly the same, the least alike first."""
    rows = visit.store.read("copies")
    same = pc.is_in(rows.column("kind"), value_set=pa.array(SAME))
    order = [("similarity", "ascending"), ("copy", "ascending")]
    return _undecided(visit, rows.filter(pc.invert(same)), "copy").sort_by(order)


def _show_copies(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    """Each with both posts: who posted what, when."""
    store = visit.store
    versions = store.read("post_versions", ["post_version", "source", "posted_utc", "rendition"])
    wanted = pa.array([row[end] for row in rows for end in ("a", "b")], pa.string())
    at = pc.drop_null(pc.index_in(wanted, versions.column("post_version")))
    held = {row["post_version"]: row for row in versions.take(at).to_pylist()}
    texts = texts_of(store, [row["rendition"] for row in held.values()])
    names = source_names(store)

    def told(version: str) -> tuple[str, datetime | None, str]:
        row = held.get(version)
        if row is None:
            return version, None, ""
        text = texts.get(row["rendition"], "").strip()
        return names.get(row["source"], row["source"]), row["posted_utc"], text[:LONGEST]

    made = []
    for row in rows:
        both = told(row["a"]), told(row["b"])
        heads = "  ~  ".join(head for head, _, _ in both)
        made.append(
            Suggestion(
                row["copy"], row["kind"], heads, row["reason"], row["similarity"], compared=both
            )
        )
    return made


def _indications(visit: Visit) -> pa.Table:
    rows = visit.store.read("indications")
    drafted = rows.filter(pc.equal(rows.column("status"), "drafted"))
    return _undecided(visit, drafted, "indication")


def _show_indications(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    return [
        Suggestion(r["indication"], r["question"], r["text"], f"theme: {r['theme']}") for r in rows
    ]


def _orphans(visit: Visit) -> pa.Table:
    """Orphans whose decision stands yet: neither taken back nor taken again."""
    rows = visit.store.read("orphans")
    stand = pa.array(sorted(row["seq"] for row in visit.decisions), pa.int64())
    standing = pc.is_in(rows.column("seq").cast(pa.int64()), value_set=stand)
    return rows.filter(standing).sort_by([("seq", "ascending"), ("about", "ascending")])


def _show_orphans(visit: Visit, rows: Sequence[Row]) -> list[Suggestion]:
    taken = {row["seq"]: row for row in visit.decisions}
    made = []
    for row in rows:
        decision = taken[row["seq"]]
        why = f"{decision['actor']}, {event_name(row['seq'])}: {decision['reason'] or '–'}"
        made.append(
            Suggestion(
                row["about"], decision["what"], row["message"], f"{row['state']} · {why}",
                event=event_name(row["seq"]), renews=row["state"] != "gone",
            )
        )  # fmt: skip
    return made


QUEUES: tuple[Queue, ...] = (
    Queue("names", _names, _show_names),
    Queue("name_pairs", _pairs, _show_pairs),
    Queue("likely_copies", _copies, _show_copies),
    Queue("marks", _marks, _show_marks),
    Queue("sites", _sites, _show_sites, True),
    Queue("pictures", _pictures, _show_pictures, True),
    Queue("statements", _statements, _show_statements),
    Queue("indications", _indications, _show_indications),
    Queue("orphans", _orphans, _show_orphans, True),
)
"""Every queue, in the order of the page."""
