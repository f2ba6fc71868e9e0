"""Statements of one text: who says what about whom, each with spans and the rules that fired.

Sentence by sentence: questions, then demands and threats, then attributions, then one frame for
each verb of interest, under the attribution whose content holds it. What no rule reads gives no
frame. Denials are linked at the end, and demands and questions counted in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indicia.find.attribution import Attribution, Context, chain_of, find_attributions
from indicia.find.demand import Demand, find_command, find_demands, find_vocative, split_steps
from indicia.find.denial import link_denials
from indicia.find.event import Clause, find_clauses
from indicia.find.frame import Frame, Link, Piece, piece_of
from indicia.find.mention import Mention
from indicia.find.modality import find_hedges, is_planned, modality_of, pieces_of
from indicia.find.passage import Hit, Passage
from indicia.find.polarity import negator_of
from indicia.find.question import find_questions
from indicia.find.quote import find_quotes, is_quoted_paragraph
from indicia.find.sentence import Sentence, script_of, split_sentences
from indicia.find.speaker import is_self, mentions_in, trim_party, type_of_speaker

PLACES = ("place", "facility", "road")


@dataclass(slots=True)
class _Thread:
    """What carries over from sentence to sentence of one text."""

    speaker: Link | None = None
    quoted: Link | None = None
    """Speaker of the quoted paragraphs that follow ("states the following:")."""
    demand: Demand | None = None
    """The demand whose list of points is open."""
    chain: tuple[Link, ...] = ()
    vocative: Piece | None = None


def find_statements(passage: Passage, mentions: Sequence[Mention]) -> tuple[Frame, ...]:
    """All frames of a text in reading order; ``mentions`` are in order of place."""
    context = Context(passage, mentions, find_quotes(passage.text), script_of(passage.text))
    thread = _Thread(vocative=find_vocative(passage.text))
    frames: list[Frame] = []
    for sentence in split_sentences(passage.text):
        frames += _frames_of(context, sentence, thread)
    frames = _within_quotes(context, frames)
    frames = _ranked(link_denials(frames))
    return tuple(_placed(context, frame) for frame in frames)


def _frames_of(context: Context, sentence: Sentence, thread: _Thread) -> list[Frame]:
    if questions := find_questions(context, sentence):
        thread.demand = None
        return [
            Frame(
                q.content.start,
                q.content.end,
                "question",
                "asks",
                q.content,
                quote_type="none",
                rules=(q.rule,),
                score=0.9 if q.direct else 0.8,
                reason="asked" if q.direct else "said to be open",
            )
            for q in questions
        ]
    demands = list(_demands(context, sentence, thread))
    if demands:
        return demands
    threat = _threat(context, sentence)
    if threat is not None:
        return [threat]
    return _claims(context, sentence, thread)


def _demands(context: Context, sentence: Sentence, thread: _Thread) -> Iterator[Frame]:
    demands = find_demands(context, sentence)
    text = context.text
    if demands:
        first = demands[0]
        thread.chain = _speaker_chain(context, first.speaker, first.hit)
        ends_open = text[sentence.end - 1] in ":：" or len(first.content.text) < 3
        thread.demand = first
        if not (ends_open and len(demands) == 1 and len(first.content.text.split()) <= 3):
            for demand in demands:
                yield _demand_frame(context, demand, thread)
        return
    opened = thread.demand
    ordered = context.passage.within("sequence", sentence.start, sentence.end)
    starts_ordered = (
        bool(ordered) and ordered[0].start - sentence.start <= (sentence.point or 0) + 2
    )
    if opened is not None and (sentence.point is not None or starts_ordered):
        start = sentence.start + (sentence.point or 0)
        for step in split_steps(context, start, sentence.end):
            made = replace(opened, start=step.start, end=step.end, content=step)
            yield _demand_frame(context, replace(made, rules=(*opened.rules, "list")), thread)
        return
    command = find_command(context, sentence, opened is not None or sentence.point is not None)
    if command is None:
        thread.demand = opened if sentence.point is not None else None
        return
    quote = context.quotes.around(command.start)
    end = min(quote[1], sentence.end) if quote else sentence.end
    for step in split_steps(context, command.start, end):
        demand = Demand(
            step.start, step.end, step, None, thread.vocative, command, (command.cue.rule,)
        )
        if opened is None:
            thread.chain = ()
        thread.demand = demand
        yield _demand_frame(context, demand, thread)


def _speaker_chain(context: Context, who: Piece | None, hit: Hit) -> tuple[Link, ...]:
    if who is None:
        return ()
    cue = Piece(hit.start, hit.end, context.text[hit.start : hit.end])
    return (Link(who, cue, type_of_speaker(context.passage, who, context.mentions)),)


def _demand_frame(context: Context, demand: Demand, thread: _Thread) -> Frame:
    quoted = context.quotes.type_of(demand.content.start, demand.content.end)
    negated = negator_of(context.passage, demand.hit, max(0, demand.hit.start - 40))
    return Frame(
        demand.start,
        demand.end,
        "demand",
        "demands",
        demand.content,
        chain=thread.chain,
        addressee=demand.addressee or thread.vocative,
        object=demand.content,
        quote_type=quoted if quoted == "direct" or thread.chain else "none",
        polarity="no" if negated else "yes",
        rules=demand.rules,
        score=0.8 if "list" not in demand.rules else 0.7,
        reason=f"cue {context.text[demand.hit.start : demand.hit.end]!r}",
    )


def _threat(context: Context, sentence: Sentence) -> Frame | None:
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
            chain = _speaker_chain(context, subject, hit)
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
    return _speaker_chain(context, who, hit)


def _claims(context: Context, sentence: Sentence, thread: _Thread) -> list[Frame]:
    text, passage = context.text, context.passage
    attributions = find_attributions(context, sentence, thread.speaker)
    carried = thread.quoted
    if carried is not None and not is_quoted_paragraph(text, sentence.start):
        inside = context.quotes.around(sentence.start + 1)
        carried = thread.quoted = None if inside is None else carried
    for attribution in attributions:
        thread.speaker = attribution.link or thread.speaker
    if attributions and text[sentence.end - 1 : sentence.end] == ":":
        thread.quoted = attributions[-1].link
    elif attributions:
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
            frames.append(_bare(context, sentence, attributions, position))
    if carried is not None and not frames:
        frames += _disbelief(context, sentence, carried)
    frames.sort(key=lambda frame: frame.content.start)
    return frames


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
    groups: dict[int | None, list[Hit]] = {}
    for hit in hits:
        owner = None
        in_party = False
        for position, attribution in enumerate(attributions):
            if attribution.covers(hit.start):
                owner = position
            who = attribution.link.speaker if attribution.link else None
            in_party = in_party or bool(who and who.start <= hit.start < who.end)
            in_party = in_party or attribution.hit.first <= hit.first < attribution.hit.last
        idle = owner is None and plain and "nominal" in hit.cue.flags
        if not in_party and not idle:
            groups.setdefault(owner, []).append(hit)
    for owner, owned in groups.items():
        if owner is None:
            start, end = sentence.start, sentence.end
            for attribution in attributions:
                if attribution.hit.start > owned[-1].end:
                    end = min(end, attribution.clause_start)
                elif attribution.hit.end < owned[0].start:
                    start = max(start, attribution.hit.end)
            end = max(end, owned[-1].end)
        else:
            start = attributions[owner].start
            end = min(attributions[owner].end, max(sentence.end, owned[-1].end))
        for clause in find_clauses(context, owned, start, end):
            yield owner, clause


def _claim(
    context: Context,
    sentence: Sentence,
    attributions: Sequence[Attribution],
    owner: int | None,
    clause: Clause,
    carried: Link | None,
) -> Frame:
    attribution = attributions[owner] if owner is not None else None
    chain = chain_of(attributions, owner) if owner is not None else ()
    if not chain and carried is not None:
        chain = (carried,)
    rules = [clause.hit.cue.rule, *(attribution.rules if attribution else ())]
    negator = negator_of(context.passage, clause.hit, clause.start)
    denied = attribution is not None and any(a.denies for a in _lineage(attributions, owner))
    alleges = "alleges" in clause.hit.cue.flags
    disbelief = _disbelieved(context, sentence) if alleges and not denied else None
    flips = (negator is not None) + denied + (disbelief is not None and negator is None)
    if negator is not None:
        rules.append(negator.cue.rule)
    if disbelief is not None:
        rules.append(disbelief.cue.rule)
    polarity = "no" if flips % 2 else "yes"
    is_denial = polarity == "no" and (denied or disbelief is not None or alleges)
    hedges = find_hedges(context, sentence.start, (clause.start, clause.end))
    hearsay = attribution is not None and any(a.hearsay for a in _lineage(attributions, owner))
    planned = is_planned(context, clause.start, clause.hit)
    start, end = _whole(attribution, clause)
    pieces = pieces_of(context, hedges)
    if hearsay and attribution is not None and attribution.link is not None:
        link = attribution.link
        low, high = min(link.cue.start, link.speaker.start), max(link.cue.end, link.speaker.end)
        if high - low <= 200:
            pieces = (Piece(low, high, context.text[low:high]), *pieces)
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
        clause.target,
        clause.object,
        clause.purpose,
        _quote_type(context, content, chain),
        polarity,
        modality_of(hedges, hearsay, planned),
        pieces,
        event_time=_event_time(context, sentence, clause),
        allegation=alleges or _is_misuse(context, clause),
        rules=tuple(dict.fromkeys(rules)),
        score=0.75 if chain else 0.6,
        reason=f"verb {context.text[clause.hit.start : clause.hit.end]!r}",
    )


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


def _bare(
    context: Context, sentence: Sentence, attributions: Sequence[Attribution], position: int
) -> Frame:
    """An attribution whose content holds no verb of interest: that it was said."""
    attribution = attributions[position]
    content = piece_of(context.text, attribution.start, attribution.end)
    hit = attribution.hit
    content = content or Piece(hit.start, hit.end, context.text[hit.start : hit.end])
    hedges = find_hedges(context, sentence.start, (content.start, content.end))
    denies = any(a.denies for a in _lineage(attributions, position))
    disbelief = _disbelieved(context, sentence) is not None
    hearsay = any(a.hearsay for a in _lineage(attributions, position))
    clause = Clause(hit, content.start, content.end)
    start, end = _whole(attribution, clause)
    chain = chain_of(attributions, position)
    rules = (*attribution.rules, *(("disbelief",) if disbelief else ()))
    return Frame(
        start,
        end,
        "denial" if denies or disbelief else "claim",
        hit.cue.predicate if not disbelief else "denies",
        content,
        chain=chain,
        quote_type=_quote_type(context, content, chain),
        polarity="no" if denies or disbelief else "yes",
        modality=modality_of(hedges, hearsay, False),
        hedges=pieces_of(context, hedges),
        event_time=_event_time(context, sentence, clause),
        rules=rules,
        score=0.6,
        reason=f"cue {context.text[hit.start : hit.end]!r}",
    )


def _disbelief(context: Context, sentence: Sentence, carried: Link) -> list[Frame]:
    hit = _disbelieved(context, sentence)
    content = piece_of(context.text, sentence.start, sentence.end)
    if hit is None or content is None:
        return []
    rules = (hit.cue.rule, "carried speaker")
    return [
        Frame(
            content.start,
            content.end,
            "denial",
            "denies",
            content,
            chain=(carried,),
            quote_type="direct",
            polarity="no",
            rules=rules,
            score=0.6,
            reason=f"cue {context.text[hit.start : hit.end]!r}",
        )
    ]


def _within_quotes(context: Context, frames: list[Frame]) -> list[Frame]:
    """Frames in earlier sentences of a quotation get the speaker named at its end."""
    owners = [f for f in frames if f.chain and f.quote_type == "direct"]
    made = []
    for frame in frames:
        quote = context.quotes.around(frame.content.start)
        if not frame.chain and quote is not None and quote[1] - quote[0] > 40:
            for owner in owners:
                if quote[0] <= owner.content.start < quote[1]:
                    rules = (*frame.rules, "same quotation")
                    frame = replace(frame, chain=owner.chain, quote_type="direct", rules=rules)
                    break
        made.append(frame)
    return made


def _ranked(frames: Sequence[Frame]) -> list[Frame]:
    """Demands and questions counted from 1 in reading order."""
    counts = {"demand": 0, "question": 0}
    made = []
    for frame in frames:
        if frame.kind in counts:
            counts[frame.kind] += 1
            frame = replace(frame, rank=counts[frame.kind])
        made.append(frame)
    return made


def _placed(context: Context, frame: Frame) -> Frame:
    inside = mentions_in(context.mentions, frame.start, frame.end, PLACES)
    if not inside:
        return frame
    return replace(frame, places=tuple((m.start, m.end, m.kind) for m in inside))
