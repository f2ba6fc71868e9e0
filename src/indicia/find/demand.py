"""Demands: what is asked of whom, one frame a step, in the order in which they are made.

Three shapes: a verb of demanding with its content ("demands that they leave X first, then Y"), a
command ("Leave the town!"), and a list of points below a demand. Words of order split a content
into steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indicia.find.attributed import Context, clause_start, skip_that
from indicia.find.cue import small_words
from indicia.find.frame import Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.speaker import first_party, is_self, mentions_in, trim_party

_MODAL = re.compile(
    r"(?i)^(?:must|have to|has to|should|ordered to|(?:it is|is|are) (?:forbidden|prohibited)|"
    r"(?:is|are) ordered|no one may|nobody may)\b|^يجب|^عليكم|^على |^يمنع|^يحظر|^должн|^должен|"
    r"^запрещ|^воспрещ|^обязан|^חל איסור|^אסור|^אין ל|^על כל|^על בעלי|^על תושבי|^חייב|^נדרש|^מחויב"
)
"""Demands laid on whoever stands before or behind them, without a speaker of their own."""
_THEY = re.compile(r"(?i)^\s*(?:that\s+)?(they|you|he|she|all \w+|every \w+)\s+")
_ON_WHOM = re.compile(r"(?i)^\s*(?:on|upon|from)?\s*(.{2,80}?)\s+to\s+(?=[a-z])")
_FIRST_BEHIND = re.compile(r"(?i)^[\s,]*(?:first|firstly)\s*[,;]")
_JOIN = re.compile(r"[\s,;،؛]*(?:and|и|و)?\s*$")
_COORDINATED = re.compile(r"(?:[,،;؛]\s*(?:(?:and|и)\s+)?|\s(?:and|и)\s+)\S$|\s[وו]$")
_OR_ELSE = re.compile(
    r"(?i)[,،;؛]\s*(?:or|otherwise|иначе|או|אחרת)\s|\s(?:or|otherwise)\s|\sوإلا\s|[.!]\s"
)
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
    """The steps of a demanded content, split at words of order, else before each further command
    ("open the road, return the cars and pay"); one step when there are none."""
    passage, text = context.passage, context.text
    end = threat_start(context, start, end)
    marks = passage.within("sequence", start, end)
    if not marks:
        cuts = [start, *_further_commands(context, start, end)]
        pieces = [piece_of(text, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]
        return [piece for piece in pieces if piece is not None]
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


def _further_commands(context: Context, start: int, end: int) -> Iterator[int]:
    """Where a comma or an "and" stands right before a command, after the first one."""
    hits = context.passage.within("imperative", start, end)
    for hit in hits:
        lead = context.text[max(start, hit.start - 8) : hit.start + 1]
        if hit.start > start + 3 and _COORDINATED.search(lead):
            yield hit.start


def threat_start(context: Context, start: int, end: int) -> int:
    """Where a demanded content gives way to a threat ("leave, or you will pay") or to what somebody
    says ("open the road, and X added"); else ``end``."""
    for hit in context.passage.within("attribute", start, end):
        lead = context.text[max(start, hit.start - 6) : hit.start + 1]
        if _COORDINATED.search(lead) and "," in lead.replace("،", ","):
            end = hit.start
            break
    for hit in context.passage.within("threat", start, end):
        joints = list(_OR_ELSE.finditer(context.text, start + 1, hit.start + 1))
        if joints:
            return joints[-1].start()
    return end


def find_demands(context: Context, sentence: Sentence) -> list[Demand]:
    """The demands of one sentence that carries a verb of demanding."""
    hits = context.passage.within("demand", sentence.start, sentence.end)
    if not hits:
        return []
    hit = hits[0]
    text = context.text
    clause = clause_start(context, sentence, hit.start)
    modal = _MODAL.match(text[hit.start : hit.end]) is not None
    left = first_party(context.passage, trim_party(text, clause, hit.start), hit)
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
    start, addressee = _behind_addressee(context, hit, (start, sentence.end), addressee)
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


def _behind_addressee(
    context: Context, hit: Hit, span: tuple[int, int], addressee: Piece | None
) -> tuple[int, Piece | None]:
    """Where the first command behind a verb of demanding begins, and whom the words between name.

    "призвал полк открыть", "קראה לגדוד לפתוח", "طالب المجلس اللواء بفتح".
    """
    start, end = span
    if hit.cue.language == "en" or addressee is not None:
        return start, addressee
    for command in context.passage.within("imperative", start, min(end, start + 80)):
        between = context.text[start : command.start]
        if re.search(r"[,;:،؛\n]", between):
            break
        return command.start, piece_of(context.text, start, command.start)
    return start, None


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
    ours = word in small_words("ar", "we") or word == "عليكم"
    begin = hit.end
    speaker: Piece | None = None
    parties = mentions_in(context.mentions, hit.end, sentence.end, ("organisation", "person"))
    if not ours and parties and parties[0].start - hit.end <= 3:
        speaker = piece_of(text, parties[0].start, parties[0].end)
        begin = parties[0].end
        parties = parties[1:]
    elif not ours:
        named = passage.words[hit.last] if hit.last < len(passage.words) else ""
        speaker = left or (
            None if named in small_words("ar", "before") else _first_words(context, hit, sentence)
        )
        begin = speaker.end if speaker and speaker.start > hit.start else begin
    addressee = None
    if parties and parties[0].start - begin <= 8:
        addressee = piece_of(text, parties[0].start, parties[0].end)
    return speaker, addressee, begin


def _first_words(context: Context, hit: Hit, sentence: Sentence) -> Piece | None:
    """The subject of a verb-first sentence without a known name: up to two words."""
    passage, last = context.passage, hit.last
    heads = passage.within("head", hit.end, min(sentence.end, hit.end + 80))
    second = next((h.first for h in heads if h.first > hit.last), hit.last + 2)
    while last < len(passage.words) and last - hit.last < min(4, max(2, second - hit.last)):
        is_head = any(h.first == last for h in heads)
        if last > hit.last and "،" in passage.gap(last - 1):
            break
        if passage.starts[last] >= sentence.end or (
            passage.words[last].startswith(("ب", "ل")) and not is_head
        ):
            break
        if last == second:
            break
        last += 1
    return piece_of(context.text, hit.end, passage.ends[last - 1]) if last > hit.last else None


def find_command(context: Context, sentence: Sentence, open_list: bool) -> Hit | None:
    """The command that opens a sentence, a point or quoted words; weak ones only in a list."""
    if (prohibition := _prohibition(context, sentence)) is not None:
        return prohibition
    for hit in context.passage.within("imperative", sentence.start, sentence.end):
        lead = context.text[sentence.start : hit.start]
        quoted = context.quotes.around(hit.start)
        opens_quote = quoted is not None and hit.start - quoted[0] <= 1
        opens = not any(c.isalnum() for c in lead[sentence.point or 0 :])
        after_call = len(lead) <= 60 and lead.rstrip().endswith((":", "،", ",", "!"))
        after_colon = len(lead) <= LONGEST_CALL and lead.rstrip().endswith(":")
        after_order = any(
            s.end >= hit.start - 3
            for s in context.passage.within("sequence", sentence.start, hit.start)
        )
        called = after_colon or (after_call and len(lead.split()) <= 6)
        if not (opens or opens_quote or called or after_order):
            continue
        weak = "weak" in hit.cue.flags and not (after_colon or after_order)
        if weak and not (open_list or context.text[sentence.end - 1] == "!"):
            continue
        return hit
    return None


def _prohibition(context: Context, sentence: Sentence) -> Hit | None:
    """The negator of a prohibition that opens a sentence or a point ("Do not use the road")."""
    start = sentence.start + (sentence.point or 0)
    match = _DO_NOT.match(context.text, start, sentence.end)
    found = context.passage.within("negator", start, match.end() if match else start)
    return found[0] if found else None


LONGEST_CALL = 100
"""Code points of a call, up to its colon, before a command ("Every man who works for X: leave")."""
_DO_NOT = re.compile(
    r"(?i)[\s\"“«*_]*(?:(?:do not|don['’]t)\s+\w+|не\s+\w+(?:йте|ите|ьте)(?:сь)?\b|אל\s+ת\w+|"
    r"لا\s+ت\w+وا\b)"
)
"""An English negated command, a Russian or Arabic one in the plural, a Hebrew one in any number."""


def find_vocative(text: str) -> Piece | None:
    """Whom a leaflet addresses in its own line or opening words."""
    match = _VOCATIVE.search(text[:2000])
    return piece_of(text, match.start(1), match.end(1)) if match else None
