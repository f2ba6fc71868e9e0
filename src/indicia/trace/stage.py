"""Writes ``copies`` and ``origins``: copies by the engine, then people's decisions over them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from indicia.corpus import corpus_of
from indicia.identity import unordered_id
from indicia.stage import StageTables, Workspace
from indicia.tables import table_of
from indicia.trace.copies import find_copies
from indicia.trace.origin import find_origins


def run(work: Workspace) -> StageTables:
    """All copies in the corpus, without those that a person rejected; and their origins."""
    corpus = corpus_of(work, hashes=True)
    work.progress.start(2, "steps")
    copies = find_copies(corpus, engine=work.engine)
    work.progress.advance()
    refused = rejected(work)
    rows = _named(copies)
    stands = [row["copy"] not in refused for row in rows]
    origins = find_origins(corpus, copies.filter(pa.array(stands, pa.bool_())))
    work.progress.advance()
    origin_rows = [
        {
            "post_version": row["item"],
            "origin": row["origin"],
            "first": row["first_item"],
            "role": row["role"],
            "certainty": row["certainty"],
            "size": row["size"],
        }
        for row in origins.to_pylist()
    ]
    kept = [row for row, stand in zip(rows, stands, strict=True) if stand]
    return {"copies": table_of("copies", kept), "origins": table_of("origins", origin_rows)}


def _named(copies: pa.Table) -> list[dict[str, Any]]:
    return [
        {"copy": unordered_id("c", (row["a"], row["b"]), row["kind"]), **row}
        for row in copies.to_pylist()
    ]


def rejected(work: Workspace) -> frozenset[str]:
    """Ids that a person rejected and did not take back."""
    return frozenset(
        name
        for row in work.table("decisions").to_pylist()
        if row["what"] == "reject" and row["undone_by"] is None
        for name in row["about"]
    )
