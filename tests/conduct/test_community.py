"""Groups of pairs that a test found: who is in, what a row says, and where it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import numpy as np
import orjson
import pyarrow as pa
import pytest
from conduct_world import WorldPlan, make_world
from hypothesis import given
from hypothesis import strategies as st

from indicia.conduct.coordination.community import (
    MOST_ITEMS,
    Community,
    community_tests,
    find_communities,
)
from indicia.conduct.coordination.pair import CoordinationOptions
from indicia.conduct.observation import Observation
from indicia.conduct.run import run_tests
from indicia.publish.drafted import said_in
from indicia.publish.network import network_figure
from indicia.publish.said import conduct_sentences
from indicia.settings import Question
from indicia.trace.post import Post, table_of_posts
from indicia.weigh.draft import drafted_indications
from publish.page_world import TableView

OPTIONS = CoordinationOptions(shuffles=199, copies=3, copy_shuffles=99)
NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def clique(names: str) -> list[tuple[str, str]]:
    return list(combinations(names, 2))


def pair(left: str, right: str, kind: str = "link", **other: object) -> Observation:
    made = Observation(
        kind=f"coshare {kind}",
        subjects=(left, right),
        n=2,
        wording="Two sources share the same links",
        cannot_tell="why",
        settings={},
        seed=0,
        p=1e-6,
        q=1e-4,
        false_share=0.0,
        items=(f"v-{left}", f"v-{right}"),
    )
    return replace(made, **other)  # type: ignore[arg-type]


def plain_communities(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """By sets: take away pairs without a third until none is left, then walk."""
    ties = {frozenset(tie) for tie in pairs}
    names = {name for tie in ties for name in tie}

    def has_third(tie: frozenset[str]) -> bool:
        a, b = tie
        return any({frozenset((a, c)), frozenset((b, c))} <= ties for c in names - tie)

    while left := {tie for tie in ties if not has_third(tie)}:
        ties -= left
    groups = []
    while ties:
        group = set(next(iter(ties)))
        while more := {tie for tie in ties if tie & group}:
            group |= {name for tie in more for name in tie}
            ties -= more
        groups.append(tuple(sorted(group)))
    return sorted(groups)


@given(st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))))
def test_groups_are_those_of_a_plain_version(drawn: set[tuple[str, str]]) -> None:
    pairs = [(a, b) for a, b in drawn if a < b]
    found = find_communities(pairs)
    assert sorted(group.members for group in found) == plain_communities(pairs)
    for group in found:
        assert set(group.pairs) <= set(pairs)


def test_one_chance_pair_does_not_join_two_groups() -> None:
    found = find_communities([*clique("abcd"), *clique("wxyz"), ("d", "w")])
    assert [group.members for group in found] == [tuple("abcd"), tuple("wxyz")]


def test_one_source_and_those_who_repeat_it_are_no_group() -> None:
    assert find_communities([("agency", name) for name in "bcdefg"]) == []


def test_a_pair_that_was_not_found_is_not_counted() -> None:
    pairs = tuple(tie for tie in clique("abcd") if tie != ("a", "d"))
    assert find_communities(pairs) == [Community(tuple("abcd"), pairs)]


def test_groups_are_told_by_kind_and_over_kinds_where_these_differ() -> None:
    links = [pair(a, b) for a, b in clique("abc")]
    texts = [pair(a, b, "text", q=0.02, false_share=0.04) for a, b in clique("bcd")]
    found = community_tests([*links, *texts, pair("x", "y")], {}, OPTIONS)
    assert [(row.kind, "".join(row.subjects)) for row in found] == [
        ("community link", "abc"),
        ("community text", "bcd"),
        ("community", "abcd"),
    ]
    both = found[-1]
    assert both.statistic == 5
    assert both.q == 0.02
    assert both.false_share == pytest.approx(0.02)
    assert both.settings["pairs_possible"] == 6
    assert both.settings["pairs_by_object"] == {"link": 3, "text": 3}
    assert both.wording == (
        "4 sources form a group: 5 of its 6 pairs share the same objects of several kinds within "
        "60 s more often than chance would"
    )


def test_one_kind_alone_gives_no_second_row_over_kinds() -> None:
    rows = community_tests([pair(a, b) for a, b in clique("abc")], {}, OPTIONS)
    assert [row.kind for row in rows] == ["community link"]


def test_the_null_of_a_group_is_what_shuffled_copies_hold() -> None:
    chance = {"coshare link": [clique("klm"), [("k", "l")], [], []]}
    (row,) = community_tests([pair(a, b) for a, b in clique("abc")], chance, OPTIONS)
    assert row.null_mean == 0.75
    assert row.null_sd == pytest.approx(np.std([3, 0, 0, 0]))


def test_evidence_is_what_most_pairs_rest_on() -> None:
    many = tuple(f"v-{n:04d}" for n in range(MOST_ITEMS))
    found = [pair("a", "b", items=many), pair("a", "c", items=("z",)), pair("b", "c", items=("z",))]
    (row,) = community_tests(found, {}, OPTIONS)
    assert row.n == MOST_ITEMS + 1
    assert len(row.items) == MOST_ITEMS
    assert "z" in row.items
    assert "v-0199" not in row.items


def cell_rows() -> list[dict[str, object]]:
    world = make_world(WorldPlan(accounts=60, shares=1500, objects=400, topics=1, cells=2), seed=9)
    rows = zip(world.account.tolist(), world.object.tolist(), world.second.tolist(), strict=True)
    posts = [
        Post(
            item=f"p{n:05d}",
            source=f"channel {a:02d}",
            posted=s * 1_000_000,
            language="ar",
            urls=(f"https://wire.example/{o}",),
        )
        for n, (a, o, s) in enumerate(rows)
    ]
    return list(run_tests(table_of_posts(posts), NO_COPIES, {}, OPTIONS).to_pylist())


def test_planted_cells_are_groups_of_their_own() -> None:
    world = make_world(WorldPlan(accounts=60, shares=1500, objects=400, topics=1, cells=2), seed=9)
    planted: list[set[str]] = []
    for a, b in sorted(world.planted):
        cell = next((cell for cell in planted if f"channel {a:02d}" in cell), None)
        if cell is None:
            planted.append(cell := set())
        cell |= {f"channel {a:02d}", f"channel {b:02d}"}
    groups = [row for row in cell_rows() if row["kind"] == "community link"]
    assert sorted(sorted(row["subjects"]) for row in groups) == sorted(map(sorted, planted))
    for row in groups:
        said = orjson.loads(row["settings"])
        assert said["pairs_possible"] == 45
        assert row["statistic"] == said["pairs_found"] >= 43
        assert 0 < len(row["items"]) <= MOST_ITEMS
        assert row["null_mean"] == 0
        assert row["q"] <= 0.05
        assert row["false_share"] is not None


def test_groups_are_told_in_drafts_once_and_drawn_nowhere_as_a_pair() -> None:
    rows = [{**row, "test": f"e-{n:012d}", "refusal": None} for n, row in enumerate(cell_rows())]
    view = TableView({"tests": rows})
    lines = [line for line in conduct_sentences(view) if "form a group" in line]
    assert len(lines) == 1
    assert lines[0].count("10 sources form a group: ") == 2
    for language in ("ar", "he"):
        for sentence in lines[0].removeprefix("- ").partition(" [@")[0].split(". "):
            text = sentence.rstrip(".") + "."
            assert said_in(text, language) != text
    figure = network_figure(view)
    assert figure is not None
    assert all(row[2] == "coshare link" for row in figure.rows)
    drafts = drafted_indications(rows, [Question("who", "Who?", 1, ())])
    said = [draft["text"] for draft in drafts]
    groups = [row for row in rows if row["kind"] == "community link"]
    assert sum(text.startswith("10 sources form a group") for text in said) == len(groups) == 2
    clear = [row for row in rows if row["q"] is not None and row["q"] <= 0.05]
    alone = [
        row
        for row in clear
        if not row["kind"].startswith("coshare") or not any(covers(group, row) for group in groups)
    ]
    assert len(said) == len(alone)


def covers(group: dict[str, object], row: dict[str, object]) -> bool:
    return set(row["subjects"]) <= set(group["subjects"])  # type: ignore[call-overload]
