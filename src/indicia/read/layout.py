"""What each line of a flyer is, by where it stands and how large it is: layout without understanding.

In: the lines of one page as they were read, with edges in shares of its width and height. Out: the
lines in reading order (columns from the right where the writing runs from the right) and a label for
each: headline, body, list, signature or notice. A picture without words near the top or the bottom
is an emblem (:mod:`indicia.picture.emblem`). Labels are a help for a person who looks, and a place
to point to; nothing that is said depends on them. Measured in docs/figures/layout.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indicia.text.digit import ascii_digits
from indicia.text.script import script_of

Edges = tuple[float, float, float, float]
HEADLINE, BODY, LIST, SIGNATURE, NOTICE = "headline", "body", "list", "signature", "notice"
LARGE = 1.3
"""Type size of a headline against the middle line; a title over a list is about 1.15."""
SMALL = 0.8
"""Type size of small print against the middle line."""
LEAST_LETTERS = 4
"""Letters from which the width of a line tells its type size; a short line tells by its height."""
GUTTER = 0.03
"""White between two columns, as a share of the width."""
SIGNED_WORDS = 7
NEAR_END = 3
"""Lines from the last among which a signature stands."""
INDENT = 0.05
CENTRED = 0.04
NEAR = 1.35
"""Step from one line to the next, against most steps, up to which they belong together."""
ALIKE = 1.6
"""Type sizes, one against the other, of lines of one list."""
_RTL = frozenset({"Arab", "Hebr"})
_MARKER = re.compile(
    r"^\s*(?:\(?[0-9\u0660-\u0669\u06f0-\u06f9]{1,2}[.):\-\u2013\u066b]|[-\u2013\u2022*\u25cf\u25aa\u25e6\u2713]\s)"
)
_NUMBERED = re.compile(r"^\s*([0-9]{1,2})(?![0-9])")
_OPENS_LIST = (":", "\uff1a")
_ENDS = (".", "!", "?", "\u061f", ":", "\u06d4", "\u2026")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its words, and left, top, right, bottom from 0 to 1."""

    text: str
    edges: Edges

    @property
    def high(self) -> float:
        """Its height."""
        return self.edges[3] - self.edges[1]

    @property
    def middle(self) -> float:
        """Where its middle stands across."""
        return (self.edges[0] + self.edges[2]) / 2


def is_right_to_left(lines: Sequence[Line]) -> bool:
    """Whether most letters of the lines are of a writing that runs from the right."""
    scripts = [script_of(character) for line in lines for character in line.text]
    right = sum(script in _RTL for script in scripts)
    return 2 * right > sum(script != "Zyyy" for script in scripts)


def reading_order(lines: Sequence[Line]) -> list[int]:
    """The places of the lines in the order of reading: top to bottom, column by column."""
    from_right = is_right_to_left(lines)
    return _ordered(
        lines, sorted(range(len(lines)), key=lambda n: _height_key(lines[n])), from_right
    )


def _height_key(line: Line) -> tuple[float, float]:
    return (line.edges[1] + line.edges[3], line.edges[0])


def _ordered(lines: Sequence[Line], held: list[int], from_right: bool) -> list[int]:
    """``held`` stands from top to bottom; the widest stretch that parts in columns is read so."""
    count = len(held)
    for least in range(count, 3, -1):
        for top in range(count - least + 1):
            part = held[top : top + least]
            columns = _columns(lines, part)
            if columns is None:
                continue
            left, right = columns
            first, second = (right, left) if from_right else (left, right)
            return [
                *_ordered(lines, held[:top], from_right),
                *_ordered(lines, first, from_right),
                *_ordered(lines, second, from_right),
                *_ordered(lines, held[top + least :], from_right),
            ]
    return held


def _columns(lines: Sequence[Line], held: Sequence[int]) -> tuple[list[int], list[int]] | None:
    """Lines left and right of a white gutter that runs through them all; ``None``: there is none."""
    across = sorted(held, key=lambda n: lines[n].edges[0])
    reach = lines[across[0]].edges[2]
    for place in range(1, len(across)):
        if lines[across[place]].edges[0] - reach >= GUTTER:
            parts = set(across[:place]), set(across[place:])
            left, right = ([n for n in held if n in part] for part in parts)
            if min(len(left), len(right)) >= 2 and _beside(lines, left, right):
                return left, right
        reach = max(reach, lines[across[place]].edges[2])
    return None


def _beside(lines: Sequence[Line], left: Sequence[int], right: Sequence[int]) -> bool:
    """The two stand beside one another for at least half the height of the lower one."""
    spans = [
        (min(lines[n].edges[1] for n in side), max(lines[n].edges[3] for n in side))
        for side in (left, right)
    ]
    both = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return both >= 0.5 * min(high - low for low, high in spans)


def label_lines(lines: Sequence[Line]) -> list[str]:
    """What each line is; ``lines`` in reading order."""
    if not lines:
        return []
    sizes = type_sizes(lines)
    labels = [BODY] * len(lines)
    _label_lists(lines, labels, sizes)
    _label_headline(lines, labels, sizes)
    _label_notices(labels, sizes)
    _label_signature(lines, labels)
    return labels


def type_sizes(lines: Sequence[Line]) -> list[float]:
    """The type size of each line against the middle one, which is 1.

    The height of a line's ink depends on which letters it has, and its width on how wide they are:
    the geometric mean of both depends less on either.
    """
    high = median(line.high for line in lines) or 1.0
    widths = [(line.edges[2] - line.edges[0]) / max(1, len(line.text)) for line in lines]
    wide = median(widths) or 1.0
    return [
        ((line.high / high) * (width / wide)) ** 0.5
        if len(line.text) >= LEAST_LETTERS
        else line.high / high
        for line, width in zip(lines, widths, strict=True)
    ]


def _label_headline(lines: Sequence[Line], labels: list[str], sizes: Sequence[float]) -> None:
    """The largest line of the upper half, and lines of its size right below or above it."""
    upper = [n for n, line in enumerate(lines) if line.edges[1] < 0.5]
    if len(lines) < 3 or not upper:
        return
    largest = max(upper, key=lambda n: (sizes[n], -n))
    if sizes[largest] < LARGE:
        return
    for step in (-1, 1):
        place = largest
        while 0 <= place < len(lines) and sizes[place] >= 0.85 * sizes[largest]:
            labels[place] = HEADLINE
            place += step


def _label_lists(lines: Sequence[Line], labels: list[str], sizes: Sequence[float]) -> None:
    """Items with a mark, lines that go on with one, and lines of one size behind a colon."""
    step = _step(lines)
    numbers = [_number(line.text) for line in lines]
    opened = False
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        near = before is not None and _is_near(before, line, step)
        if _MARKER.match(line.text) or _counts_on(numbers, place):
            labels[place] = LIST
            opened = False
        elif before is not None and near and before.text.rstrip().endswith(_OPENS_LIST):
            opened = not line.text.rstrip().endswith(_ENDS)
            labels[place] = LIST if opened else BODY
        elif before is not None and near and labels[place - 1] == LIST:
            goes_on = opened or _is_full(before, lines)
            alike = 1 / ALIKE < sizes[place] / sizes[place - 1] < ALIKE
            ends = line.text.rstrip().endswith(_OPENS_LIST)
            labels[place] = LIST if goes_on and alike and not ends else BODY
            opened = opened and labels[place] == LIST
        else:
            opened = False


def _step(lines: Sequence[Line]) -> float:
    """From the top of a line to the top of the next, as most lines have it."""
    steps = [b.edges[1] - a.edges[1] for a, b in pairwise(lines) if b.edges[1] > a.edges[1]]
    return median(steps) if steps else 0.0


def _is_near(before: Line, line: Line, step: float) -> bool:
    return 0 < line.edges[1] - before.edges[1] < NEAR * step and _shares_side(before, line)


def _number(text: str) -> int | None:
    """The number that a line begins with."""
    found = _NUMBERED.match(ascii_digits(text))
    return int(found[1]) if found else None


def _counts_on(numbers: Sequence[int | None], place: int) -> bool:
    """A number without its point, which reading loses at times, between those of a list."""
    number = numbers[place]
    if number is None:
        return False
    around = (numbers[place - 1] if place else None, *numbers[place + 1 : place + 2])
    return around[0] == number - 1 or around[-1] == number + 1


def _shares_side(before: Line, line: Line) -> bool:
    return (
        abs(before.edges[0] - line.edges[0]) < INDENT
        or abs(before.edges[2] - line.edges[2]) < INDENT
    )


def _is_full(line: Line, lines: Sequence[Line]) -> bool:
    """The line reaches as far as lines do, so that its sentence may go on in the next."""
    widest = max(other.edges[2] - other.edges[0] for other in lines)
    return line.edges[2] - line.edges[0] > 0.8 * widest


def _label_notices(labels: list[str], sizes: Sequence[float]) -> None:
    """Small print at the very end."""
    for place in range(len(sizes) - 1, 0, -1):
        if sizes[place] > SMALL or labels[place] == LIST:
            return
        labels[place] = NOTICE


def _label_signature(lines: Sequence[Line], labels: list[str]) -> None:
    """A short line at the end that repeats the headline, or stands apart from what is above it.

    What comes behind the signature is small print, whatever its size.
    """
    title = " ".join(
        line.text for line, label in zip(lines, labels, strict=True) if label == HEADLINE
    )
    last = [n for n in range(len(lines)) if labels[n] != NOTICE][-NEAR_END:]
    able = [n for n in last if n and labels[n] == BODY and _may_sign(lines[n])]
    named = [n for n in able if " " in lines[n].text and lines[n].text in title]
    apart = [n for n in able if _stands_apart(lines[n - 1], lines[n])]
    signed = max(named, default=None) if named else min(apart, default=None)
    if signed is None:
        return
    labels[signed] = SIGNATURE
    for place in range(signed + 1, len(lines)):
        if labels[place] == BODY:
            labels[place] = NOTICE


def _stands_apart(before: Line, line: Line) -> bool:
    centred = abs(before.middle - line.middle) < CENTRED
    return not centred and not _shares_side(before, line)


def _may_sign(line: Line) -> bool:
    words = len(line.text.split())
    lower = line.edges[3] > 0.4
    return lower and 0 < words <= SIGNED_WORDS and not line.text.rstrip().endswith(_ENDS)


def overlapping(boxes: Sequence[tuple[int, int, Edges]], start: int, end: int) -> list[Edges]:
    """The edges of the boxes (start, end, edges) that hold some of a stretch of the text."""
    return [edges for first, last, edges in boxes if first < end and start < last]
