"""Conduct on plain files: JSON lines of posts to tests; CSV of shares to edges by definition."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

import numpy as np
import orjson

from indicia.conduct.coortweet import PostColumns, coortweet_edges
from indicia.conduct.run import run_tests
from indicia.conduct.toolkit import toolkit_edges
from indicia.errors import BadInput
from indicia.trace.copies import find_copies
from indicia.trace.plainfile import parse_posts
from indicia.trace.post import table_of_posts

NEEDED = ("object_id", "account_id", "content_id", "timestamp_share")
TOOLKIT_LEAST = 2


def conduct_lines(lines: Iterable[str]) -> Iterator[str]:
    """One test a line, over posts as for ``indicia trace``. Raises ``BadInput``."""
    items = table_of_posts(parse_posts(lines))
    kinds = dict.fromkeys(items.column("source").to_pylist(), "unknown")
    for row in run_tests(items, find_copies(items), kinds).to_pylist():
        yield orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()


def edges_csv(
    lines: Iterable[str], definition: str, window: int, participation: int, quantile: float
) -> Iterator[str]:
    """Lines of from,to,weight,weight_threshold. Raises ``BadInput`` with the line."""
    posts, accounts = _columns(lines)
    if definition == "coortweet":
        edges = coortweet_edges(posts, window, participation, quantile)
    else:
        edges = toolkit_edges(posts, window, max(TOOLKIT_LEAST, participation), quantile)
    yield "from,to,weight,weight_threshold"
    for left, right, weight, marked in zip(
        edges.left, edges.right, edges.weight, edges.marked, strict=True
    ):
        yield f"{accounts[left]},{accounts[right]},{weight},{marked}"


def _columns(lines: Iterable[str]) -> tuple[PostColumns, list[str]]:
    rows = csv.DictReader(lines)
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise BadInput(f"posts:1: the header lacks {', '.join(missing)}; write {','.join(NEEDED)}")
    contents: dict[str, int] = {}
    accounts: dict[str, int] = {}
    columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    for row in rows:
        try:
            second = int(float(row["timestamp_share"]))
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"posts:{rows.line_num}: timestamp_share {row['timestamp_share']!r} is no number of "
                "seconds since 1970"
            ) from error
        columns[0].append(contents.setdefault(row["object_id"], len(contents)))
        columns[1].append(accounts.setdefault(row["account_id"], len(accounts)))
        columns[2].append(contents.setdefault(row["content_id"], len(contents)))
        columns[3].append(second)
    arrays = [np.array(column, np.int64) for column in columns]
    return PostColumns(*arrays), list(accounts)
