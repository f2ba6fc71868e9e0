"""Sources named by a phrase: "according to X", "in X's words", and rumours of nobody's."""

from __future__ import annotations

import re
from dataclasses import replace

from indicia.find.attributed import STOP, Attribution, Context, attributed, clause_start
from indicia.find.cue import small_words
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence
from indicia.find.speaker import LONGEST_SPEAKER, trim_party


def by_phrase(context: Context, sentence: Sentence, hit: Hit) -> Attribution | None:
    """The attribution of an "according to" phrase, whose source follows it."""
    text = context.text
    stop = STOP.search(text, hit.end, min(sentence.end, hit.end + LONGEST_SPEAKER))
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
        return attributed(context, hit, who, (limit, sentence.end), hit.start)
    if not opens and "cited" in hit.cue.flags:
        rest = (limit, sentence.end)
    elif not opens:
        clause = clause_start(context, sentence, hit.start)
        head = piece_of(text, sentence.start, clause)
        rest = (sentence.start, hit.start) if clause == sentence.start or head else rest
    return attributed(context, hit, who, rest, hit.start)


def _opens_part(context: Context, sentence: Sentence, hit: Hit) -> bool:
    """At most two words stand between the last mark and the cue ("..., and the other by X ...")."""
    part = context.text[clause_start(context, sentence, hit.start) : hit.start]
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
