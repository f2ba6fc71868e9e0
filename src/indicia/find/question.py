"""Questions that a source asks: with a question mark, or said to be open ("it is not clear who").

A sentence that asks two things ("What is its size and what is its essence?") gives two questions. A
question that is answered by yes or no offers answers: each side of its "or", word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indicia.find.attributed import Context
from indicia.find.frame import Piece, piece_of
from indicia.find.sentence import Sentence

_MARK = re.compile(r"[?؟]")
_SECOND = re.compile(
    r"(?i)(?:,\s*|\s)(?:and|or)\s+(?=(?:what|who|whom|whose|why|how|where|when|which|is|are|does)\b)"
    r"|\sو(?=(?:ما|من|هل|لماذا|كيف|أين|متى)\s)|\s(?:и|или)\s(?=(?:кто|что|где|когда|почему|как)\b)"
    r"|\s(?:ו)(?=(?:מי|מה|איפה|למה)\s)"
)

_OR = re.compile(r"(?i)(?:or|أم|أو|או|или)\s")
_POLAR = re.compile(
    r"(?i)(?:or\s+)?(?:is|are|was|were)\s+(?:this|it|these|that|they|he|she|there|"
    r"(?:the|its|their)\s+\w+)\s+|(?:أم\s+|أو\s+|و)?هل\s+(?:(?:هو|هي|هم|هذا|هذه|كان|كانت)\s+)?|"
    r"(?:או\s+)?האם\s+(?:(?:זה|זו|זאת|הוא|היא|הם|מדובר ב)\s*)?|(?:или\s+)?(?:является ли|это)\s+"
)
_EITHER = re.compile(r"(?i),?\s+(?:or|أم|أو|או|или)\s+")
_AGAIN = re.compile(
    r"(?i)(?:is|are|was|were)\s+(?:this|it|these|that|they)\s+|(?:هل\s+)?(?:هو|هي|هم|أنها|أنه)\s+|"
    r"(?:האם\s+)?(?:זה|זו|הוא|היא)\s+|это\s+"
)
_UNSURE = re.compile(r"(?i)(?:perhaps|maybe|rather|simply|just|ربما|אולי|возможно)\s+")
_LEADS_IN = re.compile(r":\s+|\s?[-–—]\s+")
_ASKING_FIRST = re.compile(
    r"(?:Who|What|Why|How|Where|When|Which|Whose|Is|Are|Does|Did|Was|Were|Can)\b|"
    r"(?:ما|من|هل|لماذا|كيف|أين|متى|كم)\s|(?:מי|מה|האם|למה|איך|איפה|מתי)\s|"
    r"(?:Кто|Что|Почему|Как|Где|Когда|Зачем|кто|что|почему|как|где)\s"
)
_ASKING_AFTER_COLON = re.compile(_ASKING_FIRST.pattern, re.IGNORECASE)
_ASKING = re.compile(r"(?i)\b(?:what|who|why|how|where|when|which)\b|\b(?:ما|من|هل|لماذا)\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked."""

    content: Piece
    direct: bool
    """Asked with a question mark, rather than said to be open."""
    rule: str
    answers: tuple[Piece, ...] = ()
    """The answers that it offers, in order; empty for what, who, how."""
    goes_on: bool = False
    """It goes on from the question before ("Or is it ...?"): one choice among both."""


def find_questions(context: Context, sentence: Sentence) -> list[Question]:
    """The questions of one sentence, in order; none for a statement."""
    text = context.text
    marks = list(_MARK.finditer(text, max(sentence.start, sentence.end - 6), sentence.end))
    if marks and _is_asked(text, sentence):
        return [_asked(text, piece) for piece in _split(text, _from_colon(text, sentence))]
    hits = context.passage.within("question", sentence.start, sentence.end)
    if not hits:
        return []
    content = piece_of(text, hits[0].start, sentence.end)
    return [Question(content, False, hits[0].cue.rule)] if content else []


def _asked(text: str, piece: Piece) -> Question:
    answers = tuple(_answers(text, piece))
    goes_on = bool(answers) and _OR.match(piece.text) is not None
    return Question(piece, True, "question mark", answers, goes_on)


def _answers(text: str, piece: Piece) -> Iterator[Piece]:
    """Both sides of a polar question's "or", without the words that ask."""
    lead = _POLAR.match(piece.text)
    if lead is None:
        return
    begin = piece.start + lead.end()
    for match in [*_EITHER.finditer(text, begin, piece.end), None]:
        end = match.start() if match else piece.end
        again = _AGAIN.match(text, begin, end)
        begin = again.end() if again else begin
        unsure = _UNSURE.match(text, begin, end)
        answer = piece_of(text, unsure.end() if unsure else begin, end)
        if answer is not None:
            yield answer
        begin = match.end() if match else end


def _from_colon(text: str, sentence: Sentence) -> Sentence:
    """The sentence from where the asking begins ("we ask: how ...", "The town - who rules it")."""
    start = sentence.start
    for match in _LEADS_IN.finditer(text, sentence.start, sentence.end):
        asking = _ASKING_AFTER_COLON if match.group()[0] == ":" else _ASKING_FIRST
        if asking.match(text, match.end()):
            start = match.end()
    return replace(sentence, start=start)


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
