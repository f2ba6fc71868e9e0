"""A statement frame: who says what about whom, with every part tied to its span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "2"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """One source that a statement came through: its words, span and the cue that says so."""

    speaker: Piece
    cue: Piece
    type: str
    """named or unnamed"""


@dataclass(frozen=True, slots=True)
class Frame:
    """One statement. Columns of the table ``statements`` say what each field means."""

    start: int
    end: int
    kind: str
    predicate: str
    content: Piece
    plover: str | None = None
    chain: tuple[Link, ...] = ()
    """Sources it came through: who spoke first, the outermost last; empty: the source itself."""
    addressee: Piece | None = None
    actor: Piece | None = None
    target: Piece | None = None
    object: Piece | None = None
    purpose: Piece | None = None
    quote_type: str = "none"
    polarity: str = "yes"
    modality: str = "asserted"
    hedges: tuple[Piece, ...] = ()
    rank: int | None = None
    event_time: Mapping[str, Any] | None = None
    places: tuple[tuple[int, int, str], ...] = ()
    """Spans and kinds of the place mentions inside it."""
    allegation: bool = False
    answers: tuple[Piece, ...] = ()
    """Answers that a question offers, each shutting the others out."""
    denies: int | None = None
    """Position, in the list of the item's frames, of the one it denies."""
    rules: tuple[str, ...] = ()
    score: float = 0.5
    reason: str = ""

    @property
    def speaker(self) -> Piece | None:
        """Who said it; ``None``: the source itself."""
        return self.chain[0].speaker if self.chain else None

    @property
    def speaker_type(self) -> str:
        """source, named or unnamed."""
        return self.chain[0].type if self.chain else "source"


def piece_of(text: str, start: int, end: int, strip: str = "") -> Piece | None:
    """The stretch without blanks and marks at its ends; ``None`` when nothing is left."""
    marks = " \t\n\r\xa0\u202f\u3000,;:.!?؟،؛–—-*_[]()\"“”«»'‘’\u200f\u200e" + strip
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return Piece(start, end, text[start:end]) if start < end else None
