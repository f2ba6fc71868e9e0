"""Edges on plain files: CSV of shares to edges by a published definition."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from indicia.conduct.coortweet import PostColumns, coortweet_edges
from indicia.conduct.similar import similar_edges
from indicia.conduct.toolkit import toolkit_edges
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
        edges = similar_edges(things, posts, window, least, quantile)
    yield "from,to,weight,weight_threshold"
    for left, right, weight, marked in zip(
        edges.left, edges.right, edges.weight, edges.marked, strict=True
    ):
        yield f"{accounts[left]},{accounts[right]},{weight},{marked}"


def columns_of(lines: Iterable[str]) -> tuple[PostColumns, list[str], pa.ChunkedArray]:
    """The posts by columns, the names of accounts, and what the objects and contents are."""
    head, *rows = _rows(lines)
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise BadInput(f"posts:1: the header lacks {', '.join(missing)}; write {','.join(NEEDED)}")
    short = next((n for n, row in enumerate(rows) if len(row) < len(head)), None)
    if short is not None:
        line = _line_of(rows, short)
        raise BadInput(f"posts:{line}: {len(rows[short])} columns where the header has {len(head)}")
    whole = list(zip(*rows, strict=False)) if rows else [()] * len(head)
    things, accounts, contents, times = (whole[head.index(name)] for name in NEEDED)
    named = pa.array([*things, *contents], pa.large_string()).dictionary_encode()
    number = named.indices.to_numpy().astype(np.int64)
    who = pa.array(accounts, pa.large_string()).dictionary_encode()
    posts = PostColumns(
        number[: len(rows)],
        who.indices.to_numpy().astype(np.int64),
        number[len(rows) :],
        _seconds(times, rows),
    )
    return posts, who.dictionary.to_pylist(), pa.chunked_array([named.dictionary])


def _rows(lines: Iterable[str]) -> list[list[str]]:
    """The rows that are not empty; the header, which may be empty, stands first."""
    reader = csv.reader(lines)
    try:
        return [next(reader, []), *(row for row in reader if row)]
    except csv.Error as error:
        raise BadInput(f"posts:{reader.line_num}: {error}; mend that line of CSV") from error


def _seconds(times: Sequence[str], rows: Sequence[Sequence[str]]) -> np.ndarray:
    try:
        seconds = np.fromiter(map(float, times), float, len(times))
        bad = np.flatnonzero(~np.isfinite(seconds))
    except ValueError:
        bad = np.array([n for n, written in enumerate(times) if not _is_number(written)])
    if len(bad):
        row = int(bad[0])
        raise BadInput(
            f"posts:{_line_of(rows, row)}: timestamp_share {times[row]!r} is no number of seconds "
            "since 1970"
        )
    return seconds.astype(np.int64)


def _is_number(written: str) -> bool:
    try:
        return math.isfinite(float(written))
    except ValueError:
        return False


def _line_of(rows: Sequence[Sequence[str]], row: int) -> int:
    """The line on which a row ends, when the header is on the first."""
    return 1 + sum(1 + sum(field.count("\n") for field in r) for r in rows[: row + 1])
