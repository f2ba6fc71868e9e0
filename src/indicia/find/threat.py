"""Threats: who threatens whom with what, one frame a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicia.find.attributed import Attribution, Context
from indicia.find.attribution import find_attributions
from indicia.find.chain import chain_of
from indicia.find.frame import Frame, Link, piece_of
from indicia.find.modality import find_hedges, pieces_of
from indicia.find.passage import Hit
from indicia.find.polarity import negator_of
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_self, link_to, mentions_in, trim_party


def find_threat(context: Context, sentence: Sentence) -> Frame | None:
    """The threat of a sentence, if it makes one."""
    hits = context.passage.within("threat", sentence.start, sentence.end)
    said = context.passage.within("attribute", sentence.start, sentence.end)
    if not hits and not any(hit.cue.predicate == "warns" for hit in said):
        return None
    attributions = find_attributions(context, sentence)
    if not hits:
        return _warning(context, sentence, attributions)
    hit = hits[0]
    if negator_of(context.passage, hit, sentence.start):
        return None
    chain: tuple[Link, ...] = ()
    content = piece_of(context.text, threat_begin(context, sentence, hit), sentence.end)
    for position, attribution in enumerate(attributions):
        if attribution.covers(hit.start):
            chain = chain_of(attributions, position)
            content = piece_of(context.text, attribution.start, attribution.end)
    subject = trim_party(context.text, max(sentence.start, hit.start - 200), hit.start)
    third = context.text[hit.start : hit.end].lower().startswith(("threat", "vow"))
    if subject is not None:
        inner = context.passage.within("event", subject.start, subject.end)
        if inner:
            subject = trim_party(context.text, subject.start, inner[0].start)
    if not chain and subject is not None and third and len(subject.text.split()) <= 12:
        if not is_self(context.passage, subject, hit.cue.language):
            chain = link_to(context.passage, subject, hit, context.mentions)
    if not chain and hit.cue.language != "en":
        chain = _arabic_threatener(context, hit, sentence)
    if content is None:
        return None
    hedges = find_hedges(context, content.start, (content.start, content.end))
    conditional = [h for h in hedges if "conditional" in h.cue.flags]
    quoted = context.quotes.type_of(content.start, content.end)
    return Frame(
        content.start,
        content.end,
        "threat",
        "threatens",
        content,
        "THREATEN",
        chain=chain,
        actor=chain[0].speaker if chain else None,
        object=piece_of(context.text, hit.end, sentence.end),
        quote_type=quoted if chain or quoted == "direct" else "none",
        modality="conditional" if conditional else "planned",
        hedges=pieces_of(context, hedges),
        rules=(hit.cue.rule,),
        score=0.75,
        reason=f"cue {context.text[hit.start : hit.end]!r}",
    )


def threat_begin(context: Context, sentence: Sentence, hit: Hit) -> int:
    """Where a threat begins that is joined to a statement of what was done ("We blew it up, and we
    will do it again"); the sentence's start when nothing of the kind stands before it."""
    joints = list(_JOINED.finditer(context.text, sentence.start, hit.start + 2))
    if not joints:
        return sentence.start
    at = joints[-1].start()
    done = context.passage.within("event", sentence.start, at)
    hedged = context.passage.within("hedge", sentence.start, at)
    return at if done and not hedged else sentence.start


_JOINED = re.compile(r"[,،;؛]\s*(?:(?:and|и)\s+(?=\S)|(?=[وו]\S))")


def _warning(
    context: Context, sentence: Sentence, attributions: Sequence[Attribution]
) -> Frame | None:
    """A warning of what the speaker will do unless something happens: a threat in other words."""
    for position, attribution in enumerate(attributions):
        content = piece_of(context.text, attribution.start, attribution.end)
        if attribution.hit.cue.predicate != "warns" or content is None:
            continue
        hedges = find_hedges(context, content.start, (content.start, content.end))
        conditional = [h for h in hedges if "conditional" in h.cue.flags]
        if not conditional or not _WE_WILL.search(content.text):
            continue
        chain = chain_of(attributions, position)
        return Frame(
            content.start,
            content.end,
            "threat",
            "threatens",
            content,
            "THREATEN",
            chain=chain,
            actor=chain[0].speaker if chain else None,
            quote_type=context.quotes.type_of(content.start, content.end) if chain else "none",
            modality="conditional",
            hedges=pieces_of(context, hedges),
            rules=(attribution.hit.cue.rule, "what we will do if"),
            score=0.65,
            reason=f"cue {context.text[attribution.hit.start : attribution.hit.end]!r}",
        )
    return None


_WE_WILL = re.compile(
    r"(?i)\bwe (?:will|shall)\b|\bwe'll\b|\b(?:سن|سوف ن)\w+|\bмы \w+(?:ем|им|ём)\b|"
    r"\bбудем\b|\bנ[א-ת]{3,}\b"
)


def _arabic_threatener(context: Context, hit: Hit, sentence: Sentence) -> tuple[Link, ...]:
    word = context.passage.words[hit.first].lstrip("وف")
    if not word.startswith(
        (
            "هدد",
            "يهدد",
            "تهدد",
            "توعد",
            "يتوعد",
            "تتوعد",
            "угро",
            "при",
            "гроз",
            "покл",
            "клян",
            "מאי",
            "אי",
            "נשבע",
            "אקסם",
            "اقسم",
            "أقسم",
        )
    ):
        return ()
    named = mentions_in(context.mentions, hit.end, sentence.end, ("organisation", "person"))
    if named and named[0].start - hit.end <= 3:
        who = piece_of(context.text, named[0].start, named[0].end)
    else:
        who = trim_party(context.text, sentence.start, hit.start)
    return link_to(context.passage, who, hit, context.mentions)
