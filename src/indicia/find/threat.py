"""Threats: who threatens whom with what, one frame a sentence."""

from __future__ import annotations

from indicia.find.attributed import Context
from indicia.find.attribution import chain_of, find_attributions
from indicia.find.frame import Frame, Link, piece_of
from indicia.find.modality import find_hedges, pieces_of
from indicia.find.passage import Hit
from indicia.find.polarity import negator_of
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_self, link_to, mentions_in, trim_party


def find_threat(context: Context, sentence: Sentence) -> Frame | None:
    """The threat of a sentence, if it makes one."""
    hits = context.passage.within("threat", sentence.start, sentence.end)
    if not hits:
        return None
    hit = hits[0]
    if negator_of(context.passage, hit, sentence.start):
        return None
    attributions = find_attributions(context, sentence)
    chain: tuple[Link, ...] = ()
    for position, attribution in enumerate(attributions):
        if attribution.covers(hit.start):
            chain = chain_of(attributions, position)
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
    content = piece_of(context.text, sentence.start, sentence.end)
    if content is None:
        return None
    hedges = find_hedges(context, sentence.start, (sentence.start, sentence.end))
    conditional = [h for h in hedges if "conditional" in h.cue.flags]
    quoted = context.quotes.type_of(hit.start, sentence.end)
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


def _arabic_threatener(context: Context, hit: Hit, sentence: Sentence) -> tuple[Link, ...]:
    word = context.passage.words[hit.first].lstrip("وف")
    if not word.startswith(
        ("هدد", "يهدد", "تهدد", "توعد", "يتوعد", "تتوعد", "угро", "при", "מאי", "אי")
    ):
        return ()
    named = mentions_in(context.mentions, hit.end, sentence.end, ("organisation", "person"))
    if named and named[0].start - hit.end <= 3:
        who = piece_of(context.text, named[0].start, named[0].end)
    else:
        who = trim_party(context.text, sentence.start, hit.start)
    return link_to(context.passage, who, hit, context.mentions)
