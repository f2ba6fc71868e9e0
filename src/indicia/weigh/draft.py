"""Drafts: which indications a test suggests, and which posts may bear on a worded indication.

Drafts carry no numbers. A person words, judges and links; until then they only stand in a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.conduct.observation import DESCRIPTIVE, RHYTHM
from indicia.identity import derived_id
from indicia.settings import Question
from indicia.stage import Workspace
from indicia.text.fold import fold_key
from indicia.weigh.judged import Corpus, Judgements

MOST_TESTS = 20
MOST_PICTURES = 10
DAY_SECONDS = 86_400
LEAST_LAG_SECONDS = DAY_SECONDS
MOST_RHYTHM = 10
MOST_POSTS = 20
MOST_HELD = 500
"""Posts that are held of one indication before all but the best ``MOST_POSTS`` are let go."""
LEAST_SHARED = 2
LANGUAGE = ("writing", "mixture")
"""Kinds of test, by their endings, that bear on the theme of language."""
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """that this with from have they their which there about would will been were says said also
        into over more than when what where group organisation organization""",
    )
)


def drafted_indications(
    tests: Sequence[Mapping[str, Any]],
    questions: Sequence[Question],
    pictures: Sequence[EarlierPicture] = (),
    settled: Set[str] = frozenset(),
) -> list[dict[str, Any]]:
    """What the settings propose, what tests of conduct found, and pictures that stood elsewhere.

    Findings are drafted for the first question, which asks about the subject; ``settled`` are the
    drafts that were adopted or rejected.
    """
    drafts = [
        _draft(question, proposed.text, proposed.text, proposed.theme)
        for question in questions
        for proposed in question.indications
    ]
    for question in questions[:1]:
        drafts += [
            _draft(question, t["test"], t["wording"], _theme(t["kind"])) for t in _clear(tests)
        ]
        drafts += [_draft(question, p.key, p.wording, "media quality") for p in pictures]
    return [row for row in drafts if row["indication"] not in settled]


def _draft(question: Question, key: str, text: str, theme: str) -> dict[str, Any]:
    return {
        "indication": derived_id("draft", question.id, key),
        "question": question.id,
        "text": text,
        "theme": theme,
        "status": "drafted",
        "likelihoods": "{}",
        "judged_by": [],
    }


def _clear(tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The clearest tests of conduct."""
    clear = [
        t for t in tests if t["q"] is not None and t["q"] <= 0.05 and t["kind"] not in DESCRIPTIVE
    ]
    clear = _without_pairs_of_groups(clear)
    clear.sort(key=lambda t: (t["q"], t["test"]))
    # Many sources keep a rhythm of some kind: those must not leave out who acts with whom.
    rhythm = [t for t in clear if t["kind"] in RHYTHM][:MOST_RHYTHM]
    return [t for t in clear if t["kind"] not in RHYTHM][:MOST_TESTS] + rhythm


@dataclass(frozen=True, slots=True)
class EarlierPicture:
    """A picture of one source that another source had posted before."""

    key: str
    wording: str


def earlier_pictures(work: Workspace) -> list[EarlierPicture]:
    """The pictures that passed from one source to another, a pair of sources once, longest lag first.

    Only certain copies of pictures with a known lag count; a lag under a day is news that spread.
    """
    table = work.table("copies", ["a", "b", "kind", "lag_seconds"])
    lag = pc.abs(table.column("lag_seconds"))
    wanted = pc.and_(pc.equal(table.column("kind"), "picture"), pc.greater(lag, LEAST_LAG_SECONDS))
    rows = table.append_column("lag", lag).filter(wanted)
    if not rows.num_rows:
        return []
    rows = rows.sort_by([("lag", "descending"), ("a", "ascending"), ("b", "ascending")])
    source = _columns(work.table("post_versions", ["post_version", "source"]))
    names = _columns(work.table("sources", ["source", "name"]))
    found: dict[tuple[str, str], EarlierPicture] = {}
    for row in rows_of(rows):
        first, later = (row["a"], row["b"]) if row["lag_seconds"] > 0 else (row["b"], row["a"])
        pair = source.get(first, ""), source.get(later, "")
        if pair[0] == pair[1] or pair in found:
            continue
        days = round(row["lag"] / DAY_SECONDS)
        who, elsewhere = names.get(pair[1], pair[1]), names.get(pair[0], pair[0])
        wording = f"A picture in a post of {who} stood in a post of {elsewhere} {days} days before"
        found[pair] = EarlierPicture("|".join(pair), wording)
        if len(found) == MOST_PICTURES:
            break
    return list(found.values())


def _columns(table: pa.Table) -> dict[str, str]:
    """The first column of a table -> the second."""
    keys, values = (table.column(place).to_pylist() for place in range(2))
    return dict(zip(keys, values, strict=True))


def _theme(kind: str) -> str:
    if kind in RHYTHM:
        return "rhythm"
    return "language" if kind.endswith(LANGUAGE) else "network position"


def _without_pairs_of_groups(tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The tests without the pairs that a group among them holds: the group says it once."""
    groups = [frozenset(t["subjects"]) for t in tests if t["kind"].startswith("community")]
    return [
        test
        for test in tests
        if not test["kind"].startswith("coshare")
        or not any(group.issuperset(test["subjects"]) for group in groups)
    ]


@dataclass(frozen=True, slots=True)
class Bearing:
    """A statement that shares words with a worded indication."""

    score: float
    post_version: str
    statement: str
    asserts: bool
    shared: tuple[str, ...]


def bearing_statements(work: Workspace, judgements: Judgements) -> dict[str, list[Bearing]]:
    """Indication -> the statements that share most words with it, one a post, best first.

    What is linked to an indication already is left out. Statements are read only where an
    indication is worded, and of each indication no more than a few hundred are held.
    """
    wanted = {row.id: words_that_tell(row.text) for row in judgements.indications.values()}
    best: dict[str, dict[str, Bearing]] = {name: {} for name in wanted}
    if not wanted:
        return {}
    for row in rows_of(_posted_statements(work)):
        found = words_that_tell(row["quote"])
        for indication in judgements.indications.values():
            version = row["post_version"]
            shared = wanted[indication.id] & found
            if len(shared) < LEAST_SHARED or version in indication.links:
                continue
            score = len(shared) / len(wanted[indication.id])
            held = best[indication.id]
            if version not in held or score > held[version].score:
                asserts = row["polarity"] == "yes"
                told = tuple(sorted(shared))
                held[version] = Bearing(score, version, row["statement"], asserts, told)
            if len(held) > MOST_HELD:
                best[indication.id] = {b.post_version: b for b in _ranked(held)}
    return {name: _ranked(held) for name, held in best.items()}


def _ranked(held: Mapping[str, Bearing]) -> list[Bearing]:
    return sorted(held.values(), key=lambda b: (-b.score, b.post_version))[:MOST_POSTS]


def _posted_statements(work: Workspace) -> pa.Table:
    """The statements of posts, with the post version of each."""
    statements = work.table("statements", ["statement", "item", "quote", "polarity"])
    versions = work.table("post_versions", ["item", "post_version"]).combine_chunks()
    place = pc.index_in(statements.column("item"), value_set=versions.column("item"))
    named = statements.append_column("post_version", versions.column("post_version").take(place))
    return named.filter(named.column("post_version").is_valid())


def drafted_evidence(
    judgements: Judgements, bearing: Mapping[str, Sequence[Bearing]], corpus: Corpus
) -> list[dict[str, Any]]:
    """Statements that share words with a worded indication and are not linked to it yet."""
    return [
        {
            "indication": indication.id,
            "question": indication.question,
            "origin": corpus.origin.get(found.post_version, found.post_version),
            "post_version": found.post_version,
            "statement": found.statement,
            "test": None,
            "asserts": found.asserts,
            "reliability": None,
            "status": "drafted",
            "method": "shared words",
            "version": "1",
            "score": found.score,
            "reason": "shares " + ", ".join(found.shared),
        }
        for indication in judgements.indications.values()
        for found in bearing.get(indication.id, ())
    ]


def words_that_tell(text: str) -> frozenset[str]:
    """The folded words of a text that may bear on an indication: long ones and numbers."""
    return frozenset(_WORD.findall(fold_key(text))) - _COMMON
