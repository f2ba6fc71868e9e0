"""Transcripts: lines that open with who speaks, in capitals, and a colon ("TOLIN: I saw it.")."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indicia.find.attributed import Attribution, Context, attributed
from indicia.find.cue import Cue, small_words
from indicia.find.frame import piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.text.fold import fold

_SPEAKER = re.compile(r"^[ \t]*([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3}) ?: (?=\S)", re.MULTILINE)
_LEAST = 3
"""Lines with such a label from which on a text is a transcript."""
_CUE = Cue("en", "attribute", "says")


def by_label(context: Context, sentence: Sentence) -> Attribution | None:
    """The attribution of a line of a transcript to whom it names; to the end of the line."""
    text = context.text
    if sentence.start and text[sentence.start - 1] != "\n":
        return None
    match = _SPEAKER.match(text, sentence.start)
    if match is None or not _is_transcript(text) or _is_heading(match.group(1)):
        return None
    colon = text.index(":", match.end(1))
    index = context.passage.word_at(colon)
    hit = Hit(index, index, colon, colon + 1, _CUE)
    who = piece_of(text, *match.span(1))
    made = attributed(context, hit, who, (match.end(), sentence.end), sentence.start)
    if made is None:
        return None
    line_end = text.find("\n", sentence.end)
    line_end = line_end if line_end >= 0 else len(text)
    more = ((sentence.end, line_end),) if line_end - sentence.end > 1 else ()
    return replace(made, more=more, rules=(*made.rules, "label"))


@lru_cache(maxsize=4)
def _is_transcript(text: str) -> bool:
    """Lines enough open with a speaker in capitals."""
    speakers = [match for match in _SPEAKER.findall(text) if not _is_heading(match)]
    return len(speakers) >= _LEAST


def _is_heading(label: str) -> bool:
    """A word in capitals that heads a post and names nobody ("BREAKING")."""
    return not small_words("en", "heading").isdisjoint(fold(label).text.split())
