"""Audience: figures at one age, each post once, public sources only, and jumps with a null."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.conduct.audience.audience import audience_tests
from indicia.conduct.audience.figures import FIGURES, figures_of, one_a_capture, reactions_of
from indicia.conduct.audience.jump import LEAST_POSTS, above_around, assess_jumps
from indicia.conduct.observation import Observation, table_of_observations
from indicia.conduct.plainfile import conduct_lines
from indicia.conduct.traffic import Traffic
from indicia.errors import BadInput
from indicia.trace.copies import COPY_SCHEMA
from indicia.trace.post import Post, table_of_posts

HOUR, DAY = 3600, 86_400
Row = dict[str, Any]


def capture(number: int, hours: float, views: int | None, **other: Any) -> Row:
    """A capture of a post of ``one``, a day after the post before, at an age in hours."""
    posted = number * DAY
    return {
        "post": f"p{number:04d}",
        "item": f"v{number:04d}",
        "source": "one",
        "posted_utc": posted * 10**6,
        "seq": int(hours * 1000),
        "seen_utc": int((posted + hours * HOUR) * 10**6),
        "live": True,
        "views": views,
        "forwards": None,
        "reactions": None,
        **other,
    }


def observed(rows: Iterable[Row], kind: str = "channel") -> list[Observation]:
    table = pa.Table.from_pylist(list(rows), schema=FIGURES)
    posts = [Post("x", source, 0) for source in sorted(set(table.column("source").to_pylist()))]
    items = table_of_posts([Post(f"x{n}", p.source, 0) for n, p in enumerate(posts)])
    traffic = Traffic(items, COPY_SCHEMA.empty_table(), {p.source: kind for p in posts})
    return audience_tests(traffic, one_a_capture(table), 0)


def of_kind(rows: Iterable[Row], kind: str) -> list[Observation]:
    return [o for o in observed(rows) if o.kind == kind]


def lognormal(seed: int, posts: int, spread: float = 0.3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.round(3000 * np.exp(rng.normal(0, spread, posts)))


def test_views_an_hour_are_compared_at_one_age() -> None:
    rows = []
    for post in range(20):
        rows += [capture(post, 3, 300 + post), capture(post, 8, 600), capture(post, 20, 1200)]
        rows += [capture(post, 400, 5000)]
    found = {o.kind: o for o in observed(rows) if o.kind.startswith("views per hour")}
    assert set(found) == {"views per hour, 0-6 h", "views per hour, 6-24 h"}
    assert found["views per hour, 0-6 h"].statistic == pytest.approx((300 + 9.5) / 3)
    assert found["views per hour, 6-24 h"].statistic == pytest.approx(50)
    assert all(o.n == 20 and len(o.items) == 20 for o in found.values())


def test_an_import_gives_no_views_an_hour() -> None:
    rows = [capture(post, 3, 300, live=False, seq=1) for post in range(20)]
    assert not [o for o in observed(rows) if o.kind.startswith("views per hour")]


def test_few_posts_with_rates_are_refused() -> None:
    found = of_kind([capture(post, 3, 300) for post in range(9)], "views per hour, 0-6 h")
    assert [o.refusal for o in found] == ["9 posts seen so; 10 are needed"]


def test_many_captures_of_one_post_are_one_post() -> None:
    rows = [capture(post, hours, 1000) for post in range(60) for hours in range(24, 200, 8)]
    assert [o.n for o in of_kind(rows, "jump views")] == [60]
    few = [capture(post, 24 + n, 1000 + n) for post in range(10) for n in range(50)]
    assert of_kind(few, "jump views")[0].refusal == (
        f"10 posts with figures of one age; {LEAST_POSTS} are needed"
    )


def test_figures_are_taken_at_the_first_capture_after_a_day() -> None:
    rows = []
    for post, views in enumerate(lognormal(1, 60)):
        rows += [capture(post, 1, 5), capture(post, 30, int(views), forwards=int(views) // 50)]
        rows += [capture(post, 900, 10**6 if post == 7 else int(views) + 10)]
    row = of_kind(rows, "jump views")[0]
    assert row.p is not None and row.p > 0.05
    share = of_kind(rows, "forwards per view")[0]
    assert share.statistic == pytest.approx(0.02, abs=0.001)
    low, high = share.settings["interval"]
    assert low <= share.statistic <= high


@pytest.mark.parametrize("seed", range(5))
def test_planted_jumps_are_found_and_are_its_items(seed: int) -> None:
    views = lognormal(seed, 150)
    views[[40, 90, 130]] *= 25
    rows = [capture(post, 30, int(v)) for post, v in enumerate(views)]
    row = of_kind(rows, "jump views")[0]
    assert row.q is not None and row.q < 0.01
    assert row.items == ("v0040", "v0090", "v0130")
    assert row.statistic is not None and row.null_mean is not None
    assert row.statistic > 5 * row.null_mean
    assert "3 posts are set apart among 150" in row.wording


def test_an_imported_file_is_searched_for_jumps_but_for_its_last_day() -> None:
    views = lognormal(2, 150)
    views[149] = 1
    views[60] *= 40
    rows = [capture(p, 1, int(v), live=False, seq=1) for p, v in enumerate(views)]
    row = of_kind(rows, "jump views")[0]
    assert row.n == 149 and row.items == ("v0060",)


def test_a_growing_audience_is_no_jump() -> None:
    views = lognormal(3, 200) * np.linspace(1, 20, 200)
    row = of_kind([capture(p, 30, int(v)) for p, v in enumerate(views)], "jump views")[0]
    assert row.p is not None and row.p > 0.05 and not row.items


def test_false_jumps_are_as_frequent_as_p_says() -> None:
    rng = np.random.default_rng(4)
    p = []
    for _ in range(600):
        found = assess_jumps(np.round(50_000 * np.exp(rng.laplace(0, 0.4, 100))))
        p += [found.p] if found.p is not None else []
    values = np.array(p)
    assert len(values) >= 580  # about one in a hundred is refused by the check of the fall-off
    for level in (0.01, 0.05, 0.2, 0.5):
        off = 3.5 * np.sqrt(level * (1 - level) / len(values))
        assert abs((values <= level).mean() - level) <= off + 0.1 * level


def test_log_normal_figures_have_fewer_false_jumps_than_p_says() -> None:
    p = [assess_jumps(lognormal(seed, 120, 0.6)).p for seed in range(300)]
    assert np.mean([value is not None and value <= 0.05 for value in p]) <= 0.04


def test_figures_too_small_and_posts_too_few_are_refused() -> None:
    assert assess_jumps(np.full(60, 3.0)).refusal == "its middle post has 3; 20 are needed"
    assert assess_jumps(np.full(39, 100.0)).refusal is not None
    assert assess_jumps(np.full(60, 100.0)).p is not None


def test_a_source_that_falls_off_slowly_is_refused() -> None:
    tail = np.exp(0.1 / (1 - np.arange(60) / 60) ** 1.5)
    figures = np.full(240, 1000.0) * np.exp(np.random.default_rng(0).normal(0, 0.01, 240))
    figures[::4] *= tail / tail.min()
    found = assess_jumps(figures)
    assert found.refusal is not None and "power law" in found.refusal


@given(st.lists(st.integers(0, 10**7), min_size=LEAST_POSTS, max_size=120), st.integers(1, 9))
def test_a_scale_changes_no_jump_and_p_is_a_probability(values: list[int], scale: int) -> None:
    figures = np.array(values, float) + 20
    found, scaled = assess_jumps(figures), assess_jumps(figures * scale)
    assert found.p is None or 0 < found.p <= 1
    assert found.apart.tolist() == scaled.apart.tolist()
    assert (found.p is None) == (scaled.p is None)


def test_what_a_post_has_above_those_around_it_is_free_of_level() -> None:
    values = np.linspace(0, 5, 100)
    above = above_around(values)
    assert np.abs(above[15:-15]).max() < 1e-9


@pytest.mark.parametrize("kind", ["private", "group", "unknown", "person"])
def test_only_public_sources_have_figures(kind: str) -> None:
    assert not observed([capture(post, 30, 1000) for post in range(60)], kind)


def test_without_figures_there_are_no_rows() -> None:
    assert not observed([])
    assert not observed([capture(post, 30, None) for post in range(60)])


def test_the_order_of_rows_does_not_matter() -> None:
    rows = []
    for source in ("one", "two"):
        for post, views in enumerate(lognormal(5, 80)):
            other = {"source": source, "post": f"{source}{post}", "item": f"{source}v{post}"}
            for hours in (2, 9, 30, 60):
                counts = {"forwards": int(views) // 40, "reactions": int(views) // 9}
                rows.append(capture(post, hours, int(views) + hours, **other, **counts))
    once = table_of_observations(observed(rows))
    assert once.num_rows >= 8
    for seed in range(3):
        mixed = [rows[n] for n in np.random.default_rng(seed).permutation(len(rows))]
        assert table_of_observations(observed(mixed)).equals(once)


def test_reactions_are_read_as_telegram_writes_them() -> None:
    extra = [
        '{"reactions":{"results":[{"count":3},{"count":4}]}}',
        '{"reactions":[{"type":"emoji","count":2,"emoji":"+"}]}',
        '{"reactions":"many"}',
        '{"poll":1}',
        "{}",
    ]
    assert reactions_of(pa.chunked_array([extra])).to_pylist() == [7, 2, None, None, None]


def message(number: int, text: str, **other: Any) -> Row:
    return {
        "_": "Message",
        "id": number,
        "peer_id": {"_": "PeerChannel", "channel_id": 1900000001},
        "date": f"2026-10-{number:02d}T10:00:00+00:00",
        "message": text,
        **other,
    }


def test_a_case_gives_each_capture_once_and_no_forwards(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case", {"case.toml": b'title = "invented"\n'}, "tester")
    header = {"from_id": {"_": "PeerChannel", "channel_id": 1900000002}, "date": None}
    for turn in (1, 2):
        rows = [
            message(1, "album, first", views=100 * turn, forwards=1, grouped_id=5),
            message(2, "", views=90 * turn, forwards=1, grouped_id=5),
            message(3, "own words", views=70 * turn, forwards=turn),
            message(4, "passed on", views=10**6, fwd_from={"_": "MessageFwdHeader", **header}),
            message(5, "no figures"),
        ]
        path = tmp_path / f"look{turn}.jsonl"
        path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
        add_paths(case, [path])
    from indicia.run import run_case

    run_case(case)
    figures = figures_of(_Tables(case))
    found = sorted((r["seq"], r["views"], r["forwards"], r["live"]) for r in figures.to_pylist())
    seqs = sorted({seq for seq, *_ in found})
    assert [(seqs.index(seq), *rest) for seq, *rest in found] == [
        (0, 70, 1, False),
        (0, 100, 1, False),
        (1, 140, 2, False),
        (1, 200, 1, False),
    ]
    assert len(set(figures.column("post").to_pylist())) == 2


class _Tables:
    def __init__(self, case: Case) -> None:
        self.case = case

    def table(self, name: str) -> pa.Table:
        return self.case.store.read(name)


def line(number: int, **other: Any) -> str:
    day = f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}"
    row = {"id": f"{number:03d}", "source": "one", "time": f"{day}T08:00:00Z", "text": ""}
    return orjson.dumps({**row, "source_kind": "channel", **other}).decode()


def test_a_plain_file_may_tell_figures_and_kinds() -> None:
    views = lognormal(6, 90)
    views[30] *= 40
    lines = [line(n, views=int(v)) for n, v in enumerate(views)]
    rows = [orjson.loads(row) for row in conduct_lines(lines)]
    jump = [row for row in rows if row["kind"] == "jump views"]
    assert [(row["items"], row["q"] < 0.01) for row in jump] == [(["030"], True)]
    unknown = [line(n, views=int(v), source_kind=None) for n, v in enumerate(views)]
    assert not list(conduct_lines(unknown))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"views": -1}, "line 2: views must be a whole number"),
        ({"forwards": "many"}, "line 2: forwards must be a whole number"),
        ({"views": 1, "seen": "soon"}, "line 2: time 'soon' is not read"),
        ({"source_kind": "robot"}, "line 2: source_kind 'robot' is not known"),
        ({"source_kind": "group"}, "line 2: 'one' has another source_kind before"),
    ],
)
def test_wrong_figures_end_with_the_line(wrong: Row, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        list(conduct_lines([line(1), line(2, **wrong)]))
