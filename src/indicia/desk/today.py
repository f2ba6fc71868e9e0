"""Today: what is new, edited, gone, to review, orphaned and stale; and the next sensible thing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from indicia.console.status import Status, status_of
from indicia.desk.visit import Visit
from indicia.monitor.tell import Alerted, kept_alerts

MOST_ALERTS = 20
NEXT_VIEW = {
    "add": "",
    "run": "run",
    "orphans": "/review?queue=orphans",
    "judge": "/questions",
    "first_update": "/update",
    "update": "/update",
    "review": "/review",
    "look_again": "",
}
"""The next step of the status -> the view in which it is taken (``run``: the button)."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the day: what it counts, and where to see it."""

    key: str
    number: int
    link: str


def today(visit: Visit) -> dict[str, Any]:
    """The values of the page."""
    status = status_of(visit.case, visit.store, visit.position)
    return {
        "status": status,
        "alerts": _alerts(visit),
        "tiles": _tiles(visit, status),
        "next_link": NEXT_VIEW[status.step],
    }


def _alerts(visit: Visit) -> list[Alerted]:
    """What was told by then, newest first, as far as its words still lie here."""
    told = (a for a in kept_alerts(visit.case) if not visit.instant or a.told <= visit.instant)
    return list(islice(told, MOST_ALERTS))


def _tiles(visit: Visit, status: Status) -> list[Tile]:
    review = {
        name: visit.link("/review", queue=name.replace(" ", "_")) for name in status.to_review
    }
    return [
        Tile("new", status.new_since_update, visit.link("/search", sort="seen")),
        Tile("edited", status.edited_posts, visit.link("/search", only="edited")),
        Tile("gone", status.possibly_deleted, visit.link("/search", only="gone")),
        *(
            Tile(name.replace(" ", "_"), number, review[name])
            for name, number in status.to_review.items()
            if name != "decisions"
        ),
        Tile("orphans", status.orphans, visit.link("/review", queue="orphans")),
        Tile("alerts", status.alerts, "#alerts" if status.alerts else visit.here()),
        Tile("starred", status.marked.get("star", 0), visit.link("/search", only="starred")),
    ]
