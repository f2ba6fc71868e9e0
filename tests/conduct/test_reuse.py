"""Reuse: who is first with planted order, common origins, activity, and what is of one source."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reuse_world import DAY, Told, alone, copies_of, link, partners, shuffled, traffic_of

from indicia.conduct.interval import median_places, share_interval
from indicia.conduct.observation import Observation, table_of_observations
from indicia.conduct.reuse.follow import follows_of
from indicia.conduct.reuse.lag import duration
from indicia.conduct.reuse.lead import hourly
from indicia.conduct.reuse.reuse import reuse_tests
from indicia.conduct.reuse.story import headers_of, link_holdings, text_holdings, text_stories
from indicia.conduct.run import run_tests
from indicia.conduct.traffic import Traffic
from indicia.trace.copies import find_copies
from indicia.trace.post import Post, table_of_posts

HOUR = 3600


def of_kind(traffic: Traffic, kind: str) -> list[Observation]:
    return [o for o in reuse_tests(traffic, 0) if o.kind == kind]


def found(traffic: Traffic, kind: str = "lead text") -> set[tuple[str, ...]]:
    return {o.subjects for o in of_kind(traffic, kind) if o.q is not None and o.q <= 0.05}


def test_a_planted_leader_is_found_and_named_first() -> None:
    traffic = traffic_of(partners(20, 40, 0.95, seed=1))
    assert found(traffic) == {(f"{n:03d} a", f"{n:03d} b") for n in range(20)}
    row = of_kind(traffic, "lead text")[0]
    low, high = row.settings["interval"]
    assert row.statistic is not None and low <= row.statistic <= high
    assert row.null_mean == pytest.approx(0.5, abs=0.1)


def test_equal_partners_have_uniform_p() -> None:
    traffic = traffic_of(partners(400, 60, 0.5, seed=2))
    rows = of_kind(traffic, "lead text")
    assert len(rows) == 200  # those that rest on most are listed; all are corrected for
    assert rows[0].settings["pairs_tested"] == 400
    p = np.array([o.p for o in rows])
    for level in (0.05, 0.2, 0.5):
        share = float((p <= level).mean())
        assert share <= level + 3 * np.sqrt(level * (1 - level) / 200)
        assert share >= level / 4
    assert len(found(traffic)) <= 1


def test_two_sources_that_take_from_a_third_are_not_leader_and_follower_of_each_other() -> None:
    rng = np.random.default_rng(3)
    told = []
    for story in range(60):
        start = float(rng.integers(0, 300 * DAY))
        told += [
            Told("agency", start, story),
            Told("quick", start + 90 + rng.exponential(60), story),
            Told("slow", start + 900 + rng.exponential(600), story),
        ]
    traffic = traffic_of(told)
    assert found(traffic) == {("agency", "quick"), ("agency", "slow")}
    named = {frozenset(o.subjects) for o in reuse_tests(traffic, 0)}
    assert frozenset(("quick", "slow")) not in named


def waiting(rates: dict[str, float], stories: int, seed: int) -> list[Told]:
    """Everybody has it from somebody unseen and posts it with the next post, by day only."""
    rng = np.random.default_rng(seed)
    told = []
    for name, rate in rates.items():
        count = rng.poisson(rate * 300)
        seconds = rng.integers(0, 300, count) * DAY + rng.integers(8 * HOUR, 20 * HOUR, count)
        told += [(name, float(s)) for s in np.sort(seconds)]
    own = {name: np.array([s for n, s in told if n == name]) for name in rates}
    story_of = {}
    for story in range(stories):
        start = float(rng.integers(0, 299) * DAY + rng.integers(9 * HOUR, 19 * HOUR))
        for name in rates:
            at = int(np.searchsorted(own[name], start))
            if at < len(own[name]):
                story_of.setdefault((name, own[name][at]), story)
    return [Told(name, second, story_of.get((name, second), -1)) for name, second in told]


@pytest.mark.parametrize("seed", range(6))
def test_activity_alone_makes_no_leader(seed: int) -> None:
    traffic = traffic_of(waiting({"busy": 60.0, "rare": 4.0}, 150, seed))
    rows = of_kind(traffic, "lead text")
    assert [o.subjects for o in rows] == [("busy", "rare")]
    assert rows[0].statistic is not None and rows[0].statistic > 0.8
    assert rows[0].q is not None and rows[0].q > 0.05
    assert "activity" in rows[0].wording


@pytest.mark.parametrize("seed", range(3))
def test_a_rare_poster_that_is_as_quick_as_a_busy_one_is_no_leader(seed: int) -> None:
    told = partners(1, 60, 0.5, seed) + alone("000 a", 20_000, seed)
    assert not found(traffic_of(told))


def test_what_is_posted_within_a_minute_is_at_once() -> None:
    told = []
    for story in range(30):
        told += [Told("one", story * DAY, story), Told("two", story * DAY + 59, story)]
    assert not of_kind(traffic_of(told), "lead text")
    assert not of_kind(traffic_of(told), "reuse lag text")


def test_stories_of_one_hour_are_one_occasion_and_all_count_as_reused() -> None:
    told = []
    for story in range(90):
        start = (story // 6) * DAY + (story % 6) * 120
        told += [Told("one", start, story), Told("two", start + 1200, story)]
    traffic = traffic_of(told)
    assert [o.n for o in of_kind(traffic, "lead text")] == [15]
    assert [(o.subjects, o.n, o.statistic) for o in of_kind(traffic, "reuse lag text")] == [
        (("one", "two"), 90, 1200.0)
    ]


def test_a_header_names_the_parent_and_not_the_first() -> None:
    told = []
    for story in range(20):
        told += [
            Told("agency", story * DAY, story),
            Told("relay", story * DAY + 600, story),
            Told("reader", story * DAY + 1800, story, forwarded_from="relay"),
        ]
    rows = {o.subjects: o for o in of_kind(traffic_of(told), "reuse lag text")}
    assert set(rows) == {("agency", "relay"), ("relay", "reader")}
    assert rows["relay", "reader"].settings["named_by_header"] == 20
    assert rows["relay", "reader"].statistic == 1200


def test_a_story_that_began_with_a_forward_from_elsewhere_has_no_leader() -> None:
    told = []
    for story in range(20):
        told += [
            Told("one", story * DAY, story, forwarded_from="not held"),
            Told("two", story * DAY + 600, story),
            Told("three", story * DAY + 900, story, forwarded_from="not held"),
        ]
    rows = reuse_tests(traffic_of(told), 0)
    assert {o.kind for o in rows} == {"originality"}


def test_a_week_is_the_longest_lag() -> None:
    told = []
    for story in range(20):
        told += [Told("one", story * DAY, story), Told("two", (story + 8) * DAY, story)]
    assert not of_kind(traffic_of(told), "reuse lag text")


def test_several_captured_versions_of_a_post_are_one_holding() -> None:
    told = []
    for story in range(12):
        told += [Told("one", story * DAY, story)] * 3 + [Told("two", story * DAY + 900, story)] * 2
    traffic = traffic_of(told)
    assert [o.n for o in of_kind(traffic, "lead text")] == [12]
    first = [o for o in of_kind(traffic, "originality") if o.subjects == ("one",)]
    assert [o.n for o in first] == [12]


def test_a_digest_makes_no_story_of_its_parts() -> None:
    posts = [
        Post("a", "one", 0, "short words here"),
        Post("b", "two", 10**9, "others stand there"),
        Post("c", "three", 2 * 10**9, "short words here and others stand there"),
    ]
    copies = copies_of(
        [link(posts[0], posts[2], "contained"), link(posts[1], posts[2], "contained")]
    )
    label, digest = text_stories(Traffic(table_of_posts(posts), copies, {}))
    assert digest.tolist() == [False, False, True]
    assert label.tolist() == [-1, -1, -1]
    alone_in = copies_of([link(posts[0], posts[2], "contained")])
    label, _ = text_stories(Traffic(table_of_posts(posts), alone_in, {}))
    assert label[0] == label[2] >= 0 > label[1]


def test_links_to_sites_channels_and_signatures_are_no_stories() -> None:
    def shared(source: str, day: int, url: str) -> Post:
        return Post(f"{source}{day}{url}", source, day * DAY * 10**6, "see", urls=(url,))

    posts = []
    for day in range(12):
        posts += [shared("one", day, f"https://news.example/{day}?utm_source=x")]
        posts += [shared("two", day, f"http://www.news.example/{day}")]
        for source in ("one", "two"):
            posts += [shared(source, day, "https://t.me/one"), shared(source, day, "one.example")]
            posts += [shared(source, day, "https://one.example/support")]
    traffic = Traffic(table_of_posts(posts).sort_by("item"), copies_of([]), {})
    assert len(link_holdings(traffic).starts) - 1 == 12


def test_sources_recorded_as_private_are_left_out() -> None:
    told = partners(1, 40, 0.95, seed=1)
    kinds = {"000 a": "private", "000 b": "channel"}
    assert {o.kind for o in reuse_tests(traffic_of(told, kinds), 0)} == {"originality"}
    assert [o.subjects for o in reuse_tests(traffic_of(told, kinds), 0)] == [("000 b",)]


def test_originality_counts_what_is_only_first_and_copied() -> None:
    told = [Told("one", n * DAY, n) for n in range(30)]
    told += [Told("two", n * DAY + 600, n) for n in range(30)]
    told += [Told("two", n * DAY + 7200) for n in range(10)]
    rows = {o.subjects[0]: o for o in of_kind(traffic_of(told), "originality")}
    assert (rows["one"].statistic, rows["one"].settings["first"]) == (1.0, 30)
    assert rows["two"].statistic == 0.25
    assert (rows["two"].settings["copy"], rows["two"].settings["only"]) == (30, 10)
    assert rows["two"].settings["median_lag_seconds"] == 600
    low, high = rows["two"].settings["interval"]
    assert (low, high) == (pytest.approx(0.127, abs=0.001), pytest.approx(0.412, abs=0.001))
    assert len(rows["two"].items) == 30


def test_few_posts_are_refused_with_the_reason() -> None:
    rows = of_kind(traffic_of([Told("one", n * DAY) for n in range(19)]), "originality")
    assert [o.refusal for o in rows] == ["19 posts with text of clear standing; 20 are needed"]
    assert rows[0].statistic is None


@pytest.mark.parametrize("kind", ["unknown", "group", "private", "person"])
def test_originality_is_of_public_sources_only(kind: str) -> None:
    told = [Told("one", n * DAY) for n in range(30)]
    assert not of_kind(traffic_of(told, kind), "originality")


def test_the_order_of_rows_does_not_matter() -> None:
    told = partners(10, 30, 0.7, seed=4) + waiting({"busy": 6.0, "rare": 1.0}, 60, 5)
    traffic = traffic_of(told)
    once = table_of_observations(reuse_tests(traffic, 0))
    for seed in range(3):
        assert table_of_observations(reuse_tests(shuffled(traffic, seed), 0)).equals(once)


def test_wording_never_accuses_and_every_row_tells_its_limits() -> None:
    traffic = traffic_of(partners(3, 40, 0.95, seed=1))
    for row in reuse_tests(traffic, 0):
        assert row.cannot_tell and row.n >= 10
        assert orjson.dumps(dict(row.settings))
        words = row.wording.lower()
        assert not [
            w for w in ("stole", "coordinat", "fake", "bot", "obey", "plagia") if w in words
        ]


def test_real_copies_of_posts_lead_through_the_whole_run() -> None:
    rng = np.random.default_rng(7)
    words = [f"w{n}" for n in range(5000)]
    posts = []
    for story in range(25):
        text = " ".join(rng.choice(words, 20))
        for source, late in (("one", 0), ("two", 900 + int(rng.integers(0, 900)))):
            second = story * DAY + 40_000 + late
            posts.append(Post(f"{source}{story:02d}", source, second * 10**6, text))
    items = table_of_posts(posts)
    kinds = {"one": "channel", "two": "channel"}
    rows: list[dict[str, Any]] = run_tests(items, find_copies(items), kinds).to_pylist()
    leads = [row for row in rows if row["kind"] == "lead text"]
    assert [(row["subjects"], row["n"]) for row in leads] == [(["one", "two"], 25)]
    assert leads[0]["q"] < 0.001
    assert set(leads[0]["items"]) == {post.item for post in posts}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.integers(0, 9 * DAY),
            st.integers(-1, 6),
            st.sampled_from([None, None, "a", "b", "unseen"]),
        ),
        max_size=40,
    )
)
def test_a_child_is_later_than_its_parent_and_has_one_parent_a_story(
    rows: list[tuple[str, int, int, str | None]],
) -> None:
    told = [Told(s, t, story, None if f == s else f) for s, t, story, f in rows]
    traffic = traffic_of(told)
    held = text_holdings(traffic, text_stories(traffic)[0])
    follows = follows_of(held, headers_of(traffic), traffic)
    assert (follows.lag >= 0).all() and (follows.parent != follows.child).all()
    assert ((follows.certainty >= 0.5) & (follows.certainty <= 1)).all()
    pairs = list(zip(follows.story.tolist(), follows.child.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    for row in reuse_tests(traffic, 0):
        assert row.n >= 0 and row.wording


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 400), st.integers(1, 400))
def test_the_interval_of_a_share_holds_it(count: int, trials: int) -> None:
    count = min(count, trials)
    low, high = (float(end) for end in share_interval(np.array(count), np.array(trials)))
    assert 0 <= low <= count / trials <= high <= 1


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    count = rng.binomial(40, 0.3, 4000)
    low, high = share_interval(count, np.full(4000, 40))
    assert ((low <= 0.3) & (high >= 0.3)).mean() >= 0.945
    drawn = np.sort(rng.exponential(1, (4000, 25)), axis=1)
    first, last = (int(place) for place in median_places(np.array(25)))
    held = (drawn[:, first] <= np.log(2)) & (drawn[:, last] >= np.log(2))
    assert 0.945 <= held.mean() <= 0.975
    assert median_places(np.array([5, 0]))[0].tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (89, "89 seconds"),
        (840, "14 minutes"),
        (12600, "3.5 hours"),
        (7200, "2 hours"),
        (180000, "2.1 days"),
        (3600 * 47, "47 hours"),
    ],
)
def test_spans_are_said_in_one_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_one_old_post_does_not_thin_a_source_out() -> None:
    told = alone("steady", 3000, 1, days=30) + alone("other", 3000, 2, days=30)
    before = hourly(traffic_of(told))
    after = hourly(traffic_of([*told, Told("steady", -3000 * DAY)]))
    assert before.sum(axis=1) == pytest.approx([100, 100], rel=0.05)
    assert after.sum(axis=1) == pytest.approx([100, 100], rel=0.05)


def test_pictures_are_stories_of_their_own() -> None:
    posts, links = [], []
    for day in range(15):
        second = day * DAY + day * 7 % 24 * HOUR
        posts += [Post(f"a{day:02d}", "one", second * 10**6, f"words {day}")]
        posts += [Post(f"b{day:02d}", "two", (second + HOUR) * 10**6, f"others {day}")]
        links += [link(posts[-2], posts[-1], "picture")]
    kinds = {"one": "channel", "two": "channel"}
    traffic = Traffic(table_of_posts(posts).sort_by("item"), copies_of(links), kinds)
    assert found(traffic, "lead picture") == {("one", "two")}
    assert [o.statistic for o in of_kind(traffic, "reuse lag picture")] == [3600]
    assert not of_kind(traffic, "reuse lag text")
