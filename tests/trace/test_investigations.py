"""Real articles held in English and Arabic: the translations, and not the crossed pairs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from indicia.trace.copies import find_copies
from indicia.trace.origin import find_origins
from indicia.trace.post import Post, table_of_posts

LINKED = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+")


@pytest.fixture
def articles(shared_data: Path) -> list[Post]:
    found = sorted((shared_data / "syrian-archive" / "investigations").glob("*.md"))
    return [
        Post(path.stem, "archive", None, path.read_text(encoding="utf-8"), language)
        for path in found
        for language in ("ar" if path.stem.endswith("_ar") else "en",)
    ]


@pytest.mark.parametrize("links", [True, False])
def test_each_article_and_its_translation_are_one_origin(articles: list[Post], links: bool) -> None:
    posts = articles if links else [replace(p, text=LINKED.sub(" ", p.text)) for p in articles]
    items = table_of_posts(posts)
    copies = find_copies(items)
    assert [(row["a"] + "_ar", row["kind"]) for row in copies.to_pylist()] == [
        (row["b"], "translation") for row in copies.to_pylist()
    ]
    assert copies.num_rows == 2
    assert len(set(find_origins(items, copies).column("origin").to_pylist())) == 2
