"""Edges between texts of similar words: cut as the toolkit cuts, counted as by brute force."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.conduct.coordination.edgefile import edges_csv
from indicia.conduct.coordination.similar import similar_pairs
from indicia.conduct.coordination.wordset import word_sets, words_of
from indicia.trace.shingle import ShingleSets

HEAD = "object_id,account_id,content_id,timestamp_share"
ODD = "aбИс ё ß…½한글ab_'\u200b\u0301 \n\t\x85\xa0\x1cЖЁ1٣.,:;·@«\"אבΣσİ\u2019😀\ufe0f中ひカ🇷🇺\u200d3 5  ()-/"
PLAIN = 'abИאב13_ .,:;·"@/ \n'


def check_words(texts: list[str]) -> None:
    sets = word_sets(
        pa.chunked_array([pa.array(texts[:7], pa.string()), pa.array(texts[7:], pa.string())])
    )
    words = [words_of(text) for text in texts]
    assert sets.sizes.tolist() == [len(found) for found in words]
    hashes: dict[str, set[frozenset[int]]] = defaultdict(set)
    for row, found in enumerate(words):
        held = frozenset(sets.tokens[sets.starts[row] : sets.starts[row + 1]].tolist())
        for word in found:
            hashes[word].add(held)
    # The hash of a word is in every set that has it, and that of no other word is.
    common = {word: frozenset.intersection(*sets) for word, sets in hashes.items()}
    assert all(common.values())
    every = Counter(word for found in words for word in found)
    assert sorted(every.values()) == sorted(Counter(sets.tokens.tolist()).values())


@pytest.mark.parametrize("letters", [ODD, PLAIN])
def test_texts_are_cut_all_at_once_as_one_by_one(letters: str) -> None:
    rng = random.Random(4)
    check_words(["".join(rng.choices(letters, k=rng.randrange(40))) for _ in range(4_000)])


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=20))
def test_any_text_is_cut_as_one_by_one(texts: list[str]) -> None:
    check_words(texts)


def test_words_are_those_of_the_toolkit() -> None:
    text = "@desk Don't go to https://news.example/12a: 3.5 km, a_b «Север»!"
    assert words_of(text) == {
        "don't", "go", "to", "https", ":", "/", "news.example", "12a", "3.5", "km", ",", "a_b",
        "«", "север", "»", "!",
    }  # fmt: skip


SETS = st.lists(st.sets(st.integers(0, 12), max_size=10), min_size=2, max_size=12)


@given(SETS)
def test_pairs_are_those_of_brute_force(drawn: list[set[int]]) -> None:
    tokens = [np.array(sorted(found), np.uint64) for found in drawn]
    starts = np.concatenate(([0], np.cumsum([len(found) for found in drawn])))
    sets = ShingleSets(np.concatenate(tokens), starts)
    pairs = np.array([(i, j) for i in range(len(drawn)) for j in range(len(drawn)) if i != j])
    wanted = [
        bool(drawn[i] and drawn[j]) and len(drawn[i] & drawn[j]) / len(drawn[i] | drawn[j]) >= 0.8
        for i, j in pairs.tolist()
    ]
    assert similar_pairs(sets, pairs, 0.8).tolist() == wanted


WORDS = "convoy gate north south dawn left reached village road"
POSTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS.split()), max_size=9), st.integers(0, 3), st.integers(0, 200)
    ),
    max_size=25,
)


@settings(max_examples=50)
@given(POSTS, st.integers(0, 90))
def test_edges_equal_brute_force(posts: list[tuple[list[str], int, int]], window: int) -> None:
    lines = [f"{' '.join(words)},u{a},c{n},{s}" for n, (words, a, s) in enumerate(posts)]
    met: dict[tuple[str, str], set[int]] = defaultdict(set)
    for n, (words, account, second) in enumerate(posts):
        for other, other_account, other_second in posts:
            one, two = set(words), set(other)
            if (
                account != other_account
                and abs(second - other_second) <= window
                and one
                and two
                and len(one & two) / len(one | two) >= 0.8
            ):
                met[f"u{account}", f"u{other_account}"].add(n)
    wanted = {pair: len(found) for pair, found in met.items() if len(found) >= 2}
    got = {}
    for line in list(edges_csv([HEAD, *lines], "toolkit-text", window, 2, 0.5))[1:]:
        left, right, weight, _ = line.split(",")
        got[left, right] = int(weight)
    assert got == wanted
