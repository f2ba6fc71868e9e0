"""Sentences of a text, with their spans: by marks, lines, and numbered points of a flyer.

A line break ends a sentence unless the next line goes on in small letters. Sentences longer than
``LONGEST`` characters are cut, so that work inside one sentence has a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1500
_END = re.compile(
    r"""[.!?؟…]{1,4}["”»'’)\]*_]{0,4}(?=\s|$|["“«])|\n""",
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|sen|sens|rep|reps|gov|govs|rev|prof|adm|cmdr|gen|maj|col|lt|capt|sgt|no|vs|e\.g|i\.e|u\.s|approx|jan|feb|aug|"
    r"sept|oct|nov|dec|ул|г|гг|тыс|млн|млрд|руб|им|т\.д|т\.е)|\b[A-Za-zА-Я])\.$",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"[ \t]*(?:[-–—•*▪️●]{1,3}[ \t]*|[(\[]?[\d٠-٩]{1,2}[.)\]\-–:/ـ]{1,2}[ \t]*)(?=\S)"
)
_NUMBER = re.compile(r"(?:\n|\A)[ \t]?[\d٠-٩]{1,2}\Z")
"""The number of a point at the head of its line, whose full stop ends nothing."""
_GOES_ON = re.compile(r"\n[ \t]{0,40}[a-zа-яё]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span, paragraph number, and whether it is a numbered or dotted point."""

    start: int
    end: int
    paragraph: int
    point: int | None = None
    """Code points of the point's mark (its number), if the sentence is one."""


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order; blank stretches are in none of them."""
    found: list[Sentence] = []
    paragraph = 0
    for start, end in _pieces(text):
        while start < end and text[start].isspace():
            paragraph += text[start] == "\n"
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        mark = _POINT.match(text, start, end)
        opens_line = start == 0 or "\n" in text[max(0, start - 3) : start]
        length = mark.end() - mark.start() if mark and opens_line else None
        found.append(Sentence(start, end, paragraph, length))
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group() == "\n":
            if _GOES_ON.match(text, match.start()) and match.start() > start:
                continue
        elif _NUMBER.search(text, max(0, match.start() - 4), match.start()) or (
            text[match.start()] == "."
            and _ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1)
        ):
            continue
        yield from _bounded(text, start, end)
        start = end
    yield from _bounded(text, start, len(text))


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def script_of(text: str) -> str:
    """The language whose rules fit most letters: en (any Latin), ar, he, ru; en when none."""
    counts = {"en": 0, "ar": 0, "he": 0, "ru": 0}
    for character in text[:400]:
        if "a" <= character.lower() <= "ɏ":
            counts["en"] += 1
        elif "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff":
            counts["ar"] += 1
        elif "\u0590" <= character <= "\u05ff":
            counts["he"] += 1
        elif "\u0400" <= character <= "\u04ff":
            counts["ru"] += 1
    return max(counts, key=lambda language: counts[language])
