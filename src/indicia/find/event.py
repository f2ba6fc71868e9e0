"""Events: one frame for each verb of interest in a stretch of text, with who did what to whom.

A clause runs from the joint before its verb to the joint before the next one. In English, Russian
and Hebrew what stands before the verb is its subject; a passive turns the two sides, and "by" names
the actor. In Arabic the verb comes first. A part that was not found is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indicia.find.attributed import Context
from indicia.find.frame import Piece, piece_of
from indicia.find.passage import Hit
from indicia.find.speaker import mentions_in, trim_party

LONGEST_PART = 200
_JOINT = re.compile(
    r"[,;:()،؛\n]|\s[–—-]\s|\s(?:and|but|who|which|that|while|after|because|so|и|а|но|который|"
    r"которые|ו|אבל)\s|\s(?=و\w)|\s(?:ثم|لكن|التي|الذي|الذين|حيث)\s"
)
_BE = re.compile(
    r"(?:^|\s)(?:is|are|was|were|be|been|being|gets?|got|был|была|были|تم|تمت)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_SUBJECT_MARK = re.compile(r"[,;:،؛\"“«\n]\s*(?=\S)")
_WHEN = re.compile(
    r"(?i)(?:yesterday|today|tonight|last night|this (?:morning|evening)|on \w+day|вчера|сегодня|утром|ночью|"
    r"אתמול|היום|הבוקר|אמש|أمس|اليوم|عاجل|breaking|urgent)\s+"
)
_EMPTY_OBJECT = re.compile(
    r"(?i)(?:in|at|on|near|by|until|during|among|between|with|for|after|before|so|again|because|since|"
    r"from|down|up|out|away|в|на|у|из|с|от|до|между|при|ב\w+|ליד|בין|מ\w{3,}|في|على|عند|قرب|بين|من|إلى|خلال|عن)\s"
)
CLOSING = {'"': '"', "“": "”", "«": "»"}
"""Marks of quotation with those that close them."""
_THAT = re.compile(r"(?<!\w)(?:that|что|будто|أن|إن|بأن|بل|כי|שלפיה|אלא)\s+")
_PRONOUN = re.compile(r"(?i)\s*(?:them|him|her|us|me|it|их|его|ее|нас|אותם|אותו|אותה)\b")
_BY = re.compile(r"(?:^|\s)by(?:\s+the)?\s|\sمن قبل\s|\sעל ידי\s", re.IGNORECASE)
_FROM = re.compile(r"^\s*from\s", re.IGNORECASE)
_OBJECT_END = re.compile(
    r"\s(?:in order to|so that|with the intent|near|after|before|when|while|where|if|unless|"
    r"because|during|since|until|is|are|was|were|has|have|yesterday|today|tonight|last|in|at|on|for|with|under|from|among|by|"
    r"(?:north|south|east|west) of|чтобы|в|на|у|из|с|под|к|от|כדי|ליד|ב|מתחת|תחת|عن|من|إلى|تحت|شرق|غرب|شمال|جنوب|"
    r"في|على|عند|قرب|أمس|اليوم|خلال|بعد|قبل|من أجل|بهدف|ضد|منذ)\s|[.!?؟;:،؛]|,\s|[”\"»]?\s\(|\s(?=ב[א-ת]{3,}|מ[א-ת]{4,}\s)"
)
_NOUN = re.compile(r"(?is).*(?:^|\s)((?:an?|the|this|another|one|its|their)\s(?:[\w'’-]+\s){1,4})$")
_INVERTED = re.compile(
    r"(?i)(?:in|at|on|near)\s+(.{3,60}?)\s+(?:is|was|stands)\s+(?:an?|the|another)$"
)
_AUXILIARY = re.compile(
    r"(?i)(?:\s(?:is|are|was|were|has|have|had|been|be|also|being|will|not))+\s$"
)
_OF = re.compile(r"(?:\s+(?:the|a|an|its|their|main))?(?:\s+[\w-]+){0,2}?\s+(?:of|for)\s+(?=\S)")
_CONJUNCTION = re.compile(r"[\s,;،؛]*(?:and|but|so|that|и|а|но)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb of interest with its clause and its parts."""

    hit: Hit
    start: int
    end: int
    actor: Piece | None = None
    target: Piece | None = None
    object: Piece | None = None
    purpose: Piece | None = None


def find_clauses(context: Context, hits: Sequence[Hit], start: int, end: int) -> list[Clause]:
    """The clauses of the verbs ``hits`` inside a stretch, in order."""
    verbs = [hit for hit in hits if start <= hit.start and hit.end <= end]
    verbs = _without_claimed_deeds(context, _without_idle_nouns(verbs))
    joints = [start, *(_joint(context, a, b) for a, b in pairwise(verbs)), end]
    clauses: list[Clause] = []
    for index, hit in enumerate(verbs):
        before = clauses[-1] if clauses else None
        clauses.append(_clause(context, hit, joints[index], joints[index + 1], before))
    return clauses


def _without_idle_nouns(verbs: Sequence[Hit]) -> list[Hit]:
    """Nouns of action count only where no verb of the same kind is near."""
    kept = []
    for index, hit in enumerate(verbs):
        near = [v for v in verbs[max(0, index - 2) : index + 3] if v is not hit]
        same = [
            v
            for v in near
            if v.cue.predicate == hit.cue.predicate and abs(v.first - hit.first) <= 12
        ]
        if "nominal" in hit.cue.flags and same and not _comes_first(hit, same):
            continue
        kept.append(hit)
    return kept


def _without_claimed_deeds(context: Context, verbs: Sequence[Hit]) -> list[Hit]:
    """Without the deed that responsibility is claimed for, and each claim told once.

    "took responsibility for the attack": the attack is its object, no statement beside it.
    """
    kept: list[Hit] = []
    for hit in verbs:
        last = kept[-1] if kept else None
        claims = last is not None and last.cue.predicate == RESPONSIBILITY
        if last is not None and claims and not _JOINT.search(context.text, last.end, hit.start):
            if hit.cue.predicate == RESPONSIBILITY:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


RESPONSIBILITY = "claims responsibility"


def _comes_first(hit: Hit, same: Sequence[Hit]) -> bool:
    return all("nominal" in other.cue.flags and other.first > hit.first for other in same)


def _joint(context: Context, left: Hit, right: Hit) -> int:
    """Where one clause ends and the next begins: the last joint between two verbs.

    Without one the next begins with its auxiliaries, or with the noun that it describes ("a
    compound located near ...").
    """
    text, low, high = context.text, left.end, right.start
    if right.cue.language in ("ar", "he") and text[high] in "وו" and low < high:
        # "and" is written onto the verb, which begins the clause.
        return high
    near = max(low, high - 120)
    if right.cue.predicate == "located at" and (noun := _NOUN.match(text[near:high])):
        return near + noun.start(1)
    last = None
    for match in _JOINT.finditer(text, low, high):
        last = match
    if last is not None:
        return last.start()
    auxiliary = _AUXILIARY.search(text[max(low, high - 60) : high])
    return max(low, high - 60) + auxiliary.start() if auxiliary else high


def _clause(context: Context, hit: Hit, start: int, end: int, before: Clause | None) -> Clause:
    text = context.text
    purpose = _purpose(context, hit, end)
    stop = purpose.start if purpose else end
    if hit.cue.language == "ar":
        actor, object_ = _arabic_parts(context, hit, start, stop)
        target = None
    else:
        actor, target, object_ = _parts(text, hit, start, stop)
        if actor is not None and _is_site_hit(context, hit, actor):
            actor, target = None, actor
    actor = _agent(context, hit, actor)
    if hit.cue.language == "ar" and actor is None and hit.cue.predicate in GOING:
        actor, object_ = object_, None
    described = before is not None and before.hit.cue.predicate == "identifies as"
    if actor is None and target is None and described and before is not None and before.actor:
        # "A group calling itself X has claimed": the actor is all that was said before.
        actor = piece_of(text, before.actor.start, before.end)
    if actor is None and target is None and before is not None and hit.cue.language != "ar":
        passive = bool(_BE.search(text[max(start, hit.start - 40) : hit.start]))
        if passive:
            target = before.target or before.actor
        elif not _FROM.match(text[hit.end : stop]):
            actor = before.actor
    made = trim_content(text, start, end) or Piece(hit.start, hit.end, text[hit.start : hit.end])
    return Clause(hit, made.start, made.end, actor, target, object_, purpose)


GOING = frozenset({"moves", "withdraws"})
"""Predicates without an object: in Arabic what follows the verb is who goes."""


def _agent(context: Context, hit: Hit, actor: Piece | None) -> Piece | None:
    """The actor, unless its words are those of announcing ("We announce the formation of")."""
    if actor is None:
        return None
    spoken = context.passage.within("attribute", actor.start, actor.end)
    if not spoken or hit.cue.predicate != "founds":
        return actor
    return piece_of(context.text, actor.start, spoken[0].start)


def _is_site_hit(context: Context, hit: Hit, subject: Piece) -> bool:
    """ "The mosque bombed on Friday": a building before a past verb of attack is its target."""
    if hit.cue.predicate != "attacks" or hit.cue.language != "en":
        return False
    if not context.text[hit.start : hit.end].lower().endswith(("ed", "ing")):
        return False
    heads = context.passage.within("head", subject.start, subject.end)
    return any(h.cue.kind in ("facility", "place") and h.end == subject.end for h in heads)


def trim_content(text: str, start: int, end: int) -> Piece | None:
    """A clause's words without the word that joins it to the one before."""
    lead = _CONJUNCTION.match(text, start, end)
    return piece_of(text, lead.end() if lead else start, end)


def _parts(
    text: str, hit: Hit, start: int, end: int
) -> tuple[Piece | None, Piece | None, Piece | None]:
    """Actor, target and object of a verb with its subject before it."""
    subject = _short(trim_party(text, _subject_start(text, start, hit.start), hit.start))
    by = _BY.search(text, hit.start, min(end, hit.end + 60))
    progressive = text[hit.start : hit.end].split()[0].lower().endswith("ing")
    passive = not progressive and bool(_BE.search(text[max(start, hit.start - 40) : hit.start]))
    passive = passive or "passive" in hit.cue.flags
    ends_in_by = text[hit.start : hit.end].lower().endswith(" by")
    if "site" in hit.cue.flags:
        # "serves as the base of X", "houses X": the site stands before, its user behind.
        user = _OF.match(text, hit.end, end)
        turned = _INVERTED.match(subject.text) if subject else None
        if subject is not None and turned is not None:
            low = subject.start + turned.start(1)
            subject = piece_of(text, low, subject.start + turned.end(1))
        if user is None and text[hit.start : hit.end].lower().endswith("s as"):
            return None, None, subject
        return _object(text, user.end() if user else hit.end, end), None, subject
    if hit.cue.predicate == "belongs to":
        # "led by", "loyal to": whoever belongs stands before, whatever the verb looks like.
        return subject, None, _object(text, hit.end, end)
    if ends_in_by or (by is not None and (passive or by.start() <= hit.end + 1)):
        agent = hit.end if ends_in_by or by is None else by.end()
        return _object(text, agent, end), None, subject
    if passive and (subject is None or _EMPTY_OBJECT.match(f"{subject.text} ")):
        return None, _object(text, hit.end, end), None
    if passive:
        return None, subject, _object(text, hit.end, end)
    if _FROM.match(text[hit.end : end]) and hit.cue.predicate in ("steals", "seizes"):
        source = _FROM.match(text[hit.end : end])
        offset = source.end() if source else 0
        return None, _object(text, hit.end + offset, end), subject
    return subject, None, _object(text, hit.end, end)


def _subject_start(text: str, start: int, verb: int) -> int:
    """Where the subject of a verb begins: behind the last mark or "that" before it, and a time."""
    for match in _SUBJECT_MARK.finditer(text, start, verb):
        mark, rest = text[match.start()], text[match.end() : verb]
        closed = mark in CLOSING and CLOSING[mark] in rest
        closes = mark == '"' and rest[:1].islower()
        if any(c.isalnum() for c in rest) and not closes and not closed:
            start = match.end()
    for match in _THAT.finditer(text, start, verb):
        if any(c.isalnum() for c in text[match.end() : verb]):
            start = match.end()
    when = _WHEN.match(text, start, verb)
    return when.end() if when and when.end() < verb else start


def _short(piece: Piece | None) -> Piece | None:
    return piece if piece is not None and len(piece.text) <= LONGEST_PART else None


def _object(text: str, start: int, end: int) -> Piece | None:
    if _EMPTY_OBJECT.match(text[start : start + 30].lstrip()):
        return None
    pronoun = _PRONOUN.match(text, start, end)
    if pronoun is not None:
        return piece_of(text, start, pronoun.end())
    stop = _OBJECT_END.search(text, start + 1, min(end, start + LONGEST_PART))
    limit = stop.start() if stop else min(end, start + LONGEST_PART)
    return piece_of(text, start, limit)


def _arabic_parts(
    context: Context, hit: Hit, start: int, end: int
) -> tuple[Piece | None, Piece | None]:
    """Actor and object in Arabic: "by" first, then the words before, then the name behind."""
    text = context.text
    by = re.compile(r"\sمن قبل\s").search(text, hit.end, end)
    if by is not None:
        return piece_of(text, by.end(), end), piece_of(text, hit.end, by.start())
    subject = trim_party(text, _subject_start(text, start, hit.start), hit.start)
    if subject is not None and len(subject.text) > 2 and len(subject.text) <= LONGEST_PART:
        return subject, _object(text, hit.end, end)
    named = mentions_in(context.mentions, hit.end, end, ("organisation", "person"))
    if hit.cue.predicate == "founds":
        return None, _object(text, hit.end, end)
    if named and named[0].start - hit.end <= 3:
        return piece_of(text, named[0].start, named[0].end), _object(text, named[0].end, end)
    return None, _object(text, hit.end, end)


def _purpose(context: Context, hit: Hit, end: int) -> Piece | None:
    found = context.passage.within("purpose", hit.end, end)
    if not found:
        return None
    return piece_of(context.text, found[0].start, end)
