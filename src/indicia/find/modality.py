"""Modality of a statement, and the hedges that make it: asserted, possible, planned and so on."""

from __future__ import annotations

from indicia.find.attributed import Context
from indicia.find.cue import PRESENT, plain_forms
from indicia.find.frame import Piece
from indicia.find.mention import overlapping
from indicia.find.passage import Hit

ORDER = ("conditional", "hearsay", "possible")


def find_hedges(context: Context, sentence_start: int, clause: tuple[int, int]) -> list[Hit]:
    """Hedges of a clause: those inside it, and those that open its sentence."""
    passage = context.passage
    hedges = passage.within("hedge", *clause)
    opening = [
        hit
        for hit in passage.within("hedge", sentence_start, min(clause[0], sentence_start + 40))
        if passage.text[sentence_start : hit.start].strip(' "“«*_-') == ""
    ]
    found = (*opening, *hedges)
    return [hit for hit in found if not _is_in_date(context, hit) and not _is_done(context, hit)]


def _is_done(context: Context, hit: Hit) -> bool:
    """Arabic "qad" before a verb in the past says that it is done, not that it may be."""
    words = context.passage.words
    if words[hit.first] not in ("قد", "وقد", "فقد") or hit.last - hit.first > 1:
        return False
    after = words[hit.last] if hit.last < len(words) else ""
    return bool(after) and (after[0] not in "يتنا" or after.endswith("ت"))


def _is_in_date(context: Context, hit: Hit) -> bool:
    """The word belongs to a date ("May 2024")."""
    near = overlapping(context.mentions, hit.start, hit.start + 1)
    return any(mention.kind == "date" for mention in near)


def pieces_of(context: Context, hits: list[Hit]) -> tuple[Piece, ...]:
    """The hedges as stretches of the text."""
    return tuple(Piece(h.start, h.end, context.text[h.start : h.end]) for h in hits)


def modality_of(hedges: list[Hit], hearsay: bool, planned: bool, believed: bool = False) -> str:
    """One word for how a statement is held: the weakest ground wins; ``believed``: its speaker only
    thinks so."""
    flags = {flag for hit in hedges for flag in hit.cue.flags}
    if believed:
        flags.add("possible")
    if hearsay:
        flags.add("hearsay")
    for flag in ORDER:
        if flag in flags:
            return flag
    return "planned" if planned else "asserted"


def is_belief(cue: Hit) -> bool:
    """A cue of attribution by which the speaker only thinks so."""
    return "possible" in cue.cue.flags or cue.cue.predicate == "believes"


def is_planned(context: Context, clause_start: int, verb: Hit) -> bool:
    """A word of the future, or of purpose, stands before the verb in its clause."""
    passage = context.passage
    for role in ("future", "purpose"):
        for hit in passage.within(role, clause_start, verb.start):
            if verb.first - hit.last <= 4:
                return True
    if "future" in verb.cue.flags and verb.cue.role == "event":
        return True
    word = passage.words[verb.first].lstrip("وف")
    if verb.cue.language != "ar":
        return False
    negated = verb.first > 0 and passage.words[verb.first - 1].lstrip("وف") == "لن"
    return negated or (word[:1] == "س" and word[1:2] in tuple(PRESENT) and _has_plain(verb, word))


def _has_plain(verb: Hit, word: str) -> bool:
    """The verb without the future's particle is a form of the same cue, so that the letter is one."""
    return word[1:] in plain_forms("ar", verb.cue.role, verb.cue.predicate)
