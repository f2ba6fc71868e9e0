"""``indicia history QUESTION``: how its answer moved, and which decision did it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import click
import orjson

from indicia.case import Case
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.publish.wording import percent
from indicia.store import TableStore

WIDTH = 98
Row = dict[str, Any]


def show_course(
    case: Case, name: str, span: tuple[datetime | None, datetime | None], as_json: bool
) -> None:
    """Print the steps of a question between two times, and the difference over them.

    Raises:
        UsageError: no such question.
    """
    ids = [question.id for question in case.settings_at(None).settings.questions]
    if name not in ids:
        near = did_you_mean(name, ids)
        raise UsageError(f"history {name}: no such question{near}; there are {', '.join(ids)}")
    steps = steps_in(case.store, name, span)
    if as_json:
        for row in (row for rows in steps for row in rows):
            click.echo(orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str))
        return
    if not steps:
        click.echo("Nothing was judged in that time; `indicia judge` says what waits.")
        return
    for line in course_lines(steps):
        click.echo(line)


def steps_in(
    store: TableStore, name: str, span: tuple[datetime | None, datetime | None]
) -> list[list[Row]]:
    """The rows of each step, in order: the last step before the span, then those within it."""
    rows = [row for row in store.read("history").to_pylist() if row["question"] == name]
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["step"], []).append(row)
    steps = [grouped[step] for step in sorted(grouped)]
    start, end = span
    before = [s for s in steps if start is not None and s[0]["at_utc"] <= start]
    within = [
        s
        for s in steps
        if (start is None or s[0]["at_utc"] > start) and (end is None or s[0]["at_utc"] <= end)
    ]
    return [*before[-1:], *within]


def course_lines(steps: Sequence[Sequence[Row]]) -> Iterator[str]:
    """The first step in figures, each later one by what moved, and the difference at the end."""
    yield _figures(steps[0])
    for rows in steps[1:]:
        moved = [row["because"] for row in rows if row["because"]]
        if moved:
            yield f"{rows[0]['at_utc']:%Y-%m-%d %H:%M}"
            for sentence in moved:
                yield click.wrap_text(sentence, WIDTH, "    ", "      ")
    if len(steps) > 1:
        yield _figures(steps[-1])
        yield from _difference(steps[0], steps[-1])


def _figures(rows: Sequence[Row]) -> str:
    shown = sorted(rows, key=lambda row: -row["mean"])
    answers = ", ".join(
        f"{row['answer']} {percent(row['mean'])} % ({row['word']})" for row in shown
    )
    return f"{rows[0]['at_utc']:%Y-%m-%d %H:%M}  {answers}"


def _difference(before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    was = {row["answer"]: row for row in before}
    yield "over all:"
    for row in after:
        old = was.get(row["answer"])
        if old is None:
            continue
        change = (
            "no word changed"
            if old["word"] == row["word"]
            else f"from {old['word']} to {row['word']}"
        )
        yield f"    {row['answer']}: {percent(old['mean'])} % to {percent(row['mean'])} % ({change})"
