"""Demands: what is asked of whom, one frame a step, in the order in which they are made.

Three shapes: a verb of demanding with its content ("demands that they leave X first, then Y"), a
command ("Leave the town!"), and a list of points below a demand. Words of order split a content
into steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicia.find.attributed import Context, clause_start, skip_that
from indicia.find.frame import Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_self, mentions_in, trim_party

_MODAL = re.compile(r"(?i)^(?:must|have to|has to|should|ordered to)\b|^يجب|^عليكم|^على الجميع")
_THEY = re.compile(r"(?i)^\s*(?:that\s+)?(they|you|he|she|all \w+|every \w+)\s+")
_ON_WHOM = re.compile(r"(?i)^\s*(?:on|upon|from)?\s*(.{2,80}?)\s+to\s+(?=[a-z])")
_FIRST_BEHIND = re.compile(r"(?i)^[\s,]*(?:first|firstly)\s*[,;]")
_JOIN = re.compile(r"[\s,;،؛]*(?:and|и|و)?\s*$")
_VOCATIVE = re.compile(
    r"(?:^|\n)[ \t]*(?:to (?:the |all )?|يا |إلى (?:كل |جميع )?|אל |к )([^\n:،,.!]{2,60})[:،,!\n]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """One step that is demanded."""

    start: int
    end: int
    content: Piece
    speaker: Piece | None
    addressee: Piece | None
    hit: Hit
    rules: tuple[str, ...]


def split_steps(context: Context, start: int, end: int) -> list[Piece]:
    """The steps of a demanded content, split at words of order; one step when there are none."""
    passage, text = context.passage, context.text
    marks = passage.within("sequence", start, end)
    if not marks:
        whole = piece_of(text, start, end)
        return [whole] if whole else []
    cuts = [start]
    for hit in marks:
        lead = text[start : hit.start]
        is_first = "first" in hit.cue.flags
        if is_first and piece_of(text, start, hit.start) is not None:
            continue
        joined = _JOIN.search(lead[-12:])
        at = hit.start - (len(lead[-12:]) - joined.start() if joined else 0)
        if piece_of(text, start, at) is not None:
            cuts.append(at)
    pieces = [piece_of(text, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]
    return [piece for piece in pieces if piece is not None]


def find_demands(context: Context, sentence: Sentence) -> list[Demand]:
    """The demands of one sentence that carries a verb of demanding."""
    hits = context.passage.within("demand", sentence.start, sentence.end)
    if not hits:
        return []
    hit = hits[0]
    text = context.text
    clause = clause_start(context, sentence, hit.start)
    modal = _MODAL.match(text[hit.start : hit.end]) is not None
    left = trim_party(text, clause, hit.start)
    start, addressee = skip_that(context, hit, sentence.end), None
    speaker = None if modal else left
    if modal:
        addressee = left
        start = hit.start
    elif hit.cue.language == "ar":
        speaker, addressee, start = _arabic_parties(context, hit, sentence, left)
    else:
        addressee, start = _addressee(context, hit, start, sentence.end)
    if speaker is not None and is_self(context.passage, speaker, hit.cue.language):
        speaker = None
    steps = split_steps(context, start, sentence.end)
    return [
        Demand(
            min(hit.start, step.start, speaker.start if speaker else step.start),
            step.end,
            step,
            speaker,
            addressee,
            hit,
            (hit.cue.rule, "sequence") if len(steps) > 1 else (hit.cue.rule,),
        )
        for step in steps
    ]


def _addressee(context: Context, hit: Hit, start: int, end: int) -> tuple[Piece | None, int]:
    text = context.text
    they = _THEY.match(text[start : min(end, start + 80)])
    if they:
        return piece_of(text, start + they.start(1), start + they.end(1)), start + they.end()
    whom = _ON_WHOM.match(text[start : min(end, start + 120)])
    if whom and "," not in whom.group(1):
        return piece_of(text, start + whom.start(1), start + whom.end(1)), start + whom.end()
    return None, start


def _arabic_parties(
    context: Context, hit: Hit, sentence: Sentence, left: Piece | None
) -> tuple[Piece | None, Piece | None, int]:
    """Speaker, addressee and where the content starts, of an Arabic verb of demanding."""
    passage, text = context.passage, context.text
    word = passage.words[hit.first].lstrip("وف")
    ours = word.startswith("ن") or word in ("مطالبنا", "عليكم")
    begin = hit.end
    speaker: Piece | None = None
    parties = mentions_in(context.mentions, hit.end, sentence.end, ("organisation", "person"))
    if not ours and parties and parties[0].start - hit.end <= 3:
        speaker = piece_of(text, parties[0].start, parties[0].end)
        begin = parties[0].end
        parties = parties[1:]
    elif not ours:
        speaker = left or _first_words(context, hit, sentence)
        begin = speaker.end if speaker and speaker.start > hit.start else begin
    addressee = None
    if parties and parties[0].start - begin <= 8:
        addressee = piece_of(text, parties[0].start, parties[0].end)
    return speaker, addressee, begin


def _first_words(context: Context, hit: Hit, sentence: Sentence) -> Piece | None:
    """The subject of a verb-first sentence without a known name: up to two words."""
    passage, last = context.passage, hit.last
    while last < len(passage.words) and last - hit.last < 2:
        if passage.starts[last] >= sentence.end or passage.words[last].startswith(("ب", "ل")):
            break
        last += 1
    return piece_of(context.text, hit.end, passage.ends[last - 1]) if last > hit.last else None


def find_command(context: Context, sentence: Sentence, open_list: bool) -> Hit | None:
    """The command that opens a sentence, a point or quoted words; weak ones only in a list."""
    for hit in context.passage.within("imperative", sentence.start, sentence.end):
        lead = context.text[sentence.start : hit.start]
        quoted = context.quotes.around(hit.start)
        opens_quote = quoted is not None and hit.start - quoted[0] <= 1
        opens = not any(c.isalnum() for c in lead[sentence.point or 0 :])
        after_call = len(lead) <= 60 and lead.rstrip().endswith((":", "،", ",", "!"))
        after_order = any(
            s.end >= hit.start - 3
            for s in context.passage.within("sequence", sentence.start, hit.start)
        )
        if not (opens or opens_quote or (after_call and len(lead.split()) <= 6) or after_order):
            continue
        if "weak" in hit.cue.flags and not (open_list or context.text[sentence.end - 1] == "!"):
            continue
        return hit
    return None


def find_vocative(text: str) -> Piece | None:
    """Whom a leaflet addresses in its own line or opening words."""
    match = _VOCATIVE.search(text[:2000])
    return piece_of(text, match.start(1), match.end(1)) if match else None
