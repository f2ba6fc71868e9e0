"""Figures as SVG without words, with labels and a table that say the same.

Words inside SVG break Arabic and Hebrew in print, so a figure is a drawing, labels placed over it
in per cent of its size, and rows for an equivalent table. Colour is never alone: shape and letter
say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WIDTH = 960.0
MOST_DAYS = 14
"""Rows of a day each that paper and mail show as they are."""
A_WEEK = "7 days from"
"""Head of the first column of a table of a row a week."""
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Words over a figure; x and y in per cent of its width and height."""

    x: float
    y: float
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, its labels, and the table that says the same."""

    title: str
    svg: str
    labels: tuple[Label, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    open_table: bool = False
    """Whether the table is the figure's legend, and stands open."""


def drawing(body: Iterable[str], height: float) -> str:
    """An SVG of shapes only; ``height`` in pixels of a width of 960."""
    inside = "".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" '
        f'role="presentation" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def weekly_rows(rows: Sequence[Sequence[str]], most: int = MOST_DAYS) -> Rows | None:
    """Rows of a day each as rows of a week each; ``None`` for few rows or other tables."""
    days = [_day(row[0]) for row in rows]
    if len(rows) <= most or None in days:
        return None
    known = [day for day in days if day is not None]
    if any((after - before).days != 1 for before, after in pairwise(known)):
        return None
    weeks: dict[int, list[int]] = {}
    for day, (_, *counts) in zip(known, rows, strict=True):
        sums = weeks.setdefault((day - known[0]).days // 7, [0] * len(counts))
        for index, count in enumerate(counts):
            sums[index] += int(count.replace(",", ""))
    first = known[0].toordinal()
    return tuple(
        (date.fromordinal(first + week * 7).isoformat(), *(f"{n:,}" for n in sums))
        for week, sums in sorted(weeks.items())
    )


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None
