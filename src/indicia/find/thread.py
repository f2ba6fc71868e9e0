"""What carries over from sentence to sentence of one text."""

from __future__ import annotations

from dataclasses import dataclass

from indicia.find.demand import Demand
from indicia.find.frame import Link, Piece


@dataclass(slots=True)
class Thread:
    """Who spoke last, whose quotation goes on, which list and which questions are open."""

    speaker: Link | None = None
    quoted: Link | None = None
    """Speaker of the quoted paragraphs that follow ("states the following:")."""
    going_on: tuple[Link, tuple[tuple[int, int], ...]] | None = None
    """Who is quoted on behind a sentence that names them, and where."""
    demand: Demand | None = None
    """The demand whose list of points is open."""
    chain: tuple[Link, ...] = ()
    vocative: Piece | None = None
    offered: tuple[Piece, ...] = ()
    """Answers that the questions of this paragraph offered so far."""
    paragraph: int = -1

    def speaker_at(self, position: int) -> Link | None:
        """Who is quoted at a place behind the sentence that names them."""
        if self.going_on is None:
            return None
        link, stretches = self.going_on
        return link if any(a <= position < b for a, b in stretches) else None
