"""Quoted stretches of a text, also across sentences, and quoted or slanted paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

LONGEST = 1200
_PAIRED = re.compile(r"[“„«]([^“”„«»]{1,1200}?)(?:[”»]|“(?!\w)|(?<=[.,?!…])\"(?!\w))")
_STRAIGHT = re.compile(r"(?<!\w)\"([^\"\n]{1,1200}?)(?:\"(?!\w)|(?<=[.,?!…])”)")
_DOUBLED = re.compile(r"(?<!\w)''(?=\S)((?:(?!'')[^\n]){1,1200})''(?!\w)")
_QUOTED_PARAGRAPH = re.compile(r"\s*(?:[*_]{1,2}(?=\S)|>|[“„«\"])")


@dataclass(frozen=True, slots=True)
class Quotes:
    """Spans of quoted words (inside the marks), in order."""

    spans: tuple[tuple[int, int], ...]

    def around(self, position: int) -> tuple[int, int] | None:
        """The quoted span that holds a position."""
        index = bisect_right(self.spans, (position, 1 << 62)) - 1
        if index >= 0 and self.spans[index][0] <= position < self.spans[index][1]:
            return self.spans[index]
        return None

    def type_of(self, start: int, end: int) -> str:
        """direct, mixed or indirect: how far a stretch is quoted."""
        inside = sum(max(0, min(end, b) - max(start, a)) for a, b in self.spans_near(start, end))
        if inside >= 0.8 * max(1, end - start):
            return "direct"
        return "mixed" if inside >= 12 else "indirect"

    def spans_near(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The spans that may touch a stretch."""
        low = max(0, bisect_right(self.spans, (start, 0)) - 1)
        high = bisect_right(self.spans, (end, 0))
        return self.spans[low:high]


def find_quotes(text: str) -> Quotes:
    """All quoted stretches, up to 1,200 characters each."""
    if not any(mark in text for mark in ('"', "“", "„", "«", "''")):
        return Quotes(())
    spans = [match.span(1) for match in _PAIRED.finditer(text)]
    spans += [match.span(1) for match in _STRAIGHT.finditer(text)]
    if "''" in text:
        spans += [match.span(1) for match in _DOUBLED.finditer(text)]
    apart: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return Quotes(tuple(apart))


def is_quoted_paragraph(text: str, start: int) -> bool:
    """A paragraph that opens with a quotation mark, a slant mark or a quoting sign."""
    return _QUOTED_PARAGRAPH.match(text, start) is not None
