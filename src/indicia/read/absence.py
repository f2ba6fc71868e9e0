"""Deletions as findings: a capture that covers a post's number and does not hold it.

Some formats are complete between their lowest and highest number: a full export, a page of a
channel's preview. Where such a capture no longer holds a post that an earlier capture *of the same
format* held, the post was looked for and is absent. Formats are not mixed, because each leaves out
something else (a preview shows an album as one post). A capture of which something was lost (cut
short, a damaged message) proves no absence. A post that comes back is absent no more: that it was
missed and came back is a finding of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of

Row = dict[str, Any]
COMPLETE = ("telegram-json", "telegram-html", "telegram-preview", "telegram-look")
"""Readers of formats that leave no post out between the first and the last."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Rows of ``absences``: posts that are still missed; and of ``returns``: that came back."""

    absences: list[Row]
    returns: list[Row]


def find_gaps(
    items: pa.Table,
    renditions: pa.Table,
    captures: Iterable[Row],
    damaged: frozenset[str] = frozenset(),
) -> Gaps:
    """Every post that a covering capture did not hold, by whether a later one holds it again.

    ``damaged`` are the originals of which something was lost.
    """
    taken: dict[str, list[Row]] = defaultdict(list)
    for capture in captures:
        taken[capture["original"]].append(capture)
    numbered = _looked_at_again(_numbered(items, renditions), taken)
    held: dict[tuple[str, str], dict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows_of(numbered):
        number = int(row["platform_id"])
        held[row["source"], row["reader"]][row["original"]][number] = row["post"]
    found = Gaps([], [])
    for (source, reader), originals in sorted(held.items()):
        looks = [
            (capture, numbers, name not in damaged)
            for name, numbers in originals.items()
            for capture in taken[name]
        ]
        looks.sort(key=lambda look: look[0]["seq"])
        _of_source(looks, {"source": source, "reader": reader}, found)
    return found


def _of_source(
    looks: Sequence[tuple[Row, Mapping[int, str], bool]], whose: Row, found: Gaps
) -> None:
    """One pass over the source's captures in order of time: who is there, who is missed."""
    known: list[int] = []
    last_seen: dict[int, tuple[str, Row]] = {}
    absent: dict[int, Row] = {}
    for capture, numbers, whole in looks:
        low, high = min(numbers), max(numbers)
        covered = known[bisect_left(known, low) : bisect_right(known, high)] if whole else ()
        for number in covered:
            if number not in numbers:
                absent.setdefault(number, capture)
        fresh: list[int] = []
        for number, post in numbers.items():
            if number in absent:
                missed = _row(whose, number, last_seen[number], absent.pop(number))
                back = {"back_seq": capture["seq"], "back_utc": capture["captured_utc"]}
                found.returns.append({**missed, **back})
            if number not in last_seen:
                fresh.append(number)
            last_seen[number] = (post, capture)
        known = sorted([*known, *fresh]) if fresh else known
    found.absences.extend(
        _row(whose, number, last_seen[number], capture)
        for number, capture in sorted(absent.items())
    )


def _row(whose: Row, number: int, seen: tuple[str, Row], missed: Row) -> Row:
    return {
        **whose,
        "post": seen[0],
        "platform_id": str(number),
        "seq": missed["seq"],
        "looked_utc": missed["captured_utc"],
        "last_seen_utc": seen[1]["captured_utc"],
    }


def _numbered(items: pa.Table, renditions: pa.Table) -> pa.Table:
    """The items with a post number that a complete format held, with the reader of each."""
    columns = ["item", "original", "source", "platform_id", "post"]
    machine = renditions.select(["item", "reader", "by"])
    machine = machine.filter(pc.equal(machine.column("by"), "machine"))
    owner = pc.index_in(machine.column("item"), value_set=items.column("item"))
    read = np.flatnonzero(owner.is_valid().to_numpy(zero_copy_only=False))
    chosen = np.full(items.num_rows, -1)
    chosen[owner.fill_null(0).to_numpy()[read]] = read  # of several readers the last one stays
    reader = machine.column("reader").take(pa.array(chosen, mask=chosen < 0))
    found = items.select(columns).append_column("reader", reader)
    complete = pc.is_in(reader, value_set=pa.array(COMPLETE))
    number = pc.match_substring_regex(found.column("platform_id"), r"\A[0-9]+\z")
    return found.filter(pc.and_kleene(complete, number))


def _looked_at_again(numbered: pa.Table, taken: Mapping[str, list[Row]]) -> pa.Table:
    """Without what was captured once: nothing can be absent there."""
    key = ["source", "reader", "original"]
    looks: Counter[tuple[str, str]] = Counter()
    held = numbered.select(key).group_by(key).aggregate([]).to_pylist()
    for row in held:
        looks[row["source"], row["reader"]] += len(taken[row["original"]])
    again = {row["original"] for row in held if looks[row["source"], row["reader"]] > 1}
    wanted = pa.array(sorted(again), pa.string())
    return numbered.filter(pc.is_in(numbered.column("original"), value_set=wanted))
