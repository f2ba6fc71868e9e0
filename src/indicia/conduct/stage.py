"""Writes ``tests``: every test of conduct over the corpus, with its null."""

from __future__ import annotations

import orjson

from indicia.conduct.figures import figures_of
from indicia.conduct.run import run_tests
from indicia.conduct.traffic import PUBLIC_KINDS
from indicia.corpus import corpus_of
from indicia.identity import unordered_id
from indicia.stage import StageTables, Workspace
from indicia.stages import BY_NAME
from indicia.tables import table_of

MOST_ITEMS = 200


def run(work: Workspace) -> StageTables:
    """Rows of ``run_tests`` in the schema of the table."""
    corpus = corpus_of(work, hashes=False)
    tests = run_tests(corpus, work.table("copies"), recorded_kinds(work), figures=figures_of(work))
    rows = []
    for row in tests.to_pylist():
        settings = row["settings"]
        rows.append(
            {
                "test": unordered_id("e", row["subjects"], row["kind"], row["test"]),
                "kind": row["kind"],
                "subjects": row["subjects"],
                "statistic": row["statistic"],
                "null_mean": row["null_mean"],
                "null_sd": row["null_sd"],
                "p": row["p"],
                "q": row["q"],
                "n": row["n"],
                "false_share": row.get("false_share"),
                "wording": row["wording"],
                "cannot_tell": row["cannot_tell"],
                "refusal": row["refusal"],
                "settings": settings
                if isinstance(settings, str)
                else orjson.dumps(settings).decode(),
                "seed": row["seed"],
                "items": sorted(row["items"])[:MOST_ITEMS],
                "made_by": BY_NAME["conduct"].made_by,
            }
        )
    return {"tests": table_of("tests", rows)}


def recorded_kinds(work: Workspace) -> dict[str, str]:
    """Source -> kind as recorded by people, else as the platform says (table ``sources``).

    Only sources recorded as channels, outlets or organisations are tested for rhythm and writing.
    A source that any of its names records as private is private.
    """
    kinds: dict[str, str] = {}
    for row in work.table("sources").to_pylist():
        if row["kind"] == "private" or kinds.get(row["source"]) not in (*PUBLIC_KINDS, "private"):
            kinds[row["source"]] = row["kind"]
    return kinds
