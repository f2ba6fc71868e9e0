"""What needs two people: erasing an original, and handing out the whole case.

One custodian asks, another confirms; both stand in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from indicia.decision import event_name
from indicia.desk.visit import Visit
from indicia.erase import WHAT, open_requests, take_erasure
from indicia.errors import UsageError
from indicia.exchange.encrypted import recipient_of
from indicia.exchange.export import FullExport, export_bag

HANDOUT = "handout"
Row = Mapping[str, Any]


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
    return {
        "requests": made,
        "original": visit.query.get("original", ""),
        "handouts": open_handouts(visit.decisions),
    }


def open_handouts(rows: Sequence[Row]) -> list[Row]:
    """Handouts that one person asked for and nobody confirmed yet, of standing decisions."""
    asked = [row for row in rows if row["what"] == HANDOUT]
    confirmed = {row["value"].get("confirms") for row in asked}
    return [
        row for row in asked if not row["value"].get("confirms") and row["event"] not in confirmed
    ]


def ask_handout(visit: Visit, form: Mapping[str, str]) -> str:
    """Ask to hand the whole case to somebody; gives the sentence that says so.

    Raises:
        UsageError: no recipient, no reason, or what is given is no public key.
    """
    recipient, key, reason = (form.get(k, "").strip() for k in ("recipient", "key", "reason"))
    if not recipient or not reason:
        raise UsageError(f"{HANDOUT}: say to whom it goes and why; both stay in the log")
    recipient_of(key)
    event = visit.case.decide(HANDOUT, [], {"recipient": recipient, "key": key}, reason)
    return f"asked for as {event_name(event.seq)}; nothing left yet, another custodian confirms it"


def confirm_handout(visit: Visit, form: Mapping[str, str], folder: Path) -> list[str]:
    """Write the whole case, encrypted to its recipient alone, into an empty folder; what to say.

    Raises:
        UsageError: no such request, the same person twice, or no reason.
        CustodyError: an original is damaged.
    """
    case, reason = visit.case, form.get("reason", "").strip()
    found = [row for row in open_handouts(visit.decisions) if row["event"] == form.get("confirms")]
    if not found or not reason:
        raise UsageError(f"{HANDOUT}: there is no such open request, or no reason is given")
    if found[0]["actor"] == case.actor:
        raise UsageError(f"{HANDOUT}: you asked for this; another custodian must confirm it")
    value = {**found[0]["value"], "confirms": found[0]["event"]}
    case.decide(HANDOUT, [], value, reason)
    wanted = FullExport(value["recipient"], (value["key"],))
    return list(export_bag(case, folder, wanted))


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
