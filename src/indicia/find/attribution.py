"""Attribution: which words of a sentence are somebody's, and whose.

One attribution is a speaker, a cue and the stretch of content that the cue covers. English,
Russian and Hebrew look left of a verb for the speaker, or right of it after quoted words; Arabic
looks right (verb first), and left only when a particle follows the verb at once. "According to"
phrases work in all four. Attributions inside each other's content form a chain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicia.find.cue import small_words
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage
from indicia.find.quote import Quotes
from indicia.find.sentence import Sentence
from indicia.find.speaker import (
    LONGEST_SPEAKER,
    is_hearsay,
    is_pronoun,
    is_self,
    mentions_in,
    trim_party,
    type_of_speaker,
    without_time,
)

_BREAK = re.compile(r"[,;:—–،؛\"“”«»(\n]|\s-\s|\s(?:but|and|while|whereas|а|но|ואילו)\s")
_STOP = re.compile(r"[,;:.!?؟،؛\"“”«»\n(]|\s[-–—]\s")
_ONLY_END = re.compile(r"^[\s.!?*_)\"”»]*$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words: who, by which cue, and the stretch ``start`` to ``end`` that is theirs."""

    start: int
    end: int
    link: Link | None
    hit: Hit
    clause_start: int
    hearsay: bool
    outer: int | None = None
    """Position of the attribution whose content holds this one."""
    rules: tuple[str, ...] = ()
    addressee: Piece | None = None
    words: Piece | None = None
    """The speaker as written beside the cue, where the link names whom a pronoun stands for."""

    @property
    def denies(self) -> bool:
        """The cue denies its content."""
        return self.hit.cue.role == "deny"

    def covers(self, start: int) -> bool:
        """A place lies in the content."""
        return self.start <= start < self.end


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence is read with: the passage, its mentions and quotes, the language."""

    passage: Passage
    mentions: Sequence[Mention]
    quotes: Quotes
    language: str

    @property
    def text(self) -> str:
        """The untouched text."""
        return self.passage.text


def find_attributions(
    context: Context, sentence: Sentence, last: Link | None = None
) -> list[Attribution]:
    """The attributions of one sentence in order of their cues; ``last`` is who spoke before."""
    found: list[Attribution] = []
    passage = context.passage
    hits = [
        hit
        for role in ("attribute", "deny", "according", "rumour")
        for hit in passage.within(role, sentence.start, sentence.end)
    ]
    for hit in sorted(hits, key=lambda h: h.first):
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
    return _nested(context, found)


def _attribution(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Attribution | None:
    role = hit.cue.role
    if role == "according":
        return _according(context, sentence, hit)
    if role == "rumour":
        return _rumour(context, sentence, hit)
    if hit.cue.language == "ar":
        return _verb_first(context, sentence, hit)
    return _verb(context, sentence, hit, before)


def _made(
    context: Context, hit: Hit, who: Piece | None, span: tuple[int, int], clause: int
) -> Attribution | None:
    """An attribution to these words; to the source itself where they say "we"."""
    content = piece_of(context.text, *span)
    if content is None:
        return None
    cue = Piece(hit.start, hit.end, context.text[hit.start : hit.end])
    hearsay = "hearsay" in hit.cue.flags and hit.cue.role == "rumour"
    link = None
    if who is not None and not is_self(context.passage, who, hit.cue.language):
        kind = type_of_speaker(context.passage, who, context.mentions)
        link = Link(who, cue, kind)
        hearsay = hearsay or is_hearsay(context.passage, who)
    return Attribution(*span, link, hit, clause, hearsay, None, (hit.cue.rule,), words=who)


def _clause_start(context: Context, sentence: Sentence, position: int) -> int:
    """Where the clause that ends at ``position`` begins, by the last mark before it."""
    low = max(sentence.start, position - 300)
    last = low
    for match in _BREAK.finditer(context.text, low, position):
        # A mark inside quotes that only name something ('the "Dawn Brigade" said') parts nothing.
        quoted = context.quotes.around(match.end()) or context.quotes.around(match.start() - 1)
        if quoted and quoted[1] - quoted[0] <= 40 and match.group() in '"“”«»':
            continue
        last = match.end()
    return last


def _skip_that(context: Context, hit: Hit, end: int) -> int:
    """Where content begins after a cue: behind "that" and marks."""
    passage, index = context.passage, hit.last
    that = small_words(hit.cue.language, "that")
    if index < len(passage.words) and passage.starts[index] < end and passage.words[index] in that:
        return passage.ends[index]
    return hit.end


def _verb(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Attribution | None:
    text = context.text
    if is_adjective(context.passage, hit):
        return None
    clause = _clause_start(context, sentence, hit.start)
    if before and before[-1].start <= hit.start:
        # Inside what another said, the speaker stands behind where that begins.
        clause = max(clause, before[-1].start)
    if (by := _by_agent(context, hit, sentence.end)) is not None:
        return _made(context, hit, by[0], (by[1], sentence.end), clause) if by[0] else None
    who = _party(context, trim_party(text, clause, hit.start), hit)
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
            _ONLY_END.match(tail) or (mark not in OPENING and _STOP.match(mark))
        ):
            return _made(context, hit, right, after_quote, clause)
    if who is not None and tail_is_empty:
        return _made(context, hit, who, after_quote, clause) if after_quote else None
    if who is not None and after_quote and _is_adjunct(text[hit.end : sentence.end]):
        return _made(context, hit, who, after_quote, clause)
    if who is None or len(who.text) > LONGEST_SPEAKER:
        who = _party(context, _earlier_subject(context, sentence, hit, before), hit)
    if who is None or tail_is_empty:
        return None
    start = _skip_that(context, hit, sentence.end)
    end = _own_words(context, start, sentence.end)
    return _made(context, hit, without_time(who), (start, end), clause)


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
    if passage.words[hit.last] != "by" or passage.starts[hit.last] >= end:
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
    named = mentions_in(context.mentions, who.start, who.end, _PARTIES)
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


_CONCLUDES = re.compile(r"[,;]\s(?:therefore|so|thus|hence)\s")


def _own_words(context: Context, start: int, end: int) -> int:
    """Where reported words end because the source draws its own conclusion."""
    match = _CONCLUDES.search(context.text, start, end)
    if match is None or context.quotes.around(match.start()) is not None:
        return end
    return match.start()


def _is_adjunct(tail: str) -> bool:
    """What follows the verb is only a time or occasion ("said on Tuesday.")."""
    plain = tail.strip(' .!?*_"”»\n')
    return len(plain) < 60 and bool(
        re.match(r"(?i)(?:on|in|at|during|yesterday|today|last)\b", plain)
    )


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
    if quote is not None:
        return quote
    between = text[position:clause]
    return (sentence.start, position) if between.strip() else None


def _party_right(context: Context, hit: Hit, end: int) -> Piece | None:
    stop = _STOP.search(context.text, hit.end + 1, min(end, hit.end + LONGEST_SPEAKER))
    limit = stop.start() if stop else min(end, hit.end + LONGEST_SPEAKER)
    who = trim_party(context.text, hit.end, limit)
    if who is None or len(who.text.split()) > 9:
        return None
    first = context.passage.word_at(who.start)
    if context.passage.words[first] in small_words(hit.cue.language, "that"):
        return None
    return without_time(who)


def _earlier_subject(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Piece | None:
    """The subject of a verb that has none beside it: an earlier speaker, or the first words."""
    text = context.text
    if before and before[-1].link is not None and before[-1].hit.end > sentence.start:
        return before[-1].link.speaker
    stop = _BREAK.search(text, sentence.start, hit.start)
    if stop is None or stop.start() - sentence.start > LONGEST_SPEAKER:
        return None
    return trim_party(text, sentence.start, stop.start())


def _verb_first(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    passage, text = context.passage, context.text
    that = small_words("ar", "that")
    content_words = small_words("ar", "content")
    index, limit = hit.last, min(len(passage.words), hit.last + 14)
    if hit.cue.role == "attribute" and passage.words[hit.first].lstrip("وف") in small_words(
        "ar", "we"
    ):
        start = _skip_that(context, hit, sentence.end)
        return _made(
            context, hit, Piece(hit.start, hit.end, "نحن"), (start, sentence.end), hit.start
        )
    stop, begin = None, None
    while index < limit and passage.words[index] in small_words("ar", "with_him"):
        index += 1
    first = index
    while index < limit and passage.starts[index] < sentence.end:
        gap = passage.gap(index - 1) if index else ""
        word = passage.words[index]
        if any(mark in gap for mark in ':"“«،,؛'):
            stop, begin = passage.ends[index - 1], passage.starts[index]
            break
        if word in that:
            stop, begin = passage.ends[index - 1], passage.ends[index]
            break
        if word in content_words or passage.within(
            "event", passage.starts[index], passage.ends[index]
        ):
            stop, begin = passage.ends[index - 1], passage.starts[index]
            break
        index += 1
    if stop is None or begin is None:
        named = mentions_in(context.mentions, hit.end, min(sentence.end, hit.end + 60), _PARTIES)
        if hit.cue.role != "deny" or not named:
            return None
        stop, begin = named[0].end, named[0].end
    after = passage.ends[first - 1]
    who = trim_party(text, after, stop) if stop > after else None
    clause = _clause_start(context, sentence, hit.start)
    if who is None or passage.words[first] in small_words("ar", "preposition"):
        who = _before_verb(context, trim_party(text, clause, hit.start))
    if passage.words[hit.first] in small_words("ar", "participle") or who is None:
        who = _last_party(context, sentence.start, hit.start)
    end = sentence.end
    if (
        who is not None
        and any(m in text[who.end : begin] for m in '"“«')
        and (quote := context.quotes.around(begin))
    ):
        end = max(end, quote[1])
    return _made(context, hit, who, (begin, end), clause)


_PARTIES = ("person", "organisation")


def _before_verb(context: Context, who: Piece | None) -> Piece | None:
    """The subject before an Arabic verb, without "was" at its head."""
    if who is None:
        return None
    was = re.match(r"و?كان(?:ت|وا)?\s+", who.text)
    return piece_of(context.text, who.start + was.end(), who.end) if was else who


def _last_party(context: Context, start: int, end: int) -> Piece | None:
    """The party that was named last before a verb without a subject of its own."""
    named = mentions_in(context.mentions, start, end, _PARTIES)
    return piece_of(context.text, named[-1].start, named[-1].end) if named else None


def _according(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    text = context.text
    stop = _STOP.search(text, hit.end, min(sentence.end, hit.end + LONGEST_SPEAKER))
    limit = stop.start() if stop else min(sentence.end, hit.end + LONGEST_SPEAKER)
    if hit.cue.language == "ar":
        limit = _arabic_source_end(context, hit, limit, stop is not None)
    who = trim_party(text, hit.end, limit)
    if who is None:
        return None
    opens = piece_of(text, sentence.start, hit.start) is None
    rest = (limit, sentence.end)
    if not opens and (stop is None or piece_of(text, *rest) is None or hit.cue.language == "ar"):
        rest = (sentence.start, hit.start)
    if hit.cue.language == "ar" and not opens and _opens_part(context, sentence, hit):
        return _made(context, hit, who, (limit, sentence.end), hit.start)
    if not opens and "cited" in hit.cue.flags:
        rest = (limit, sentence.end)
    elif not opens:
        clause = _clause_start(context, sentence, hit.start)
        head = piece_of(text, sentence.start, clause)
        rest = (sentence.start, hit.start) if clause == sentence.start or head else rest
    return _made(context, hit, who, rest, hit.start)


def _opens_part(context: Context, sentence: Sentence, hit: Hit) -> bool:
    """At most two words stand between the last mark and the cue ("..., and the other by X ...")."""
    part = context.text[_clause_start(context, sentence, hit.start) : hit.start]
    return len(part.split()) <= 2


def _arabic_source_end(context: Context, hit: Hit, limit: int, marked: bool) -> int:
    """Where the words of a source end: at a mark, a particle, a verb, or after four words."""
    passage = context.passage
    that = small_words("ar", "that")
    for index in range(hit.last, min(len(passage.words), hit.last + 12)):
        start = passage.starts[index]
        if start >= limit:
            return limit
        is_verb = any(passage.within(r, start, passage.ends[index]) for r in ("event", "attribute"))
        if (passage.words[index] in that or is_verb) and index > hit.last:
            return start
        if not marked and index - hit.last >= 4:
            return start
    return limit


def _rumour(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """Reports and rumours: unnamed, unless the cue ends in "from" or "by"."""
    text = context.text
    cue = Piece(hit.start, hit.end, text[hit.start : hit.end])
    if cue.text.lower().endswith((" from", " by")):
        stop = re.compile(r"[,;:.]|\s(?:that|of|posted|who|which|published)\s").search(
            text, hit.end, min(sentence.end, hit.end + LONGEST_SPEAKER)
        )
        who = trim_party(text, hit.end, stop.start() if stop else hit.end)
        if who is not None and stop is not None:
            return _made(context, hit, who, (stop.start(), sentence.end), hit.start)
        return None
    made = _made(context, hit, None, (hit.end, sentence.end), hit.start)
    return replace(made, link=Link(cue, cue, "unnamed"), hearsay=True) if made else None


def _nested(context: Context, found: list[Attribution]) -> list[Attribution]:
    """Attributions with their outer ones; a new speaker after a joint ends the content before."""
    made: list[Attribution] = []
    for attribution in found:
        outer = None
        for position in range(len(made) - 1, -1, -1):
            other = made[position]
            if not other.covers(attribution.hit.start):
                continue
            between = context.text[other.start : attribution.clause_start]
            cited = "cited" in other.hit.cue.flags
            if _is_joint(between) and other.hit.cue.role != "according" and not cited:
                if attribution.clause_start > other.start:
                    made[position] = replace(other, end=attribution.clause_start)
                continue
            outer = position
            break
        made.append(replace(attribution, outer=outer))
    return made


def _is_joint(between: str) -> bool:
    """Words stand between two cues, so that the second opens a clause of its own."""
    return len(between.strip(' ,;:"“«،')) > 12


def chain_of(attributions: Sequence[Attribution], position: int) -> tuple[Link, ...]:
    """The sources of one attribution: who spoke first, the outermost last."""
    chain: list[Link] = []
    cited: list[Link] = []
    current: int | None = position
    while current is not None:
        attribution = attributions[current]
        if attribution.link is not None and attribution.link.speaker not in (
            link.speaker for link in chain
        ):
            is_cited = "cited" in attribution.hit.cue.flags
            (cited if is_cited else chain).append(attribution.link)
        current = attribution.outer
    return (*cited, *chain)
