"""Claims and denials of one sentence: a frame for each verb of interest, under whose words it is.

What is attributed and holds no verb of interest still gives one frame: that it was said. Claims
that are called false, and sites whose place is told without a verb, give frames of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicia.find.attributed import BREAK, Attribution, Context
from indicia.find.attribution import chain_of, find_attributions
from indicia.find.cue import small_words
from indicia.find.event import Clause, find_clauses
from indicia.find.frame import Frame, Link, Piece, piece_of
from indicia.find.modality import find_hedges, is_belief, is_planned, modality_of, pieces_of
from indicia.find.passage import Hit
from indicia.find.polarity import negator_of
from indicia.find.quote import LONGEST as LONGEST_QUOTE
from indicia.find.quote import is_quoted_paragraph
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_self, link_to, mentions_in, type_of_speaker
from indicia.find.thread import Thread
from indicia.geo.phrase import CueKind, find_place_phrases

PARTIES = ("organisation", "person")
LOCATING = (
    CueKind.OFFSET,
    CueKind.DIRECTION,
    CueKind.NEAR,
    CueKind.ADJACENT,
    CueKind.OPPOSITE,
    CueKind.ROAD,
    CueKind.JUNCTION,
)


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
            frames.append(_bare(context, sentence, attributions, position, carried))
    if not frames:
        frames += _disbelief(context, sentence, carried)
    if not frames:
        frames += _placement(context, sentence, carried)
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
    chain = _within(chain_of(attributions, owner) if owner is not None else (), carried)
    rules = [clause.hit.cue.rule, *(attribution.rules if attribution else ())]
    negator = negator_of(context.passage, clause.hit, clause.start)
    denied = attribution is not None and any(a.denies for a in _lineage(attributions, owner))
    alleges = "alleges" in clause.hit.cue.flags
    disbelief = _disbelieved(context, sentence) if alleges and not denied else None
    mocked = None
    if disbelief is not None and attribution is not None and attribution.link is not None:
        told = attribution.link.speaker
        if told.start <= disbelief.start < clause.start:
            # "They published a false report that ...": whoever calls it false denies it.
            mocked, chain = told, chain[1:]
    unsaid = owner is not None and any(
        _is_unsaid(context, a) for a in _lineage(attributions, owner)
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
    hearsay = attribution is not None and any(a.hearsay for a in _lineage(attributions, owner))
    planned = is_planned(context, clause.start, clause.hit)
    believed = any(is_belief(a.hit) for a in _lineage(attributions, owner))
    start, end = _whole(attribution, clause)
    pieces = pieces_of(context, hedges)
    if hearsay and attribution is not None and attribution.link is not None:
        pieces = (_hearsay_words(context, attribution), *pieces)
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
        _quote_type(context, content, chain),
        polarity,
        modality_of(hedges, hearsay, planned, believed),
        pieces,
        event_time=_event_time(context, sentence, clause),
        allegation=alleges or _is_misuse(context, clause),
        rules=tuple(dict.fromkeys(rules)),
        score=0.75 if chain else 0.6,
        reason=f"verb {context.text[clause.hit.start : clause.hit.end]!r}",
    )


def _is_unsaid(context: Context, attribution: Attribution) -> bool:
    """The cue itself is negated ("did not say that")."""
    if attribution.denies or attribution.hit.cue.role != "attribute":
        return False
    negator = negator_of(context.passage, attribution.hit, attribution.clause_start)
    return negator is not None and attribution.hit.first - negator.last <= 1


def _claimant(context: Context, clause: Clause) -> tuple[Link, ...]:
    """Whoever claims responsibility speaks; empty for the source itself."""
    passage, who = context.passage, clause.actor
    if who is None or is_self(passage, who, clause.hit.cue.language):
        return ()
    return link_to(passage, who, clause.hit, context.mentions)


def _within(chain: tuple[Link, ...], carried: Link | None) -> tuple[Link, ...]:
    """A chain inside the quotation of ``carried``, who stands outermost."""
    if carried is None or carried.speaker in (link.speaker for link in chain):
        return chain
    return (*chain, carried)


def _hearsay_words(context: Context, attribution: Attribution) -> Piece:
    """The words that make content hearsay: the cue with whom it names, a pronoun as written."""
    who, cue = attribution.words, attribution.hit
    low, high = (min(cue.start, who.start), max(cue.end, who.end)) if who else (cue.start, cue.end)
    if high - low > 200:
        low, high = cue.start, cue.end
    return Piece(low, high, context.text[low:high])


def _lineage(attributions: Sequence[Attribution], position: int | None) -> Iterator[Attribution]:
    while position is not None:
        yield attributions[position]
        position = attributions[position].outer


def _whole(attribution: Attribution | None, clause: Clause) -> tuple[int, int]:
    """The span of a frame: its clause, with cue and speaker of its own sentence."""
    start, end = clause.start, clause.end
    if attribution is None:
        return start, end
    parts = [(attribution.hit.start, attribution.hit.end)]
    if attribution.link is not None and "pronoun" not in attribution.rules:
        parts.append((attribution.link.speaker.start, attribution.link.speaker.end))
    near = [(a, b) for a, b in parts if abs(a - start) <= 1500]
    return min([start, *(a for a, _ in near)]), max([end, *(b for _, b in near)])


def _quote_type(context: Context, content: Piece, chain: tuple[Link, ...]) -> str:
    quoted = context.quotes.type_of(content.start, content.end)
    if not chain:
        return "none" if quoted != "direct" else "direct"
    if quoted == "indirect" and is_quoted_paragraph(context.text, content.start - 1):
        return "direct"
    return quoted


def _disbelieved(context: Context, sentence: Sentence) -> Hit | None:
    for hit in context.passage.within("disbelief", sentence.start, sentence.end):
        if negator_of(context.passage, hit, sentence.start) is None:
            return hit
    return None


def _is_misuse(context: Context, clause: Clause) -> bool:
    """A protected place that is said to be used by a party is an allegation."""
    if clause.hit.cue.predicate not in ("uses site", "disguises", "stores"):
        return False
    heads = context.passage.within("head", clause.start, clause.end)
    return any(hit.cue.value for hit in heads)


def _event_time(context: Context, sentence: Sentence, clause: Clause) -> dict[str, object] | None:
    for start, end in ((clause.start, clause.end), (sentence.start, sentence.end)):
        for mention in mentions_in(context.mentions, start, end, ("date",)):
            return dict(mention.value) if mention.value else None
    return None


def _placement(context: Context, sentence: Sentence, carried: Link | None) -> list[Frame]:
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


def _bare(
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
    denies = any(a.denies for a in _lineage(attributions, position))
    negated = _is_negated(context, content) != _is_unsaid(context, attribution)
    disbelief = _disbelieved(context, sentence) is not None
    hearsay = any(a.hearsay for a in _lineage(attributions, position))
    clause = Clause(hit, content.start, content.end)
    start, end = _whole(attribution, clause)
    chain = _within(chain_of(attributions, position), carried)
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
        quote_type=_quote_type(context, content, chain),
        polarity="no" if denies or disbelief or negated else "yes",
        modality=modality_of(hedges, hearsay, False, is_belief(hit)),
        hedges=pieces_of(context, hedges),
        event_time=_event_time(context, sentence, clause),
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


def _disbelief(context: Context, sentence: Sentence, carried: Link | None) -> list[Frame]:
    """Words that call something false: all of a quoted sentence, else claims that it names."""
    hit = _disbelieved(context, sentence)
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
