"""Sources named by a phrase: "according to X", "in X's words", and rumours of nobody's."""

from __future__ import annotations

import re
from dataclasses import replace

from indicia.find.attributed import (
    Attribution,
    Context,
    attributed,
    clause_start,
    stop_after,
)
from indicia.find.cue import Cue, small_words
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.speaker import LONGEST_SPEAKER, mentions_in, trim_party


def by_phrase(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """The attribution of an "according to" phrase, whose source follows it."""
    text = context.text
    stop = stop_after(context, hit.end, min(sentence.end, hit.end + LONGEST_SPEAKER))
    limit = stop.start() if stop else min(sentence.end, hit.end + LONGEST_SPEAKER)
    that = _that_behind(context, hit, sentence.end)
    if "noun" in hit.cue.flags:
        return _by_noun(context, sentence, hit, that)
    if that is not None and "cited" in hit.cue.flags and that[0] < limit:
        who = trim_party(text, hit.end, that[0])
        return attributed(context, hit, who, (that[1], sentence.end), hit.start) if who else None
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
        return attributed(context, hit, who, (limit, sentence.end), hit.start)
    if not opens and "cited" in hit.cue.flags:
        rest = (limit, sentence.end)
    elif not opens:
        clause = clause_start(context, sentence, hit.start)
        head = piece_of(text, sentence.start, clause)
        rest = (sentence.start, hit.start) if clause == sentence.start or head else rest
    return attributed(context, hit, who, rest, hit.start)


def _that_behind(context: Context, hit: Hit, end: int) -> tuple[int, int] | None:
    """The "that" within a few words behind a cue, before any verb of interest."""
    passage = context.passage
    that = small_words(hit.cue.language, "that")
    for index in range(hit.last, min(len(passage.words), hit.last + 8)):
        low, high = passage.starts[index], passage.ends[index]
        if low >= end or passage.within("event", low, high):
            return None
        if passage.words[index] in that:
            return low, high
    return None


def _by_noun(
    context: Context, sentence: Sentence, hit: Hit, that: tuple[int, int] | None
) -> Attribution | None:
    """ "The claim of X that ...": X's words, whatever the source says of the claim."""
    who = trim_party(context.text, hit.end, that[0]) if that else None
    if who is None or that is None:
        return None
    return attributed(context, hit, who, (that[1], sentence.end), hit.start)


def _opens_part(context: Context, sentence: Sentence, hit: Hit) -> bool:
    """At most two words stand between the last mark and the cue ("..., and the other by X ...")."""
    part = context.text[clause_start(context, sentence, hit.start) : hit.start]
    left = context.text[hit.end : sentence.end]
    return len(part.split()) <= 2 and len(left.split()) > 6


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


def by_rumour(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """Reports and rumours: unnamed, unless the cue ends in "from" or "by"."""
    text = context.text
    cue = Piece(hit.start, hit.end, text[hit.start : hit.end])
    if cue.text.lower().endswith((" from", " by")):
        stop = re.compile(r"[,;:.]|\s(?:that|of|posted|who|which|published)\s").search(
            text, hit.end, min(sentence.end, hit.end + LONGEST_SPEAKER)
        )
        who = trim_party(text, hit.end, stop.start() if stop else hit.end)
        if who is not None and stop is not None:
            return attributed(context, hit, who, (stop.start(), sentence.end), hit.start)
        return None
    made = attributed(context, hit, None, (hit.end, sentence.end), hit.start)
    return replace(made, link=Link(cue, cue, "unnamed"), hearsay=True) if made else None


def by_colon(context: Context, sentence: Sentence) -> Attribution | None:
    """A person or kind of people that opens a sentence before a colon ("Our correspondent: ...")."""
    text, passage = context.text, context.passage
    start = sentence.start + (sentence.point or 0)
    colon = text.find(":", start, min(sentence.end, start + LONGEST_LABEL))
    said = piece_of(text, colon + 1, sentence.end) if colon >= 0 else None
    if said is None or len(said.text.split()) < LEAST_SAID or "://" in said.text[:40]:
        return None
    who = piece_of(text, start, colon)
    people = [h for h in passage.within("unnamed", start, colon) if "speaks" in h.cue.flags]
    whole = who is not None and any(
        (h.start, h.end) == (who.start, who.end) or (h.end == who.end and h.start - who.start <= 4)
        for h in people
    )
    named = mentions_in(context.mentions, start, colon, ("person",))
    if who is None or not (
        whole or (named and (named[0].start, named[-1].end) == (who.start, who.end))
    ):
        return None
    cue = Cue(context.language, "according", "says")
    first = passage.word_at(who.start)
    hit = Hit(first, passage.word_at(who.end), colon, colon + 1, cue)
    return attributed(context, hit, who, (colon + 1, sentence.end), start)


LONGEST_LABEL = 60
"""Code points of who is named before a colon."""
LEAST_SAID = 3
"""Words behind the colon from which on they are somebody's, not a label's value or a link."""
