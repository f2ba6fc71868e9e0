"""From links to origins: what is one source of evidence, who was first, how many there are."""

from __future__ import annotations

from typing import Any

from test_copies import HOUR, MORE, REPORTS, START, TRANSLATED, post

from indicia.trace.copies import find_copies
from indicia.trace.origin import find_origins
from indicia.trace.post import Post, table_of_posts

OTHER = "The mill of Nahlan burned down in the night; nobody knows yet how the fire began there."


def origins(*posts: Post) -> dict[str, dict[str, Any]]:
    items = table_of_posts(posts)
    return {row["item"]: row for row in find_origins(items, find_copies(items)).to_pylist()}


def groups(*posts: Post) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for item, row in origins(*posts).items():
        found.setdefault(row["origin"], set()).add(item)
    return {frozenset(items) for items in found.values()}


def test_a_forward_is_not_a_second_source() -> None:
    first = post("a", REPORTS["ar"], source="one")
    second = post("b", REPORTS["ar"], 3, source="two", forwarded_from="one", forwarded_kind="id")
    found = origins(first, second)
    assert found["a"]["origin"] == found["b"]["origin"]
    assert (found["a"]["role"], found["b"]["role"]) == ("first", "copy")


def test_a_forward_dated_before_its_source_still_points_behind_itself() -> None:
    """Clocks and edits lie; the header does not put the forward first."""
    late = post("a", REPORTS["ru"], 5, source="one")
    forward = post("b", REPORTS["ru"], 0, source="two", forwarded_from="one", forwarded_kind="id")
    found = origins(late, forward)
    assert found["b"]["first_item"] == "a"
    assert found["b"]["certainty"] <= 0.6


def test_forwards_of_a_post_that_is_not_held_are_one_origin_of_low_certainty() -> None:
    posts = [
        post(n, REPORTS["he"], hour, source=f"s{n}", forwarded_from="far", forwarded_kind="id")
        for hour, n in enumerate("abc")
    ]
    found = origins(*posts)
    assert len({row["origin"] for row in found.values()}) == 1
    assert found["a"]["certainty"] <= 0.1


def test_ten_channels_that_repeat_one_post_are_one_origin() -> None:
    posts = [post(f"p{n}", REPORTS["en"], n) for n in range(10)]
    assert len(groups(*posts, post("q", OTHER))) == 2


def test_an_earlier_post_that_turns_up_moves_the_origin() -> None:
    later = [post(f"p{n}", REPORTS["en"], n + 5) for n in range(3)]
    before = origins(*later)
    assert before["p2"]["first_item"] == "p0"
    after = origins(*later, post("z", REPORTS["en"], 1))
    assert {row["first_item"] for row in after.values()} == {"z"}
    assert after["p0"]["role"] == "copy"
    assert before["p0"]["origin"] != after["p0"]["origin"]


def test_an_origin_keeps_its_name_when_a_later_copy_or_another_story_comes() -> None:
    posts = [post(f"p{n}", REPORTS["en"], n) for n in range(3)]
    more = [post("y", REPORTS["en"], 9), post("z", OTHER, 2)]
    assert origins(*posts)["p1"]["origin"] == origins(*posts, *more)["p1"]["origin"]


def test_a_translation_and_its_copies_are_one_origin() -> None:
    posts = [
        post("a", TRANSLATED["ar"], language="ar"),
        post("b", TRANSLATED["en"], 1, language="en"),
        post("c", TRANSLATED["en"], 2, language="en"),
        post("d", TRANSLATED["ru"], 3, language="ru"),
    ]
    assert groups(*posts) == {frozenset("abcd")}


def test_a_digest_does_not_join_what_it_lists() -> None:
    digest = f"{REPORTS['en']} {OTHER} {MORE['en']}"
    posts = [
        post("a", REPORTS["en"]),
        post("b", OTHER + " " + OTHER[::-1], 1),
        post("d", digest, 9),
    ]
    assert groups(*posts) == {frozenset("a"), frozenset("b"), frozenset("d")} or groups(*posts) == {
        frozenset("ad"),
        frozenset("b"),
    }
    two = [post("a", REPORTS["en"]), post("b", MORE["en"], 1), post("d", digest, 9)]
    assert groups(*two) == {frozenset("a"), frozenset("b"), frozenset("d")}


def test_a_copy_that_no_clock_dates_leaves_the_first_uncertain() -> None:
    undated = Post("a", "one", None, REPORTS["en"])
    found = origins(undated, post("b", REPORTS["en"]))
    assert found["a"]["first_item"] == "b"
    assert found["a"]["certainty"] <= 0.5


def test_a_post_alone_is_its_own_origin() -> None:
    found = origins(post("a", OTHER))["a"]
    assert (found["role"], found["certainty"], found["size"]) == ("first", 1.0, 1)


def test_no_posts_give_no_rows() -> None:
    assert origins() == {}


def test_a_person_who_rejects_a_link_parts_the_origin() -> None:
    items = table_of_posts([post("a", REPORTS["en"]), post("b", REPORTS["en"], 1)])
    none = find_copies(items).slice(0, 0)
    assert len(set(find_origins(items, none).column("origin").to_pylist())) == 2


def test_times_are_microseconds_of_one_clock() -> None:
    assert post("a", "", 1).posted == START + HOUR
