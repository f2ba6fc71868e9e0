"""What counts as an act of posting: edits and albums do not count again, vague times do not count."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from indicia.conduct.rhythm.times import Times, public_times, times_of
from indicia.conduct.traffic import Traffic

NONE = pa.table({})


def traffic(rows: list[tuple[str, str, str, int, str]], kind: str = "channel") -> Traffic:
    """Rows of item, source, post, second and precision."""
    items = pa.table(
        {
            "item": [r[0] for r in rows],
            "source": [r[1] for r in rows],
            "post": [r[2] for r in rows],
            "posted_utc": pa.array(
                [datetime.fromtimestamp(r[3], UTC) for r in rows], pa.timestamp("us", tz="UTC")
            ),
            "precision": [r[4] for r in rows],
            "platform_id": ["12", "x1", *[None] * (len(rows) - 2)][: len(rows)],
        }
    )
    return Traffic(items.sort_by("item"), NONE, {r[1]: kind for r in rows})


def said(times: Times) -> list[tuple[str, int]]:
    return [(times.sources[o], int(s)) for o, s in zip(times.owner, times.second, strict=True)]


def test_an_edit_is_not_another_post() -> None:
    rows = [("v1", "s", "p1", 1000, "second"), ("v2", "s", "p1", 1000, "second")]
    assert said(public_times(traffic(rows))) == [("s", 1000)]


def test_the_most_precise_reading_of_a_post_stands_for_it() -> None:
    rows = [("v1", "s", "p1", 960, "minute"), ("v2", "s", "p1", 1000, "second")]
    assert said(public_times(traffic(rows))) == [("s", 1000)]


def test_an_album_is_one_act_and_two_sources_are_two() -> None:
    rows = [
        ("v1", "s", "p1", 1000, "second"),
        ("v2", "s", "p2", 1001, "second"),
        ("v3", "s", "p3", 1003, "second"),
        ("v4", "t", "p4", 1001, "second"),
        ("v5", "s", "p5", 1010, "second"),
    ]
    assert said(public_times(traffic(rows))) == [("s", 1000), ("s", 1010), ("t", 1001)]


def test_a_time_known_only_to_the_day_is_no_midnight() -> None:
    rows = [("v1", "s", "p1", 86_400, "day"), ("v2", "s", "p2", 90_000, "minute")]
    times = public_times(traffic(rows))
    assert said(times) == [("s", 90_000)]
    assert times.step.tolist() == [60]


def test_numbers_are_read_where_the_platform_gives_them() -> None:
    rows = [(f"v{n}", "s", f"p{n}", 1000 * n, "second") for n in range(3)]
    assert traffic(rows).number.tolist() == [12, -1, -1]


def test_a_private_account_has_no_times() -> None:
    rows = [("v1", "s", "p1", 1000, "second")]
    times = public_times(traffic(rows, "person"))
    assert times.sources == ()
    assert len(times.second) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**9)), min_size=1, max_size=80))
def test_times_stand_in_order_and_none_is_made_up(posts: list[tuple[int, int]]) -> None:
    owner, second = (np.array(column, np.int64) for column in zip(*posts, strict=True))
    times = times_of(second, owner)
    assert set(zip(times.owner.tolist(), times.second.tolist(), strict=True)) <= set(posts)
    same = np.diff(times.owner) == 0
    assert (np.diff(times.second)[same] > 2).all()
    assert (np.diff(times.owner) >= 0).all()
    assert times.count.sum() == len(times.second)
