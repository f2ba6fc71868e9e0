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

from indicia.store import TableStore

Row = Mapping[str, Any]
JUDGING = ("likelihood", "link", "searched", "prior")


def stale_judgements(store: TableStore, gone: Collection[str]) -> dict[str, list[str]]:
    """Question -> reasons to judge again; ``gone``: posts that are possibly deleted."""
    versions = {row["post_version"]: row for row in store.read("post_versions").to_pylist()}
    judged = _last_judged(store)
    reasons: dict[str, list[str]] = defaultdict(list)
    counts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.read("evidence").to_pylist():
        question, version = row["question"], versions.get(row["post_version"])
        when = judged.get(question)
        if version is None or when is None:
            continue
        if row["status"] == "linked":
            if not version["latest"]:
                counts[(question, "edited")].add(version["post"])
            if version["post"] in gone:
                counts[(question, "gone")].add(version["post"])
        elif version["first_seen_utc"] > when:
            counts[(question, "new")].add(version["post"])
    for (question, why), posts in sorted(counts.items()):
        reasons[question].append(_sentence(why, len(posts)))
    return dict(reasons)


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
