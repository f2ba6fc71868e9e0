"""Page furniture: lines that a page says of itself (print, newsletter, skip to content), and bylines.

In: a text. Out: the stretches that state nothing, in order, and the names of its authors. A line
counts by its opening words (``rules/furniture.tsv``), or because the text holds it for at least the
third time. A name alone on its line beside such a line, or behind "by", is the author, not somebody
in the story. Cost is linear: a line is looked at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indicia.find.rule import forms_of, load_rules

LONGEST = 160
"""Code points of the longest line that is looked at; longer ones are prose."""
REPEATED = 3
"""A line that stands so often in one text is furniture from its second time on."""
_LINE = re.compile(r"[^\n]+")
_TRIM = " \t\r*_>|•-–—\u200e\u200f\xa0"
_WITH = re.compile(r"(?:,| with | and | for )")
_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.-]{1,20})(?: (?:al-|bin |de |van )?[A-ZÀ-Þ][\w'’.-]{0,20}){1,3}$"
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Stretches of a text that state nothing, and where its authors are named."""

    spans: tuple[tuple[int, int], ...] = ()
    authors: tuple[tuple[int, int], ...] = ()

    def covers(self, position: int) -> bool:
        """A place lies in such a stretch."""
        index = bisect_right(self.spans, (position, 1 << 62)) - 1
        return index >= 0 and position < self.spans[index][1]


NO_FURNITURE = Furniture()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    plain: str


def find_furniture(text: str) -> Furniture:
    """The furniture of a text; none in a text of one long line."""
    lines = list(_lines(text))
    if not lines:
        return Furniture()
    seen: Counter[str] = Counter()
    often = {plain for plain, n in Counter(x.plain for x in lines).items() if n >= REPEATED}
    spans: list[tuple[int, int]] = []
    authors: list[tuple[int, int]] = []
    is_furniture = [_is_furniture(line.plain) for line in lines]
    for index, line in enumerate(lines):
        seen[line.plain] += 1
        author = _author(text, lines, is_furniture, index)
        if author is not None:
            authors.append(author)
        again = line.plain in often and seen[line.plain] > 1 and len(line.plain) > 2
        if is_furniture[index] or author is not None or again:
            spans.append((line.start, line.end))
    return Furniture(tuple(spans), tuple(authors))


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        start, end = match.span()
        if end - start > LONGEST:
            yield _Line(start, end, "")
            continue
        plain = match.group().strip(_TRIM)
        if plain:
            yield _Line(start, end, plain.casefold())


@cache
def _patterns() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    whole: list[str] = []
    start: list[str] = []
    byline: list[str] = []
    for row in load_rules("furniture"):
        {"whole": whole, "start": start, "byline": byline}[row["role"]].extend(forms_of(row))
    bylines = "|".join(sorted(map(re.escape, byline), key=len, reverse=True))
    pattern = re.compile(rf"[\s*_>|•–—-]*(?:{bylines})\s+(?=\w)", re.IGNORECASE)
    return frozenset(whole), tuple(start), pattern


def _is_furniture(plain: str) -> bool:
    whole, start, _ = _patterns()
    return plain in whole or plain.startswith(start)


def _author(
    text: str, lines: Sequence[_Line], is_furniture: Sequence[bool], index: int
) -> tuple[int, int] | None:
    """The span of the author whom a line names and nothing else."""
    line = lines[index]
    if not line.plain:
        return None
    written = text[line.start : line.end]
    lead = _patterns()[2].match(written)
    begin = lead.end() if lead else len(written) - len(written.lstrip(_TRIM))
    name = written[begin:].rstrip(_TRIM + ".,")
    if lead is None and not _is_beside(lines, is_furniture, index):
        return None
    if lead is not None and (others := _WITH.search(name)):
        name = name[: others.start()]
    if not (_NAME.match(name) or (lead and _is_short_name(name))):
        return None
    return line.start + begin, line.start + begin + len(name)


def _is_short_name(name: str) -> bool:
    """Two to four words without marks, in a script that has no capitals."""
    words = name.split()
    plain = all(word.isalpha() and word.lower() == word.upper() for word in words)
    return plain and 2 <= len(words) <= 4


def _is_beside(lines: Sequence[_Line], is_furniture: Sequence[bool], index: int) -> bool:
    """The nearest other line, above or below, is furniture."""
    own = lines[index].plain
    for step in (-1, 1):
        near = index + step
        while 0 <= near < len(lines) and abs(near - index) <= 3 and lines[near].plain == own:
            near += step
        if 0 <= near < len(lines) and is_furniture[near]:
            return True
    return False
