"""Arabic attributions: the verb comes first, then the source, then what it says."""

from __future__ import annotations

import re

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
from indicia.find.speaker import mentions_in, trim_party


def by_verb_first(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """The attribution of an Arabic verb of speech, whose source mostly stands behind it."""
    passage, text = context.passage, context.text
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
    clause = clause_start(context, sentence, hit.start)
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
    return attributed(context, hit, who, (begin, end), clause)


def _before_verb(context: Context, who: Piece | None) -> Piece | None:
    """The subject before an Arabic verb, without "was" at its head."""
    if who is None:
        return None
    was = re.match(r"و?كان(?:ت|وا)?\s+", who.text)
    return piece_of(context.text, who.start + was.end(), who.end) if was else who


def _last_party(context: Context, start: int, end: int) -> Piece | None:
    """The party that was named last before a verb without a subject of its own."""
    named = mentions_in(context.mentions, start, end, PARTIES)
    return piece_of(context.text, named[-1].start, named[-1].end) if named else None
