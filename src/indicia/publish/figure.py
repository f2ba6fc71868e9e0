"""Figures as SVG without words, with labels and a table that say the same.

Words inside SVG break Arabic and Hebrew in print, so a figure is a drawing, labels placed over it
in per cent of its size, and rows for an equivalent table. Colour is never alone: shape and letter
say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 960.0


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
