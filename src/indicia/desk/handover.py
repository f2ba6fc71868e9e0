"""Handover: what the next person at this desk must know, on one page that prints well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indicia.console.status import Status, status_of
from indicia.desk.visit import Visit
from indicia.publish.change import earlier_updates
from indicia.publish.document import Comparison
from indicia.publish.question import comparisons

MOST_NOTES = 30
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """What one person decided since the last update: how many of each kind, and the last time."""

    actor: str
    kinds: tuple[tuple[str, int], ...]
    last: str


def handover(visit: Visit) -> dict[str, Any]:
    """The values of the page."""
    status = status_of(visit.case, visit.store, visit.position)
    updates = earlier_updates(visit.case.root / "updates", visit.position)
    since = updates[-1]["log_size"] if updates else 0
    stand = visit.decisions
    view = visit.view
    questions = zip(view.settings.questions, comparisons(view), strict=True)
    return {
        "status": status,
        "last_update": updates[-1]["folder"] if updates else "",
        "work": works(row for row in stand if row["seq"] > since),
        "questions": [(question, leading(comparison)) for question, comparison in questions],
        "open": _open(status),
        "notes": [row for row in stand if row["what"] == "note"][-MOST_NOTES:][::-1],
    }


def works(rows: Iterable[Row]) -> list[Work]:
    """Decisions (``actor, what, decided_utc``) by person, who decided most first."""
    kinds: dict[str, Counter[str]] = {}
    last: dict[str, str] = {}
    for row in rows:
        kinds.setdefault(row["actor"], Counter())[row["what"]] += 1
        last[row["actor"]] = max(last.get(row["actor"], ""), _minute(row["decided_utc"]))
    made = [
        Work(
            actor, tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))), last[actor]
        )
        for actor, counts in kinds.items()
    ]
    return sorted(made, key=lambda work: (-sum(n for _, n in work.kinds), work.actor))


def leading(comparison: Comparison) -> tuple[str, ...]:
    """The likeliest answer of a judged question with its interval and word; empty where none is."""
    if not comparison.judged or not comparison.rows:
        return ()
    row = comparison.rows[0]
    return row.text, row.mean, row.interval, row.word


def _minute(time: Any) -> str:
    """A time of a table or of the log, to the minute (UTC)."""
    text = time if isinstance(time, str) else str(time.isoformat())
    return text[:16].replace("T", " ")


def _open(status: Status) -> list[tuple[str, int]]:
    """What waits for a person, by the key of its queue."""
    found = {name.replace(" ", "_"): count for name, count in status.to_review.items()}
    found["orphans"] = found.pop("decisions")
    return [(name, count) for name, count in found.items() if count]
