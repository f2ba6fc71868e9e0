"""The subject of an English verb: the words left of it, or right of it where the order is turned.

Without a parser: auxiliaries and adverbs are stepped over, an apposition between commas is part of
who speaks, and a clause ends at a mark, a joining word or another verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicia.find.attributed import PARTIES, Attribution, Context
from indicia.find.cue import small_words
from indicia.find.frame import Piece, piece_of
from indicia.find.passage import Hit, Passage
from indicia.find.speaker import mentions_in

LONGEST = 30
"""Words that a speaker may have."""

AUXILIARY = small_words("en", "auxiliary")
_BE = small_words("en", "be")
_PRONOUN = small_words("en", "subject")
JOINS = small_words("en", "joins")
_PREPOSITION = small_words("en", "occasion")
_ENDS_RIGHT = small_words("en", "ends_subject")
_NO_APPOSITION = small_words("en", "no_apposition")
_HEADS_RIGHT = small_words("en", "opens_subject")
_TIME = small_words("en", "time")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, where its clause begins, and how it stands to its verb."""

    who: Piece
    start: int
    clause: int
    borrowed: bool = False
    relative: bool = False


def subject_left(
    context: Context, low: int, hit: Hit, before: Sequence[Attribution]
) -> Subject | None:
    """The subject before a verb; ``low``: where its sentence or quotation begins."""
    passage, text = context.passage, context.text
    words, starts, ends = passage.words, passage.starts, passage.ends
    index = hit.first - 1
    going_on = words[hit.first].endswith("ing")
    passive = False
    while index >= 0 and starts[index] >= low and _is_blank(passage.gap(index)):
        word = words[index]
        if word not in AUXILIARY and not (word.endswith("ly") and text[starts[index]].islower()):
            break
        passive = passive or (word in _BE)
        if word == "to":
            return None
        index -= 1
    if passive and not going_on:
        return None
    if index < 0 or starts[index] < low:
        return None
    gap = text[ends[index] : starts[index + 1]]
    if "\n" in gap or (
        any(mark in gap for mark in ",?!—–;") and any(mark in gap for mark in '”"»')
    ):
        return None
    if (words[index] in ("and", "but") and _is_blank(gap)) or (going_on and "," in gap):
        return _borrowed(context, low, hit, before, index)
    if "," in gap or gap.strip() in ("—", "–", "-", ")", "),"):
        return _with_apposition(context, low, index)
    if not _is_blank(gap) and not gap.strip('”"» '):
        # A name in quotation marks ('the "Dawn Brigade" said').
        pass
    elif not _is_blank(gap):
        return None
    if going_on and not passive:
        if words[index] in JOINS or words[index] in _PREPOSITION:
            return _borrowed(context, low, hit, before, index)
    return _noun_phrase(context, low, index)


def _is_blank(gap: str) -> bool:
    return not gap.strip(" %'’`‘-")


def _borrowed(
    context: Context, low: int, hit: Hit, before: Sequence[Attribution], index: int
) -> Subject | None:
    """The subject of the verb before, for a verb that has none of its own."""
    passage = context.passage
    clause = passage.ends[index]
    if before and before[-1].words is not None and before[-1].hit.start >= low:
        return Subject(before[-1].words, clause, clause, True)
    first = passage.word_at(low)
    if passage.words[first] in ("but", "and", "yet", "so"):
        first += 1
    if passage.words[first] in _PREPOSITION | JOINS:
        # "In three interviews, the judge spoke up, saying ...": the subject is behind the comma.
        comma = next((i for i in range(first, index) if "," in passage.gap(i)), index)
        first = comma + 1
    last = first
    limit = min(index + 1, first + LONGEST)
    while last < limit:
        if last > first and not _is_blank(passage.gap(last - 1)):
            break
        word = passage.words[last]
        start = passage.starts[last]
        if last > first and (
            word in AUXILIARY
            or any(_opens_cue(passage, role, start) for role in ("event", "attribute", "deny"))
            or (word.endswith("ed") and context.text[start].islower())
        ):
            break
        last += 1
    if last == first or passage.words[first] in JOINS or passage.words[first] in _PREPOSITION:
        return None
    who = piece_of(context.text, passage.starts[first], passage.ends[last - 1])
    return Subject(who, clause, clause, True) if who else None


def _opens_cue(passage: Passage, role: str, start: int) -> bool:
    """A cue of the role begins at a place."""
    hits = passage.within(role, start, start + 40)
    return bool(hits) and hits[0].start == start


def _with_apposition(context: Context, low: int, index: int) -> Subject | None:
    """ "X, a clerk in Y, said": the name with what is told of it between the commas."""
    passage, text = context.passage, context.text
    place = index
    close = text[passage.ends[index] : passage.starts[index + 1]].strip()
    while place > 0 and passage.starts[place] > low and index - place < 40:
        gap = text[passage.ends[place - 1] : passage.starts[place]]
        if "“" in gap or "”" in gap or '"' in gap or "\n" in gap or ";" in gap:
            return None
        opens = "(" in gap if close.startswith(")") else ("," in gap or "—" in gap or "–" in gap)
        if opens:
            found = _noun_phrase(context, low, place - 1)
            if found is None:
                return None
            first = passage.words[place]
            aside = first in _PREPOSITION or (first in JOINS and first not in ("who", "whose"))
            # What "who" did or said is a statement of its own and no part of a name.
            start, end = passage.starts[place], passage.ends[index]
            roles = ("event", "attribute", "deny")
            is_who = first in ("who", "whose")
            aside = aside or (is_who and any(passage.within(role, start, end) for role in roles))
            if first in ("and", "but", "or"):
                return None
            end = found.who.end if aside else end
            who = piece_of(text, found.start, end)
            return Subject(who, found.start, found.clause) if who else None
        place -= 1
    return None


def _noun_phrase(context: Context, low: int, index: int) -> Subject | None:
    """The noun phrase that ends with the word ``index``."""
    passage, text = context.passage, context.text
    words, starts, ends = passage.words, passage.starts, passage.ends
    last = index
    if words[index] in _PRONOUN and words[index] != "who":
        if words[index] not in ("some", "many", "one", "several", "others"):
            who = piece_of(text, starts[index], ends[index])
            return Subject(who, starts[index], starts[index]) if who else None
    if words[index] in ("who",):
        if index == 0 or starts[index - 1] < low or _opens_quote(passage.gap(index - 1)):
            return None
        found = _noun_phrase(context, low, index - 1)
        if found is None:
            return None
        return Subject(_head_of(context, found.who), found.start, found.clause, relative=True)
    if (
        words[index] in JOINS
        or words[index] in _PREPOSITION
        or words[index] in ("the", "a", "an", "and")
    ):
        return None
    first = index
    while first > 0 and starts[first - 1] >= low and index - first < LONGEST:
        gap = text[ends[first - 1] : starts[first]]
        word = words[first - 1]
        if not _is_blank(gap) and gap.strip() not in (".", "’", "”", "“", '"'):
            break
        if gap.strip() == "." and len(word) > 4:
            break
        if word in JOINS or (word in ("and",) and not _lists(context, low, first - 1)):
            break
        if (word in _PRONOUN and word not in _DETERMINERS) or (
            word in AUXILIARY
            and word not in ("all", "both", "first", "long", "further", "to", "may", "d", "t")
        ):
            break
        start, end = starts[first - 1], ends[first - 1]
        if text[start].islower() and (
            passage.within("attribute", start, end)
            or passage.within("deny", start, end)
            or (
                passage.within("event", start, end)
                and word.endswith(("ed", "ing"))
                and words[first] not in ("by",)
            )
        ):
            break
        first -= 1
    first = _past_lead(context, first, last)
    who = piece_of(text, starts[first], ends[last])
    if who is None:
        return None
    return Subject(who, who.start, who.start)


def _opens_quote(gap: str) -> bool:
    return any(mark in gap for mark in '“"”:;')


def _head_of(context: Context, who: Piece) -> Piece:
    """The last party of some words, which "who" is about ("X contacted residents who said")."""
    named = mentions_in(context.mentions, who.start, who.end, PARTIES)
    unnamed = context.passage.within("unnamed", who.start, who.end)
    heads = sorted([(m.start, m.end) for m in named] + [(h.start, h.end) for h in unnamed])
    if not heads or who.end - heads[-1][1] > 12:
        return who
    passage = context.passage
    start = heads[-1][0]
    first = passage.word_at(start)
    if first and passage.words[first - 1] in _OPEN_PARTY and passage.starts[first - 1] >= who.start:
        start = passage.starts[first - 1]
    return piece_of(context.text, start, who.end) or who


_OPEN_PARTY = small_words("en", "opens_party")


def _lists(context: Context, low: int, index: int) -> bool:
    """ "and" joins two parties: names stand on both sides, or the noun phrase opens the clause."""
    passage, text = context.passage, context.text
    if index == 0 or passage.starts[index - 1] < low:
        return False
    left, right = passage.starts[index - 1], passage.starts[index + 1]
    if text[left].isupper() and text[right].isupper():
        return True
    return (
        left - low < 40 and not text[right].isupper() and passage.words[index + 1] not in ("the",)
    )


def _past_lead(context: Context, first: int, last: int) -> int:
    """Past an occasion that opens a clause without a comma ("On Tuesday X said")."""
    words = context.passage.words
    if (
        words[first]
        in ("then", "however", "meanwhile", "still", "now", "and", "yet", "even", "also")
        and first < last
    ):
        first += 1
    if (
        words[first] in _PREPOSITION
        or words[first] in ("last", "earlier", "this")
        or words[first] in _TIME
    ):
        place = first
        while place < last and words[place] not in _TIME:
            place += 1
        while place < last and (words[place] in _TIME or words[place][0].isdigit()):
            place += 1
        if place > first and (words[place - 1] in _TIME or words[place - 1][0].isdigit()):
            return place
        if words[first] in _PREPOSITION:
            return _last_name(context, first, last)
    return first


def _last_name(context: Context, first: int, last: int) -> int:
    """Where the last name or noun phrase with an article begins."""
    passage, text = context.passage, context.text
    words, starts = passage.words, passage.starts
    place = last
    while place > first + 1 and _is_blank(passage.gap(place - 1)):
        before = words[place - 1]
        if before in _ARTICLES:
            return place - 1
        inner = before in ("of", "for", "al") and text[starts[place - 2]].isupper()
        if not (text[starts[place - 1]].isupper() or inner):
            break
        place -= 1
    return place


_DETERMINERS = frozenset(["some", "many", "one", "several", "it"])
_ARTICLES = small_words("en", "determiner")


def subject_right(context: Context, hit: Hit, high: int) -> Piece | None:
    """The subject behind a verb ("said X, a clerk in Y, ..."): to a mark or a new clause."""
    passage, text = context.passage, context.text
    words, starts, ends = passage.words, passage.starts, passage.ends
    index, count = hit.last, len(passage.words)
    if index >= count or starts[index] >= high or text[hit.end : starts[index]].strip():
        return None
    if not text[starts[index]].isupper() and words[index] not in _HEADS_RIGHT:
        return None
    if words[index] in _TIME:
        return None
    last = index
    apposed = False
    while last + 1 < count and starts[last + 1] < high and last - index < LONGEST:
        gap = text[ends[last] : starts[last + 1]]
        word = words[last + 1]
        if "," in gap:
            if apposed:
                break
            if (word in _NO_APPOSITION and word != "who") or word.endswith("ing") or word in _TIME:
                break
            if any(mark in gap for mark in '“"”'):
                break
            apposed = True
            last += 1
            continue
        if not _is_blank(gap) and gap.strip() not in (".", "(", ")", "“", "”", '"', "’"):
            break
        if gap.strip() == "." and len(words[last]) > 4:
            break
        if word in _ENDS_RIGHT and not apposed:
            break
        if apposed and word in ("told", "said", "adding", "when", "while", "after", "because"):
            break
        last += 1
    return piece_of(text, starts[index], ends[last])
