"""Polarity of a clause: whether a negator reaches its verb."""

from __future__ import annotations

from indicia.find.passage import Hit, Passage

REACH = {"en": 7, "ru": 3, "he": 3, "ar": 3}
"""Words that a negator reaches forward, by language."""


NOUN_REACH = 3


def _is_aside(passage: Passage, negator: Hit, hit: Hit) -> bool:
    """The negator stands in commas with what it denies ("the guards, not the army, fired")."""
    before = passage.text[max(0, negator.start - 2) : negator.start]
    return "," in before and "," in passage.text[negator.end : hit.start]


def negator_of(passage: Passage, hit: Hit, clause_start: int) -> Hit | None:
    """The negator that reaches the verb of a clause, if one does.

    It must stand before the verb inside the clause, no further than its language's reach, with no
    word between that ends its scope ("but", "which"); or one word behind ("killed nobody").
    """
    reach = REACH.get(hit.cue.language, 4)
    denied = {h.first for h in passage.within("denegator", clause_start, hit.start + 1)}
    for negator in reversed(passage.within("negator", clause_start, hit.start)):
        if hit.first - negator.last > reach:
            break
        if passage.words[negator.first] == "no" and hit.first - negator.last > NOUN_REACH:
            # "no date for the raid": a determiner reaches its own noun and little more.
            continue
        if any(negator.first >= first and negator.first <= first + 2 for first in denied):
            continue
        if passage.within("scope", negator.end, hit.start) or _is_aside(passage, negator, hit):
            continue
        if not passage.is_joined(negator.first, hit.first + 1):
            continue
        return negator
    after = hit.last
    if hit.cue.language == "en" and after < len(passage.words):
        for negator in passage.within("negator", passage.starts[after], passage.ends[after]):
            if passage.words[after] in ("no", "none", "nobody", "nothing"):
                return negator
    return None
