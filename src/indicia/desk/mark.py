"""What stands on which ids now, such as stars, also before a run has taken it in."""

from __future__ import annotations

from indicia.case import Case
from indicia.console.standing import standing
from indicia.store import TableStore


def marked_ids(case: Case, store: TableStore, what: str) -> frozenset[str]:
    """What a kind of decision stands on, such as ``star``."""
    return frozenset(
        name for row in standing(case, store) if row["what"] == what for name in row["about"]
    )
