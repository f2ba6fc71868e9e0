"""The difference of two dates: what came in, changed, went, was decided and moved between them.

Everything is told from the present tables, which hold when each thing was first seen, changed or
decided; so no tables of the past have to be made for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.case import Case, parse_instant
from indicia.console.course import steps_in
from indicia.console.history import told
from indicia.desk.handover import works
from indicia.desk.selection import source_names
from indicia.desk.visit import Visit
from indicia.errors import UsageError
from indicia.publish.change import earlier_updates
from indicia.store import TableStore

MOST_LINES = 30
MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """One answer of a question at both dates: shares of 1; ``None`` where it was not judged yet."""

    text: str
    before: float | None
    after: float


def difference(visit: Visit) -> dict[str, Any]:
    """The values of the page: from the last update to now where no dates are given.

    Raises:
        UsageError: a date cannot be read, or the second is before the first.
    """
    start, end = _span(visit)
    store = visit.store
    return {
        "start": start,
        "end": end,
        "posts": _posts(store, start, end),
        "edits": _within(store, "edits", "seen_utc", start, end)[:MOST_LINES],
        "told": told,
        "gone": _within(store, "absences", "looked_utc", start, end)[:MOST_LINES],
        "work": works(_decided(visit.case, start, end)),
        "moved": [
            (question, moved)
            for question in visit.version.settings.questions
            if (moved := _moved(store, question, start, end))
        ],
    }


def _span(visit: Visit) -> tuple[datetime, datetime]:
    given = [visit.query.get(key, "").strip() for key in ("from", "to")]
    end = parse_instant(given[1]) if given[1] else datetime.now(UTC)
    if given[0]:
        start = parse_instant(f"{given[0]}T00:00" if len(given[0]) == 10 else given[0])
    else:
        published = [e for e in visit.case.log.events(None) if e.line["action"] == "publish"]
        there = earlier_updates(visit.case.root / "updates")
        known = published[-1].line["t"] if published and there else "1970-01-01T00:00"
        start = parse_instant(known)
    if end < start:
        raise UsageError(f"difference: {given[1] or 'now'} is before {given[0]}; turn them round")
    return start, end


def _decided(case: Case, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """Decisions of the span as the log has them, also those that were taken back later."""
    for event in case.log.events(None):
        if event.action == "decide" and start < parse_instant(event.line["t"]) <= end:
            actor, what = event.line["actor"]["id"], event.line["params"]["what"]
            yield {"actor": actor, "what": what, "decided_utc": event.line["t"]}


def _between(column: pa.ChunkedArray, start: datetime, end: datetime) -> pa.ChunkedArray:
    low, high = (pa.scalar(time, column.type) for time in (start, end))
    return pc.and_(pc.greater(column, low), pc.less_equal(column, high))


def _within(
    store: TableStore, table: str, column: str, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    rows = store.read(table)
    rows = rows.filter(_between(rows.column(column), start, end)).sort_by(column)
    found: list[dict[str, Any]] = rows.to_pylist()
    return found


def _posts(store: TableStore, start: datetime, end: datetime) -> dict[str, Any]:
    """How many posts were first seen between the dates, and of which sources most."""
    rows = store.read("post_versions", ["post", "source", "first_seen_utc"])
    first = rows.group_by("post").aggregate([("first_seen_utc", "min"), ("source", "min")])
    new = first.filter(_between(first.column("first_seen_utc_min"), start, end))
    names = source_names(store)
    counts = pc.value_counts(new.column("source_min").combine_chunks()).to_pylist()
    ranked = sorted(counts, key=lambda row: (-row["counts"], row["values"]))
    return {
        "count": new.num_rows,
        "sources": len(ranked),
        "most": [
            (row["values"], names.get(row["values"], row["values"]), row["counts"])
            for row in ranked[:MOST_SOURCES]
        ],
    }


def _moved(store: TableStore, question: Any, start: datetime, end: datetime) -> Sequence[Moved]:
    """The answers whose estimate is another at the second date, by how far they moved."""
    steps = steps_in(store, question.id, (start, end))
    if not steps:
        return []
    after = {row["answer"]: row["mean"] for row in steps[-1]}
    began = steps[0] if steps[0][0]["at_utc"] <= start else []
    before = {row["answer"]: row["mean"] for row in began}
    if before == after:
        return []
    texts = {answer.id: answer.text for answer in question.answers}
    made = [Moved(texts.get(name, name), before.get(name), share) for name, share in after.items()]
    return sorted(made, key=lambda row: (-abs(row.after - (row.before or 0.0)), row.text))
