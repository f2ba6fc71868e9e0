"""`indicia indications`: the library by theme, and which of it a case has adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click
import orjson

from indicia.case import Case
from indicia.console.standing import standing
from indicia.decision import given_id
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.weigh.library import Listed, matching, themes


def adopted_in(case: Case) -> Mapping[str, str]:
    """Library id -> the indication that a decision made of it."""
    return {
        row["value"]["draft"]: given_id("d", row["seq"])
        for row in standing(case, case.store)
        if row["what"] == "indication" and row["value"].get("draft")
    }


def list_indications(
    words: Sequence[str], theme: str, adopted: Mapping[str, str], as_json: bool
) -> int:
    """Print what matches; gives how many did. Raises ``UsageError`` for an unknown theme."""
    if theme and theme not in themes():
        near = did_you_mean(theme, themes())
        raise UsageError(f"--theme {theme}: no such theme{near}; they are {', '.join(themes())}")
    rows = matching(words, theme)
    if as_json:
        for row in rows:
            fields = {**row.as_dict(), "adopted": adopted.get(row.id)}
            click.echo(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
        return len(rows)
    for place, row in enumerate(rows):
        if place == 0 or rows[place - 1].theme != row.theme:
            click.echo(f"{chr(10) if place else ''}{row.theme}")
        _print(row, adopted.get(row.id, ""))
    return len(rows)


def _print(row: Listed, adopted: str) -> None:
    taken = f"  (adopted as {adopted})" if adopted else ""
    click.echo(f"  {row.id}{taken}")
    for head, text in (
        ("", row.text),
        ("speaks for: ", row.distinguishes),
        ("look at: ", row.look),
        ("source: ", row.source),
    ):
        click.echo(click.wrap_text(head + text, 96, "    ", "      "))
