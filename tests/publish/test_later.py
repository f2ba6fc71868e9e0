"""What became of a cited post is told beside its citation, without the words that changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from page_world import POSTED, TableView, assembled, small_view

from indicia.publish.chrome import words_of
from indicia.publish.document import Citation
from indicia.publish.later import later_words
from indicia.publish.outline import _source
from indicia.publish.render import render_page

BRIEF = """# What is known
- One channel carries it. [@t-000000000003]
"""
VERSION = "v-000000000003"


def changed_view(*changes: dict[str, Any]) -> TableView:
    """The cited post with changes of its post, each a day after the one before."""
    view = small_view()
    for row in view.tables["post_versions"]:
        row["post"] = f"p-{row['post_version']}"
    blank = {"post": f"p-{VERSION}", "before": VERSION, "after": "v-other", "same_format": True,
             "removed": 0, "added": 0, "meaning": False, "kind": "edited"}  # fmt: skip
    view.tables["edits"] = [
        {**blank, "edit": f"h-{n}", "seq": n, "seen_utc": POSTED + timedelta(days=n), **change}
        for n, change in enumerate(changes, 1)
    ]
    return view


def citation(*changes: dict[str, Any]) -> Citation:
    (made,) = assembled(changed_view(*changes), BRIEF).update.citations
    return made


def test_a_later_edit_and_a_deletion_are_told_in_order() -> None:
    made = citation(
        {"removed": 2, "added": 1, "meaning": True},
        {"kind": "deleted", "before": "v-other", "after": None},
    )
    told = [later_words(asdict(one), words_of("en")) for one in made.later]
    assert told == [
        "Read otherwise on 2026-10-02: words taken out: 2, put in: 1. "
        "A number, name, place or negation is among them.",
        "Not found on 2026-10-03 where it would have stood: perhaps deleted.",
    ]


def test_what_was_before_the_cited_version_or_in_another_format_is_not_told() -> None:
    before = {"after": VERSION, "before": "v-older"}
    assert citation(before, {"same_format": False}).later == ()
    assert citation({"seen_utc": POSTED}).later == ()


@pytest.mark.parametrize("kind", ["edited", "text removed", "picture changed", "deleted", "reappeared"])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_every_kind_has_words_in_every_language(kind: str, language: str) -> None:
    (later,) = citation({"kind": kind, "after": None if kind == "deleted" else "v-other"}).later
    said = later_words(asdict(later), words_of(language))
    assert "2026-10-02" in said and "{" not in said


def test_page_and_text_edition_tell_it() -> None:
    made = assembled(changed_view({"kind": "text removed", "removed": 5}), BRIEF).update
    told = "Text was missing on 2026-10-02: words taken out: 5."
    assert told in render_page(made)
    blocks = list(_source(asdict(made.citations[0]), words_of("en")))
    assert any(block.text == told for block in blocks)
