"""English attributions by a verb: who says it, and which words are theirs.

The order of the parts is free in English: "X, a clerk, said that ...", '"...," said X', '"...," X
said. "..."'. So the words before the verb are looked at first (a quotation, then a subject), then
those behind it. What no rule fits is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indicia.find.attributed import Attribution, Context, attributed, own_words
from indicia.find.continuation import find_continuations
from indicia.find.cue import small_words
from indicia.find.frame import Piece
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.subject import Subject, subject_left, subject_right

_OPENS = re.compile(r"[\s,:]*(?:that\s+)?[“\"„«]")
_ENDS = re.compile(r"^[\s.!?*_)\"”»]*$")
_ADJUNCT = re.compile(
    r"(?i)\s*,?\s*(?:(?:on|in|at|during|after|before|as|when|while|of|about|to|with|from|by|through|via|"
    r"yesterday|today|last|this|earlier|later|early|late|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|and\s+\w+ed)\b)"
)
_WHEN = re.compile(
    r"(?i)\s*(?:,\s*)?(?:(?:(?:late|early|earlier|later|on|last|this|yesterday|today|again|also)\s+)*"
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|week|month|year|"
    r"earlier|later|tonight)(?:\s+(?:morning|afternoon|evening|night|this|last|week|month))*|"
    r"(?:in|during|at|on|to|via|through|after|before)\s+[^,.;:“\"]{2,70}?(?=\s+that\s|,\s|:\s?|\s*[“\"]))"
    r"(?:,(?=\s*(?:that|[“\"]))|:|,)?"
)
_THAT = ("that", "whether", "if", "how", "why")
_TELLS = small_words("en", "tells")
_BEGINS = small_words("en", "opens_clause")
_ASK = small_words("en", "asks")


def by_english_verb(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Attribution | None:
    """The attribution of an English verb of speech or belief, if a rule fits."""
    text = context.text
    if _is_name(context, hit):
        return None
    inside = context.quotes.around(hit.start)
    low, high = sentence.start, sentence.end
    if inside is not None:
        low, high = max(low, inside[0]), min(high, inside[1])
    subject = subject_left(context, low, hit, before)
    start = min(subject.start, hit.start) if subject else hit.start
    quote = _quote_before(context, hit, start, high)
    who = subject.who if subject else None
    if quote is not None and inside is None and not (who and _that_follows(context, hit, high)):
        if who is None or (subject is not None and subject.borrowed):
            right = subject_right(context, hit, high)
            who = right or who
        if who is None:
            return None
        return _made(context, hit, sentence, who, (*quote, quote[1] + 1))
    if (told := _told_before(context, low, high, hit, subject)) is not None:
        who, span, clause = told
        return _made(context, hit, sentence, who, (*span, clause))
    if who is None or subject is None or _ENDS.match(text[hit.end : high]):
        return None
    begin = content_start(context, hit, high)
    if begin is None:
        return None
    if not _admits(context, hit, who, begin, high):
        return None
    end = _thing_end(context, hit, begin, own_words(context, begin, high))
    if subject.relative:
        end = _before_main_verb(context, begin, end)
    quote = context.quotes.around(begin + 1) or context.quotes.around(begin + 2)
    if quote is not None and inside is None:
        end = max(end, quote[1] + 1) if quote[1] >= sentence.end - 2 else end
        if text[quote[1] - 1 : quote[1]] in ".!?" and quote[1] < sentence.end:
            end = quote[1] + 1
    return _made(context, hit, sentence, who, (begin, end, subject.clause))


def _is_name(context: Context, hit: Hit) -> bool:
    """A word of a name that only looks like a verb ("United States")."""
    passage = context.passage
    return (
        hit.first > 0
        and passage.text[hit.start].isupper()
        and passage.words[hit.first] in ("states", "state")
        and passage.words[hit.first - 1] == "united"
    )


def _quote_before(context: Context, hit: Hit, start: int, high: int) -> tuple[int, int] | None:
    """The quotation, without its marks, that ends right before a clause of speech."""
    text = context.text
    position = start
    while position > 0 and text[position - 1] in " ,—–-”\"»'":
        position -= 1
    if position == 0 or not any(mark in text[position:start] for mark in "”\"»'"):
        return None
    quote = context.quotes.around(position - 1)
    if quote is None or start - quote[1] > 5:
        return None
    inner = text[quote[0] : quote[1]].rstrip()[-1:]
    if (inner and inner in ",?!…—–-") or "," in text[quote[1] : start]:
        return quote if quote[1] - quote[0] > 8 else None
    # A quotation with its own full stop, or a quoted word that is part of the sentence.
    rest = text[hit.end : high]
    done = _ENDS.match(rest) or _ADJUNCT.match(rest)
    return quote if done and quote[1] - quote[0] > 30 else None


def _that_follows(context: Context, hit: Hit, high: int) -> bool:
    """ "That" opens the content behind the verb, at most a few words on."""
    if context.passage.words[hit.last - 1] == "that":
        return True
    begin = content_start(context, hit, high)
    if begin is None:
        return False
    index = context.passage.word_at(begin)
    if context.passage.words[hit.first] not in _TELLS and index > hit.last:
        return False
    return index < len(context.passage.words) and context.passage.words[index] == "that"


def _told_before(
    context: Context, low: int, high: int, hit: Hit, subject: Subject | None
) -> tuple[Piece, tuple[int, int], int] | None:
    """Words before a comma that are said by who stands behind it ("..., X said.")."""
    text = context.text
    rest = text[hit.end : high]
    if subject is not None and not subject.borrowed:
        aside = re.match(r"[,;](?! who)", rest) is not None
        if not (aside or _ENDS.match(rest) or (_ADJUNCT.match(rest) and len(rest) < 90)):
            return None
        if not text[low : subject.start].rstrip().endswith(","):
            return None
        if len(text[low : subject.start].split()) < (2 if aside else 4):
            return None
        return subject.who, (low, subject.start), subject.start
    lead = text[low : hit.start].rstrip()
    if not lead.endswith(",") or len(lead.split()) < 4 or hit.last - hit.first > 1:
        return None
    if context.passage.words[hit.first] not in _INVERTED:
        return None
    who = subject_right(context, hit, high)
    if who is None:
        return None
    tail = text[who.end : high]
    if not (_ENDS.match(tail) or tail[:1] in ",.;" or _ADJUNCT.match(tail)):
        return None
    return who, (low, low + len(lead)), hit.start


_INVERTED = small_words("en", "inverted")


def content_start(context: Context, hit: Hit, high: int) -> int | None:
    """Where content begins behind a verb: after who is told, the occasion and "that"."""
    text, passage = context.text, context.passage
    index = hit.last
    words, starts = passage.words, passage.starts
    position = hit.end
    if passage.words[hit.first] in _TELLS or words[hit.last - 1] in _TELLS:
        position = _past_addressee(context, hit, high)
    for _ in range(2):
        match = _WHEN.match(text, position, high)
        if match is not None and match.end() > position and high - match.end() > 3:
            position = match.end()
    index = passage.word_at(position)
    if index < len(words) and starts[index] < high and words[index] == "that":
        if not text[position : starts[index]].strip(" ,:"):
            position = starts[index]
    if index >= len(words) or starts[index] >= high:
        return None
    flags = hit.cue.flags
    first = words[index]
    quoted = _OPENS.match(text, position, high) is not None
    if first == "the" and words[index + 1 : index + 2] == ["following"]:
        return position
    asked = words[hit.first] in _TELLS and first in _ASK
    if "that" in flags and not (quoted or asked or first in _THAT):
        return None
    if "clause" in flags and not (quoted or first in _BEGINS or _starts_capital(context, index)):
        return None
    while position < high and text[position] in " ,:—–-\n":
        position += 1
    return position


_NAMED = re.compile(r"\s(?:as|an?|the most|the biggest)\s|[“\"]|''|[‘]")
_EVIDENCE = re.compile(
    r"(?i)\b(?:polls?|polling|surveys?|study|studies|research|data|records|documents|e-?mails|reports?|"
    r"analysis|figures|numbers|results|evidence|investigation|review|transcripts?|filings?)\b"
)


def _admits(context: Context, hit: Hit, who: Piece, begin: int, high: int) -> bool:
    """What the row of a verb asks of its speaker and content is there."""
    flags = hit.cue.flags
    if "names" in flags:
        return _NAMED.search(context.text, begin - 1, min(high, begin + 90)) is not None
    if "evidence" in flags:
        that = context.text[begin : begin + 5].lower() == "that "
        return that or _EVIDENCE.search(who.text) is not None
    return True


_PAUSE = re.compile(r",\s|\s[—–-]\s")


def _thing_end(context: Context, hit: Hit, begin: int, end: int) -> int:
    """Where what is commented on ends: at a pause; words that are said go on to ``end``."""
    if {"thing", "names"}.isdisjoint(hit.cue.flags) and hit.cue.role != "event":
        return end
    for match in _PAUSE.finditer(context.text, begin, end):
        if context.quotes.around(match.start()) is None and match.start() - begin > 2:
            return match.start()
    return end


def _before_main_verb(context: Context, begin: int, end: int) -> int:
    """Where "X, who said this, said that" ends what "who" said."""
    for hit in context.passage.within("attribute", begin, end):
        lead = context.text[begin : hit.start].rstrip()
        if lead.endswith(",") and context.quotes.around(hit.start) is None:
            return begin + len(lead) - 1
    return end


def _starts_capital(context: Context, index: int) -> bool:
    return context.text[context.passage.starts[index]].isupper()


def _past_addressee(context: Context, hit: Hit, high: int) -> int:
    """Past the words that name who is told: to "that", a quotation, or the next clause."""
    text, passage = context.text, context.passage
    words, starts, ends = passage.words, passage.starts, passage.ends
    index = hit.last
    limit = min(len(words), index + 14)
    for place in range(index, limit):
        if starts[place] >= high:
            break
        gap = text[ends[place - 1] : starts[place]]
        if any(mark in gap for mark in '“"„«:') and place > index:
            return ends[place - 1]
        if words[place] == "that" and place > index:
            return ends[place - 1]
    if index >= len(words) or starts[index] >= high:
        return hit.end
    # Without a mark: a pronoun, or the first words up to one that opens a clause.
    place = index + 1
    if words[index] in ("the", "a", "an", "his", "her", "their", "its"):
        place += 1
    while place < limit and starts[place] < high:
        if words[place] in _BEGINS or words[place] in _ASK:
            break
        if not text[starts[place]].isupper() and text[starts[place - 1]].isupper():
            break
        if text[starts[place]].isupper() and not text[starts[place - 1]].isupper():
            break
        place += 1
    return ends[min(place, len(ends)) - 1]


def _made(
    context: Context, hit: Hit, sentence: Sentence, who: Piece, part: tuple[int, int, int]
) -> Attribution | None:
    """The attribution with the quotations that go on behind it; ``part``: content and clause."""
    start, end, clause = part
    made = attributed(context, hit, who, (start, end), clause)
    if made is None:
        return None
    more = find_continuations(context, (start, end), hit, sentence)
    return replace(made, more=more) if more else made
