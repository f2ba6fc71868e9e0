"""Tiny and one-sided corpora, and crowds: bounded by counts, never by a clock."""

from __future__ import annotations

import pytest
from test_copies import MORE, REPORTS, post

from indicia.trace.copies import find_copies
from indicia.trace.origin import find_origins
from indicia.trace.post import Post, table_of_posts

MANY = 10_000


def outcome(posts: list[Post]) -> tuple[int, int]:
    """(links, origins)."""
    items = table_of_posts(posts)
    copies = find_copies(items)
    origins = find_origins(items, copies).column("origin").to_pylist()
    return copies.num_rows, len(set(origins))


def test_nothing_one_and_two_posts() -> None:
    assert outcome([]) == (0, 0)
    assert outcome([post("a", REPORTS["en"])]) == (0, 1)
    assert outcome([post("a", REPORTS["en"]), post("b", MORE["en"])]) == (0, 2)
    assert outcome([post("a", ""), post("b", "")]) == (0, 2)


@pytest.mark.parametrize("dated", [True, False])
def test_ten_thousand_copies_are_one_origin_by_few_links(dated: bool) -> None:
    posts = [
        Post(f"p{n:05d}", f"s{n % 700}", n * 60_000_000 if dated else None, REPORTS["en"])
        for n in range(MANY)
    ]
    links, origins = outcome(posts)
    assert origins == 1
    assert links <= 2 * MANY


def test_ten_thousand_copies_by_one_source_are_one_origin() -> None:
    posts = [Post(f"p{n:05d}", "one", n * 60_000_000, REPORTS["ar"]) for n in range(MANY)]
    links, origins = outcome(posts)
    assert origins == 1
    assert links <= 2 * MANY


def test_ten_thousand_forwards_are_one_origin_by_few_links() -> None:
    first = Post("a", "source", 0, REPORTS["ru"])
    posts = [
        Post(f"f{n:05d}", f"s{n % 900}", n * 1_000_000, REPORTS["ru"], None, "source", "id")
        for n in range(1, MANY)
    ]
    links, origins = outcome([first, *posts])
    assert origins == 1
    assert links <= 3 * MANY


def test_ten_thousand_near_copies_are_one_origin_by_few_links() -> None:
    text = f"{REPORTS['en']} {MORE['en']}"
    posts = [Post(f"p{n:05d}", f"s{n % 50}", n, f"{text} x{n}y") for n in range(MANY)]
    links, origins = outcome(posts)
    assert origins == 1
    assert links <= 50 * MANY


def test_ten_thousand_posts_of_one_picture_are_one_origin_by_few_links() -> None:
    posts = [Post(f"p{n:05d}", f"s{n}", n, "", pictures=("a" * 64,)) for n in range(MANY)]
    links, origins = outcome(posts)
    assert origins == 1
    assert links <= 2 * MANY


def test_ten_thousand_reports_of_one_form_in_two_languages_stay_few_links() -> None:
    posts = []
    for n in range(MANY // 2):
        when = n * 3_600_000_000
        posts.append(Post(f"e{n:05d}", "en", when, f"Alert {n}: siren in Rimah at 06:45", "en"))
        posts.append(Post(f"a{n:05d}", "ar", when, f"إنذار {n}: صفارة في ريمة عند 06:45", "ar"))
    links, origins = outcome(posts)
    assert links <= 10 * MANY
    assert origins >= MANY // 4
