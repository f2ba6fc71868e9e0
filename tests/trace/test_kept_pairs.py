"""What is kept between runs spares work and changes nothing: new posts give the links of a run
over everything from nothing, whatever came, changed or went in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pyarrow as pa
import pytest
from cascade_world import make_cascades

from indicia.trace import kept_pair, overlap
from indicia.trace.copies import Kept, find_copies
from indicia.trace.memory import NoMemory
from indicia.trace.post import Post, posts_of, table_of_posts
from indicia.trace.trait import traits_of


class Shelf:
    """A memory for one test; counts what was recalled."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, Mapping[str, pa.Table]]] = {}
        self.recalled: list[str] = []

    def recall(self, name: str, right_for: str) -> Mapping[str, pa.Table] | None:
        word, tables = self.held.get(name, ("", {}))
        if word != right_for:
            return None
        self.recalled.append(name)
        return tables

    def remember(self, name: str, right_for: str, tables: Mapping[str, pa.Table]) -> None:
        self.held[name] = (right_for, tables)


def links(posts: list[Post], memory: Shelf | NoMemory) -> pa.Table:
    ordered = posts_of(table_of_posts(posts))
    made = traits_of(
        [p.text for p in ordered], [p.urls for p in ordered], [p.pictures for p in ordered]
    )
    keys = [f"{p.item}|{hash(p.text)}" for p in ordered]
    return find_copies(table_of_posts(ordered), kept=Kept(made, keys, memory))


def corpus(seed: int, count: int = 40) -> list[Post]:
    """Posts of cascades, seen in a random order of capture, with a signature in some sources."""
    random = Random(seed)
    posts = list(make_cascades(count, seed).posts)
    random.shuffle(posts)
    return [
        replace(
            post,
            first_seen=n * 1_000_000,
            text=post.text + ("\nread more at the mill" if post.source[-1] in "135" else ""),
        )
        for n, post in enumerate(posts)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_new_posts_meet_what_was_kept_and_give_the_links_of_a_full_run(seed: int) -> None:
    posts = corpus(seed)
    shelf = Shelf()
    for share in (0.8, 0.82, 0.84, 1.0):
        held = posts[: int(share * len(posts))]
        assert links(held, shelf).equals(links(held, NoMemory()))
    assert {"long", "short", "translation"} <= set(shelf.recalled)


@pytest.mark.parametrize("seed", range(4))
def test_posts_that_change_or_go_or_come_in_before_others_do_no_harm(seed: int) -> None:
    posts = corpus(seed)
    shelf = Shelf()
    random = Random(seed)
    links(posts[:-6], shelf)
    changed = [post for post in posts if random.random() > 0.03]
    changed = [
        replace(post, text=f"{post.text} mended") if random.random() < 0.03 else post
        for post in changed
    ]
    early = random.randrange(len(changed))
    changed[early] = replace(changed[early], first_seen=-5)
    assert links(changed, shelf).equals(links(changed, NoMemory()))


@pytest.mark.parametrize("seed", range(4))
def test_crowds_give_the_same_links_whatever_was_kept(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlap, "TOKEN_LIMIT", 5)
    monkeypatch.setattr(overlap, "NEIGHBOURS", 2)
    random = Random(seed)
    form = "the alarm was raised in the district of {} at the hour of {} and all went to shelter"
    posts = [
        Post(
            f"p{random.randrange(10**9):09d}",
            f"s{n % 4}",
            n * 3_600_000_000,
            form.format(random.choice("abc"), random.choice("xyz") * 2),
            first_seen=n,
        )
        for n in range(80)
    ]
    shelf = Shelf()
    for held in (posts[:60], posts[:64], posts[2:66], posts[2:]):
        assert links(held, shelf).equals(links(held, NoMemory()))


def test_a_changed_count_of_rarity_recalls_nothing() -> None:
    posts = corpus(9)
    shelf = Shelf()
    links(posts[:60], shelf)
    shelf.recalled.clear()
    assert links(posts, shelf).equals(links(posts, NoMemory()))
    assert shelf.recalled == []


def test_known_texts_are_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    posts = corpus(3)
    shelf = Shelf()
    links(posts[:-2], shelf)
    new = []
    signed = kept_pair.signatures_of

    def counting(index: object, rows: object, *rest: object) -> object:
        new.append(len(rows))  # type: ignore[arg-type]
        return signed(index, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_pair, "signatures_of", counting)
    links(posts, shelf)
    assert sum(new) <= 2
