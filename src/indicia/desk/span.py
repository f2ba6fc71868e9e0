"""The text of a post, cut at the names, places and statements that were found in it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which the same spans stand; ``marks`` are their ids, ``kinds`` theirs."""

    text: str
    marks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def pieces(text: str, spans: Sequence[Row]) -> list[Piece]:
    """The text in order, without loss: joined, the pieces are the text again.

    ``spans`` have ``id, kind, start, end`` (characters); those outside the text are cut to it.
    """
    size = len(text)
    bounded = [
        (max(0, row["start"]), min(size, row["end"]), row["id"], row["kind"]) for row in spans
    ]
    bounded = [span for span in bounded if span[0] < span[1]]
    cuts = sorted({0, size, *(s[0] for s in bounded), *(s[1] for s in bounded)})
    made = []
    for start, end in itertools.pairwise(cuts):
        inside = sorted((s for s in bounded if s[0] <= start and end <= s[1]), key=lambda s: s[2])
        made.append(
            Piece(
                text[start:end],
                tuple(s[2] for s in inside),
                tuple(sorted({s[3] for s in inside})),
            )
        )
    return made
