"""The number of independent origins of any set of posts, and whether its interval holds."""

from __future__ import annotations

import random
import time
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
from cascade_world import Cascades, make_cascades
from hypothesis import given
from hypothesis import strategies as st
from test_copies import REPORTS, post

from indicia.trace.copies import COPY_SCHEMA, find_copies
from indicia.trace.origin import find_origins
from indicia.trace.origin_count import OriginCount, OriginLinks
from indicia.trace.post import Post, table_of_posts

POSTS = [post(f"p{n}", REPORTS["en"], n) for n in range(4)]


def links_of(*posts: Post) -> OriginLinks:
    items = table_of_posts(posts)
    copies = find_copies(items)
    return OriginLinks.of(copies, find_origins(items, copies), "item")


def made(pairs: list[tuple[int, int]], kind: str, posts: int) -> OriginLinks:
    """Links of one kind between posts of one group."""
    rows = [
        {"a": f"{a:07d}", "b": f"{b:07d}", "kind": kind, "similarity": 1.0, "direction_certainty": 0.9}
        for a, b in pairs
    ]  # fmt: skip
    origins = {"item": [f"{n:07d}" for n in range(posts)], "origin": ["o"] * posts}
    return OriginLinks.of(pa.Table.from_pylist(rows, COPY_SCHEMA), pa.table(origins), "item")


def test_copies_are_one_origin_and_doubtful_links_widen_the_interval() -> None:
    assert links_of(*POSTS).count(p.item for p in POSTS) == OriginCount(4, 1, 1, 1)
    shown = [post(f"q{n}", "", n, pictures=("a" * 64,)) for n in range(2)]
    assert links_of(*shown).count(["q0", "q1"]) == OriginCount(2, 1, 1, 2)


def test_posts_outside_the_set_bind_two_inside_it() -> None:
    chain = made([(0, 1), (1, 2), (2, 3)], "identical", 4)
    assert chain.count(["0000000", "0000003"]).origins == 1


def test_a_post_that_is_not_held_counts_as_its_own_origin() -> None:
    assert links_of(*POSTS).count(["p0", "p1", "far"]) == OriginCount(3, 2, 2, 2)
    assert links_of().count(["far"]) == OriginCount(1, 1, 1, 1)
    assert links_of().count([]) == OriginCount(0, 0, 0, 0)


def test_many_posts_without_a_link_may_still_be_fewer_origins() -> None:
    apart = [post(f"{n:03d}", f"Story {n} {'x' * n} of mill {n * 37} and ferry {n * 91}") for n in range(40)]  # fmt: skip
    found = links_of(*apart).count(p.item for p in apart)
    assert found.high == found.origins == 40
    assert 36 <= found.low < 40


def test_a_link_into_a_digest_binds_in_no_draw() -> None:
    copies = pa.Table.from_pylist(
        [
            {"a": "d", "b": name, "kind": "contained", "similarity": 1.0, "direction_certainty": 0.9}
            for name in ("x", "y")
        ],
        COPY_SCHEMA,
    )  # fmt: skip
    apart = pa.table({"item": ["d", "x", "y"], "origin": ["1", "2", "3"]})
    found = OriginLinks.of(copies, apart, "item").count(["x", "y", "d"])
    assert found == OriginCount(3, 3, 3, 3)


@given(st.sets(st.integers(0, 29)), st.integers(0, 5), st.randoms(use_true_random=False))
def test_bounds_hold_and_order_does_not_matter(
    chosen: set[int], seed: int, shuffle: random.Random
) -> None:
    pairs = [(n, n + 1) for n in range(28) if n % 3]
    kinds = ("translation", "near", "picture")
    links = made(pairs, kinds[seed % 3], 30)
    names = [f"{n:07d}" for n in chosen]
    shuffled = sorted(names, key=lambda _: shuffle.random())
    found = links.count(names, seed)
    assert found == links.count(shuffled, seed)
    assert found.low <= found.origins <= found.high
    assert bool(chosen) <= found.low and found.high <= len(chosen)


def test_a_hundred_thousand_links_are_counted_in_a_second() -> None:
    rng = np.random.default_rng(1)
    posts, links = 60_000, 100_000
    a = rng.integers(0, posts, links)
    near = (a + rng.integers(1, 6, links)) % posts
    kinds = np.array(["near", "translation", "identical_text"])[rng.integers(0, 3, links)]
    copies = pa.table(
        {
            "a": [f"v-{n:032d}" for n in a],
            "b": [f"v-{n:032d}" for n in near],
            "kind": kinds,
            "similarity": rng.uniform(0.7, 1, links),
            "direction_certainty": np.full(links, 0.9),
        }
    )
    names = [f"v-{n:032d}" for n in range(posts)]
    origins = pa.table({"post_version": names, "origin": [f"o-{n // 50}" for n in range(posts)]})
    began = time.process_time()
    found = OriginLinks.of(copies, origins).count(names[:500])
    assert time.process_time() - began < 1
    assert found.low <= found.origins == 10 <= found.high


def sets_of(world: Cascades, size: int, rng: random.Random) -> list[str]:
    """Posts of ``size`` cascades, at times only two thirds of them."""
    by: dict[str, list[str]] = defaultdict(list)
    for item, cascade in world.cascade.items():
        if world.how[item] != "greeting":
            by[cascade].append(item)
    items = [item for name in rng.sample(sorted(by), size) for item in by[name]]
    rng.shuffle(items)
    return items[: max(1, len(items) * 2 // 3)] if rng.random() < 0.5 else items


def coverage(seeds: range, reports: int, sizes: tuple[int, ...]) -> dict[int, tuple[float, float]]:
    """Size of a set in origins -> how often the interval holds the true number, and its width."""
    found: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for seed in seeds:
        world, rng = make_cascades(reports, seed, greetings=30), random.Random(seed)
        links = links_of(*world.posts)
        for size in sizes:
            for _ in range(8):
                items = sets_of(world, size, rng)
                true = len({world.cascade[item] for item in items})
                count = links.count(items)
                found[size].append((count.low <= true <= count.high, count.high - count.low))
    return {
        size: (float(np.mean([hit for hit, _ in of])), float(np.mean([wide for _, wide in of])))
        for size, of in found.items()
    }


def test_the_interval_holds_the_true_number_four_times_in_five() -> None:
    for size, (held, width) in coverage(range(421, 424), 30, (2, 8, 24)).items():
        assert held >= 0.8, size
        assert width <= max(2, size / 6), size


@pytest.mark.proof
def test_the_interval_holds_the_true_number_in_large_worlds() -> None:
    for size, (held, width) in coverage(range(431, 441), 60, (1, 2, 4, 8, 16, 32, 60)).items():
        print(f"| {size} | {held:.3f} | {width:.1f} |")
        assert held >= 0.8, size
