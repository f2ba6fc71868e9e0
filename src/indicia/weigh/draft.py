"""Drafts: which indications a test suggests, and which posts may bear on a worded indication.

Drafts carry no numbers. A person words, judges and links; until then they only stand in a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from indicia.identity import derived_id
from indicia.settings import Question
from indicia.stage import Workspace
from indicia.text.fold import fold_key
from indicia.weigh.judged import Corpus, Judged, Judgements

MOST_TESTS = 20
MOST_POSTS = 20
LEAST_SHARED = 2
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """that this with from have they their which there about would will been were says said also
        into over more than when what where group organisation organization""",
    )
)


def drafted_indications(
    tests: Sequence[Mapping[str, Any]], questions: Sequence[Question]
) -> list[dict[str, Any]]:
    """An indication for each of the clearest tests of conduct, worded by its finding."""
    clear = [t for t in tests if t["q"] is not None and t["q"] <= 0.05]
    clear = _without_pairs_of_groups(clear)
    clear.sort(key=lambda t: (t["q"], t["test"]))
    return [
        {
            "indication": derived_id("draft", question.id, test["test"]),
            "question": question.id,
            "text": test["wording"],
            "theme": "network position",
            "status": "drafted",
            "likelihoods": "{}",
            "judged_by": [],
        }
        for question in questions[:1]
        for test in clear[:MOST_TESTS]
    ]


def _without_pairs_of_groups(tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The tests without the pairs that a group among them holds: the group says it once."""
    groups = [frozenset(t["subjects"]) for t in tests if t["kind"].startswith("community")]
    return [
        test
        for test in tests
        if not test["kind"].startswith("coshare")
        or not any(group.issuperset(test["subjects"]) for group in groups)
    ]


def drafted_evidence(
    work: Workspace, judgements: Judgements, corpus: Corpus
) -> list[dict[str, Any]]:
    """Statements that share words with a worded indication and are not linked to it yet."""
    statements = [(row, _words(row["quote"])) for row in work.table("statements").to_pylist()]
    versions = work.table("post_versions")
    version_of = dict(
        zip(
            versions.column("item").to_pylist(),
            versions.column("post_version").to_pylist(),
            strict=True,
        )
    )
    drafted = []
    for indication in judgements.indications.values():
        drafted += _bearing(indication, statements, version_of, corpus)
    return drafted


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold_key(text))) - _COMMON


def _bearing(
    indication: Judged,
    statements: Sequence[tuple[Mapping[str, Any], frozenset[str]]],
    version_of: Mapping[str, str],
    corpus: Corpus,
) -> list[dict[str, Any]]:
    wanted = _words(indication.text)
    best: dict[str, dict[str, Any]] = {}
    for row, found in statements:
        shared = wanted & found
        version = version_of.get(row["item"])
        if len(shared) < LEAST_SHARED or version is None or version in indication.links:
            continue
        score = len(shared) / len(wanted)
        if version not in best or score > best[version]["score"]:
            best[version] = {
                "indication": indication.id,
                "question": indication.question,
                "origin": corpus.origin.get(version, version),
                "post_version": version,
                "statement": row["statement"],
                "test": None,
                "asserts": row["polarity"] == "yes",
                "reliability": None,
                "status": "drafted",
                "method": "shared words",
                "version": "1",
                "score": score,
                "reason": "shares " + ", ".join(sorted(shared)),
            }
    ranked = sorted(best.values(), key=lambda e: (-e["score"], e["post_version"]))
    return ranked[:MOST_POSTS]
