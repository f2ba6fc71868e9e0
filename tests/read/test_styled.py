"""Styles of a post: never a word more or less than the tables hold, whatever the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.read import styled
from indicia.read.job import read_original
from indicia.read.reading import Context
from indicia.read.styled import ENTITY_STYLES, JSON_STYLES, STYLES, runs_of

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(
    path for path in FIXTURES.rglob("*.*") if path.suffix in (".json", ".jsonl", ".html")
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_words_of_every_post_of_every_fixture_are_those_that_were_read(path: Path) -> None:
    content = path.read_bytes()
    reading = read_original(content, Context(path=path.name))
    seen = 0
    for item in reading.items:
        runs = runs_of(content, item.locator)
        if runs and "poll" not in item.extra:
            seen += 1
            assert words("".join(run.text for run in runs)) == words(item.text), item.locator
            assert all(run.styles <= set(STYLES) for run in runs)
    damaged = any(fault.severity == "lost" for fault in reading.faults)
    assert seen or damaged or not any(item.text and item.kind == "post" for item in reading.items)


PART = st.one_of(
    WORDS,
    st.builds(
        lambda kind, text: {"type": kind, "text": text},
        st.sampled_from([*JSON_STYLES, "mention"]),
        WORDS,
    ),
    st.builds(lambda text: {"type": "text_link", "text": text, "href": "https://a.example"}, WORDS),
)


@given(st.lists(PART, min_size=1, max_size=6))
def test_each_part_of_an_export_keeps_its_words_and_its_style(parts: list[Any]) -> None:
    message = {"id": 1, "type": "message", "date": "2026-10-01T10:00:00", "text": parts}
    export = {"name": "x", "type": "public_channel", "id": 5, "messages": [message]}
    runs = runs_of(json.dumps(export).encode(), "/messages/0")
    assert len(runs) == len(parts)
    for part, run in zip(parts, runs, strict=True):
        text, kind = (part, "") if isinstance(part, str) else (part["text"], part["type"])
        assert run.text == text
        wanted = (
            {"link"}
            if kind == "text_link"
            else {JSON_STYLES[kind]}
            if kind in JSON_STYLES
            else set()
        )
        assert run.styles == wanted


ENTITY = st.builds(
    lambda kind, start, size: {"_": kind, "offset": start, "length": size},
    st.sampled_from([*ENTITY_STYLES, "MessageEntityMention"]), st.integers(0, 12), st.integers(0, 12),
)  # fmt: skip


@given(st.text("a🦅ب ", max_size=10), st.lists(ENTITY, max_size=5))
def test_entities_that_nest_or_reach_past_the_end_cost_no_word(
    text: str, entities: list[Any]
) -> None:
    row = {"_": "Message", "id": 1, "message": text, "entities": entities}
    runs = runs_of(json.dumps(row).encode(), "/")
    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)


def test_an_entity_over_two_utf_16_units_covers_its_letter() -> None:
    entities = [
        {"_": "MessageEntityBold", "offset": 0, "length": 2},
        {"_": "MessageEntityTextUrl", "offset": 3, "length": 2, "url": "https://a.example/x"},
    ]
    row = {"_": "Message", "id": 1, "message": "🦅 ab", "entities": entities}
    bold, blank, link = runs_of(json.dumps(row).encode(), "/")
    assert (bold.text, bold.styles, blank.styles) == ("🦅", {"bold"}, frozenset())
    assert (link.text, link.address, link.styles) == ("ab", "https://a.example/x", {"link"})


@pytest.mark.parametrize(
    ("content", "locator"),
    [
        (b"{", "/messages/0"),
        (b'{"messages": []}', "/messages/0"),
        (b'{"messages": 5}', "/messages/0/x"),
        (b"[1]", "/0"),
        (b"{}", "/line/9"),
        (b"{}", "nothing"),
        (b"", "#message1"),
        (b"<html>", "[data-post=a/1]"),
        (b'{"text": [5]}', "/"),
        (b"[" * 100_000, "/0"),
    ],
)
def test_what_cannot_be_read_gives_no_runs(content: bytes, locator: str) -> None:
    assert runs_of(content, locator) == ()


def test_a_large_original_is_not_opened_for_one_post(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"messages": [{"text": "abc"}]}'
    assert runs_of(content, "/messages/0")[0].text == "abc"
    monkeypatch.setattr(styled, "MOST_BYTES", len(content) - 1)
    assert runs_of(content, "/messages/0") == ()
