"""``indicia conduct`` in a case: the tests by kind, and the clearest findings.

In a terminal a sheet of the kinds and the findings under it; elsewhere tab-separated values, one
kind a line; ``--json`` gives one object a kind with its findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
import orjson

from indicia.case import Case
from indicia.console.gloss import Gloss
from indicia.console.prefix import digits_for
from indicia.console.progress import ERR
from indicia.console.sheet import Header, lay_out
from indicia.console.sheet import Row as Line
from indicia.console.show import LEAST_CHANCE, Values, terminal_width
from indicia.errors import UsageError
from indicia.run import store_at
from indicia.store import TableStore

FINDING = 0.05
"""Largest q of a finding."""
COLUMNS = ("kind", "tests", "findings", "no_finding", "described", "refused", "least_q")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """All tests of one kind; ``findings`` by q, then as the table is sorted."""

    kind: str
    tests: int
    findings: tuple[Row, ...]
    no_finding: int
    """With a p, and a q above ``FINDING``."""
    described: int
    """With a statistic and no p: a figure that has no chance to be held against."""
    refused: int
    least_q: float | None

    def counts(self) -> dict[str, Any]:
        """Column -> value, with the number of findings for its rows."""
        return {name: getattr(self, name) for name in COLUMNS} | {"findings": len(self.findings)}


def kinds_of(rows: Sequence[Row]) -> list[Kind]:
    """The tests by kind: most findings first, then by name."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["kind"], []).append(row)
    kinds = [_kind(name, group) for name, group in groups.items()]
    return sorted(kinds, key=lambda kind: (-len(kind.findings), kind.kind))


def _kind(name: str, rows: Sequence[Row]) -> Kind:
    count = Counter(_standing(row) for row in rows)
    tested = [row for row in rows if row["q"] is not None]
    tested.sort(key=lambda row: (row["q"], row["test"]))
    return Kind(
        name,
        len(rows),
        tuple(row for row in tested if _standing(row) == "finding"),
        count["no finding"],
        count["described"],
        count["refused"],
        tested[0]["q"] if tested else None,
    )


def _standing(row: Row) -> str:
    if row["refusal"] is not None:
        return "refused"
    if row["q"] is None:
        return "described"
    return "finding" if row["q"] <= FINDING else "no finding"


def clearest(kinds: Sequence[Kind], most: int) -> list[Row]:
    """The clearest findings (0: all), the first of every kind before the second of any."""
    ranked = [
        (place, row["q"], row["test"], row)
        for kind in kinds
        for place, row in enumerate(kind.findings)
    ]
    return [row for *_, row in sorted(ranked, key=lambda one: one[:3])][: most or None]


def show_conduct(case: Case, most: int, as_json: bool, as_of: datetime | None) -> None:
    """Print the tests of a case. Raises ``UsageError`` where no run has made them."""
    store = store_at(case, as_of)
    if not store.has("tests"):
        remedy = "run `indicia run" + (" --as-of` with the same time" if as_of else "`")
        raise UsageError(f"conduct: the tests have not been made yet; {remedy} first")
    kinds = kinds_of(store.read("tests").to_pylist())
    width = terminal_width()
    if as_json:
        for kind in kinds:
            line = {**kind.counts(), "clearest": kind.findings[: most or None]}
            click.echo(orjson.dumps(line, option=orjson.OPT_SORT_KEYS, default=str))
    elif width is None:
        click.echo("\t".join(COLUMNS))
        for kind in kinds:
            cells = (kind.counts()[name] for name in COLUMNS)
            click.echo("\t".join("" if cell is None else str(cell) for cell in cells))
    elif kinds:
        _print_sheet(store, kinds, clearest(kinds, most), width)
    _print_footer(kinds)


def _print_sheet(
    store: TableStore, kinds: Sequence[Kind], found: Sequence[Row], width: int
) -> None:
    value = Values(Gloss(store, found), digits_for(store))
    heads = [Header(name.replace("_", " "), name != "kind", name == "kind") for name in COLUMNS]
    for line in lay_out(heads, [Line(_counts(kind, value)) for kind in kinds], width):
        click.echo(line)
    if not found:
        return
    click.echo()
    names = ("test", "kind", "statistic", "null_mean", "q", "n")
    heads = [Header(name, name not in ("test", "kind"), name == "kind") for name in names]
    lines = [
        Line(
            tuple(value.cell(row, name) for name in names),
            (
                value.cell(row, "who"),
                value.cell(row, "wording"),
                f"cannot tell: {value.cell(row, 'cannot_tell')}",
            ),
        )
        for row in found
    ]
    for line in lay_out(heads, lines, width):
        click.echo(line)


def _counts(kind: Kind, value: Values) -> tuple[str, ...]:
    cells = kind.counts()
    least = LEAST_CHANCE if kind.least_q == 0 else value.text(kind.least_q)
    counts = tuple(f"{cells[name]:,}" if cells[name] else "" for name in COLUMNS[1:-1])
    return (kind.kind, *counts, least)


def _print_footer(kinds: Sequence[Kind]) -> None:
    tests = sum(kind.tests for kind in kinds)
    found = sum(len(kind.findings) for kind in kinds)
    if not tests:
        ERR.print("no test of conduct: the material gives too little to compare")
        return
    ERR.print(
        f"{tests:,} tests, {found:,} with q at most {FINDING}: observations, never verdicts; "
        "`indicia show ID` for all of one, docs/conduct.md for what each cannot tell"
    )
