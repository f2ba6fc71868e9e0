"""Deletions as findings: a capture that covers a post's number and does not hold it.

Some formats are complete between their lowest and highest number: a full export, a page of a
channel's preview. Where such a capture no longer holds a post that an earlier capture *of the same
format* held, the post was looked for and is absent. Formats are not mixed, because each leaves out
something else (a preview shows an album as one post). A capture of which something was lost (cut
short, a damaged message) proves no absence. A post that comes back is absent no more.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

Row = dict[str, Any]
COMPLETE = ("telegram-json", "telegram-html", "telegram-preview", "telegram-look")
"""Readers of formats that leave no post out between the first and the last."""


def find_absences(
    items: pa.Table,
    renditions: pa.Table,
    captures: Iterable[Row],
    damaged: frozenset[str] = frozenset(),
) -> list[Row]:
    """Rows of ``absences``: every post that its newest covering capture did not hold.

    ``damaged`` are the originals of which something was lost.
    """
    reader_of = _readers(renditions)
    columns = ["item", "original", "source", "platform_id", "post"]
    held: dict[tuple[str, str], dict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in items.select(columns).to_pylist():
        reader, number = reader_of.get(row["item"], ""), row["platform_id"] or ""
        if reader in COMPLETE and number.isascii() and number.isdigit():
            held[row["source"], reader][row["original"]][int(number)] = row["post"]
    taken: dict[str, list[Row]] = defaultdict(list)
    for capture in captures:
        taken[capture["original"]].append(capture)
    found: list[Row] = []
    for (source, reader), originals in sorted(held.items()):
        found += _of_source(source, reader, originals, taken, damaged)
    return found


def _of_source(
    source: str,
    reader: str,
    originals: Mapping[str, Mapping[int, str]],
    taken: Mapping[str, list[Row]],
    damaged: frozenset[str],
) -> list[Row]:
    """One pass over the source's captures in order of time: who is there, who is missed."""
    looks = sorted(
        ((capture["seq"], capture, name) for name in originals for capture in taken[name]),
        key=lambda look: look[0],
    )
    known: list[int] = []
    last_seen: dict[int, tuple[str, Row]] = {}
    absent: dict[int, Row] = {}
    for _, capture, name in looks:
        numbers = originals[name]
        low, high = min(numbers), max(numbers)
        covered = (
            () if name in damaged else known[bisect_left(known, low) : bisect_right(known, high)]
        )
        for number in covered:
            if number not in numbers:
                absent.setdefault(number, capture)
        for number, post in numbers.items():
            absent.pop(number, None)
            last_seen[number] = (post, capture)
        known = sorted(last_seen)
    return [
        {
            "post": last_seen[number][0],
            "source": source,
            "platform_id": str(number),
            "reader": reader,
            "seq": capture["seq"],
            "looked_utc": capture["captured_utc"],
            "last_seen_utc": last_seen[number][1]["captured_utc"],
        }
        for number, capture in sorted(absent.items())
    ]


def _readers(renditions: pa.Table) -> dict[str, str]:
    """item -> the machine reader that read it."""
    rows = renditions.select(["item", "reader", "by"]).to_pylist()
    return {row["item"]: row["reader"] for row in rows if row["by"] == "machine"}
