"""Writing: writers, not topics, are told apart; nothing is said of too little; p is honest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from conduct.writers import make_topic, make_writer, posts_by
from indicia.conduct.observation import Observation
from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.alike import (
    MOST_PAIRS,
    bound_pairs,
    compare_writing,
    writing_tests,
    writing_wording,
)
from indicia.conduct.writing.functionword import Mask, function_words
from indicia.conduct.writing.impostor import rank_scores, upper_p
from indicia.conduct.writing.panel import LEAST_CHARACTERS, LEAST_IMPOSTORS, Desk
from indicia.conduct.writing.prose import own_texts
from indicia.conduct.writing.style import features_of, likeness
from indicia.publish.drafted import said_in
from indicia.publish.harmword import find_word
from indicia.settings import Question
from indicia.trace.post import Post, table_of_posts
from indicia.weigh.draft import drafted_indications

TOPICS = 6
NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def traffic_of(posts: list[Post], kind: str = "channel", copies: pa.Table = NO_COPIES) -> Traffic:
    items = table_of_posts(posts).sort_by("item")
    return Traffic(items, copies, {post.source: kind for post in posts})


def copies_of(*pairs: tuple[str, str, str]) -> pa.Table:
    return pa.table(dict(zip(("a", "b", "kind"), zip(*pairs, strict=True), strict=True)))


@cache
def world(seed: int, sources: int = 54) -> tuple[Post, ...]:
    """Sources c00, c01 ...: each with a writer of its own, few topics that many share; but c00 and
    c01 have one writer and two topics, and c02 and c03 two writers and one topic."""
    rng = np.random.default_rng(seed)
    topics = [make_topic(rng) for _ in range(TOPICS)]
    writers = [make_writer(rng) for _ in range(sources)]
    writers[1] = writers[0]
    about = [n % TOPICS for n in range(sources)]
    about[:4] = [0, 1, 2, 2]
    return tuple(
        post
        for n in range(sources)
        for post in posts_by(f"c{n:02d}", writers[n], topics[about[n]], seed)
    )


def test_one_writer_on_two_topics_is_found_and_two_writers_on_one_topic_are_not() -> None:
    others = []
    for seed in (1, 2, 3):
        traffic = traffic_of(list(world(seed)))
        same, other = writing_tests(traffic, [("c00", "c01"), ("c02", "c03")], 0)
        assert same.statistic is not None and same.statistic > 0.9
        assert same.p is not None and same.p <= 0.01 and same.q is not None and same.q <= 0.02
        assert "where 1 is nearest in every round) than more than 99 % of the pairs" in same.wording
        assert same.n >= LEAST_CHARACTERS and same.refusal is None
        assert same.items and same.settings["impostors"] == 52
        assert "who wrote" in same.cannot_tell
        assert other.p is not None and other.q is not None
        stands_out = other.p <= 0.05
        assert f"than {100 * (1 - other.p):.0f} % of the pairs" in other.wording
        assert other.wording.startswith("Two sources do not stand out") != stands_out
        others.append(other.p)
    assert sum(p <= 0.05 for p in others) <= 1


def test_p_is_uniform_where_no_two_sources_have_one_writer() -> None:
    """Every pair of a panel is as likely as any other to lead when writers are unlike."""
    found = []
    for seed in range(2):
        names = [f"c{n:02d}" for n in range(4, 54)]
        traffic = traffic_of([post for post in world(seed) if post.source not in ("c00", "c01")])
        pairs = [(names[n], names[n + 1]) for n in range(0, 40, 2)]
        found += [one.p for one in writing_tests(traffic, pairs, seed)]
    p = np.array(found, float)
    assert len(p) == 40
    # Kolmogorov-Smirnov against the uniform: .215 is the 5 % point for 40.
    steps = np.arange(1, 41) / 40
    assert np.abs(np.sort(p) - steps).max() < 0.25
    assert (p <= 0.05).sum() <= 6


def test_topic_alone_does_not_make_pairs_near() -> None:
    traffic = traffic_of(list(world(2)))
    names = sorted(traffic.sources)[4:]
    desk = Desk(traffic, frozenset(), 0)
    panel = desk.panel(("ru", ""), [(names[0], names[1])])
    place = {name: at for at, name in enumerate(panel.names)}
    one = [(a, b) for a in names for b in names if a < b and int(a[1:]) % 6 == int(b[1:]) % 6]
    at = [(place[a], place[b]) for a, b in one]
    p = [upper_p(panel.scores[x], panel.null_about(panel.topics[x])) for x in at]
    beyond = np.mean(np.array(p) <= 0.05)
    assert beyond <= 0.10


def test_the_order_of_rows_changes_nothing() -> None:
    posts = list(world(1))
    pairs = [("c00", "c01"), ("c02", "c03")]
    shuffled = [posts[n] for n in np.random.default_rng(3).permutation(len(posts))]
    assert writing_tests(traffic_of(posts), pairs, 0) == writing_tests(
        traffic_of(shuffled), [pair[::-1] for pair in pairs], 0
    )


def only(posts: list[Post], pair: tuple[str, str]) -> Observation:
    return compare_writing(traffic_of(posts), pair, [], 0)


def test_too_little_text_is_refused() -> None:
    posts = [p for p in world(1) if p.source != "c01" or int(p.item[-3:]) < 5]
    found = only(posts, ("c00", "c01"))
    assert found.p is None and found.statistic is None and found.refusal
    assert found.refusal.endswith("characters of own text on one side; 5,000 are needed")
    assert found.n < LEAST_CHARACTERS
    assert found.wording == "The writing of two sources was not compared"


def test_too_few_impostors_are_refused() -> None:
    posts = [p for p in world(1) if int(p.source[1:]) < LEAST_IMPOSTORS + 1]
    found = only(posts, ("c00", "c01"))
    assert found.p is None
    assert found.refusal == (
        "49 other public sources with enough text in language 'ru'; 50 impostors are needed"
    )


def test_two_languages_are_refused() -> None:
    posts = [replace(p, language="uk") if p.source == "c01" else p for p in world(1)]
    refusal = only(posts, ("c00", "c01")).refusal or ""
    assert refusal.startswith("they write in language 'ru' and language 'uk'")
    assert writing_tests(traffic_of(posts), [("c00", "c01")], 0) == []


def test_a_language_without_a_list_is_refused() -> None:
    posts = [replace(p, language="xx") for p in world(1)]
    assert (
        only(posts, ("c00", "c01")).refusal
        == "there is no list of function words for language 'xx'"
    )


@pytest.mark.parametrize("kind", ["person", "unknown", "group", "private"])
def test_people_are_never_compared(kind: str) -> None:
    posts = list(world(1))
    kinds = dict.fromkeys({p.source for p in posts}, "channel") | {"c01": kind}
    traffic = Traffic(table_of_posts(posts).sort_by("item"), NO_COPIES, kinds)
    found = compare_writing(traffic, ("c00", "c01"), [], 0)
    assert found.p is None
    assert found.refusal == "one of them has no text of its own that may be tested"
    rows = copies_of(*((f"c00-{n:03d}", f"c01-{n:03d}", "near") for n in range(9)))
    assert bound_pairs(Traffic(traffic.items, rows, kinds), ()) == []


def test_forwards_and_copies_are_no_own_text() -> None:
    posts = [replace(p, forwarded_from="x") if p.source == "c00" else p for p in world(1)]
    assert "one of them has no text of its own" in (only(posts, ("c00", "c01")).refusal or "")
    bound = copies_of(*((f"c00-{n:03d}", f"c30-{n:03d}", "near") for n in range(40)))
    traffic = traffic_of(list(world(1)), copies=bound)
    refusal = compare_writing(traffic, ("c00", "c01"), [], 0).refusal
    assert refusal == "one of them has no text of its own that may be tested"
    seen = copies_of(*((f"c00-{n:03d}", f"c30-{n:03d}", "picture") for n in range(40)))
    traffic = traffic_of(list(world(1)), copies=seen)
    assert compare_writing(traffic, ("c00", "c01"), [], 0).refusal is None


def test_pairs_come_from_copies_and_findings_the_most_bound_first() -> None:
    rows = [(f"c05-{n:03d}", f"c06-{n:03d}", "near") for n in range(3)]
    rows += [("c07-001", "c08-001", "near"), ("c09-001", "c09-002", "near")]
    traffic = traffic_of(list(world(1)), copies=copies_of(*rows))
    finding = Observation(
        kind="coshare link", subjects=("c11", "c10"), n=7, wording="", cannot_tell="",
        settings={}, seed=0, q=0.01,
    )  # fmt: skip
    chance = replace(finding, subjects=("c12", "c13"), q=0.2)
    assert bound_pairs(traffic, [finding, chance]) == [("c10", "c11"), ("c05", "c06")]


def test_at_most_so_many_pairs_are_tested() -> None:
    traffic = traffic_of([replace(p, text=p.text[:9]) for p in world(1)])
    names = traffic.sources
    pairs = [(a, b) for a in names[:10] for b in names[10:20]]
    found = writing_tests(traffic, pairs, 0)
    assert [one.subjects for one in found] == pairs[:MOST_PAIRS]


def test_a_question_about_one_pair_is_answered_as_a_run_answers_it() -> None:
    traffic = traffic_of(list(world(1)))
    run = writing_tests(traffic, [("c00", "c01")], 0)[0]
    assert compare_writing(traffic, ("c01", "c00"), [("c00", "c01")], 0) == run
    assert compare_writing(traffic, ("c00", "c01"), [("c02", "c03")], 0).settings != run.settings


def test_what_a_source_repeats_is_not_its_wording() -> None:
    words = [f"слов{chr(0x430 + n)}" for n in range(30)]
    texts = [
        f"Новость дня: {word} {n}!\nПодпишись на канал 7{n}\nи {word}, наш канал"
        for n, word in enumerate(words)
    ]
    left = own_texts([*texts, "https://one.example/a @name #tag"])
    assert left[3] == "словг 3!\nи словг," and left[-1] == ""


def test_content_is_masked_and_habits_stay() -> None:
    assert Mask("ru").of("Вчера он, и она — в Москве: 17 домов!")[0] == "^ он, и она — в ^: 0 *!"
    assert Mask("ar").of("وهذا ما قاله الوزير، إلى الآن")[0] == "وهذا ما * *، إلى الآن"
    assert Mask("en").of("I don't like 3 Cats\nnor dogs")[0] == "i don't like 0 ^\nnor *"


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ru", "uk", "tr", "en"])
def test_each_language_has_its_function_words(language: str) -> None:
    assert len(function_words(language)) >= 120
    assert function_words("xx") == frozenset()


def test_scores_are_symmetric_bounded_and_led_by_the_nearest() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 400)).astype(np.float32)
    rows[1] = rows[0] + rng.normal(size=400) * 0.3
    score = rank_scores(likeness(rows, rows, 0))
    assert np.allclose(score, score.T) and score.min() >= 0 and score.max() <= 1
    assert score[0, 1] == pytest.approx(1) and np.argmax(score) in (1, 60)


def test_texts_without_anything_give_features_that_are_finite() -> None:
    values = features_of(["", "и", "и не *", "* ^ 0"])
    assert np.isfinite(values).all() and np.isfinite(likeness(values, values, 0)).all()


@pytest.mark.parametrize("p", [0.002, 0.03])
def test_a_finding_can_be_drafted_in_arabic_and_hebrew_and_accuses_nobody(p: float) -> None:
    wording = writing_wording(0.87, p)
    assert find_word("allegation", wording) is None
    for language in ("ar", "he"):
        said = said_in(f"{wording}.", language)
        assert said != f"{wording}." and "0.87" in said and ("97" in said) == (p == 0.03)
    row = {"test": "t", "kind": "writing", "q": 0.01, "wording": wording, "subjects": ["a", "b"]}
    assert drafted_indications([row], [Question("q", "Who?", 1, ())])[0]["theme"] == "language"
