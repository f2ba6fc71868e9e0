"""The waterfall of a question: from the prior, indication by indication, to the total.

Each bar starts where the one above ends. Weights are in decibans (10 log10 of the factor between
the leading answer and its best rival), because they add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.view import View
from indicia.publish.wording import percent
from indicia.settings import Question

MOST_BARS = 12
ROW, TOP, LEFT, RIGHT = 30.0, 34.0, 70.0, 30.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its letter, words, decibans, and the leader's probability without it."""

    letter: str
    text: str
    decibans: float
    without: float | None = None


def waterfall_figure(view: View, question: Question | None) -> Figure | None:
    """The figure of the question that an update is about; ``None`` where nothing is judged."""
    rows = view.rows("weights")
    rows = [row for row in rows if question is not None and row["question"] == question.id]
    if question is None or not rows:
        return None
    rows.sort(key=lambda row: row["place"])
    texts = {answer.id: answer.text.rstrip(".") for answer in question.answers}
    leader = texts.get(rows[0]["leader"], rows[0]["leader"])
    rival = texts.get(rows[0]["rival"], rows[0]["rival"])
    bars = _bars(rows)
    total = next(row["decibans"] for row in rows if row["kind"] == "total")
    height = TOP + ROW * (len(bars) + 1) + 10
    return Figure(
        "What moves the answer",
        drawing(_body(bars, total), height),
        tuple(_labels(bars, total, height)),
        ("letter", "what", "decibans", "factor", "estimate without it"),
        tuple(_table_row(bar) for bar in (*bars, Bar("=", "Total", total))),
        f"From the prior to the total, in decibans: to the right for “{leader}”, to the left for "
        f"“{rival}”. Each bar starts where the one above ends.",
        open_table=True,
    )


def _bars(rows: Sequence[dict[str, Any]]) -> list[Bar]:
    """Prior, the heaviest indications, what is said together, and all others as one."""
    bars = [Bar("P", "Prior", row["decibans"]) for row in rows if row["kind"] == "prior"]
    parts = [row for row in rows if row["kind"] == "indication"]
    for place, row in enumerate(parts[:MOST_BARS]):
        text = row["text"].rstrip(".")
        bars.append(Bar(chr(ord("A") + place), text, row["decibans"], row["without"]))
    rest = sum(row["decibans"] for row in parts[MOST_BARS:])
    if parts[MOST_BARS:]:
        bars.append(Bar("+", f"{len(parts) - MOST_BARS} further indications", rest))
    joint = sum(row["decibans"] for row in rows if row["kind"] == "joint")
    if any(row["kind"] == "joint" for row in rows):
        bars.append(Bar("J", "What shared origins say together", joint))
    return bars


def _ends(bars: Sequence[Bar], total: float) -> tuple[list[tuple[float, float]], float, float]:
    """Start and end of each bar in decibans, and the range that the drawing holds."""
    at, spans = 0.0, []
    for bar in bars:
        spans.append((at, at + bar.decibans))
        at += bar.decibans
    spans.append((0.0, total))
    values = [value for span in spans for value in span]
    low, high = min(-3.0, *values), max(3.0, *values)
    return spans, low, high


def _x(value: float, low: float, high: float) -> float:
    return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)


def _body(bars: Sequence[Bar], total: float) -> list[str]:
    spans, low, high = _ends(bars, total)
    zero = _x(0, low, high)
    bottom = TOP + ROW * len(spans)
    body = [f'<path d="M{zero:.1f} {TOP - 6:.0f}V{bottom:.0f}" class="axis"/>']
    for place, (start, end) in enumerate(spans):
        top = TOP + ROW * place
        x0, x1 = _x(start, low, high), _x(end, low, high)
        kind = "total" if place == len(spans) - 1 else "for" if end >= start else "against"
        body.append(
            f'<rect x="{min(x0, x1):.1f}" y="{top + 5:.1f}" width="{max(abs(x1 - x0), 1.5):.1f}" '
            f'height="{ROW - 12:.0f}" class="bar {kind}"/>'
        )
        if kind != "total" and abs(x1 - x0) > 8:  # the shape says the direction without colour
            point = 6 if x1 > x0 else -6
            body.append(
                f'<path d="M{x1:.1f} {top + 5:.1f}l{point} {(ROW - 12) / 2:.1f}l{-point} '
                f'{(ROW - 12) / 2:.1f}z" class="bar {kind}"/>'
            )
        if place < len(spans) - 2:
            body.append(f'<path d="M{x1:.1f} {top + ROW - 7:.1f}v12" class="leader"/>')
    return body


def _labels(bars: Sequence[Bar], total: float, height: float) -> list[Label]:
    spans, low, high = _ends(bars, total)
    labels = [
        Label(_x(0, low, high) / WIDTH * 100, 14 / height * 100, "0", "middle-date"),
    ]
    for place, (bar, (start, end)) in enumerate(
        zip((*bars, Bar("=", "", total)), spans, strict=True)
    ):
        y = (TOP + ROW * place + ROW / 2 - 1) / height * 100
        labels.append(Label(2.5, y, bar.letter, "node"))
        beside = _x(max(start, end), low, high) / WIDTH * 100 + 1.2
        sign = "+" if bar.decibans >= 0 else "−"
        if beside > 92:
            beside = _x(min(start, end), low, high) / WIDTH * 100 - 1.2
            labels.append(Label(beside, y, f"{sign}{abs(bar.decibans):.1f}", "before"))
        else:
            labels.append(Label(beside, y, f"{sign}{abs(bar.decibans):.1f}", "beside"))
    return labels


def _table_row(bar: Bar) -> tuple[str, ...]:
    sign = "+" if bar.decibans >= 0 else "−"
    factor = 10 ** (abs(bar.decibans) / 10)
    shown = f"× {factor:.1f}" if bar.decibans >= 0 else f"÷ {factor:.1f}"
    without = "" if bar.without is None else f"{percent(bar.without)} %"
    return bar.letter, bar.text, f"{sign}{abs(bar.decibans):.1f}", shown, without
