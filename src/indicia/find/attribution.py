"""Attribution: which words of a sentence are somebody's, and whose.

One attribution is a speaker, a cue and the stretch of content that the cue covers. English,
Russian and Hebrew look left of a verb for the speaker, or right of it after quoted words; Arabic
looks right (verb first), and left only when a particle follows the verb at once. "According to"
phrases work in all four. Attributions inside each other's content form a chain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indicia.find.according import by_colon, by_phrase, by_rumour
from indicia.find.attributed import (
    BREAK,
    LONGEST_NAME,
    PARTIES,
    STOP,
    Attribution,
    Context,
    attributed,
    clause_start,
    own_words,
    skip_that,
    stop_after,
)
from indicia.find.chain import nested
from indicia.find.cue import small_words
from indicia.find.english import by_english_verb
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.label import by_label
from indicia.find.passage import Hit, Passage
from indicia.find.sentence import Sentence
from indicia.find.speaker import (
    LONGEST_SPEAKER,
    first_party,
    is_hearsay,
    is_pronoun,
    mentions_in,
    trim_party,
    without_time,
)
from indicia.find.verb_first import by_relay, by_verb_first

_ONLY_END = re.compile(r"^[\s.!?*_)\"”»]*$")


def find_attributions(
    context: Context, sentence: Sentence, last: Link | None = None
) -> list[Attribution]:
    """The attributions of one sentence in order of their cues; ``last`` is who spoke before."""
    found: list[Attribution] = []
    passage = context.passage
    if context.language == "en" and (labelled := by_label(context, sentence)) is not None:
        found.append(labelled)
        last = labelled.link
    hits = [
        hit
        for role in ("attribute", "deny", "according", "rumour")
        for hit in passage.within(role, sentence.start, sentence.end)
    ]
    for hit in sorted(hits, key=lambda h: h.first):
        if _is_other_reading(context, sentence, hit, hits) or _is_in_name(context, sentence, hit):
            continue
        made = _attribution(context, sentence, hit, found)
        if made is None or any(made.hit.first < other.hit.last for other in found[-1:]):
            continue
        link = made.link
        if link and last and is_pronoun(passage, link.speaker):
            link = Link(last.speaker, link.cue, last.type)
            hearsay = made.hearsay or is_hearsay(passage, last.speaker)
            rules = (*made.rules, "pronoun")
            made = replace(made, link=link, hearsay=hearsay, rules=rules)
        last = link or last
        found.append(made)
        if hit.cue.language == "ar" and (inner := by_relay(context, sentence, made)) is not None:
            found.append(inner)
    if not found and (lead := by_colon(context, sentence)) is not None:
        found.append(lead)
    return nested(context, found)


def _is_in_name(context: Context, sentence: Sentence, hit: Hit) -> bool:
    """A capital inside a sentence, before another one, is of a name ("Market of Tell Qamar")."""
    text = context.text
    if hit.cue.language != "en" or not text[hit.start].isupper() or hit.start == sentence.start:
        return False
    after = text[hit.end : hit.end + 2]
    return after[:1] == " " and after[1:].isupper() and not text[hit.start : hit.end].isupper()


def _is_other_reading(context: Context, sentence: Sentence, hit: Hit, hits: Sequence[Hit]) -> bool:
    """A verb that means "they say" of nobody without a subject, and with one what that one says."""
    roles = {other.cue.role for other in hits if other.first == hit.first}
    if not roles >= {"rumour", "attribute"} or hit.cue.language == "ar":
        return False
    clause = clause_start(context, sentence, hit.start)
    named = trim_party(context.text, clause, hit.start) is not None
    return (hit.cue.role == "rumour") == named


def _attribution(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Attribution | None:
    role = hit.cue.role
    if role == "according":
        return by_phrase(context, sentence, hit)
    if role == "rumour":
        return by_rumour(context, sentence, hit)
    if "quotes" in hit.cue.flags and not _is_beside_quote(context, hit):
        return None
    if hit.cue.language == "ar":
        return by_verb_first(context, sentence, hit, before)
    if hit.cue.language == "en" and not is_adjective(context.passage, hit):
        made = by_english_verb(context, sentence, hit, before)
        headed = context.text[max(0, hit.start - 2) : hit.start].strip() in tuple('"”')
        if made is None and _is_told(context, hit, context.text[hit.end : sentence.end]):
            return _verb(context, sentence, hit, before)
        if made is not None or not headed or context.passage.words[hit.last - 1] != "that":
            return made
    return _verb(context, sentence, hit, before)


def _verb(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Attribution | None:
    text = context.text
    if is_adjective(context.passage, hit):
        return None
    clause = clause_start(context, sentence, hit.start)
    if before and before[-1].start <= hit.start:
        # Inside what another said, the speaker stands behind where that begins.
        clause = max(clause, before[-1].start)
    if (by := _by_agent(context, hit, sentence.end)) is not None:
        return attributed(context, hit, by[0], (by[1], sentence.end), clause) if by[0] else None
    who = first_party(context.passage, trim_party(text, clause, hit.start), hit)
    who = _party(context, who, hit)
    if who is not None and _IMPERSONAL.match(text[who.start : hit.start]):
        return None
    tail_is_empty = _ONLY_END.match(text[hit.end : sentence.end]) is not None
    quote = context.quotes.around(hit.start)
    if quote and quote[0] <= clause and quote[1] - quote[0] < 40 and not who:
        return None
    after_quote = _content_before(context, sentence, clause)
    going_on = text[hit.start : hit.end].lower().endswith("ing") and not text[:clause].endswith(
        ("”", '"', "»")
    )
    if who is None and after_quote and not going_on:
        right = _party_right(context, hit, sentence.end)
        tail = text[right.end : sentence.end] if right is not None else ""
        mark = tail.lstrip()[:1]
        if right is not None and (
            _ONLY_END.match(tail) or (mark not in OPENING and STOP.match(mark))
        ):
            return attributed(context, hit, right, after_quote, clause)
    if who is not None and tail_is_empty:
        return attributed(context, hit, who, after_quote, clause) if after_quote else None
    if who is not None and after_quote and _is_adjunct(context, hit, text[hit.end : sentence.end]):
        return attributed(context, hit, who, after_quote, clause)
    if who is None or len(who.text) > LONGEST_SPEAKER:
        who = _party(context, _earlier_subject(context, sentence, hit, before), hit)
    if who is None or tail_is_empty:
        return None
    start = skip_that(context, hit, sentence.end)
    end = own_words(context, start, sentence.end)
    return attributed(context, hit, without_time(who), (start, end), clause)


def _is_beside_quote(context: Context, hit: Hit) -> bool:
    """A colon or quoted words follow the cue at once, or quoted words stand before it."""
    text = context.text
    after = text[hit.end : hit.end + 3].lstrip()[:1] or "."
    before = text[max(0, hit.start - 6) : hit.start]
    return after == ":" or after in OPENING or any(mark in before for mark in '"”»')


def is_adjective(passage: Passage, hit: Hit) -> bool:
    """A participle before a noun ("the reported raid"), which attributes nothing."""
    if hit.cue.language != "en" or hit.first == 0 or hit.last >= len(passage.words):
        return False
    before = passage.words[hit.first - 1]
    plain = passage.gap(hit.first - 1) == " " and passage.gap(hit.last - 1) == " "
    return plain and hit.last - hit.first == 1 and before in _DETERMINERS


_DETERMINERS = frozenset(
    ["the", "a", "an", "this", "these", "those", "its", "his", "their", "any", "no", "such"]
)


def _by_agent(context: Context, hit: Hit, end: int) -> tuple[Piece | None, int] | None:
    """Who stands behind "by" after a cue, and where content begins; no party: nothing is said."""
    passage, text = context.passage, context.text
    if hit.cue.language != "en" or hit.last >= len(passage.words):
        return None
    if passage.word(hit.last) != "by" or passage.starts[hit.last] >= end:
        return None
    low, high = passage.ends[hit.last], min(end, passage.ends[hit.last] + LONGEST_SPEAKER)
    that = re.compile(r"\s(?:that|to)\s").search(text, low, high)
    if that is None:
        return None, low
    return trim_party(text, low, that.start()), that.end()


def _party(context: Context, who: Piece | None, hit: Hit) -> Piece | None:
    """The party itself, without a verb, place or occasion that leads to it."""
    if who is None or hit.cue.language != "en":
        return who
    text = context.text
    named = mentions_in(context.mentions, who.start, who.end, PARTIES)
    unnamed = context.passage.within("unnamed", who.start, who.end)
    heads = sorted([(m.start, m.end) for m in named] + [(h.start, h.end) for h in unnamed])
    by = list(_BY.finditer(text, who.start, who.end))
    if by and by[-1].end() < who.end:
        return trim_party(text, by[-1].end(), who.end)
    relative = re.search(r"\bwho\b", text[who.end : hit.start])
    occasion = _OCCASION.match(who.text) is not None
    if heads and (relative or occasion) and who.end - heads[-1][1] <= 12:
        return _with_article(context, heads[-1][0], who)
    return who


_IMPERSONAL = re.compile(r"(?i)it\b.*\b(?:is|was|be|been)\s+(?:\w+\s+)?$")
OPENING = frozenset('"“«„(')
_BY = re.compile(r"\w(?:ed|en|wn) by\s+")
_OCCASION = re.compile(r"(?i)(?:in|at|on|during|from|for|after|since)\b")


def _with_article(context: Context, start: int, who: Piece) -> Piece | None:
    """The words from a name on, with the article or adjective that stands before it."""
    passage = context.passage
    first = passage.word_at(start)
    before = passage.words[first - 1] if first else ""
    if first and before in ("the", "local", "some", "several", "these", "two", "three"):
        start = max(who.start, passage.starts[first - 1])
    return piece_of(context.text, start, who.end)


def _is_adjunct(context: Context, hit: Hit, tail: str) -> bool:
    """What follows the verb is only a time, an occasion or a hearer ("told Desert Desk.")."""
    plain = tail.strip(' .!?*_"”»\n')
    if _is_told(context, hit, tail):
        return True
    return len(plain) < 60 and bool(
        re.match(r"(?i)(?:on|in|at|during|yesterday|today|last)\b", plain)
    )


def _is_told(context: Context, hit: Hit, tail: str) -> bool:
    """What follows a verb of telling, to the end of its sentence, is only its hearer."""
    plain = tail.strip(' .!?*_"”»\n')
    tells = context.passage.words[hit.last - 1] in small_words("en", "tells")
    return tells and 0 < len(plain.split()) <= 4 and "," not in plain


def _content_before(context: Context, sentence: Sentence, clause: int) -> tuple[int, int] | None:
    """The quoted words, or the words before a comma, that stand before a clause of speech."""
    text = context.text
    position = clause
    while position > sentence.start and text[position - 1] in ' ,،—–-"”»\n*_':
        position -= 1
    if position <= sentence.start:
        # The quotation ended a sentence of its own: '"... ." said X' keeps its start.
        return None
    quote = context.quotes.around(position - 1)
    if quote is not None and (quote[1] - quote[0] > LONGEST_NAME or quote[0] <= sentence.start + 2):
        return quote
    between = text[position:clause]
    return (sentence.start, position) if between.strip() else None


def _party_right(context: Context, hit: Hit, end: int) -> Piece | None:
    stop = stop_after(context, hit.end + 1, min(end, hit.end + LONGEST_SPEAKER))
    limit = stop.start() if stop else min(end, hit.end + LONGEST_SPEAKER)
    begin = context.passage.word_at(hit.end)
    while begin < len(context.passage.words) and context.passage.words[begin] in small_words(
        hit.cue.language, "hearer"
    ):
        begin += 1
    start = context.passage.starts[begin] if begin < len(context.passage.starts) else hit.end
    who = trim_party(context.text, min(start, limit), limit)
    if who is None or len(who.text.split()) > 9:
        return None
    if context.passage.within("event", who.start, who.end):
        return None
    first = context.passage.word_at(who.start)
    if context.passage.word(first) in small_words(hit.cue.language, "that"):
        return None
    return without_time(who)


def _earlier_subject(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Piece | None:
    """The subject of a verb that has none beside it: an earlier speaker, or the first words."""
    text = context.text
    if before and before[-1].link is not None and before[-1].hit.end > sentence.start:
        return before[-1].link.speaker
    stop = BREAK.search(text, sentence.start, hit.start)
    if stop is None or stop.start() - sentence.start > LONGEST_SPEAKER:
        return None
    verbs = context.passage.within("event", sentence.start, stop.start())
    return trim_party(text, sentence.start, verbs[0].start if verbs else stop.start())
