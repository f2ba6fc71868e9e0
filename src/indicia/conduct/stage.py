"""Writes ``tests``: every test of conduct over the corpus, with its null."""

from __future__ import annotations

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.audience.figures import figures_of
from indicia.conduct.run import run_tests
from indicia.conduct.traffic import PUBLIC_KINDS
from indicia.corpus import Tables, corpus_of
from indicia.identity import unordered_id
from indicia.stage import StageTables, Workspace
from indicia.stages import BY_NAME
from indicia.tables import table_of

MOST_ITEMS = 200


def run(work: Workspace) -> StageTables:
    """Rows of ``run_tests`` in the schema of the table."""
    corpus = corpus_of(work, hashes=False)
    kinds, figures, looked = recorded_kinds(work), figures_of(work), last_looks(work)
    tests = run_tests(corpus, work.table("copies"), kinds, figures=figures, looked=looked)
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


def recorded_kinds(work: Tables) -> dict[str, str]:
    """Source -> kind as recorded by people, else as the platform says (table ``sources``).

    Only sources recorded as channels, outlets or organisations are tested for rhythm and writing.
    A source that any of its names records as private is private.
    """
    kinds: dict[str, str] = {}
    for row in work.table("sources").to_pylist():
        if row["kind"] == "private" or kinds.get(row["source"]) not in (*PUBLIC_KINDS, "private"):
            kinds[row["source"]] = row["kind"]
    return kinds


def last_looks(work: Workspace) -> dict[str, int]:
    """Source -> second of the last look that would have shown a newer post.

    Only what was fetched counts (an import came to us long after it was made), and only a capture
    of several posts with the newest that is held: a page of older posts, or of one, shows no end.
    """
    fetched = work.table("captures", ["seq", "action"])
    seen = work.table("sightings", ["post_version", "seq", "captured_utc"])
    seen = seen.join(
        fetched.filter(pc.equal(fetched.column("action"), "collect")), "seq", join_type="inner"
    )
    versions = work.table("post_versions", ["post_version", "post", "source", "posted_utc"])
    seen = seen.join(versions, "post_version", join_type="inner")
    looks = seen.group_by(["source", "seq"]).aggregate(
        [("post", "count_distinct"), ("posted_utc", "max"), ("captured_utc", "max")]
    )
    newest = versions.group_by("source").aggregate([("posted_utc", "max")])
    newest = newest.rename_columns(["source", "newest"])
    looks = looks.join(newest, "source", join_type="inner")
    whole = pc.and_(
        pc.greater(looks.column("post_count_distinct"), 1),
        pc.equal(looks.column("posted_utc_max"), looks.column("newest")),
    )
    looks = looks.filter(whole).group_by("source").aggregate([("captured_utc_max", "max")])
    seconds = looks.column("captured_utc_max_max").cast(pa.timestamp("us")).cast(pa.int64())
    sources = looks.column("source").to_pylist()
    return {s: t // 1_000_000 for s, t in zip(sources, seconds.to_pylist(), strict=True)}
