"""Whether the number of origins that carry a judgement is sure, by the links between their posts."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pyarrow as pa

from indicia.trace.copies import COPY_SCHEMA
from indicia.weigh.judged import Corpus
from indicia.weigh.stage import _doubt

LINKS = [{"a": "a", "b": "b", "kind": "picture", "similarity": 1.0, "direction_certainty": 0.5}]
TABLES = {
    "copies": pa.Table.from_pylist(LINKS, COPY_SCHEMA),
    "origins": pa.table({"post_version": ["a", "b", "c"], "origin": ["o-1", "o-1", "o-2"]}),
}


def table(name: str, columns: Sequence[str]) -> pa.Table:
    return TABLES[name].select(list(columns))


def test_origins_bound_by_a_doubtful_link_have_an_interval() -> None:
    corpus = Corpus({"a": "o-1", "b": "o-1", "c": "o-2"}, {}, {}, {})
    interval = _doubt(SimpleNamespace(table=table), corpus)  # type: ignore[arg-type]
    assert interval(frozenset({"o-1", "o-2"})) == (2, 3)
    assert interval(frozenset({"o-2"})) == (1, 1)
    # What no post tells (a test, a search) is an origin of its own.
    assert interval(frozenset({"o-2", "e-test"})) == (2, 2)
    assert interval(frozenset()) == (0, 0)
