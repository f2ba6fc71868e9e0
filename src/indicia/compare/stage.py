"""Writes ``edits``: posts of which captures show more than one version, or that were missed.

Cost follows the number of such posts, not the size of the corpus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.compare.edit import History, Version, edits_of
from indicia.compare.meaning import Reading
from indicia.compare.succession import Seen
from indicia.stage import StageTables, Workspace
from indicia.stages import BY_NAME
from indicia.tables import table_of

Row = dict[str, Any]


def run(work: Workspace) -> StageTables:
    """The table ``edits``."""
    made_by = f"compare@{BY_NAME['compare'].version}"
    rows = [{**row, "made_by": made_by} for row in edits_of(_histories(work))]
    return {"edits": table_of("edits", rows)}


def _histories(work: Workspace) -> Iterator[History]:
    missed, returned = (_by_post(work.table(name).to_pylist()) for name in ("absences", "returns"))
    columns = ("post", "post_version", "source", "item", "rendition", "first_seen_utc")
    versions = work.table("post_versions", columns)
    counts = versions.column("post").value_counts()
    several = counts.field("values").filter(pc.greater(counts.field("counts"), 1)).to_pylist()
    wanted = {*several, *missed, *returned}
    rows = _where(versions, "post", wanted).to_pylist()
    sightings = _where(
        work.table("sightings"), "post_version", [row["post_version"] for row in rows]
    ).to_pylist()
    machine = work.table("renditions", ["item", "reader", "by"])
    readers = _readers(machine, {row["item"] for row in sightings})
    seen: dict[str, list[Seen]] = defaultdict(list)
    for row in sightings:
        seen[row["post_version"]].append(
            Seen(row["seq"], row["captured_utc"], row["post_version"], readers[row["item"]])
        )
    made = _versions(work, rows)
    for post, held in sorted(_by_post(rows).items()):
        names = [row["post_version"] for row in held]
        yield History(
            post,
            held[0]["source"],
            {name: made[name] for name in names},
            [sighting for name in names for sighting in seen[name]],
            missed.get(post, ()),
            returned.get(post, ()),
        )


def _versions(work: Workspace, rows: list[Row]) -> dict[str, Version]:
    renditions = {row["rendition"] for row in rows}
    texts = _where(
        work.table("renditions", ["rendition", "text"]), "rendition", renditions
    ).to_pylist()
    text_of = {row["rendition"]: row["text"] for row in texts}
    items = _where(
        work.table("items", ["item", "title", "pictures"]),
        "item",
        {row["item"] for row in rows},
    ).to_pylist()
    item_of = {row["item"]: row for row in items}
    columns = ["rendition", "kind", "start", "end", "quote", "entity"]
    mentions: dict[str, list[Row]] = defaultdict(list)
    for row in _where(work.table("mentions", columns), "rendition", renditions).to_pylist():
        mentions[row["rendition"]].append(row)
    return {
        row["post_version"]: Version(
            row["post_version"],
            row["item"],
            row["rendition"],
            row["first_seen_utc"],
            Reading(text_of[row["rendition"]], mentions[row["rendition"]]),
            item_of[row["item"]]["title"] or "",
            tuple(item_of[row["item"]]["pictures"]),
        )
        for row in rows
    }


def _readers(renditions: pa.Table, items: set[str]) -> dict[str, str]:
    """item -> the machine reader that read it; of items that only people read, none."""
    machine = renditions.filter(pc.equal(renditions.column("by"), "machine"))
    rows = _where(machine.select(["item", "reader"]), "item", items).to_pylist()
    return dict.fromkeys(items, "") | {row["item"]: row["reader"] for row in rows}


def _where(table: pa.Table, column: str, wanted: Iterable[str]) -> pa.Table:
    return table.filter(
        pc.is_in(table.column(column), value_set=pa.array(sorted(set(wanted)), pa.string()))
    )


def _by_post(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["post"]].append(row)
    return dict(found)
