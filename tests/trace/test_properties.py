"""What holds for any corpus: order plays no part, similarities are what they say they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicia.engine import corpus_engine
from indicia.trace.copies import find_copies
from indicia.trace.kept_pair import Wanted, find_pairs
from indicia.trace.memory import NoMemory
from indicia.trace.origin import find_origins
from indicia.trace.overlap import SetIndex
from indicia.trace.post import Post, table_of_posts
from indicia.trace.rarity import Counts, Rarity
from indicia.trace.shingle import word_shingles

WORDS = [
    "amber",
    "mill",
    "river",
    "عاجل",
    "جسر",
    "мост",
    "школа",
    "גשר",
    "17",
    "06:45",
    "Rimah",
    "of",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def corpora(draw: Any) -> list[Post]:
    texts = draw(st.lists(TEXTS, max_size=12))
    texts += draw(st.lists(st.sampled_from(texts), max_size=6)) if texts else []
    return [
        Post(
            f"i{n}",
            f"s{draw(st.integers(0, 3))}",
            draw(st.none() | st.integers(0, 10**12)),
            text,
            draw(st.sampled_from([None, "en", "ar"])),
            draw(st.sampled_from([None, None, "s0", "s9"])),
            draw(st.sampled_from([None, "id", "name"])),
            tuple(draw(st.lists(st.sampled_from(["a" * 64, "b" * 64]), max_size=1))),
        )
        for n, text in enumerate(texts)
    ]


@QUICK
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_posts_changes_no_byte(posts: list[Post], random: Any) -> None:
    items, mixed = table_of_posts(posts), list(posts)
    random.shuffle(mixed)
    copies, other = find_copies(items), find_copies(table_of_posts(mixed))
    assert copies.equals(other)
    assert find_origins(items, copies).equals(find_origins(table_of_posts(mixed), other))


@QUICK
@given(corpora())
def test_every_link_names_two_posts_once_a_kind_within_bounds(posts: list[Post]) -> None:
    rows = find_copies(table_of_posts(posts)).to_pylist()
    keys = [(row["a"], row["b"], row["kind"]) for row in rows]
    assert keys == sorted(set(keys))
    items = {post.item for post in posts}
    for row in rows:
        assert row["a"] < row["b"]
        assert {row["a"], row["b"]} <= items
        assert 0 < row["similarity"] <= 1
        assert 0 <= row["direction_certainty"] <= 0.99
        assert row["reason"] and row["method"] and row["version"]


@QUICK
@given(corpora())
def test_every_post_has_one_origin_whose_first_is_a_member(posts: list[Post]) -> None:
    items = table_of_posts(posts)
    rows = find_origins(items, find_copies(items)).to_pylist()
    assert [row["item"] for row in rows] == sorted(post.item for post in posts)
    origin = {row["item"]: row["origin"] for row in rows}
    for row in rows:
        assert origin[row["first_item"]] == row["origin"]
        assert row["size"] == list(origin.values()).count(row["origin"])
        assert (row["role"] == "first") == (row["item"] == row["first_item"])


def shingles_of(text: str) -> frozenset[tuple[str, ...]]:
    words = text.split()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def no_rarity() -> Rarity:
    none = Counts(np.empty(0, np.uint64), np.empty(0, np.int64))
    return Rarity(0, "none", 0, none, none, none, {})


@QUICK
@given(
    st.lists(TEXTS, max_size=25),
    st.sampled_from([0.35, 0.7, 0.9]),
    st.lists(st.integers(0, 3), max_size=6),
)
def test_pairs_by_shingles_are_all_pairs_and_no_others(
    texts: list[str], least: float, counted: list[int]
) -> None:
    texts = [text.replace(":", "") for text in texts]
    sets = [shingles_of(text) for text in texts]
    share = {
        (a, b): (len(sets[a] & sets[b]), len(sets[a] | sets[b]), len(sets[a]), len(sets[b]))
        for a in range(len(sets))
        for b in range(len(sets))
        if a != b and sets[a] & sets[b]
    }
    near = {
        pair: both / whole
        for pair, (both, whole, _, _) in share.items()
        if pair[0] < pair[1] and both / whole >= least - 1e-12
    }
    inside = {
        pair: both / one
        for pair, (both, _, one, other) in share.items()
        if both / one >= 0.8 - 1e-12 and one >= 3 and other >= 2 * one
    }
    index = SetIndex(
        np.arange(len(texts)), lambda rows: word_shingles([texts[row] for row in rows])
    )
    tokens = np.unique(word_shingles(texts).tokens)
    order = Counts(tokens[: len(counted)], np.array(counted[: len(tokens)], np.int64))
    found = find_pairs(
        index,
        np.arange(len(texts), dtype=np.uint64),
        Wanted(least, 0.8, 3),
        replace(no_rarity(), runs=order),
        NoMemory(),
        "long",
        corpus_engine(),
    )
    for got, wanted in ((found.near, near), (found.inside, inside)):
        pairs = zip(got.a.tolist(), got.b.tolist(), strict=True)
        similarity = dict(zip(pairs, got.similarity.tolist(), strict=True))
        assert similarity.keys() == wanted.keys()
        assert all(abs(similarity[pair] - wanted[pair]) < 1e-9 for pair in wanted)
