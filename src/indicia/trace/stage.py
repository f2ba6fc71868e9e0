"""Writes ``copies`` and ``origins``: copies by the engine, then people's decisions over them."""

from __future__ import annotations

import pyarrow as pa

from indicia.corpus import corpus_of
from indicia.identity import unordered_id
from indicia.stage import StageTables, Workspace
from indicia.tables import finished
from indicia.trace.copies import Kept, find_copies
from indicia.trace.options import TraceOptions
from indicia.trace.origin import find_origins
from indicia.trace.trait import TRAITS, traits_of

CHUNK = 2_000


def run(work: Workspace) -> StageTables:
    """All copies in the corpus, without those that a person rejected; and their origins."""
    corpus = corpus_of(work, hashes=True)
    kept = Kept(_traits(work, corpus), corpus.column("key").to_pylist(), work.units)
    options = TraceOptions(source_names=_names(work))
    copies = find_copies(corpus, work.engine, options, kept)
    del kept
    copies = _standing(copies, rejected(work))
    origins = find_origins(corpus, copies)
    renamed = {"item": "post_version", "first_item": "first"}
    named = origins.rename_columns([renamed.get(name, name) for name in origins.column_names])
    return {"copies": finished("copies", copies), "origins": finished("origins", named)}


def _names(work: Workspace) -> dict[str, list[str]]:
    """source -> every name it was seen under."""
    rows = work.table("sources")
    found: dict[str, list[str]] = {}
    for source, name in zip(*(rows.column(c).to_pylist() for c in ("source", "name")), strict=True):
        found.setdefault(source, []).append(name)
    return found


def _standing(copies: pa.Table, refused: frozenset[str]) -> pa.Table:
    """The copies with an id each, without those that a person rejected."""
    ends = (copies.column(name).to_pylist() for name in ("a", "b", "kind"))
    ids = [unordered_id("c", (a, b), kind) for a, b, kind in zip(*ends, strict=True)]
    named = copies.add_column(0, "copy", pa.array(ids, pa.string()))
    if not refused:
        return named
    return named.filter(pa.array([name not in refused for name in ids], pa.bool_()))


def _traits(work: Workspace, corpus: pa.Table) -> pa.Table:
    """The traits of each post of the corpus; those made before are taken over."""
    done = work.units.done()
    keys = corpus.column("key").to_pylist()
    todo = [row for row, key in enumerate(keys) if key not in done]
    work.progress.start(len(todo), "posts")
    waiting = corpus.select(["text", "urls", "pictures"])
    if len(todo) < len(keys):  # once: each take puts all chunks of a column together
        waiting = waiting.take(pa.array(todo, pa.int64()))
    for at in range(0, len(todo), CHUNK):
        rows, chunk = todo[at : at + CHUNK], waiting.slice(at, CHUNK)
        texts, *lists = (chunk.column(name).to_pylist() for name in chunk.column_names)
        made = traits_of(texts, *([of or () for of in column] for column in lists))
        named = [keys[row] for row in rows]
        work.units.add_together(named, {"traits": made}, {"traits": range(len(rows))})
        work.progress.advance(len(rows))
    return work.units.held("traits", keys, TRAITS)


def rejected(work: Workspace) -> frozenset[str]:
    """Ids that a person rejected and did not take back."""
    return frozenset(
        name
        for row in work.table("decisions").to_pylist()
        if row["what"] == "reject" and row["undone_by"] is None
        for name in row["about"]
    )
