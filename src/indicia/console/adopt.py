"""Adopting a drafted indication, or one of the library: its text and theme become the decision's."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow.compute as pc

from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.store import TableStore
from indicia.weigh.library import library, listed


def adopted(store: TableStore, value: Mapping[str, str]) -> dict[str, str]:
    """The values of an indication with what its draft says where they say nothing themselves.

    Raises:
        UsageError: neither the library nor the tables hold the draft, or several begin so.
    """
    name = value["draft"]
    if (row := listed(name)) is not None:
        return {"text": row.text, "theme": row.theme, **value}
    rows = store.read("indications", ["indication", "question", "text", "theme", "status"])
    drafted = rows.filter(pc.equal(rows.column("status"), "drafted")).to_pylist()
    found = [row for row in drafted if row["indication"].startswith(name)]
    if len(found) > 1:
        raise UsageError(f"--set draft={name}: {len(found)} drafts begin so; give more of the id")
    if not found:
        known = [row["indication"] for row in drafted] + [row.id for row in library()]
        near = did_you_mean(name, known)
        raise UsageError(
            f"--set draft={name}: no such draft{near}; `indicia indications` lists the library, "
            "`indicia show indications --where status=drafted` what was drafted here"
        )
    draft = found[0]
    taken = {key: draft[key] for key in ("question", "text", "theme")}
    return {**taken, **value, "draft": draft["indication"]}
