"""Frames without a verb of interest: that something was said, called false, or stands somewhere.

What is attributed and holds no verb of interest gives one frame: that it was said. Claims that are
called false, and sites whose place is told without a verb, give frames of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from indicia.find.attributed import BREAK, PARTIES, Attribution, Context
from indicia.find.chain import chain_of
from indicia.find.event import Clause
from indicia.find.frame import Frame, Link, Piece, piece_of
from indicia.find.lineage import (
    disbelieved,
    event_time,
    is_unsaid,
    lineage_of,
    quote_type,
    whole_span,
    within,
)
from indicia.find.modality import find_hedges, is_belief, modality_of, pieces_of
from indicia.find.sentence import Sentence
from indicia.find.speaker import mentions_in
from indicia.geo.phrase import CueKind, find_place_phrases

LOCATING = (
    CueKind.OFFSET,
    CueKind.DIRECTION,
    CueKind.NEAR,
    CueKind.ADJACENT,
    CueKind.OPPOSITE,
    CueKind.ROAD,
    CueKind.JUNCTION,
)


def find_placement(context: Context, sentence: Sentence, carried: Link | None) -> list[Frame]:
    """A site whose place is told without a verb ("Post 7: a base north of the town")."""
    sites = mentions_in(context.mentions, sentence.start, sentence.end, ("facility",))
    if not sites or not _opens(context.text[sentence.start : sites[0].start]):
        return []
    site = sites[0]
    told = find_place_phrases(context.text[site.end : sentence.end])
    cues = [cue for phrase in told for cue in phrase.cues if cue.kind in LOCATING]
    content = piece_of(context.text, site.start, sentence.end)
    if not cues or content is None:
        return []
    begin = min(cue.start for cue in cues)
    return [
        Frame(
            content.start,
            content.end,
            "claim",
            "located at",
            content,
            chain=(carried,) if carried else (),
            actor=piece_of(context.text, site.start, site.end),
            object=piece_of(context.text, site.end + begin, sentence.end),
            quote_type="direct" if carried else "none",
            rules=("site and place without a verb",),
            score=0.5,
            reason="a site and words that tell its place",
        )
    ]


def _opens(lead: str) -> bool:
    """Nothing stands before but a label ("Site three:") or an article."""
    label = lead.rsplit(":", 1)
    return len(label[0]) <= 40 and len(label[-1].split()) <= 1


def bare_frame(
    context: Context,
    sentence: Sentence,
    attributions: Sequence[Attribution],
    position: int,
    carried: Link | None,
) -> Frame:
    """An attribution whose content holds no verb of interest: that it was said."""
    attribution = attributions[position]
    content = piece_of(context.text, attribution.start, attribution.end)
    hit = attribution.hit
    content = content or Piece(hit.start, hit.end, context.text[hit.start : hit.end])
    hedges = find_hedges(context, sentence.start, (content.start, content.end))
    denies = any(a.denies for a in lineage_of(attributions, position))
    negated = _is_negated(context, content) != is_unsaid(context, attribution)
    disbelief = disbelieved(context, sentence) is not None
    hearsay = any(a.hearsay for a in lineage_of(attributions, position))
    clause = Clause(hit, content.start, content.end)
    start, end = whole_span(attribution, clause)
    chain = within(chain_of(attributions, position), carried)
    mocked = None
    if disbelief and not denies and attribution.link is not None:
        # "The reports that were published are lies": they are denied, they do not deny.
        mocked, chain = attribution.link.speaker, tuple(k for k in chain if k != attribution.link)
    rules = (*attribution.rules, *(("disbelief",) if disbelief else ()))
    return Frame(
        start,
        end,
        "denial" if denies or disbelief else "claim",
        hit.cue.predicate if not disbelief else "denies",
        content,
        chain=chain,
        target=mocked,
        quote_type=quote_type(context, content, chain),
        polarity="no" if denies or disbelief or negated else "yes",
        modality=modality_of(hedges, hearsay, False, is_belief(hit)),
        hedges=pieces_of(context, hedges),
        event_time=event_time(context, sentence, clause),
        rules=rules,
        score=0.6,
        reason=f"cue {context.text[hit.start : hit.end]!r}",
    )


def _is_negated(context: Context, content: Piece) -> bool:
    """The first clause of what was said holds a negator that is none of "no doubt", "not only"."""
    passage = context.passage
    stop = BREAK.search(context.text, content.start + 1, content.end)
    end = stop.start() if stop else content.end
    if passage.within("denegator", content.start, end):
        return False
    found = passage.within("negator", content.start, end)
    return bool(found) and not passage.within("scope", content.start, found[0].start)


def find_disbelief(context: Context, sentence: Sentence, carried: Link | None) -> list[Frame]:
    """Words that call something false: all of a quoted sentence, else claims that it names."""
    hit = disbelieved(context, sentence)
    start, whose = sentence.start, None
    if hit is not None and carried is None:
        claimed = context.passage.within("claimed", sentence.start, hit.start)
        if not claimed or not context.passage.is_joined(claimed[-1].first, hit.last):
            return []
        start = claimed[-1].start
        named = mentions_in(context.mentions, start, hit.start, PARTIES)
        whose = piece_of(context.text, named[0].start, named[0].end) if named else None
    content = piece_of(context.text, start, sentence.end)
    if hit is None or content is None:
        return []
    rules = (hit.cue.rule, "carried speaker") if carried else (hit.cue.rule, "claims called false")
    return [
        Frame(
            content.start,
            content.end,
            "denial",
            "denies",
            content,
            chain=(carried,) if carried else (),
            target=whose,
            quote_type="direct" if carried else "none",
            polarity="no",
            rules=rules,
            score=0.6,
            reason=f"cue {context.text[hit.start : hit.end]!r}",
        )
    ]
