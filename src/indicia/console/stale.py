"""Judgements that later material may have overtaken.

A judgement is stale when, after the last decision on its question, a post it rests on was edited
or is no longer shown, or new posts came in that a machine suggests as evidence for it. Stale is a
reason to look again, not a verdict on the judgement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.store import TableStore

Row = Mapping[str, Any]
JUDGING = ("likelihood", "link", "searched", "prior")


def overtaken(store: TableStore, gone: Collection[str]) -> dict[str, dict[str, int]]:
    """Question -> why its judgement may be overtaken (``edited gone new``) -> how many posts.

    ``gone``: posts that are possibly deleted.
    """
    evidence = store.read("evidence", ["question", "post_version", "status"])
    versions = store.read("post_versions", ["post_version", "post", "latest", "first_seen_utc"])
    at = pc.drop_null(
        pc.index_in(pc.unique(evidence["post_version"]), value_set=versions["post_version"])
    )
    resting = {row["post_version"]: row for row in versions.take(at).to_pylist()}
    judged = _last_judged(store)
    posts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in evidence.to_pylist():
        question, version = row["question"], resting.get(row["post_version"])
        when = judged.get(question)
        if version is None or when is None:
            continue
        if row["status"] == "linked":
            if not version["latest"]:
                posts[question]["edited"].add(version["post"])
            if version["post"] in gone:
                posts[question]["gone"].add(version["post"])
        elif version["first_seen_utc"] > when:
            posts[question]["new"].add(version["post"])
    return {
        question: {why: len(found) for why, found in sorted(whys.items())}
        for question, whys in sorted(posts.items())
        if whys
    }


def reasons(found: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """What :func:`overtaken` found, in sentences."""
    return {
        question: [_sentence(why, count) for why, count in whys.items()]
        for question, whys in found.items()
    }


def _last_judged(store: TableStore) -> dict[str, datetime]:
    """Question -> when somebody last decided something that its judgement rests on."""
    asked = {
        row["indication"]: row["question"]
        for row in store.read("indications", ["indication", "question"]).to_pylist()
    }
    found: dict[str, datetime] = {}
    for row in store.read("decisions").to_pylist():
        if row["what"] not in JUDGING or row["undone_by"] is not None:
            continue
        named = orjson.loads(row["value"]).get("question") if row["what"] == "prior" else None
        question = named or asked.get(row["about"][0] if row["about"] else "")
        if question:
            found[question] = row["decided_utc"]
    return found


def _sentence(why: str, count: int) -> str:
    posts = "a post" if count == 1 else f"{count} posts"
    was, is_ = ("was", "is") if count == 1 else ("were", "are")
    return {
        "edited": f"{posts} it rests on {was} edited since",
        "gone": f"{posts} it rests on {is_} no longer shown by the source",
        "new": f"{posts} that may bear on it came in since",
    }[why]
