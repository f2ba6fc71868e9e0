"""Arabic attributions: the verb comes first, then the source, then what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicia.find.attributed import (
    PARTIES,
    Attribution,
    Context,
    attributed,
    clause_start,
    skip_that,
)
from indicia.find.cue import small_words
from indicia.find.frame import Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.speaker import mentions_in, trim_party, verb_first_subject, without_time


def by_verb_first(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution] = ()
) -> Attribution | None:
    """The attribution of an Arabic verb of speech, whose source mostly stands behind it.

    ``before``: those of the same sentence so far; "and said" without a subject is the last one's.
    """
    passage, text = context.passage, context.text
    if (late := _behind_content(context, sentence, hit)) is not None:
        return late
    that = small_words("ar", "that")
    content_words = small_words("ar", "content")
    index, limit = hit.last, min(len(passage.words), hit.last + 14)
    if hit.cue.role == "attribute" and passage.words[hit.first].lstrip("وف") in small_words(
        "ar", "we"
    ):
        start = skip_that(context, hit, sentence.end)
        return attributed(
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
        named = mentions_in(context.mentions, hit.end, min(sentence.end, hit.end + 60), PARTIES)
        if hit.cue.role != "deny" or not named:
            return None
        stop, begin = named[0].end, named[0].end
    after = passage.ends[first - 1]
    who = trim_party(text, after, stop) if stop > after else None
    joined = passage.words[hit.first][:1] in "وف" and hit.first > 0
    clause = hit.start if joined else clause_start(context, sentence, hit.start)
    if who is None or passage.words[first] in small_words("ar", "preposition"):
        who = None if joined else _before_verb(context, trim_party(text, clause, hit.start))
    if who is None and joined:
        return attributed(
            context,
            hit,
            _same_subject(context, sentence, hit, before),
            (begin, _denied_end(context, hit, begin, sentence.end)),
            clause,
        )
    if passage.words[hit.first] in small_words("ar", "participle") or who is None:
        who = _last_party(context, sentence.start, hit.start)
    end = _denied_end(context, hit, begin, sentence.end)
    if (
        who is not None
        and any(m in text[who.end : begin] for m in '"“«')
        and (quote := context.quotes.around(begin))
    ):
        end = max(end, quote[1])
    return attributed(context, hit, who and without_time(who), (begin, end), clause)


def _denied_end(context: Context, hit: Hit, begin: int, end: int) -> int:
    """Where denied words end: before "and said", which begins a statement that is not denied.

    Behind "denied that" the verb may go on with what is denied, unless a mark stands before it.
    """
    passage = context.passage
    if hit.cue.role != "deny":
        return end
    clause = passage.words[passage.word_at(begin) - 1] in small_words("ar", "that")
    for said in passage.within("attribute", begin, end):
        joined = said.first > 0 and passage.words[said.first][:1] in ("و", "ف")
        parted = any(mark in passage.gap(said.first - 1) for mark in "،,؛;")
        if joined and (parted or not clause) and context.quotes.around(said.start) is None:
            return said.start
    return end


def _behind_content(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """A verb of speech and its source behind what they say ("..., warned the movement.")."""
    text = context.text
    clause = clause_start(context, sentence, hit.start)
    left = piece_of(text, sentence.start, clause)
    who = piece_of(text, hit.end, sentence.end)
    if left is None or who is None or text[clause : hit.start].strip() or len(left.text) < 12:
        return None
    words = context.passage.words[hit.last : context.passage.word_at(who.end)]
    if len(words) > 5 or any(mark in who.text for mark in ':،"«“') or "(" in who.text:
        return None
    if any(word in small_words("ar", role) for word in words for role in ("that", "content")):
        return None
    if context.passage.within("event", who.start, who.end):
        return None
    quote = context.quotes.around(left.end - 1) or context.quotes.around(left.end - 2)
    return attributed(context, hit, who, quote or (sentence.start, clause), hit.start)


def _same_subject(
    context: Context, sentence: Sentence, hit: Hit, before: Sequence[Attribution]
) -> Piece | None:
    """Whose verb "and said" goes on from: the last speaker's, else the first verb's subject."""
    if before and before[-1].link is not None:
        return before[-1].link.speaker
    passage = context.passage
    verbs = [
        h for r in ("event", "attribute") for h in passage.within(r, sentence.start, hit.start)
    ]
    first = min(verbs, key=lambda h: h.start, default=None)
    if first is not None and first.start <= sentence.start + 2:
        return verb_first_subject(passage, first.end, hit.start)
    return _last_party(context, sentence.start, hit.start)


def _before_verb(context: Context, who: Piece | None) -> Piece | None:
    """The subject before an Arabic verb, without "was" at its head."""
    if who is None:
        return None
    if who.text in ("لم", "لا", "لن", "ما", "ولم", "ولن"):
        return None
    was = re.match(r"و?كان(?:ت|وا)?\s+", who.text)
    return piece_of(context.text, who.start + was.end(), who.end) if was else who


def _last_party(context: Context, start: int, end: int) -> Piece | None:
    """The party that was named last before a verb without a subject of its own."""
    named = mentions_in(context.mentions, start, end, PARTIES)
    return piece_of(context.text, named[-1].start, named[-1].end) if named else None


def by_relay(context: Context, sentence: Sentence, outer: Attribution) -> Attribution | None:
    """The inner source of "reported from X his saying that ...", X being whom the outer one cites."""
    passage, text = context.passage, context.text
    if not passage.words[outer.hit.first].lstrip("وف").startswith("نقل"):
        return None
    match = _RELAY.match(text, outer.start, sentence.end)
    if match is None:
        return None
    who = trim_party(text, match.start(1), match.end(1))
    return (
        attributed(context, outer.hit, who, (match.end(), sentence.end), outer.start)
        if who
        else None
    )


_RELAY = re.compile(
    r"\s*عن\s+([^،,.:\n]{2,60}?)\s+(?:قوله|قولها|قولهم|أنه|أنها|أنهم|أن|إن)(?:\s+(?:إن|أن|إنه|إنها))?\s+"
)
