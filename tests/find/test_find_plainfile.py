"""The plain commands ``indicia find``: one JSON object a line in and out, clear words for what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from indicia.errors import BadInput
from indicia.find.plainfile import mention_lines, statement_lines


def line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_mentions_use_the_lexicon_of_their_line() -> None:
    known = [{"entity": "dawn", "kind": "organisation", "name": "لواء الفجر"}]
    rows = list(mention_lines([line(id=7, text="وصل لواء الفجر", lexicon=known)]))
    assert [(r["id"], r["text"], r["entity"], r["method"]) for r in rows] == [
        ("7", "لواء الفجر", "dawn", "lexicon")
    ]


def test_statements_say_why_only_when_asked() -> None:
    asked = [line(id="a", text="The guards did not attack the mill.")]
    (plain,) = statement_lines(asked)
    (explained,) = statement_lines(asked, explain=True)
    assert "rules" not in plain and plain["polarity"] == "no"
    assert explained["rules"] == ["en.event.attacks", "en.negator"]


def test_answers_and_spans_come_as_values() -> None:
    (row,) = statement_lines([line(id="q", text="Is it a local group or a foreign force?")])
    assert [a["text"] for a in row["answers"]] == ["a local group", "a foreign force"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "line 1: not a line of JSON"),
        ('{"id": 1}', 'line 1: needs "id" and "text"'),
        ('{"id": 1, "text": 5}', 'line 1: needs "id" and "text"'),
        ("[1]", 'line 1: needs "id" and "text"'),
        (line(id=1, text="x", posted="yesterday"), '"posted" is no ISO time'),
        (line(id=1, text="x", lexicon={}), '"lexicon" must be a list'),
        (line(id=1, text="x", lexicon=[{"entity": "a"}]), 'each entry of "lexicon" needs "name"'),
        (line(id=1, text="x", lexicon=[{"name": "a", "kind": "dog"}]), "kind 'dog'; use one of"),
        (b"\xff\xfe", "line 1: not a line of JSON in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(written: str, said: str) -> None:
    with pytest.raises(BadInput, match="line 1") as caught:
        list(mention_lines([written]))
    assert said in str(caught.value)


def test_a_mark_of_byte_order_and_empty_lines_are_no_error() -> None:
    lines = [b"\xef\xbb\xbf" + line(id=1, text="x").encode(), b"", b"  \n"]
    assert list(statement_lines(lines)) == []
