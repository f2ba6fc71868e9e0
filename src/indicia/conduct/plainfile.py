"""Conduct on plain files: JSON lines of posts to tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson
import pyarrow as pa

from indicia.conduct.audience.figures import COUNTED, FIGURES, one_a_capture
from indicia.conduct.run import run_tests
from indicia.conduct.traffic import PUBLIC_KINDS
from indicia.errors import BadInput
from indicia.trace.copies import find_copies
from indicia.trace.plainfile import microseconds_of, parse_posts
from indicia.trace.post import table_of_posts

SOURCE_KINDS = (*PUBLIC_KINDS, "group", "private", "unknown")


def conduct_lines(lines: Iterable[str]) -> Iterator[str]:
    """One test a line, over posts as for ``indicia trace``. Raises ``BadInput``.

    A line may add ``source_kind`` (channel, outlet or organisation allow tests of one source) and
    ``views``, ``forwards``, ``reactions`` as they were at ``seen``.
    """
    lines = list(lines)
    items = table_of_posts(parse_posts(lines))
    figures, kinds = figures_and_kinds(lines)
    for row in run_tests(items, find_copies(items), kinds, figures=figures).to_pylist():
        yield orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()


def figures_and_kinds(lines: Iterable[str]) -> tuple[pa.Table, dict[str, str]]:
    """Rows of ``FIGURES`` and the kind of each source, from lines that ``parse_posts`` took.

    Raises ``BadInput`` with the line.
    """
    kinds: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = orjson.loads(line)
        source, kind = str(record["source"]), record.get("source_kind") or "unknown"
        if kind not in SOURCE_KINDS:
            known = ", ".join(SOURCE_KINDS)
            raise BadInput(
                f"line {number}: source_kind {kind!r} is not known; write one of {known}"
            )
        if kinds.setdefault(source, kind) != kind:
            raise BadInput(
                f"line {number}: {source!r} has another source_kind before; give it one kind"
            )
        counted = {name: _count(record.get(name), name, number) for name in COUNTED}
        if not record.get("forwarded_from") and any(v is not None for v in counted.values()):
            seen = microseconds_of(record.get("seen"), number)
            rows.append(
                {
                    "post": str(record["id"]),
                    "item": str(record["id"]),
                    "source": source,
                    "posted_utc": microseconds_of(record["time"], number),
                    "seq": 0,
                    "seen_utc": seen,
                    "live": seen is not None,
                    **counted,
                }
            )
    arrays = [pa.array([row[field.name] for row in rows], field.type) for field in FIGURES]
    return one_a_capture(pa.Table.from_arrays(arrays, schema=FIGURES)), kinds


def _count(value: object, name: str, number: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput(f"line {number}: {name} must be a whole number, 0 or more, or null")
    return value
