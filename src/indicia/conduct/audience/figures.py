"""What platforms count of each post, as it was at each capture: views, forwards, reactions.

One row a capture of a post. Messages of one album are one post, with the figures of its most seen
message; captured versions of an edited post are one post. What a live look shows was so at that
time; an imported file is older than its import, so its rows say only ``live`` false.
"""

from __future__ import annotations

from typing import Any, Protocol

import orjson
import pyarrow as pa
import pyarrow.compute as pc

COUNTED = ("views", "forwards", "reactions")
FIGURES = pa.schema(
    [
        ("post", pa.string()),
        ("item", pa.string()),
        ("source", pa.string()),
        ("posted_utc", pa.timestamp("us", tz="UTC")),
        ("seq", pa.int64()),
        ("seen_utc", pa.timestamp("us", tz="UTC")),
        ("live", pa.bool_()),
        ("views", pa.int64()),
        ("forwards", pa.int64()),
        ("reactions", pa.int64()),
    ]
)
"""``item`` is the post version that was seen; ``seq`` tells captures apart. Forwards are left out:
platforms show the figures of the post they show."""


class Tables(Protocol):
    """Where tables come from."""

    def table(self, name: str) -> pa.Table:
        """A whole table of the case."""
        ...


def figures_of(work: Tables) -> pa.Table:
    """Rows of ``FIGURES`` from the tables of a case: dated own posts with any figure."""
    items = work.table("items").select(
        [
            *("item", "post", "source", "posted", "forwarded_from", "album"),
            *("views", "forwards", "extra"),
        ]
    )
    items = items.append_column("reactions", reactions_of(items.column("extra")))
    any_figure = pc.is_valid(items.column("views"))
    for name in COUNTED[1:]:
        any_figure = pc.or_(any_figure, pc.is_valid(items.column(name)))
    own = pc.is_null(items.column("forwarded_from"))
    items = items.filter(pc.and_(any_figure, own)).combine_chunks()
    seen = work.table("sightings").select(["post_version", "item", "seq", "captured_utc"])
    at = pc.index_in(seen.column("item"), items.column("item"))
    seen, at = seen.filter(pc.is_valid(at)), at.drop_null()
    rows = items.take(at)
    captures = work.table("captures").select(["seq", "action"])
    action = captures.column("action").take(
        pc.index_in(seen.column("seq"), captures.column("seq").combine_chunks())
    )
    posted = rows.column("posted").combine_chunks()
    columns: dict[str, Any] = {
        "post": pc.coalesce(rows.column("album"), rows.column("post")),
        "item": seen.column("post_version"),
        "source": rows.column("source"),
        "posted_utc": pc.struct_field(posted, "from_utc"),
        "seq": seen.column("seq"),
        "seen_utc": seen.column("captured_utc"),
        "live": pc.fill_null(pc.equal(action, "collect"), False),
        **{name: rows.column(name) for name in COUNTED},
    }
    table = pa.table({name: columns[name] for name in FIGURES.names}).cast(FIGURES)
    return one_a_capture(table)


def one_a_capture(figures: pa.Table) -> pa.Table:
    """One dated row a post and capture: of an album's messages the one with the largest figures."""
    figures = figures.filter(pc.is_valid(figures.column("posted_utc")))
    order: list[Any] = [("post", "ascending"), ("seq", "ascending")]
    order += [(name, "descending") for name in COUNTED] + [("item", "ascending")]
    figures = figures.sort_by(order)
    if figures.num_rows < 2:
        return figures
    same = pc.and_(
        pc.equal(figures.column("post")[1:], figures.column("post")[:-1]),
        pc.equal(figures.column("seq")[1:], figures.column("seq")[:-1]),
    )
    first = pa.chunked_array([pa.array([True]), *pc.invert(same).chunks])
    return figures.filter(first)


def reactions_of(extra: pa.ChunkedArray) -> pa.Array:
    """All reactions together, as Telegram's formats write them into ``extra``; null: none given."""
    counts: list[int | None] = [None] * len(extra)
    if not counts:  # pyarrow ends the process over a column without chunks
        return pa.array([], pa.int64())
    telling = pc.fill_null(pc.match_substring(extra, '"reactions"'), False)
    rows = pc.indices_nonzero(telling)
    for row, text in zip(rows.to_pylist(), extra.take(rows).to_pylist(), strict=True):
        counts[row] = _reactions(text)
    return pa.array(counts, pa.int64())


def _reactions(text: str) -> int | None:
    try:
        said = orjson.loads(text)["reactions"]
        given = said["results"] if isinstance(said, dict) else said
        numbers = [one["count"] for one in given]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    whole = [n for n in numbers if isinstance(n, int) and not isinstance(n, bool) and n >= 0]
    return sum(whole) if len(whole) == len(numbers) else None
