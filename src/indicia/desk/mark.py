"""What stands on which ids now, such as stars, also before a run has taken it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOBODY = ("-", "–", "—")
Row = Mapping[str, Any]


def starred(rows: Sequence[Row]) -> frozenset[str]:
    """The ids that a star stands on, of standing decisions."""
    return frozenset(name for row in rows if row["what"] == "star" for name in row["about"])


def assigned(rows: Sequence[Row]) -> dict[str, str]:
    """Id -> to whom it is assigned, of standing decisions in their order; a dash is nobody."""
    found: dict[str, str] = {}
    for row in rows:
        if row["what"] == "assign":
            found.update(dict.fromkeys(row["about"], row["value"]["to"]))
    return {name: person for name, person in found.items() if person not in NOBODY}


def tagged(rows: Sequence[Row]) -> dict[str, set[str]]:
    """Tag -> the ids that it stands on."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["what"] == "tag":
            found.setdefault(row["value"]["tag"], set()).update(row["about"])
    return found


def kept_searches(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Event, name and query of each kept search; of two of one name the later."""
    found = {
        row["value"]["name"]: (row["event"], row["value"]["name"], row["value"]["query"])
        for row in rows
        if row["what"] == "keep"
    }
    return sorted(found.values(), key=lambda kept: (kept[1].casefold(), kept[0]))
