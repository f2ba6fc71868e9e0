"""Review: what the machine suggests, in queues; one suggestion with its reason, one key each."""

from __future__ import annotations

from typing import Any

from indicia.desk.queue import QUEUES
from indicia.desk.selection import number_in
from indicia.desk.visit import Visit

NEXT = 50
"""Further suggestions that the page lists under the first."""


def review(visit: Visit) -> dict[str, Any]:
    """The values of the page. An unknown queue is the first one that is not empty."""
    waiting = {queue.name: queue.read(visit) for queue in QUEUES}
    asked = visit.query.get("queue", "")
    chosen = next((q for q in QUEUES if q.name == asked), None) or next(
        (q for q in QUEUES if waiting[q.name].num_rows), QUEUES[0]
    )
    rows = waiting[chosen.name]
    start = min(number_in(visit, "from", 0), max(0, rows.num_rows - 1))
    shown = chosen.show(visit, rows.slice(start, NEXT + 1).to_pylist())
    return {
        "queues": [(queue.name, waiting[queue.name].num_rows) for queue in QUEUES],
        "queue": chosen.name,
        "one_by_one": chosen.one_by_one,
        "first": shown[0] if shown else None,
        "rest": shown[1:],
        "left": rows.num_rows,
        "start": start,
    }
