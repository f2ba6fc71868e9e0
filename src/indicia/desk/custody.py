"""What needs two people: erasing an original. One custodian asks, another confirms."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from indicia.desk.visit import Visit
from indicia.erase import WHAT, open_requests, take_erasure
from indicia.errors import UsageError


def custody(visit: Visit) -> dict[str, Any]:
    """The values of the page: requests that wait for a second person, and what each would take."""
    case, store = visit.case, visit.store
    items = store.read("items", ["item", "original"])
    captures = store.read("captures", ["original", "path", "size", "media_type"])
    made = []
    for request in open_requests(case):
        mine = captures.filter(pc.equal(captures.column("original"), request.original)).to_pylist()
        held = pc.sum(pc.equal(items.column("original"), request.original)).as_py() or 0
        made.append(
            {
                "event": request.event,
                "original": request.original,
                "asked_by": request.asked_by,
                "reason": request.reason,
                "file": mine[0] if mine else None,
                "items": held,
                "own": request.asked_by == case.actor,
            }
        )
    return {"requests": made, "original": visit.query.get("original", "")}


def erase(visit: Visit, form: dict[str, str]) -> str:
    """Ask for an erasure, or confirm what another asked; gives the sentence that says so.

    Raises:
        UsageError: no such original or request, no reason, or the same person twice.
    """
    reason = form.get("reason", "").strip()
    if not reason:
        raise UsageError(f"{WHAT}: say why; the reason stays in the log")
    return take_erasure(
        visit.case, form.get("original", "").strip(), form.get("confirms") or None, reason, False
    )
