"""Deletions are findings of a capture: what they rest on, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from indicia.read.absence import Gaps, find_gaps

START = datetime(2026, 10, 1, tzinfo=UTC)


def gaps(
    *looks: tuple[str, list[int]],
    source: str = "s-tell-qamar",
    damaged: frozenset[str] = frozenset(),
) -> Gaps:
    """What was missed in captures of (reader, post numbers), one after the other."""
    items, renditions, captures = [], [], []
    for index, (reader, numbers) in enumerate(looks):
        original = f"original-{index}"
        captures.append(
            {"seq": index + 1, "original": original, "captured_utc": START + timedelta(days=index)}
        )
        for number in numbers:
            item = f"{original}/{number}"
            items.append(
                {
                    "item": item,
                    "original": original,
                    "source": source,
                    "platform_id": str(number),
                    "post": f"p-{number}",
                }
            )
            renditions.append({"item": item, "reader": reader, "by": "machine"})
    if not items:
        return Gaps([], [])
    tables = pa.Table.from_pylist(items), pa.Table.from_pylist(renditions)
    return find_gaps(*tables, captures, damaged)


def absent(*looks: tuple[str, list[int]], **settings: Any) -> list[dict[str, Any]]:
    """What is absent after all of them."""
    return gaps(*looks, **settings).absences


def test_a_post_that_the_next_export_no_longer_holds_is_absent() -> None:
    (row,) = absent(("telegram-json", [1, 2, 3]), ("telegram-json", [1, 3, 4]))
    assert (row["post"], row["seq"]) == ("p-2", 2)
    assert (row["last_seen_utc"], row["looked_utc"]) == (START, START + timedelta(days=1))


def test_a_post_outside_what_a_capture_covers_is_not_missed() -> None:
    assert not absent(("telegram-preview", [1, 2, 3]), ("telegram-preview", [3, 4]))


def test_formats_are_not_held_against_each_other() -> None:
    assert not absent(("telegram-json", [1, 2, 3]), ("telegram-preview", [1, 3]))


def test_a_format_that_may_leave_posts_out_proves_nothing() -> None:
    assert not absent(("table", [1, 2, 3]), ("table", [1, 3]))


def test_a_post_that_came_back_is_absent_no_more() -> None:
    looks = [("telegram-json", [1, 2, 3]), ("telegram-json", [1, 3]), ("telegram-json", [1, 2, 3])]
    assert len(absent(*looks[:2])) == 1
    assert not absent(*looks)
    (row,) = gaps(*looks).returns
    assert (row["post"], row["seq"], row["back_seq"]) == ("p-2", 2, 3)
    assert row["back_utc"] == START + timedelta(days=2)
    assert not gaps(*looks[:2]).returns


def test_a_post_that_went_and_came_twice_has_two_returns() -> None:
    looks = [("telegram-json", [1, 2, 3]), ("telegram-json", [1, 3])] * 2
    back = gaps(*looks, looks[0]).returns
    assert [(row["seq"], row["back_seq"]) for row in back] == [(2, 3), (4, 5)]


def test_the_first_capture_that_missed_it_is_named() -> None:
    looks = [("telegram-json", [1, 2, 3])] + [("telegram-json", [1, 3])] * 3
    (row,) = absent(*looks)
    assert row["seq"] == 2


def test_a_damaged_capture_proves_no_absence() -> None:
    looks = [("telegram-json", [1, 2, 3]), ("telegram-json", [1, 3])]
    assert not absent(*looks, damaged=frozenset({"original-1"}))
    assert absent(*looks, damaged=frozenset({"original-0"}))


def test_a_gap_that_was_there_from_the_start_is_no_deletion() -> None:
    assert not absent(("telegram-json", [1, 3]), ("telegram-json", [1, 3, 4]))


@given(st.lists(st.sets(st.integers(1, 30), min_size=1), min_size=1, max_size=6))
def test_absent_is_what_the_newest_covering_capture_lacks(looks: list[set[int]]) -> None:
    wanted = set()
    for number in set().union(*looks):
        states = [number in look for look in looks if min(look) <= number <= max(look)]
        first = next((i for i, there in enumerate(states) if there), None)
        if first is not None and not states[-1]:
            wanted.add(str(number))
    found = absent(*(("telegram-json", sorted(look)) for look in looks))
    assert {row["platform_id"] for row in found} == wanted
