"""Tests of the conduct of the sources of a selection, drawn beside what chance would give.

The tables keep the mean and the spread of what each test's null gave, so that is what is drawn: one
and two spreads around the mean, and where the observed figure lies. Nothing else is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.compute as pc

from indicia.console.conduct import FINDING
from indicia.desk.selection import Selection
from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.publish.figure import WIDTH, Figure, Label, drawing

MOST_TESTS = 30
LEFT, RIGHT, TOP, LANE = 330.0, 40.0, 14.0, 26.0
FARTHEST = 8.0
"""Spreads from chance at the edge of the drawing; what lies beyond has an arrow."""
Row = Mapping[str, Any]


def tests_of(visit: Visit, chosen: Selection) -> list[dict[str, Any]]:
    """Tests whose subjects all post in the selection: findings first, then by q.

    ``sources`` are the names of the subjects; private accounts are left out (do no harm).
    """
    rows = visit.store.read("tests")
    sources = set(pc.unique(chosen.rows.column("source")).to_pylist())
    names = dict(chosen.sources)
    tested = rows.filter(pc.is_valid(rows.column("q"))).sort_by(
        [("q", "ascending"), ("test", "ascending")]
    )
    return [
        {
            **row,
            "sources": [names.get(name, name) for name in row["subjects"]],
            "finding": row["q"] <= FINDING,
        }
        for row in tested.to_pylist()
        if set(row["subjects"]) <= sources - visit.view.private_sources
    ]


def conduct_figure_of(visit: Visit, tests: Sequence[Row]) -> Figure | None:
    """The first tests that have a null with a spread; ``None`` where none has."""
    words = words_in(visit.language)
    able = [row for row in tests if row["null_sd"] and row["null_mean"] is not None]
    shown = able[:MOST_TESTS]
    if not shown:
        return None
    height = TOP + LANE * len(shown) + 34
    bottom = TOP + LANE * len(shown)
    body = [
        f'<rect x="{_x(-wide):.1f}" y="{TOP:.0f}" width="{_x(wide) - _x(-wide):.1f}" '
        f'height="{bottom - TOP:.0f}" class="chance{wide}"/>'
        for wide in (2, 1)
    ]
    body.append(f'<path d="M{_x(0):.1f} {TOP:.0f}V{bottom:.0f}" class="axis"/>')
    labels = [
        Label(_x(at) / WIDTH * 100, (height - 10) / height * 100, text, "axis middle-date")
        for at, text in (
            (0, words["by_chance"]),
            (2, "+2"),
            (-2, "−2"),
            (FARTHEST, f"+{FARTHEST:g}"),
        )
    ]
    for at, row in enumerate(shown):
        far = (row["statistic"] - row["null_mean"]) / row["null_sd"]
        x, y = _x(max(-3.0, min(FARTHEST, far))), TOP + LANE * (at + 0.5)
        if -3 <= far <= FARTHEST:
            body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{_kind(row)}"/>')
        else:
            point = 9 if far > 0 else -9
            body.append(
                f'<path d="M{x:.1f} {y - 6:.1f}l{point} 6l{-point} 6z" class="{_kind(row, far=True)}"/>'
            )
        label = f"{at + 1}. {row['kind']}"
        labels.append(Label(1, y / height * 100, label))
    return Figure(
        words["conduct_title"],
        drawing(body, height),
        tuple(labels),
        tuple(words[key] for key in ("test", "sources", "seen", "by_chance", "spread_of_chance", "q")),
        tuple(
            (
                f"{at}. {row['kind']}", ", ".join(row["sources"]), f"{row['statistic']:.4g}",
                f"{row['null_mean']:.4g}", f"{row['null_sd']:.3g}", _small(row["q"]),
            )
            for at, row in enumerate(shown, 1)
        ),
        words["conduct_caption"].format(tests=len(tests), left=len(able) - len(shown)),
    )  # fmt: skip


def _kind(row: Row, far: bool = False) -> str:
    """Filled for a finding, open for none."""
    return "first" if row["q"] > FINDING else "mark" if far else "dot"


def _x(spreads: float) -> float:
    return LEFT + (spreads + 3) / (FARTHEST + 3) * (WIDTH - LEFT - RIGHT)


def _small(value: float) -> str:
    return "< .001" if value < 0.001 else f"{value:.3f}"
