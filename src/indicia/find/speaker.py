"""Who speaks: the words left or right of a cue, trimmed to a party, named or unnamed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from indicia.find.cue import small_words
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage

LONGEST_SPEAKER = 140
_TAIL = re.compile(
    r"(?:^|\s+)(?:is|are|was|were|be|been|being|has|have|had|do|does|did|also|both|all|later|then|"
    r"will|would|shall|may|might|could|can|now|still|again|only|even|just|already|to|not|never|"
    r"who|which|that|\w{2,20}ly|так|также|уже|еще|ещё|никогда|больше|قد|كان|كانت|لم|لن|هو الذي|هي التي|هم الذين|هو من|هم من|לא|שלא|ולא|מעולם|גם|עדיין|не|would neither|neither)\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:and|but|while|as|that|so|because|or|then|however|meanwhile|although|whereas|when|и|а|но|"
    r"что|و(?=ال)|וגם|אבל|ו)\s+",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^(?:and|but|that|who|which|so|or|then|with the intent of|in order to|by|to|и|но|что|و|"
    r"أن|إن|التي|الذي|الذين)$",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"\s*(?:apparently|in|at|as|among|after|on|during|since|today|yesterday|according|meanwhile)\b"
    r"[^,\n]{0,60},\s+",
    re.IGNORECASE,
)
_ABOUT_TIME = re.compile(
    r"\s+(?:(?:on|in a|during|at a|yesterday|today|earlier|this|last)\b|"
    r"(?:اليوم|أمس|يوم|مساء|صباح|فجر|ليلة|בשבת|ביום|אתמול|היום|вчера|сегодня|утром|вечером)\b|во? \w+(?:ик|ницу|реду|верг|ье|оту)\b).*$",
    re.S,
)


def trim_party(text: str, start: int, end: int) -> Piece | None:
    """A party's words without joining words before and auxiliaries after."""
    start = max(start, end - 400)
    intro = _INTRO.match(text, start, end)
    if intro is not None and intro.end() < end:
        start = intro.end()
    for _ in range(8):
        made = piece_of(text, start, end)
        if made is None or _NOTHING.match(made.text):
            return None
        start, end = made.start, made.end
        tail = _TAIL.search(made.text[-40:])
        if tail is not None:
            end -= len(made.text[-40:]) - tail.start()
            continue
        lead = _LEAD.match(made.text)
        if lead is None:
            return made
        start += lead.end()
    return piece_of(text, start, end)


def verb_first_subject(passage: Passage, start: int, end: int) -> Piece | None:
    """The words behind an Arabic verb up to a preposition, "that" or a mark; ``start``: the verb's
    end. At most five words."""
    index = low = passage.word_at(start)
    that, stops = small_words("ar", "that"), small_words("ar", "preposition")
    content = small_words("ar", "content")
    while index < len(passage.words) and passage.ends[index] <= end and index - low < 5:
        word = passage.words[index]
        if word in that or word in stops or word in content or word in ("الى", "إلى"):
            break
        if index > low and not passage.is_joined(index - 1, index + 1):
            break
        if index > low and "،" in passage.gap(index - 1):
            break
        index += 1
    return piece_of(passage.text, start, passage.ends[index - 1]) if index > low else None


def first_party(passage: Passage, who: Piece | None, cue: Hit) -> Piece | None:
    """The subject of coordinated verbs ("X took the mill and said"): the words before the first.

    Only where "and" joins the cue to them; otherwise the words as they are.
    """
    if who is None:
        return None
    text = passage.text
    joined = text[max(who.start, who.end - 4) : cue.start].rstrip().endswith((" and", " и"))
    joined = joined or passage.words[cue.first][:1] in "וو"
    verbs = [
        hit
        for role in ("event", "attribute", "demand")
        for hit in passage.within(role, who.start, who.end)
        if not {"nominal", "noun"} & hit.cue.flags and hit.cue.predicate not in DESCRIBING
    ]
    if not joined or not verbs:
        return who
    first = min(verbs, key=lambda hit: hit.start)
    if cue.cue.language == "ar" and first.start <= who.start + 1:
        return verb_first_subject(passage, first.end, who.end)
    return trim_party(text, who.start, min(hit.start for hit in verbs))


DESCRIBING = frozenset({"identifies as", "belongs to", "located at", "uses site"})
"""Predicates whose verbs often describe a party rather than say what it does."""


def is_self(passage: Passage, piece: Piece, language: str) -> bool:
    """The source speaks of itself (we, our)."""
    first = passage.word_at(piece.start)
    if first >= len(passage.words):
        return False
    return passage.words[first] in small_words(language, "we")


def is_pronoun(passage: Passage, piece: Piece) -> bool:
    """The words are a pronoun or point back to earlier speakers."""
    hits = passage.within("pronoun", piece.start, piece.end)
    return any(hit.end - hit.start >= piece.end - piece.start - 1 for hit in hits)


def type_of_speaker(passage: Passage, piece: Piece, mentions: Sequence[Mention]) -> str:
    """named when a name heads the words, else unnamed (sources, residents, a flyer ...)."""
    unnamed = passage.within("unnamed", piece.start, piece.end)
    named = mentions_in(mentions, piece.start, piece.end, ("person", "organisation", "facility"))
    if named:
        return "unnamed" if unnamed and unnamed[0].start < named[0].start else "named"
    if unnamed:
        return "unnamed"
    first = passage.word_at(piece.start)
    last = passage.word_at(piece.end)
    capitals = [i for i in range(first, last) if passage.text[passage.starts[i]].isupper()]
    real = [i for i in capitals if passage.words[i] not in small_words("en", "article")]
    if any(passage.within("rank", piece.start, piece.end)):
        return "named"
    return "named" if real else "unnamed"


def is_hearsay(passage: Passage, piece: Piece) -> bool:
    """The speaker is rumour, indications or sources, not people who could be asked."""
    return any(
        "hearsay" in hit.cue.flags for hit in passage.within("unnamed", piece.start, piece.end)
    )


def mentions_in(
    mentions: Sequence[Mention], start: int, end: int, kinds: tuple[str, ...]
) -> list[Mention]:
    """Mentions of some kinds inside a stretch; ``mentions`` are in order of place."""
    low = bisect_left(mentions, start, key=attrgetter("start"))
    found = []
    for index in range(low, len(mentions)):
        mention = mentions[index]
        if mention.start >= end:
            break
        if mention.end <= end and mention.kind in kinds:
            found.append(mention)
    return found


def without_time(piece: Piece) -> Piece:
    """A speaker's words without a time or occasion that follows them."""
    match = _ABOUT_TIME.search(piece.text)
    if match is None or match.start() < 2:
        return piece
    return Piece(piece.start, piece.start + match.start(), piece.text[: match.start()])


def link_to(
    passage: Passage, who: Piece | None, hit: Hit, mentions: Sequence[Mention]
) -> tuple[Link, ...]:
    """The chain of one link: who speaks, by which cue; empty for the source itself."""
    if who is None:
        return ()
    cue = Piece(hit.start, hit.end, passage.text[hit.start : hit.end])
    return (Link(who, cue, type_of_speaker(passage, who, mentions)),)
