"""Claims and denials of one sentence: a frame for each verb of interest, under whose words it is.

Content without such a verb is the business of ``bare``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicia.find.attributed import PARTIES, Attribution, Context
from indicia.find.attribution import find_attributions
from indicia.find.bare import bare_frame, find_disbelief, find_placement
from indicia.find.chain import chain_of
from indicia.find.cue import small_words
from indicia.find.event import Clause, find_clauses
from indicia.find.frame import Frame, Link, Piece
from indicia.find.lineage import (
    disbelieved,
    event_time,
    hearsay_words,
    is_unsaid,
    lineage_of,
    quote_type,
    whole_span,
    within,
)
from indicia.find.modality import find_hedges, is_belief, is_planned, modality_of, pieces_of
from indicia.find.passage import Hit
from indicia.find.polarity import negator_of
from indicia.find.quote import LONGEST as LONGEST_QUOTE
from indicia.find.quote import is_quoted_paragraph
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_self, link_to, mentions_in, type_of_speaker
from indicia.find.thread import Thread


def find_claims(context: Context, sentence: Sentence, thread: Thread) -> list[Frame]:
    """Claims and denials of one sentence, in order; ``thread`` learns who spoke."""
    text, passage = context.text, context.passage
    attributions = find_attributions(context, sentence, thread.speaker)
    carried = thread.quoted
    opens_quote = carried is not None and _is_quoted(context, sentence)
    if not opens_quote:
        carried = thread.quoted = None
    if carried is None and not attributions:
        carried = thread.speaker_at(sentence.start + 1)
    for attribution in attributions:
        thread.speaker = attribution.link or thread.speaker
        if attribution.link is not None and attribution.more:
            thread.going_on = (attribution.link, attribution.more)
    if text[sentence.end - 1 : sentence.end] == ":":
        thread.quoted = attributions[-1].link if attributions else _announced(context, sentence)
    elif attributions and not opens_quote:
        carried = None
    hits = passage.within("event", sentence.start, sentence.end)
    used: set[int] = set()
    frames: list[Frame] = []
    for owner, clause in _owned_clauses(context, sentence, attributions, hits, carried is None):
        if owner is not None:
            used.add(owner)
        frames.append(_claim(context, sentence, attributions, owner, clause, carried))
    for position in range(len(attributions)):
        inner = any(other.outer == position for other in attributions)
        if position not in used and not inner:
            frames.append(bare_frame(context, sentence, attributions, position, carried))
    if not frames:
        frames += find_disbelief(context, sentence, carried)
    if not frames:
        frames += find_placement(context, sentence, carried)
    frames.sort(key=lambda frame: frame.content.start)
    return frames


def _is_quoted(context: Context, sentence: Sentence) -> bool:
    """The sentence stands in a quoted or slanted paragraph, or in a quotation."""
    text = context.text
    line = text.rfind("\n", max(0, sentence.start - 2 * LONGEST_QUOTE), sentence.start) + 1
    return is_quoted_paragraph(text, line) or (
        context.quotes.around(sentence.start + 1) is not None
    )


def _announced(context: Context, sentence: Sentence) -> Link | None:
    """Who is quoted below a line that ends in a colon and only names them."""
    text = context.text
    if not is_quoted_paragraph(text, sentence.end):
        return None
    named = mentions_in(context.mentions, sentence.start, sentence.end, PARTIES)
    if not named:
        return None
    colon = Piece(sentence.end - 1, sentence.end, ":")
    who = Piece(named[-1].start, named[-1].end, text[named[-1].start : named[-1].end])
    return Link(who, colon, type_of_speaker(context.passage, who, context.mentions))


def _owned_clauses(
    context: Context,
    sentence: Sentence,
    attributions: Sequence[Attribution],
    hits: Sequence[Hit],
    plain: bool,
) -> Iterator[tuple[int | None, Clause]]:
    """Clauses with the position of the innermost attribution that holds them.

    ``plain``: nobody's words go on here, so that a mere noun of action states nothing.
    """
    groups: dict[tuple[int | None, tuple[int, int]], list[Hit]] = {}
    for hit in hits:
        owner, stretch = None, (0, 0)
        in_party = False
        for position, attribution in enumerate(attributions):
            found = attribution.stretch_at(hit.start)
            if found is not None and (owner is None or found[0] >= stretch[0]):
                owner, stretch = position, found
            who = attribution.link.speaker if attribution.link else None
            in_party = in_party or bool(who and who.start <= hit.start < who.end)
            in_party = in_party or attribution.hit.first <= hit.first < attribution.hit.last
        if owner is None and _is_headline_verb(context, sentence, hit):
            continue
        idle = owner is None and plain and (_states_nothing(hit) or _is_noun(context, hit))
        if not in_party and not idle:
            groups.setdefault((owner, stretch), []).append(hit)
    for (owner, stretch), owned in groups.items():
        if owner is None:
            start, end = sentence.start, sentence.end
            for attribution in attributions:
                if attribution.hit.start > owned[-1].end:
                    end = min(end, attribution.clause_start)
                elif attribution.hit.end < owned[0].start:
                    start = max(start, attribution.hit.end)
            end = max(end, owned[-1].end)
        else:
            start = stretch[0]
            end = min(stretch[1], max(sentence.end, owned[-1].end))
        for clause in find_clauses(context, owned, start, end):
            yield owner, clause


def _is_headline_verb(context: Context, sentence: Sentence, hit: Hit) -> bool:
    """A bare verb that opens a line ("Bomb a mosque"): a label or a command, said of nobody."""
    words = context.passage.words
    opens = not any(c.isalnum() for c in context.text[sentence.start : hit.start])
    return opens and hit.last - hit.first == 1 and words[hit.first] in small_words("en", "base")


def _states_nothing(hit: Hit) -> bool:
    """A mere noun of action; whose base a place is counts."""
    return "nominal" in hit.cue.flags and "site" not in hit.cue.flags


def _is_noun(context: Context, hit: Hit) -> bool:
    """An English word that an article makes a noun ("the detained", "the attack")."""
    passage = context.passage
    if hit.cue.language != "en" or hit.last - hit.first > 1 or hit.first == 0:
        return False
    return passage.words[hit.first - 1] in ARTICLES and passage.gap(hit.first - 1) == " "


ARTICLES = frozenset(["the", "a", "an", "these", "those", "its", "his", "their", "our", "any"])


def _claim(
    context: Context,
    sentence: Sentence,
    attributions: Sequence[Attribution],
    owner: int | None,
    clause: Clause,
    carried: Link | None,
) -> Frame:
    text = context.text
    attribution = attributions[owner] if owner is not None else None
    chain = within(chain_of(attributions, owner) if owner is not None else (), carried)
    rules = [clause.hit.cue.rule, *(attribution.rules if attribution else ())]
    negator = negator_of(context.passage, clause.hit, clause.start)
    denied = attribution is not None and any(a.denies for a in lineage_of(attributions, owner))
    alleges = "alleges" in clause.hit.cue.flags
    disbelief = disbelieved(context, sentence) if alleges and not denied else None
    mocked = None
    if disbelief is not None and attribution is not None and attribution.link is not None:
        told = attribution.link.speaker
        if told.start <= disbelief.start < clause.start:
            # "They published a false report that ...": whoever calls it false denies it.
            mocked, chain = told, chain[1:]
    unsaid = owner is not None and any(
        is_unsaid(context, a) for a in lineage_of(attributions, owner)
    )
    if denied and negator is not None and attribution is not None:
        # "He denies it: we never fired": who denies says no in their own words, not twice.
        denied = ":" not in text[attribution.hit.end : clause.start]
    flips = (negator is not None) + denied + unsaid + (disbelief is not None and negator is None)
    if negator is not None:
        rules.append(negator.cue.rule)
    if disbelief is not None:
        rules.append(disbelief.cue.rule)
    polarity = "no" if flips % 2 else "yes"
    unproven = negator is not None and "unproven" in negator.cue.flags
    is_denial = polarity == "no" and (
        denied or disbelief is not None or (alleges and not unproven and not unsaid)
    )
    if clause.hit.cue.predicate == "claims responsibility" and polarity == "yes" and not chain:
        chain = _claimant(context, clause)
    hedges = find_hedges(context, sentence.start, (clause.start, clause.end))
    hearsay = attribution is not None and any(a.hearsay for a in lineage_of(attributions, owner))
    planned = is_planned(context, clause.start, clause.hit)
    believed = any(is_belief(a.hit) for a in lineage_of(attributions, owner))
    start, end = whole_span(attribution, clause)
    pieces = pieces_of(context, hedges)
    if hearsay and attribution is not None and attribution.link is not None:
        pieces = (hearsay_words(context, attribution), *pieces)
    content = Piece(clause.start, clause.end, context.text[clause.start : clause.end])
    return Frame(
        start,
        end,
        "denial" if is_denial else "claim",
        clause.hit.cue.predicate,
        content,
        clause.hit.cue.plover or None,
        chain,
        attribution.addressee if attribution else None,
        clause.actor,
        clause.target or mocked,
        clause.object,
        clause.purpose,
        quote_type(context, content, chain),
        polarity,
        modality_of(hedges, hearsay, planned, believed),
        pieces,
        event_time=event_time(context, sentence, clause),
        allegation=alleges or _is_misuse(context, clause),
        rules=tuple(dict.fromkeys(rules)),
        score=0.75 if chain else 0.6,
        reason=f"verb {context.text[clause.hit.start : clause.hit.end]!r}",
    )


def _claimant(context: Context, clause: Clause) -> tuple[Link, ...]:
    """Whoever claims responsibility speaks; empty for the source itself."""
    passage, who = context.passage, clause.actor
    if who is None or is_self(passage, who, clause.hit.cue.language):
        return ()
    return link_to(passage, who, clause.hit, context.mentions)


def _is_misuse(context: Context, clause: Clause) -> bool:
    """A protected place that is said to be used by a party is an allegation."""
    if clause.hit.cue.predicate not in ("uses site", "disguises", "stores"):
        return False
    heads = context.passage.within("head", clause.start, clause.end)
    return any(hit.cue.value for hit in heads)
