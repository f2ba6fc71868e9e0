"""Mixture: what is written over months, with intervals; a change is told from chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from conduct.test_style import NO_COPIES, traffic_of
from indicia.conduct.observation import Observation
from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.dialect import LABELS, dialect_labels, marker_words
from indicia.conduct.writing.label import DIGITS, labels_of
from indicia.conduct.writing.mixture import LEAST_POSTS, change_between, mixture_tests, wilson
from indicia.conduct.writing.prose import own_rows
from indicia.publish.drafted import said_in
from indicia.publish.harmword import find_word
from indicia.trace.post import Post, table_of_posts

DAY = 86_400
ARABIC = "وصلت القوافل إلى المدينة صباحا"
ENGLISH = "the convoys reached the town in the morning"


def labelled(kind: str, *texts: str, language: str | None = None) -> list[str | None]:
    posts = [
        Post(f"i{n:03d}", "one", 0, text, language or ("ar" if text > "ؠ" else "en"))
        for n, text in enumerate(texts)
    ]
    traffic = traffic_of(posts)
    for found in labels_of(traffic, np.arange(len(posts))):
        if found.kind == kind:
            return [found.names[code] if code >= 0 else None for code in found.codes]
    raise KeyError(kind)


def variety(text: str | None) -> str | None:
    code = int(dialect_labels(pa.array([text], pa.string()))[0])
    return LABELS[code] if code >= 0 else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("هلأ بدي احكي شو صار", "levantine"),
        ("ماكو كهرباء هسة", "iraqi"),
        ("وماكو شي", "iraqi"),
        ("وايد زين الحين", "gulf"),
        ("إزاي نعمل كده دلوقتي", "egyptian"),
        ("علاش ديال الناس بزاف", "maghrebi"),
        ("القرار الذي لن ينفذ", "standard"),
        ("الناس اللي هناك", "dialect"),
        ("شو ماكو", "several dialects"),
        ("بيان رقم واحد", None),
        ("only English here", None),
        ("", None),
        (None, None),
    ],
)
def test_marker_words_name_the_variety(text: str | None, wanted: str | None) -> None:
    assert variety(text) == wanted


def test_no_marker_word_stands_for_two_varieties() -> None:
    words = marker_words()
    assert len(words) > 500
    assert {"egyptian", "gulf", "iraqi", "levantine", "maghrebi", "shared", "standard"} == set(
        words.values()
    )
    assert words["دلوقتى"] == "egyptian" and words["وازاي"] == "egyptian"


def test_scripts_are_told_and_mixed_ones_named() -> None:
    texts = [
        ARABIC, ENGLISH, f"{ARABIC} {ENGLISH}", "12 !", "", "ana 7abibi ma3lesh 3ala tool",
        "mp3 and b2b in 3D by the 2nd", "https://7abibi.example/3ala7 ma3lesh only once",
    ]  # fmt: skip
    assert labelled("script mixture", *texts) == [
        "Arab", "Latn", "Arab and Latn", None, None, DIGITS, "Latn", "Latn",
    ]  # fmt: skip


def test_letters_that_only_one_of_two_languages_has() -> None:
    texts = ["Їхній день", "Этот объём", "Їжа и объём", "Наш дом", "plain"]
    assert labelled("letter mixture", *texts, language="uk") == [
        "Ukrainian letters", "Russian letters", "letters of both", None, None,
    ]  # fmt: skip


def source(seed: int, shares: list[float], name: str = "one", a_day: int = 4) -> list[Post]:
    """Posts of months of 28 days; ``shares`` are those of Arabic, the rest is English. Posts of
    one day lean together."""
    rng = np.random.default_rng([seed, *name.encode()])
    posts = []
    for month, share in enumerate(shares):
        start = int(np.datetime64(f"2026-{month + 1:02d}-01", "s").astype(int))
        for day in range(28):
            lean = rng.beta(5 * share + 1e-9, 5 * (1 - share) + 1e-9)
            for n in range(a_day):
                arabic = rng.random() < lean
                posts.append(
                    Post(
                        f"{name}-{month:02d}{day:02d}{n}",
                        name,
                        (start + day * DAY + n * 600) * 1_000_000,
                        ARABIC if arabic else ENGLISH,
                        "ar" if arabic else "en",
                    )
                )
    return posts


def rows(posts: list[Post]) -> dict[str, Observation]:
    return {one.kind: one for one in mixture_tests(traffic_of(posts), 0)}


def test_a_change_of_language_is_found_and_told_with_intervals() -> None:
    found = rows(source(0, [0.8, 0.8, 0.3]))["language mixture"]
    assert found.p is not None and found.p <= 0.01 and found.q == found.p
    assert found.statistic is not None and found.null_mean is not None
    assert found.statistic > found.null_mean + 3 * (found.null_sd or 0)
    months: Any = found.settings["shares"]
    assert list(months) == ["2026-01", "2026-02", "2026-03"]
    share, low, high = months["2026-01"]["ar"]
    assert low < share < high and abs(share - 0.8) < 0.12 and months["2026-01"]["posts"] == 112
    assert "differ between months more" in found.wording and "2026-03" in found.wording
    for language in ("ar", "he"):
        assert "2026-03" in said_in(f"{found.wording}.", language) != f"{found.wording}."
    assert find_word("allegation", found.wording) is None
    assert found.items and found.n == 336 and found.refusal is None


def test_the_script_follows_and_no_dialect_is_said_without_marker_words() -> None:
    assert set(rows(source(0, [0.8, 0.3]))) == {"language mixture", "script mixture"}


def test_p_is_uniform_for_sources_that_do_not_change() -> None:
    """Days lean, so that posts are not independent; whole days are dealt."""
    found = []
    for seed in range(60):
        posts = source(seed, [0.6, 0.6, 0.6], a_day=3)
        codes = np.array([post.language == "ar" for post in posts], int)
        seconds = np.array([post.posted for post in posts]) // 1_000_000
        months = seconds.astype("datetime64[s]").astype("datetime64[M]")
        found.append(change_between(codes, seconds // DAY, months, seed).p)
    p = np.sort(np.array(found))
    assert np.abs(p - (np.arange(60) + 0.5) / 60).max() < 0.21  # Kolmogorov-Smirnov, 1 %
    assert (p <= 0.05).sum() <= 8


def test_one_language_only_is_no_mixture() -> None:
    found = rows(source(0, [1.0, 1.0]))["language mixture"]
    assert found.wording == "One source shows no mixture of languages"
    assert found.p is None and found.q is None and found.refusal is None and found.n == 224
    assert found.settings["shares"]["2026-02"]["ar"][0] == 1


def test_few_posts_and_one_month_are_refused() -> None:
    few = rows(source(0, [0.5, 0.5], a_day=1))["language mixture"]
    assert few.refusal == f"56 posts that show it; {LEAST_POSTS} are needed"
    once = rows(source(0, [0.5]))["language mixture"]
    assert once.refusal == "fewer than two months with 15 posts that show it"
    assert few.p is None and once.p is None


def test_a_change_of_dialect_is_found_and_says_nothing_of_origin() -> None:
    posts = [
        Post(p.item, p.source, p.posted, "هلأ شو صار" if p.language == "ar" else "ماكو شي", "ar")
        for p in source(1, [0.9, 0.2])
    ]
    found = rows(posts)["dialect mixture"]
    assert found.q is not None and found.q <= 0.01
    assert "levantine" in found.wording or "iraqi" in found.wording
    assert said_in(f"{found.wording}.", "ar") != f"{found.wording}."
    assert found.cannot_tell.startswith("where anybody is from")


@pytest.mark.parametrize("kind", ["person", "unknown", "group", "private", "", None])
def test_only_public_sources_are_looked_at(kind: str | None) -> None:
    items = table_of_posts(source(0, [0.8, 0.3])).sort_by("item")
    kinds = {} if kind is None else {"one": kind}
    assert mixture_tests(Traffic(items, NO_COPIES, kinds), 0) == []


def test_the_order_of_rows_changes_nothing() -> None:
    posts = [*source(0, [0.8, 0.3]), *source(0, [0.5, 0.5], "two")]
    shuffled = [posts[n] for n in np.random.default_rng(1).permutation(len(posts))]
    assert mixture_tests(traffic_of(posts), 0) == mixture_tests(traffic_of(shuffled), 0)


def test_an_interval_holds_its_share_and_narrows() -> None:
    for count, total in ((0, 1), (1, 1), (3, 10), (500, 1000)):
        low, high = wilson(count, total)
        assert 0 <= low <= count / total <= high <= 1
    assert np.diff(wilson(30, 100)) < np.diff(wilson(3, 10))
    assert wilson(15, 50) == pytest.approx((0.1910, 0.4375), abs=5e-4)


def test_an_edit_is_not_another_post() -> None:
    posts = source(0, [0.8, 0.3])
    items = table_of_posts([*posts, *(replace(p, item=f"{p.item}-edit") for p in posts)])
    same = pa.array([post.item for post in posts] * 2)
    edited = Traffic(
        items.append_column("post", same).sort_by("item"), NO_COPIES, {"one": "outlet"}
    )
    assert mixture_tests(edited, 0)[0].n == len(posts)
    assert own_rows(edited).sum() == len(posts)
