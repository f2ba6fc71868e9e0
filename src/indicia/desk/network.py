"""Networks as a drawing without scripts: nodes on a circle, ties by the style of their line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicia.publish.figure import WIDTH, Figure, Label, drawing

HEIGHT, RADIUS = 520.0, 200.0
MOST_TIES = 60
NAME = 26
"""Letters of a name beside its node."""
DENIED = "denies"


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties two nodes: of which kind, by how many, and who says so."""

    left: str
    right: str
    kind: str
    weight: int
    says: str

    @property
    def style(self) -> str:
        """How its line is drawn."""
        return "together" if self.kind == "together" else "denied" if self.kind == DENIED else ""


def network(
    names: Mapping[str, str], ties: Sequence[Tie], words: Mapping[str, str]
) -> Figure | None:
    """The drawing of nodes that are tied to another; ``None`` where none is.

    Stated ties come first, then those of most posts; the caption says how many are not drawn.
    """
    shown = ranked(ties)[:MOST_TIES]
    if not shown:
        return None
    tied = [name for name in names if any(name in (t.left, t.right) for t in shown)]
    spots = {name: _spot(index, len(tied)) for index, name in enumerate(tied)}
    number = {name: str(index) for index, name in enumerate(tied, 1)}
    most = max(t.weight for t in shown) or 1
    body = [
        '<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" '.format(*spots[t.left], *spots[t.right])
        + f'class="tie {t.style}" stroke-width="{1 + 3 * t.weight / most:.1f}"/>'
        for t in reversed(shown)
    ]
    labels: list[Label] = []
    for name in tied:
        x, y = spots[name]
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="14" class="node"/>')
        labels.append(Label(x / WIDTH * 100, y / HEIGHT * 100, number[name], "node"))
        side, shift = ("beside", 22) if x >= WIDTH / 2 - 1 else ("before", -22)
        text = names[name] if len(names[name]) <= NAME else names[name][: NAME - 1] + "…"
        labels.append(Label((x + shift) / WIDTH * 100, y / HEIGHT * 100, text, side))
    return Figure(
        words["network_title"],
        drawing(body, HEIGHT),
        tuple(labels),
        tuple(words[key] for key in ("from_whom", "tie", "to_whom", "times", "who_says")),
        tuple(
            (
                f"{number[t.left]}. {names[t.left]}",
                words["together"] if t.kind == "together" else t.kind,
                f"{number[t.right]}. {names[t.right]}",
                str(t.weight),
                t.says,
            )
            for t in shown
        ),
        words["network_caption"].format(left=len(ties) - len(shown)),
    )


def ranked(ties: Sequence[Tie]) -> list[Tie]:
    """Stated ties first, then those of most posts."""
    return sorted(ties, key=lambda t: (t.kind == "together", -t.weight, t.left, t.right))


def _spot(index: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * index / count - math.pi / 2
    return WIDTH / 2 + RADIUS * math.cos(turn), HEIGHT / 2 + RADIUS * math.sin(turn)
