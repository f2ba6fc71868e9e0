"""What the attributions around a content mean for its frame: its chain, span, quotation and doubt.

Asked both for content with a verb of interest (``claim``) and without one (``bare``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicia.find.attributed import Attribution, Context
from indicia.find.event import Clause
from indicia.find.frame import Link, Piece
from indicia.find.passage import Hit
from indicia.find.polarity import negator_of
from indicia.find.quote import is_quoted_paragraph
from indicia.find.sentence import Sentence
from indicia.find.speaker import mentions_in


def is_unsaid(context: Context, attribution: Attribution) -> bool:
    """The cue itself is negated ("did not say that")."""
    if attribution.denies or attribution.hit.cue.role != "attribute":
        return False
    negator = negator_of(context.passage, attribution.hit, attribution.clause_start)
    return negator is not None and attribution.hit.first - negator.last <= 1


def within(chain: tuple[Link, ...], carried: Link | None) -> tuple[Link, ...]:
    """A chain inside the quotation of ``carried``, who stands outermost."""
    if carried is None or carried.speaker in (link.speaker for link in chain):
        return chain
    return (*chain, carried)


def hearsay_words(context: Context, attribution: Attribution) -> Piece:
    """The words that make content hearsay: the cue with whom it names, a pronoun as written."""
    who, cue = attribution.words, attribution.hit
    low, high = (min(cue.start, who.start), max(cue.end, who.end)) if who else (cue.start, cue.end)
    if high - low > 200:
        low, high = cue.start, cue.end
    return Piece(low, high, context.text[low:high])


def lineage_of(attributions: Sequence[Attribution], position: int | None) -> Iterator[Attribution]:
    while position is not None:
        yield attributions[position]
        position = attributions[position].outer


def whole_span(attribution: Attribution | None, clause: Clause) -> tuple[int, int]:
    """The span of a frame: its clause, with cue and speaker of its own sentence."""
    start, end = clause.start, clause.end
    if attribution is None:
        return start, end
    parts = [(attribution.hit.start, attribution.hit.end)]
    if attribution.link is not None and "pronoun" not in attribution.rules:
        parts.append((attribution.link.speaker.start, attribution.link.speaker.end))
    near = [(a, b) for a, b in parts if abs(a - start) <= 1500]
    return min([start, *(a for a, _ in near)]), max([end, *(b for _, b in near)])


def quote_type(context: Context, content: Piece, chain: tuple[Link, ...]) -> str:
    quoted = context.quotes.type_of(content.start, content.end)
    if not chain:
        return "none" if quoted != "direct" else "direct"
    if quoted == "indirect" and is_quoted_paragraph(context.text, content.start - 1):
        return "direct"
    return quoted


def disbelieved(context: Context, sentence: Sentence) -> Hit | None:
    for hit in context.passage.within("disbelief", sentence.start, sentence.end):
        if negator_of(context.passage, hit, sentence.start) is None:
            return hit
    return None


def event_time(context: Context, sentence: Sentence, clause: Clause) -> dict[str, object] | None:
    for start, end in ((clause.start, clause.end), (sentence.start, sentence.end)):
        for mention in mentions_in(context.mentions, start, end, ("date",)):
            return dict(mention.value) if mention.value else None
    return None
