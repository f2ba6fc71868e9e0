"""Statements of one text: who says what about whom, each with spans and the rules that fired.

Sentence by sentence: questions, then demands and threats, then attributions, then one frame for
each verb of interest, under the attribution whose content holds it. What no rule reads gives no
frame. Denials are linked at the end, and demands and questions counted in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicia.find.attributed import Context
from indicia.find.attribution import find_attributions
from indicia.find.claim import find_claims
from indicia.find.demand import Demand, find_command, find_demands, find_vocative, split_steps
from indicia.find.denial import link_denials
from indicia.find.frame import Frame, Link, Piece
from indicia.find.mention import Mention
from indicia.find.passage import Passage
from indicia.find.polarity import negator_of
from indicia.find.question import Question, find_questions
from indicia.find.quote import find_quotes
from indicia.find.sentence import Sentence, script_of, split_sentences
from indicia.find.speaker import link_to, mentions_in
from indicia.find.thread import Thread
from indicia.find.threat import find_threat

PLACES = ("place", "facility", "road")


def find_statements(passage: Passage, mentions: Sequence[Mention]) -> tuple[Frame, ...]:
    """All frames of a text in reading order; ``mentions`` are in order of place."""
    context = Context(passage, mentions, find_quotes(passage.text), script_of(passage.text))
    thread = Thread(vocative=find_vocative(passage.text))
    frames: list[Frame] = []
    for sentence in split_sentences(passage.text):
        if passage.furniture.covers(sentence.start):
            continue
        frames += _frames_of(context, sentence, thread)
    frames = _within_quotes(context, frames)
    frames = _ranked(link_denials(frames))
    return tuple(_placed(context, frame) for frame in frames)


def _frames_of(context: Context, sentence: Sentence, thread: Thread) -> list[Frame]:
    if questions := find_questions(context, sentence):
        thread.demand = None
        frames = [_question_frame(q, sentence, thread) for q in questions]
        lead = replace(sentence, end=questions[0].content.start)
        if lead.end - lead.start >= (LONG_LEAD if questions[0].direct else SHORT_LEAD):
            # "One side says this, the other that: which is right?" states before it asks.
            frames = [*find_claims(context, lead, thread), *frames]
        return frames
    opened = thread.demand
    demands = list(_demands(context, sentence, thread))
    if demands:
        return [*demands, *_beside(context, sentence, thread, demands)]
    if thread.demand is not None and thread.demand is not opened:
        return []
    threat = find_threat(context, sentence)
    if threat is not None:
        done = replace(sentence, end=threat.content.start)
        told = find_claims(context, done, thread) if done.end - done.start >= LONG_LEAD else []
        return [*(told if not threat.chain else ()), threat]
    return find_claims(context, sentence, thread)


LONG_LEAD = 40
"""Code points before a question, in its sentence, from which on they are read on their own."""
SHORT_LEAD = 15
"""The same before a question that is only said to be open ("..., nobody knows by whom")."""


def _question_frame(question: Question, sentence: Sentence, thread: Thread) -> Frame:
    if thread.paragraph != sentence.paragraph:
        thread.paragraph, thread.offered = sentence.paragraph, ()
    answers = question.answers
    if question.goes_on:
        answers = (*thread.offered, *answers)
    thread.offered = (*thread.offered, *question.answers)
    content = question.content
    return Frame(
        content.start,
        content.end,
        "question",
        "asks",
        content,
        quote_type="none",
        answers=answers,
        rules=(question.rule,),
        score=0.9 if question.direct else 0.8,
        reason="asked" if question.direct else "said to be open",
    )


def _beside(
    context: Context, sentence: Sentence, thread: Thread, demands: Sequence[Frame]
) -> list[Frame]:
    """What a sentence states or threatens beside its demands."""
    text = context.text
    rest = replace(sentence, start=demands[-1].content.end)
    threat = find_threat(context, rest)
    made = [threat] if threat is not None else []
    quote = context.quotes.around(demands[0].content.start)
    if quote is None and context.passage.within("attribute", rest.start, rest.end):
        return [*made, *find_claims(context, rest, thread)]
    if quote is None or text[quote[1] : sentence.end].count(" ") < 3:
        return made
    return made + [
        frame
        for frame in find_claims(context, sentence, thread)
        if not any(frame.content.start < d.end and d.start < frame.content.end for d in demands)
    ]


def _quoting(context: Context, sentence: Sentence, start: int) -> tuple[Link, ...]:
    """Who is quoted with words that stand inside a longer sentence ('a flyer headed "Go"')."""
    quote = context.quotes.around(start)
    if quote is None or quote[1] - quote[0] > 0.6 * (sentence.end - sentence.start):
        return ()
    for attribution in find_attributions(context, sentence):
        if attribution.link is not None:
            return (attribution.link,)
    lead = context.passage.within("unnamed", sentence.start, quote[0])
    if not lead:
        return ()
    first = lead[0]
    who = Piece(first.start, first.end, context.text[first.start : first.end])
    return link_to(context.passage, who, first, context.mentions)


def _demands(context: Context, sentence: Sentence, thread: Thread) -> Iterator[Frame]:
    demands = find_demands(context, sentence)
    text = context.text
    if demands:
        first = demands[0]
        thread.chain = link_to(context.passage, first.speaker, first.hit, context.mentions)
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
    listed = opened is not None or sentence.point is not None or thread.vocative is not None
    command = find_command(context, sentence, listed)
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
            thread.chain = _quoting(context, sentence, command.start)
        thread.demand = demand
        yield _demand_frame(context, demand, thread)


def _demand_frame(context: Context, demand: Demand, thread: Thread) -> Frame:
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


def _within_quotes(context: Context, frames: list[Frame]) -> list[Frame]:
    """Frames in earlier sentences of a quotation get the speaker named at its end."""
    quotes = [context.quotes.around(frame.content.start) for frame in frames]
    owners: dict[tuple[int, int], Frame] = {}
    for frame, quote in zip(frames, quotes, strict=True):
        if frame.chain and frame.quote_type == "direct" and quote is not None:
            owners.setdefault(quote, frame)
    made = []
    for frame, quote in zip(frames, quotes, strict=True):
        if not frame.chain and quote is not None and quote[1] - quote[0] > 40 and quote in owners:
            rules = (*frame.rules, "same quotation")
            chain = owners[quote].chain
            frame = replace(frame, chain=chain, quote_type="direct", rules=rules)
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
