"""Quotations that go on behind the words that attribute them: '"...," she said. "..."'."""

from __future__ import annotations

import re

from indicia.find.attributed import Context
from indicia.find.passage import Hit
from indicia.find.sentence import Sentence

_CLOSE = r"[.!?]?(?:[”\"»]|'')?"
_OPEN = r"(?=[“\"„«]|'')"
_FOLLOWS = re.compile(_CLOSE + r"[.!?,:]?[ \t]{0,2}" + _OPEN)
_NEXT_LINE = re.compile(_CLOSE + r"[.!?]?\s{0,6}\n\s{0,6}" + _OPEN)
_ASIDE = re.compile(r"(?:\s\w+){0,3}, ")
_OWN_SPEAKER = re.compile(r"[ \t]+[a-z]|[ \t]+\w+(?: \w+)? (?:said|says|added|told|wrote)\b")
_MOST = 6
"""Quotations that one attribution may go on through."""

Span = tuple[int, int]


def find_continuations(
    context: Context, span: Span, hit: Hit, sentence: Sentence
) -> tuple[Span, ...]:
    """Stretches that go on behind an attribution and name no speaker of their own.

    ``span`` is what the cue ``hit`` covers in its sentence.
    """
    quotes = context.quotes
    if quotes.around(hit.end) is not None:
        return ()
    found = _behind_cue(context, span, hit, sentence)
    if not quotes.spans:
        return tuple(found)
    position = max([sentence.end, span[1], *(end + 1 for _, end in found)])
    was_quoted = bool(found or quotes.around(span[0] + 1) or quotes.around(span[1] - 2))
    for _ in range(_MOST):
        made = _next_quotation(context, position, was_quoted)
        if made is None:
            break
        quote, position = made
        found.append(quote)
        was_quoted = True
    return tuple(found)


def _behind_cue(context: Context, span: Span, hit: Hit, sentence: Sentence) -> list[Span]:
    """What goes on in the same sentence: '"...," he said, "..."' or "..., he said, but ..."."""
    text, quotes = context.text, context.quotes
    if span[1] > hit.start:
        return []
    aside = _ASIDE.match(text, hit.end, sentence.end)
    if aside and quotes.around(span[0] + 1) is None and sentence.end - hit.end > 12:
        return [(aside.end(), sentence.end)]
    for begin, end in quotes.spans_near(hit.end, sentence.end):
        if begin >= hit.end and text[hit.end : begin].strip(" \"“'").endswith((",", ":", "—", "–")):
            return [(begin, end)]
    return []


def _next_quotation(context: Context, position: int, over_lines: bool) -> tuple[Span, int] | None:
    """The quotation that follows at once and where it ends with its mark."""
    text = context.text
    start = max(0, position - 1)
    match = _FOLLOWS.match(text, start)
    if match is None and over_lines:
        match = _NEXT_LINE.match(text, start)
    if match is None:
        return None
    width = 2 if text[match.end()] == "'" else 1
    quote = context.quotes.around(match.end() + width)
    if quote is None or quote[0] < position:
        return None
    close = quote[1] + width
    ends_well = text[quote[0] : quote[1]].rstrip(" '’‘").endswith((".", "!", "?", "…", "-", "—"))
    joined = text[close : close + 1] and not text[close].isspace()
    if not ends_well or joined or _OWN_SPEAKER.match(text, close):
        return None
    return quote, close
