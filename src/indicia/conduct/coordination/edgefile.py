"""Edges on plain files: CSV of shares to edges by a published definition."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from indicia.conduct.coordination.coortweet import PostColumns, coortweet_edges
from indicia.conduct.coordination.toolkit import toolkit_edges
from indicia.errors import BadInput

NEEDED = ("object_id", "account_id", "content_id", "timestamp_share")
TOOLKIT_LEAST = 2


def edges_csv(
    lines: Iterable[str], definition: str, window: int, participation: int, quantile: float
) -> Iterator[str]:
    """Lines of from,to,weight,weight_threshold. Raises ``BadInput`` with the line.

    For ``toolkit-text`` the column ``object_id`` holds the text of the post.
    """
    posts, accounts, things = columns_of(lines)
    least = max(TOOLKIT_LEAST, participation)
    if definition == "coortweet":
        edges = coortweet_edges(posts, window, participation, quantile)
    elif definition == "toolkit":
        edges = toolkit_edges(posts, window, least, quantile)
    else:
        from indicia.conduct.coordination.similar import similar_edges

        edges = similar_edges(things, posts, window, least, quantile)
    yield "from,to,weight,weight_threshold"
    names = [_field(name) for name in accounts]
    for left, right, weight, marked in zip(
        edges.left.tolist(),
        edges.right.tolist(),
        edges.weight.tolist(),
        edges.marked.tolist(),
        strict=True,
    ):
        yield f"{names[left]},{names[right]},{weight},{marked}"


def _field(name: str) -> str:
    """A name as a field of CSV, in quotes where it needs them."""
    if not any(mark in name for mark in ',"\r\n'):
        return name
    return '"' + name.replace('"', '""') + '"'


def columns_of(lines: Iterable[str]) -> tuple[PostColumns, list[str], list[str]]:
    """The posts by columns, the names of accounts, and those of objects and contents."""
    reader = csv.reader(lines)
    named: dict[str, int] = {}
    who: dict[str, int] = {}
    columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    put = [column.append for column in columns]
    try:
        head = next(reader, [])
        thing, account, content, time = _places(head)
        for row in filter(None, reader):
            if len(row) < len(head):
                raise BadInput(
                    f"posts:{reader.line_num}: {len(row)} columns where the header has {len(head)}"
                )
            put[0](named.setdefault(row[thing], len(named)))
            put[1](who.setdefault(row[account], len(who)))
            put[2](named.setdefault(row[content], len(named)))
            put[3](int(float(row[time])))
    except csv.Error as error:
        raise BadInput(f"posts:{reader.line_num}: {error}; mend that line of CSV") from error
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"posts:{reader.line_num}: timestamp_share {row[time]!r} is no number of seconds since "
            "1970"
        ) from error
    arrays = [np.array(column, np.int64) for column in columns]
    return PostColumns(*arrays), list(who), list(named)


def _places(head: Sequence[str]) -> list[int]:
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise BadInput(f"posts:1: the header lacks {', '.join(missing)}; write {','.join(NEEDED)}")
    return [head.index(name) for name in NEEDED]
