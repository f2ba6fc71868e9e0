"""The decisions that stand in the log now, also those that no run has taken in yet.

The tables hold the decisions of the last run. Whoever decides wants to see it at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from indicia.case import Case
from indicia.decision import event_name, undone
from indicia.store import TableStore

Row = Mapping[str, Any]


def standing(case: Case, store: TableStore, later: bool = True) -> list[Row]:
    """The decisions that stand, oldest first: ``event, seq, actor, what, about, value, reason``.

    ``later``: also those that the run of ``store`` did not take in; tables of a past time have none.
    """
    upto = store.generation().log_size
    rows = [_of_table(row) for row in store.read("decisions").to_pylist()]
    rows += list(_later(case, upto)) if later else []
    taken = undone(rows)
    return [row for row in rows if row["seq"] not in taken and row["what"] != "undo"]


def _of_table(row: Row) -> Row:
    return {**row, "value": orjson.loads(row["value"])}


def _later(case: Case, upto: int) -> Iterator[Row]:
    for event in case.log.events(None):
        if event.seq <= upto or event.line["action"] != "decide":
            continue
        params = event.line["params"]
        content = case.sealed(params["content"])
        yield {
            "event": event_name(event.seq),
            "seq": event.seq,
            "decided_utc": event.line["t"],
            "actor": event.line["actor"]["id"],
            "what": params["what"],
            "about": params["about"],
            "value": content.get("value", {}),
            "reason": content.get("reason", ""),
        }
