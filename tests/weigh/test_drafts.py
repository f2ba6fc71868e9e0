"""Drafts of evidence: which statements bear on a worded indication, however many there are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from indicia.settings import Question
from indicia.tables import TABLES
from indicia.weigh import draft
from indicia.weigh.judged import Corpus, Judged, Judgements
from indicia.weigh.stage import corpus_of_reports

WORDS = ("grain", "silo", "ledger", "harbour", "permit", "convoy", "bridge", "market")


def tables(statements: list[dict[str, Any]], **more: list[dict[str, Any]]) -> Any:
    """A workspace with these rows; what stands in none is null."""
    items = sorted({row["item"] for row in statements})
    held: dict[str, list[dict[str, Any]]] = {
        "statements": statements,
        "post_versions": [
            {"item": item, "post_version": f"v-{item}", "source": f"s-{item}"}
            for item in items
            if item != "gone"
        ],
        **more,
    }

    def table(name: str, columns: Sequence[str] | None = None) -> pa.Table:
        found = pa.Table.from_pylist(held[name], TABLES[name].schema)
        return found if columns is None else found.select(list(columns))

    return SimpleNamespace(table=table)


def told(number: int, item: str, quote: str, polarity: str = "yes") -> dict[str, Any]:
    return {"statement": f"t{number}", "item": item, "quote": quote, "polarity": polarity}


def judgements(*texts: str, links: dict[str, bool] | None = None) -> Judgements:
    made = Judgements()
    for number, text in enumerate(texts):
        name = f"d{number}"
        made.indications[name] = Judged(name, "who", text, "theme", links=dict(links or {}))
    return made


def test_a_post_is_drafted_once_by_its_likest_statement() -> None:
    found = draft.bearing_statements(
        tables(
            [
                told(1, "a", "The grain left the silo"),
                told(2, "a", "Grain, silo and ledger are gone", "no"),
                told(3, "b", "The ledger names the grain"),
                told(4, "c", "Only grain"),
                told(5, "gone", "grain silo ledger"),
                told(6, "linked", "grain silo ledger"),
            ]
        ),
        judgements("A ledger of grain in the silo", links={"v-linked": True}),
    )["d0"]
    assert [(b.post_version, b.statement, b.asserts) for b in found] == [
        ("v-a", "t2", False),
        ("v-b", "t3", True),
    ]
    assert found[0].shared == ("grain", "ledger", "silo") and found[0].score == 1.0


def test_letting_the_lesser_go_on_the_way_changes_no_draft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(5)
    statements = [
        told(n, f"i{rng.randrange(300):03}", " ".join(rng.sample(WORDS, rng.randint(1, 5))))
        for n in range(2_000)
    ]
    asked = judgements("grain silo ledger harbour permit", "convoy bridge market grain")
    monkeypatch.setattr(draft, "MOST_HELD", 10**9)
    expected = draft.bearing_statements(tables(statements), asked)
    monkeypatch.setattr(draft, "MOST_HELD", 25)
    assert draft.bearing_statements(tables(statements), asked) == expected
    assert [len(found) for found in expected.values()] == [draft.MOST_POSTS] * 2


def test_without_a_worded_indication_no_statement_is_read() -> None:
    def table(name: str, columns: Sequence[str] | None = None) -> pa.Table:
        raise AssertionError(f"{name} was read")

    assert draft.bearing_statements(SimpleNamespace(table=table), Judgements()) == {}
    assert corpus_of_reports(SimpleNamespace(table=table), set()) == Corpus({}, {}, {}, {})


def test_the_corpus_of_reports_holds_what_reports_and_the_first_of_its_origin() -> None:
    origins = [
        {"post_version": f"v-{item}", "origin": origin, "first": first}
        for item, origin, first in (("a", "o1", "v-b"), ("b", "o1", "v-b"), ("c", "o2", "v-c"))
    ]
    copies = [
        {"a": "v-a", "b": "v-c", "kind": "near", "similarity": 0.6},
        {"a": "v-c", "b": "v-a", "kind": "reworded", "similarity": 0.8},
        {"a": "v-a", "b": "v-b", "kind": "near", "similarity": 0.9},
    ]
    statements = [told(n, item, "x") for n, item in enumerate("abc")]
    work = tables(statements, origins=origins, copies=copies)
    corpus = corpus_of_reports(work, {"v-a", "v-c"})
    assert corpus.origin == {"v-a": "o1", "v-c": "o2"}
    assert corpus.first == {"o1": "v-b", "o2": "v-c"}
    assert corpus.source == {"v-a": "s-a", "v-b": "s-b", "v-c": "s-c"}
    assert corpus.copies == {("v-a", "v-c"): ("reworded", 0.8)}


def test_a_picture_that_another_source_had_posted_days_before_is_drafted_once_a_pair() -> None:
    day = draft.DAY_SECONDS

    def copy(a: str, b: str, days: float, kind: str = "picture") -> dict[str, Any]:
        return {"a": f"v-{a}", "b": f"v-{b}", "kind": kind, "lag_seconds": days * day}

    work = tables(
        [told(n, item, "x") for n, item in enumerate(("old", "new", "again", "late"))],
        sources=[{"source": f"s-{n}", "name": n.title()} for n in ("old", "new", "again", "late")],
        copies=[
            copy("old", "new", 9),
            copy("new", "old", -3),
            copy("late", "again", -40),
            copy("old", "again", 0.2),
            copy("old", "late", 30, "near_text"),
        ],
    )
    found = draft.earlier_pictures(work)
    assert [row.wording for row in found] == [
        "A picture in a post of Late stood in a post of Again 40 days before",
        "A picture in a post of New stood in a post of Old 9 days before",
    ]
    question = Question("who", "Who?", 1, ())
    drafts = draft.drafted_indications([], [question], found)
    assert [row["theme"] for row in drafts] == ["media quality"] * 2
    assert draft.earlier_pictures(tables([], sources=[], copies=[])) == []
