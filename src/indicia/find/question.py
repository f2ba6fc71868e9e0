"""Questions that a source asks: with a question mark, or said to be open ("it is not clear who").

A sentence that asks two things ("What is its size and what is its essence?") gives two questions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicia.find.attribution import Context
from indicia.find.frame import Piece, piece_of
from indicia.find.sentence import Sentence

_MARK = re.compile(r"[?؟]")
_SECOND = re.compile(
    r"(?i)(?:,\s*|\s)(?:and|or)\s+(?=(?:what|who|whom|whose|why|how|where|when|which|is|are|does)\b)"
    r"|\sو(?=(?:ما|من|هل|لماذا|كيف|أين|متى)\s)|\s(?:и|или)\s(?=(?:кто|что|где|когда|почему|как)\b)"
    r"|\s(?:ו)(?=(?:מי|מה|איפה|למה)\s)"
)

_ASKING = re.compile(r"(?i)\b(?:what|who|why|how|where|when|which)\b|\b(?:ما|من|هل|لماذا)\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked."""

    content: Piece
    direct: bool
    """Asked with a question mark, rather than said to be open."""
    rule: str


def find_questions(context: Context, sentence: Sentence) -> list[Question]:
    """The questions of one sentence, in order; none for a statement."""
    text = context.text
    marks = list(_MARK.finditer(text, max(sentence.start, sentence.end - 6), sentence.end))
    if marks and _is_asked(text, sentence):
        return [Question(piece, True, "question mark") for piece in _split(text, sentence)]
    hits = context.passage.within("question", sentence.start, sentence.end)
    if not hits:
        return []
    content = piece_of(text, hits[0].start, sentence.end)
    return [Question(content, False, hits[0].cue.rule)] if content else []


def _is_asked(text: str, sentence: Sentence) -> bool:
    """Something is asked: not a bare mark, nor a link's query."""
    plain = text[sentence.start : sentence.end].strip("?؟!. \n")
    return sum(character.isalpha() for character in plain) >= 3 and "://" not in plain[-60:]


def _split(text: str, sentence: Sentence) -> list[Piece]:
    pieces: list[Piece | None] = []
    begin = sentence.start
    for match in _SECOND.finditer(text, sentence.start, sentence.end):
        if _ASKING.search(text[begin : match.start()]):
            pieces.append(piece_of(text, begin, match.start()))
            begin = match.end()
    pieces.append(piece_of(text, begin, sentence.end))
    return [piece for piece in pieces if piece is not None]
