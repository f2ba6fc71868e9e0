"""Which version followed which: by format, once, and never inside one capture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indicia.compare.succession import Seen, successions

START = datetime(2026, 3, 1, tzinfo=UTC)


def seen(*looks: tuple[str, str]) -> list[Seen]:
    """Captures one after the other: the version that each shows, and its reader."""
    return [Seen(n, START + timedelta(hours=n), v, r) for n, (v, r) in enumerate(looks)]


def pairs(*looks: tuple[str, str]) -> list[tuple[str, str]]:
    return [(s.before.post_version, s.after.post_version) for s in successions(seen(*looks))]


def test_an_edit_and_its_taking_back_are_two_changes() -> None:
    looks = [("v1", "json"), ("v1", "json"), ("v2", "json"), ("v1", "json")]
    assert pairs(*looks) == [("v1", "v2"), ("v2", "v1")]
    (first, _) = successions(seen(*looks))
    assert (first.before.seq, first.after.seq) == (1, 2)


def test_a_post_read_in_two_formats_by_turns_changes_once() -> None:
    by_turns = [("v1", "json"), ("w1", "preview"), ("v1", "json"), ("w1", "preview")]
    (change,) = successions(seen(*by_turns))
    assert not change.same_format
    assert (change.before.post_version, change.after.post_version) == ("v1", "w1")


def test_an_edit_that_two_formats_show_is_one_change() -> None:
    looks = [("v1", "json"), ("v1", "preview"), ("v2", "json"), ("v2", "preview")]
    assert pairs(*looks) == [("v1", "v2")]


def test_the_same_edit_made_again_is_another_change() -> None:
    looks = [("v1", "json"), ("v2", "json"), ("v1", "json"), ("v2", "json")]
    assert pairs(*looks) == [("v1", "v2"), ("v2", "v1"), ("v1", "v2")]


def test_two_versions_in_one_capture_are_no_change() -> None:
    twice = [Seen(3, START, name, "table") for name in ("v1", "v2")]
    assert not successions(twice)
    later = Seen(4, START, "v2", "table")
    assert not successions([*twice, later])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("json", "preview")))),
    st.randoms(),
)
def test_the_order_of_rows_does_not_matter(looks: list[tuple[str, str]], shuffle: object) -> None:
    rows = seen(*looks)
    shuffled = sorted(rows, key=lambda _: shuffle.random())  # type: ignore[attr-defined]
    assert successions(rows) == successions(shuffled)
    for change in successions(rows):
        assert change.before.post_version != change.after.post_version
        assert change.before.seq < change.after.seq
