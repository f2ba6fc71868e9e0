"""Sources whose sharing differed from chance, as a ring of numbered points joined by lines.

An observation, never a verdict: the picture shows which pairs a test found, at the corrected
level of five per cent, and says nothing of why. Private accounts are never drawn.
"""

from __future__ import annotations

import math

from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.view import Row, View

MOST_PAIRS, HEIGHT, RADIUS = 24, 380.0, 140.0
LEVEL = 0.05
SHARED = "coshare"
"""Only pairs that share alike are drawn: a tie has no direction, and its width is a count."""


def network_figure(view: View) -> Figure | None:
    """The pairs of sources that a test of conduct found alike; ``None`` where there is none."""
    pairs = [t for t in view.tests.values() if _is_pair(view, t)]
    pairs.sort(key=lambda t: (t["q"], -(t["statistic"] or 0.0), t["test"]))
    pairs = pairs[:MOST_PAIRS]
    if not pairs:
        return None
    members = {name for test in pairs for name in test["subjects"]}
    sources = sorted(members, key=lambda s: (view.source_label(s), s))
    number = {source: index for index, source in enumerate(sources, 1)}
    spots = {s: _spot(n - 1, len(sources)) for s, n in number.items()}
    most = max(test["statistic"] for test in pairs)
    body, rows = [], []
    for test in pairs:
        a, b = sorted(test["subjects"], key=lambda s: number[s])
        width = 1 + 4 * test["statistic"] / most
        body.append(
            '<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" class="tie" '.format(*spots[a], *spots[b])
            + f'stroke-width="{width:.1f}"/>'
        )
        rows.append(
            (f"{number[a]}. {view.source_label(a)}", f"{number[b]}. {view.source_label(b)}",
             test["kind"], f"{test['statistic']:,.0f}", f"{test['null_mean']:,.1f}", _small(test["q"]))
        )  # fmt: skip
    labels = []
    for source in sources:
        x, y = spots[source]
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="15" class="node"/>')
        labels.append(Label(x / WIDTH * 100, y / HEIGHT * 100, str(number[source]), "node"))
        side = "beside" if x >= WIDTH / 2 - 1 else "before"
        shift = 24 if side == "beside" else -24
        name = view.source_label(source)
        labels.append(Label((x + shift) / WIDTH * 100, y / HEIGHT * 100, name, side))
    return Figure(
        "Sources that a test found alike",
        drawing(body, HEIGHT),
        tuple(labels),
        ("source", "source", "test", "times", "by chance", "corrected p"),
        tuple(rows),
        "A line joins two sources that did the same more often than shuffled traffic; a thicker "
        "line is more often. It is an observation: it cannot tell why.",
    )


def _is_pair(view: View, test: Row) -> bool:
    return (
        test["kind"].startswith(SHARED)
        and test["q"] is not None
        and test["q"] <= LEVEL
        and test["statistic"] is not None
        and len(test["subjects"]) == 2
        and not set(test["subjects"]) & view.private_sources
    )


def _spot(index: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * index / count - math.pi / 2
    return WIDTH / 2 + RADIUS * math.cos(turn), HEIGHT / 2 + RADIUS * math.sin(turn)


def _small(value: float) -> str:
    """A corrected p-value as people read it."""
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
