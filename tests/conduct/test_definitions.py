"""Edges by published definitions: worked by hand, by brute force, and against the real package."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.conduct.coordination.edgefile import edges_csv
from indicia.conduct.coordination.window import pair_blocks, pairs_within
from indicia.errors import BadInput

HEAD = "object_id,account_id,content_id,timestamp_share"


def edges(lines: list[str], definition: str, window: int = 60, least: int = 2) -> list[str]:
    return list(edges_csv([HEAD, *lines], definition, window, least, 0.5))[1:]


@pytest.mark.parametrize("participation", [2, 5])
def test_edges_are_those_of_coortweet(shared_data: Path, participation: int) -> None:
    folder = shared_data / "coordination"
    with gzip.open(folder / "posts.csv.gz", "rt") as posts:
        ours = csv.DictReader(edges_csv(posts, "coortweet", 60, participation, 0.5))
        got = {(*sorted((r["from"], r["to"])), r["weight"], r["weight_threshold"]) for r in ours}
    name = f"edges-window-60-participation-{participation}.csv.gz"
    with gzip.open(folder / name, "rt") as expected:
        rows = csv.DictReader(expected)
        wanted = {(*sorted((r["from"], r["to"])), r["weight"], r["weight_threshold"]) for r in rows}
    assert got == wanted


def test_the_toolkit_counts_distinct_posts_in_each_direction() -> None:
    # ann's a1 and a2 both meet bob's b1 (exactly 60 s counts); a3 meets nothing; bob's b2 meets a4.
    lines = [
        "link1,ann,a1,100",
        "link1,ann,a2,150",
        "link1,bob,b1,160",
        "link1,ann,a3,400",
        "link2,bob,b2,900",
        "link2,ann,a4,960",
        "link3,cay,c1,5",
        "link3,ann,a5,66",
    ]
    assert edges(lines, "toolkit") == ["ann,bob,3,1", "bob,ann,2,0"]


def test_an_edge_below_the_least_weight_is_dropped() -> None:
    assert edges(["x,ann,a1,0", "x,bob,b1,10"], "toolkit") == []


def test_coortweet_leaves_out_what_is_its_own_object() -> None:
    lines = ["x,ann,x,0", "x,bob,b1,10", "y,ann,a2,0", "y,bob,b2,10"]
    assert edges(lines, "coortweet", least=1) == ["ann,bob,1,0"]


def brute_toolkit(rows: list[tuple[int, int, int]], window: int) -> Counter[tuple[int, int]]:
    met: dict[tuple[int, int], set[int]] = defaultdict(set)
    for n, (thing, account, second) in enumerate(rows):
        for other, other_account, other_second in rows:
            near = thing == other and abs(second - other_second) <= window
            if near and account != other_account:
                met[account, other_account].add(n)
    return Counter({pair: len(posts) for pair, posts in met.items() if len(posts) >= 2})


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 300)), min_size=1, max_size=40
)


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, window=st.integers(0, 120))
def test_toolkit_edges_equal_brute_force(rows: list[tuple[int, int, int]], window: int) -> None:
    lines = [f"o{o},u{a},c{n},{s}" for n, (o, a, s) in enumerate(rows)]
    got = {}
    for line in edges(lines, "toolkit", window):
        left, right, weight, _ = line.split(",")
        got[int(left[1:]), int(right[1:])] = int(weight)
    assert got == brute_toolkit(rows, window)


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, window=st.integers(0, 120))
def test_pairs_within_a_window_equal_brute_force(
    rows: list[tuple[int, int, int]], window: int
) -> None:
    group, second = (np.array([row[n] for row in rows]) for n in (0, 2))
    got = {frozenset(pair) for pair in pairs_within(group, second, window).tolist()}
    wanted = {
        frozenset((i, j))
        for i, j in combinations(range(len(rows)), 2)
        if group[i] == group[j] and abs(second[i] - second[j]) <= window
    }
    assert got == wanted


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, window=st.integers(0, 120), most=st.integers(1, 9))
def test_pairs_come_in_blocks_without_loss(
    rows: list[tuple[int, int, int]], window: int, most: int
) -> None:
    group, second = (np.array([row[n] for row in rows]) for n in (0, 2))
    blocks = list(pair_blocks(group, second, window, most))
    whole = pairs_within(group, second, window)
    assert np.concatenate([np.empty((0, 2), np.int64), *blocks]).tolist() == whole.tolist()
    assert all(0 < len(block) < most + len(rows) for block in blocks)


def test_no_rows_give_no_edges() -> None:
    assert edges([], "coortweet") == edges([], "toolkit") == []


def test_a_time_that_is_no_number_names_its_line() -> None:
    with pytest.raises(BadInput, match="posts:2: timestamp_share 'noon'"):
        edges(["x,ann,a,noon"], "toolkit")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadInput, match="lacks content_id, timestamp_share"):
        list(edges_csv(["object_id,account_id"], "toolkit", 60, 2, 0.5))


def test_the_line_of_a_bad_time_counts_lines_inside_a_field() -> None:
    with pytest.raises(BadInput, match="posts:4: timestamp_share 'noon'"):
        edges(['"x\n', 'y",ann,a,1\n', "x,ann,a,noon\n"], "toolkit")


def test_a_row_that_lacks_a_column_names_its_line() -> None:
    with pytest.raises(BadInput, match="posts:3: 3 columns where the header has 4"):
        edges(["x,ann,a,1", "x,ann,a"], "toolkit")


def test_a_time_that_is_not_finite_is_refused() -> None:
    with pytest.raises(BadInput, match="posts:2: timestamp_share 'inf'"):
        edges(["x,ann,a,inf"], "toolkit")


def test_names_with_commas_and_quotes_come_back_as_they_were() -> None:
    names = ['Desk, "north"', "two\nlines", "plain"]
    rows = [("x", name, f"c{n}", n) for n, name in enumerate(names)]
    rows += [("y", name, f"d{n}", n) for n, name in enumerate(names)]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    lines = [HEAD + "\n", *io.StringIO(written.getvalue(), newline="")]
    found = csv.DictReader(edges_csv(lines, "toolkit", 60, 2, 0.5))
    assert {name for row in found for name in (row["from"], row["to"])} == set(names)
