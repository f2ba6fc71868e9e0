"""Statements of the hand-written posts: what is reached on the tuning part does not fall."""

from __future__ import annotations

import pytest

from statement_score import Score, load_posts, score_posts


@pytest.fixture(scope="module")
def score() -> Score:
    return score_posts(load_posts("tuning"))


@pytest.mark.parametrize(
    ("tally", "least"),
    [
        ("frame/ar", 0.91),
        ("frame/en", 0.95),
        ("frame/he", 0.96),
        ("frame/ru", 0.94),
        ("denial/all", 0.93),
        ("demand/all", 0.96),
        ("threat/all", 0.95),
        ("question/all", 0.90),
        ("speaker/all", 0.94),
        ("content/all", 0.89),
        ("predicate/all", 0.96),
        ("modality/all", 0.95),
    ],
)
def test_what_is_reached_is_held(score: Score, tally: str, least: float) -> None:
    assert score.by[tally].f1 >= least, score.misses


def test_at_most_one_polarity_in_a_hundred_is_flipped(score: Score) -> None:
    polarity = score.by["polarity/all"]
    assert polarity.found - polarity.right <= 0.01 * polarity.found, score.misses


def test_narration_is_nobodys_but_the_channels(score: Score) -> None:
    narration = score.by["narration"]
    assert narration.found and narration.right == narration.found


def test_the_parts_hold_every_language_and_no_post_twice() -> None:
    tuning, held = load_posts("tuning"), load_posts("held_out")
    ids = [post.id for post in (*tuning, *held)]
    assert len(ids) == len(set(ids)) >= 250
    assert {post.language for post in tuning} == {post.language for post in held}
    assert sum(post.register == "narration" for post in (*tuning, *held)) >= 30


def test_every_word_of_a_frame_stands_in_its_post() -> None:
    for post in (*load_posts("tuning"), *load_posts("held_out")):
        for frame in post.frames:
            words = [frame["content"], *frame.get("chain", ()), *frame.get("hedges", ())]
            words += [frame[name] for name in ("actor", "target", "object") if name in frame]
            assert all(piece in post.text for piece in words), post.id
