"""How the answers of a question moved, decision by decision, over the bands of the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.view import View
from indicia.publish.wording import percent
from indicia.settings import Question
from indicia.weigh.wordband import word_bands

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300.0, 48.0, 262.0, 14.0, 266.0
MOST_ROWS = 16
SHAPES = 5
"""Kinds of line that can be told apart without colour; further answers start over."""
Row = dict[str, Any]


def history_figure(view: View, question: Question | None) -> Figure | None:
    """The figure of the question that an update is about; ``None`` for fewer than two steps."""
    rows = [row for row in view.rows("history") if question and row["question"] == question.id]
    steps = sorted({row["step"] for row in rows})
    if question is None or len(steps) < 2:
        return None
    answers = [answer.id for answer in question.answers]
    texts = {answer.id: answer.text.rstrip(".") for answer in question.answers}
    by_answer = {name: [r for r in rows if r["answer"] == name] for name in answers}
    by_answer = {name: sorted(found, key=lambda r: r["step"]) for name, found in by_answer.items()}
    by_answer = {name: found for name, found in by_answer.items() if len(found) == len(steps)}
    legend = "; ".join(f"{_letter(i)}: {texts[name]}" for i, name in enumerate(by_answer))
    return Figure(
        "How the answer moved",
        drawing(_body(list(by_answer.values())), HEIGHT),
        tuple(_labels(list(by_answer.values()))),
        ("time (UTC)", *(f"{_letter(i)}: {texts[name]}" for i, name in enumerate(by_answer))),
        tuple(_table(list(by_answer.values()))),
        "Each step is a decision that changed the weighing, over the origins known now. The shaded "
        "band is the 80 % interval of the leading answer; lines across are the bounds of the words. "
        f"{legend}.",
    )


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _x(step: int, steps: int) -> float:
    return LEFT + step / (steps - 1) * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _body(lines: Sequence[Sequence[Row]]) -> list[str]:
    steps = len(lines[0])
    body = [
        f'<path d="M{LEFT:.0f} {_y(bound):.1f}H{WIDTH - RIGHT:.0f}" class="axis"/>'
        for bound in (0.0, *(band.high for band in word_bands()), 1.0)
    ]
    leader = max(lines, key=lambda rows: rows[-1]["mean"])
    upper = [f"{_x(i, steps):.1f} {_y(row['high']):.1f}" for i, row in enumerate(leader)]
    lower = [f"{_x(i, steps):.1f} {_y(row['low']):.1f}" for i, row in enumerate(leader)]
    body.append(f'<path d="M{"L".join([*upper, *reversed(lower)])}z" class="reach"/>')
    for place, rows in enumerate(lines):
        points = [f"{_x(i, steps):.1f} {_y(row['mean']):.1f}" for i, row in enumerate(rows)]
        body.append(f'<path d="M{"L".join(points)}" class="course c{place % SHAPES}"/>')
    return body


def _labels(lines: Sequence[Sequence[Row]]) -> list[Label]:
    steps = len(lines[0])
    labels = []
    for band in word_bands():
        middle = _y((band.low + band.high) / 2) / HEIGHT * 100
        if band.high - band.low > 0.06:
            where = (WIDTH - RIGHT + 44) / WIDTH * 100
            labels.append(Label(where, middle, f"{band.word} ({band.percent})", "beside"))
    taken: list[float] = []
    for place, rows in sorted(enumerate(lines), key=lambda pair: -pair[1][-1]["mean"]):
        y = _y(rows[-1]["mean"])
        while any(abs(y - other) < 13 for other in taken):
            y += 13
        taken.append(y)
        x = (_x(steps - 1, steps) + 16) / WIDTH * 100
        labels.append(Label(x, y / HEIGHT * 100, _letter(place), "node"))
    for share in (0, 50, 100):
        labels.append(Label(2.4, _y(share / 100) / HEIGHT * 100, f"{share} %", "node"))
    ends = lines[0][0]["at_utc"], lines[0][-1]["at_utc"]
    low = (BOTTOM + 10) / HEIGHT * 100
    labels.append(Label(LEFT / WIDTH * 100, low, f"{ends[0]:%Y-%m-%d}", ""))
    labels.append(Label((WIDTH - RIGHT) / WIDTH * 100, low, f"{ends[1]:%Y-%m-%d}", "last-date"))
    return labels


def _table(lines: Sequence[Sequence[Row]]) -> list[tuple[str, ...]]:
    """The last steps, oldest first; each answer's estimate."""
    return [
        (f"{rows[0]['at_utc']:%Y-%m-%d %H:%M}", *(f"{percent(row['mean'])} %" for row in rows))
        for rows in list(zip(*lines, strict=True))[-MOST_ROWS:]
    ]
