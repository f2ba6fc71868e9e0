"""Review: what the machine suggests, in queues; one suggestion with its reason, one key each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.selection import number_in
from indicia.desk.visit import Visit
from indicia.store import TableStore

NEXT = 50
"""Further suggestions that the page lists under the first."""
Row = Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of suggestions: its key in ``words/*.toml``, and what makes it from the tables."""

    name: str
    read: Callable[[TableStore], pa.Table]
    id: str
    show: Callable[[Row], Suggestion]


def review(visit: Visit) -> dict[str, Any]:
    """The values of the page. An unknown queue is the first one that is not empty."""
    store = visit.store
    about = {name for row in visit.decisions for name in row["about"]}
    done = pa.array(sorted(about), pa.string())
    open_rows = {queue.name: _open(queue, store, done) for queue in QUEUES}
    asked = visit.query.get("queue", "")
    chosen = next((q for q in QUEUES if q.name == asked), None) or next(
        (q for q in QUEUES if open_rows[q.name].num_rows), QUEUES[0]
    )
    rows = open_rows[chosen.name]
    start = min(number_in(visit, "from", 0), max(0, rows.num_rows - 1))
    shown = [chosen.show(row) for row in rows.slice(start, NEXT + 1).to_pylist()]
    return {
        "queues": [(queue.name, open_rows[queue.name].num_rows) for queue in QUEUES],
        "queue": chosen.name,
        "first": shown[0] if shown else None,
        "rest": shown[1:],
        "left": rows.num_rows,
        "start": start,
    }


def _open(queue: Queue, store: TableStore, done: pa.Array) -> pa.Table:
    rows = queue.read(store)
    return rows.filter(pc.invert(pc.is_in(rows.column(queue.id), value_set=done)))


def _suggested_names(store: TableStore) -> pa.Table:
    rows = store.read("entities")
    return rows.filter(pc.equal(rows.column("status"), "suggested")).sort_by(
        [("mentions", "descending"), ("entity", "ascending")]
    )


def _pairs(store: TableStore) -> pa.Table:
    rows = store.read("name_pairs")
    open_ = pc.and_(
        pc.not_equal(rows.column("zone"), "different"), pc.is_null(rows.column("decision"))
    )
    return rows.filter(open_).sort_by([("score", "descending"), ("pair", "ascending")])


def _marks(store: TableStore) -> pa.Table:
    return store.read("marks").sort_by([("score", "descending"), ("mark", "ascending")])


def _pictures(store: TableStore) -> pa.Table:
    return store.read("pictures").sort_by("picture")


def _statements(store: TableStore) -> pa.Table:
    return store.read("statements").sort_by([("score", "ascending"), ("statement", "ascending")])


def _indications(store: TableStore) -> pa.Table:
    rows = store.read("indications")
    return rows.filter(pc.equal(rows.column("status"), "drafted"))


def _orphans(store: TableStore) -> pa.Table:
    return store.read("orphans")


def _name(row: Row) -> Suggestion:
    return Suggestion(
        row["entity"],
        row["kind"],
        row["name"],
        f"mentioned {row['mentions']} times in {row['items']} posts",
    )


def _pair(row: Row) -> Suggestion:
    names = f"{row['left_name']}  =  {row['right_name']}"
    return Suggestion(row["pair"], "", names, row["reason"], row["score"])


def _mark(row: Row) -> Suggestion:
    where = f"{row['colour']} ({row['x0']}, {row['y0']}) – ({row['x1']}, {row['y1']})"
    return Suggestion(row["mark"], "", where, row["reason"], row["score"], row["picture"])


def _picture(row: Row) -> Suggestion:
    size = f"{row['format']} {row['width']} × {row['height']}"
    reason = f"it stands in {len(row['items'])} posts"
    return Suggestion(row["picture"], "", size, reason, picture=row["picture"])


def _statement(row: Row) -> Suggestion:
    what = f"{row['kind']}, {row['polarity']}"
    return Suggestion(row["statement"], what, row["quote"], row["reason"], row["score"])


def _indication(row: Row) -> Suggestion:
    return Suggestion(row["indication"], row["question"], row["text"], f"theme: {row['theme']}")


def _orphan(row: Row) -> Suggestion:
    return Suggestion(row["about"], "", row["message"], row["state"])


QUEUES: tuple[Queue, ...] = (
    Queue("names", _suggested_names, "entity", _name),
    Queue("name_pairs", _pairs, "pair", _pair),
    Queue("marks", _marks, "mark", _mark),
    Queue("pictures", _pictures, "picture", _picture),
    Queue("statements", _statements, "statement", _statement),
    Queue("indications", _indications, "indication", _indication),
    Queue("orphans", _orphans, "about", _orphan),
)
