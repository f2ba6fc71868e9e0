"""Until when a source was looked at: by fetches that show its newest post among others."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pyarrow as pa

from indicia.conduct.stage import last_looks
from indicia.stage import Workspace

INSTANT = pa.timestamp("us", tz="UTC")


def moment(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)


def looks(
    captures: list[tuple[int, str]],
    seen: list[tuple[str, int, int]],
    posts: dict[str, int | None],
) -> dict[str, int]:
    """Captures (seq, action), what each showed (version, seq, when), and when versions were posted."""
    tables = {
        "captures": pa.table({"seq": [c[0] for c in captures], "action": [c[1] for c in captures]}),
        "sightings": pa.table(
            {
                "post_version": [s[0] for s in seen],
                "seq": [s[1] for s in seen],
                "captured_utc": pa.array([moment(s[2]) for s in seen], INSTANT),
            }
        ),
        "post_versions": pa.table(
            {
                "post_version": list(posts),
                "post": [name[:1] for name in posts],
                "source": ["s"] * len(posts),
                "posted_utc": pa.array([moment(t) for t in posts.values()], INSTANT),
            }
        ),
    }

    def table(name: str, columns: list[str]) -> pa.Table:
        return tables[name].select(columns)

    return last_looks(cast(Workspace, SimpleNamespace(table=table)))


POSTS: dict[str, int | None] = {"a1": 100, "b1": 200, "c1": 300}


def test_a_fetch_of_several_posts_with_the_newest_is_a_look() -> None:
    seen = [("b1", 7, 5000), ("c1", 7, 5000), ("b1", 8, 9000), ("c1", 8, 9000)]
    assert looks([(7, "collect"), (8, "collect")], seen, POSTS) == {"s": 9000}


def test_an_import_is_no_look_however_late_it_came() -> None:
    seen = [("b1", 7, 5000), ("c1", 7, 5000), ("b1", 8, 9000), ("c1", 8, 9000)]
    assert looks([(7, "collect"), (8, "import")], seen, POSTS) == {"s": 5000}


def test_a_page_of_older_posts_or_of_one_post_shows_no_end() -> None:
    older = [("a1", 7, 5000), ("b1", 7, 5000)]
    alone = [("c1", 8, 9000)]
    twice = [("c1", 9, 9500), ("c2", 9, 9500)]
    captures = [(7, "collect"), (8, "collect"), (9, "collect")]
    assert looks(captures, [*older, *alone, *twice], {**POSTS, "c2": 300}) == {}


def test_a_source_without_times_has_no_end() -> None:
    seen = [("a1", 7, 5000), ("b1", 7, 5000)]
    assert looks([(7, "collect")], seen, {"a1": None, "b1": None}) == {}
