"""Rhythm: only public sources, never few posts, and a null with the source's own hours."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from indicia.conduct.rhythm import LEAST_GAPS, assess_burstiness, burstiness
from indicia.conduct.run import run_tests
from indicia.trace.post import Post, table_of_posts

NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def at(seconds: np.ndarray, source: str) -> list[Post]:
    return [
        Post(item=f"{source}{n}", source=source, posted=int(s) * 1_000_000)
        for n, s in enumerate(seconds)
    ]


def daily(seed: int, count: int = 200) -> np.ndarray:
    """Times of somebody who posts at chance between 8 and 18 o'clock."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 28, count) * 86_400 + rng.integers(8 * 3600, 18 * 3600, count)


def test_a_regular_series_has_burstiness_minus_one() -> None:
    assert burstiness(np.arange(100) * 600) == pytest.approx(-1)


def test_day_and_night_alone_are_no_finding() -> None:
    p = [assess_burstiness(daily(seed), 99, 0).p for seed in range(20)]
    assert sum(value is not None and value <= 0.05 for value in p) <= 4


def test_a_clockwork_and_a_burster_are_told_from_chance() -> None:
    clock = np.arange(300) * 7200
    bursts = (np.repeat(np.arange(30) * 90_000, 10) + np.tile(np.arange(10) * 20, 30)) + 30_000
    even, bursty = assess_burstiness(clock, 99, 0), assess_burstiness(bursts, 99, 0)
    assert even.value is not None and even.null_mean is not None
    assert bursty.value is not None and bursty.null_mean is not None
    assert even.p == bursty.p == 0.01
    assert even.value < even.null_mean
    assert bursty.value > bursty.null_mean


def test_under_fifty_gaps_nothing_is_assessed() -> None:
    result = assess_burstiness(daily(0, LEAST_GAPS), 99, 0)
    assert result.p is None and result.value is None
    assert result.refusal == "49 gaps between posts; 50 are needed"


@pytest.mark.parametrize("kind", ["channel", "outlet", "organisation"])
def test_recorded_outlets_are_tested(kind: str) -> None:
    items = table_of_posts(at(daily(1), "one"))
    rows = run_tests(items, NO_COPIES, {"one": kind}).to_pylist()
    assert [row["kind"] for row in rows] == ["burstiness"]


@pytest.mark.parametrize("kind", ["person", "unknown", "group", "", None])
def test_nobody_else_is_tested_for_rhythm(kind: str | None) -> None:
    items = table_of_posts(at(daily(1), "one"))
    kinds = {} if kind is None else {"one": kind}
    assert run_tests(items, NO_COPIES, kinds).num_rows == 0
