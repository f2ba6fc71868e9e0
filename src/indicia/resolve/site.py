"""Sites: marks that a person put at a place. A site is given by its decision, never by a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from indicia.decision import given_id

Row = Mapping[str, Any]


def sites(decisions: Sequence[Row], marks: Sequence[Row]) -> list[dict[str, Any]]:
    """One row a mark with a standing ``site`` decision; the last decision on a mark counts."""
    pictures = {row["mark"]: row["picture"] for row in marks}
    found: dict[str, dict[str, Any]] = {}
    for row in decisions:
        if row["what"] != "site" or row["undone_by"] is not None:
            continue
        value = orjson.loads(row["value"])
        for mark in row["about"]:
            found[mark] = {
                "site": given_id("u", row["seq"]),
                "mark": mark,
                "picture": pictures.get(mark),
                "place": value["place"],
                "name": value.get("name"),
                "decided_by": row["event"],
            }
    return list(found.values())
