"""Search and inbox: posts by words, source, time and mark; copies folded under their origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.mark import assigned, starred, tagged
from indicia.desk.selection import number_in, query_of, selection, texts_of
from indicia.desk.visit import Visit

PAGE = 40
EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of the list; ``copies`` are others of its origin that the list folds under it."""

    post_version: str
    item: str
    source: str
    source_name: str
    posted: datetime | None
    text: str
    starred: bool
    copies: int
    person: str
    tags: tuple[str, ...]


def inbox(visit: Visit) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where a time of the filter cannot be read."""
    chosen = selection(visit)
    rows = chosen.rows
    folded = visit.query.get("copies") != "all"
    ids, copies = _folded(rows) if folded else (rows.column("post_version"), {})
    page = max(1, number_in(visit, "page", 1))
    shown = ids.slice((page - 1) * PAGE, PAGE)
    names = dict(chosen.sources)
    return {
        "chosen": chosen,
        "spellings": chosen.spellings[:8],
        "entries": _entries(visit, rows, shown, copies, names),
        "count": len(ids),
        "posts": rows.num_rows,
        "page": page,
        "pages": max(1, -(-len(ids) // PAGE)),
        "more": chosen.more,
        "folded": folded,
        "query": query_of(visit),
    }


def _folded(rows: pa.Table) -> tuple[pa.ChunkedArray, dict[str, int]]:
    """The first listed post of each origin, in the order of the list, and how many it stands for."""
    listed = pa.table(
        {"origin": rows.column("origin"), "at": pa.array(range(rows.num_rows), pa.int64())}
    )
    groups = listed.group_by("origin").aggregate([("at", "min"), ("at", "count")]).sort_by("at_min")
    ids = rows.column("post_version").take(groups.column("at_min"))
    counts = groups.column("at_count")
    many = pc.greater(counts, 1)
    return ids, dict(
        zip(
            ids.filter(many).to_pylist(),
            pc.subtract(counts.filter(many), 1).to_pylist(),
            strict=True,
        )
    )


def _entries(
    visit: Visit,
    rows: pa.Table,
    shown: pa.ChunkedArray,
    copies: dict[str, int],
    names: dict[str, str],
) -> list[Entry]:
    at = pc.index_in(shown, rows.column("post_version"))
    chosen = rows.take(at).to_pylist()
    texts = texts_of(visit.store, [row["rendition"] for row in chosen])
    decisions = visit.decisions
    stars, people, tags = starred(decisions), assigned(decisions), tagged(decisions)
    return [
        Entry(
            row["post_version"],
            row["item"],
            row["source"],
            names.get(row["source"], row["source"]),
            row["posted_utc"],
            _excerpt(texts.get(row["rendition"], "")),
            bool({row["item"], row["post_version"]} & stars),
            copies.get(row["post_version"], 0),
            people.get(row["item"]) or people.get(row["post_version"], ""),
            tuple(
                sorted(tag for tag, ids in tags.items() if {row["item"], row["post_version"]} & ids)
            ),
        )
        for row in chosen
    ]


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
