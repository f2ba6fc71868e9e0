"""What differs between two texts, word by word, as spans of both: for any script.

Words are matched exactly and in order (the longest common subsequence); what stands between two
matches is a change. Nothing is folded: a changed vowel point is a change, and putting the changed
spans of the later text into the earlier one gives the later one, character for character. Scripts
that part no words (Chinese, Japanese, Thai) are held against each other sign by sign.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Span = tuple[int, int]
LARGEST_TABLE = 400_000_000
"""Cells of the table of matches, a bit each (50 MB); above it the texts differ as a whole."""
_UNPARTED = ((0xE00, 0xF00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000))  # fmt: skip
_INSIDE_WORDS = frozenset("'’ʼ\"״׳")
_INSIDE_NUMBERS = frozenset(".,:٫٬/")
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Change:
    """What one text has where the other has something else; an empty span: nothing.

    Spans are code points. Changes come in order and never touch one another in both texts.
    """

    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch for showing: text that both have, or that only one has."""

    kind: Literal["same", "removed", "added", "left out"]
    text: str


def find_changes(before: str, after: str) -> list[Change]:
    """The changes that make ``after`` of ``before``, in order; empty where they are equal.

    Cost: linear for small changes; at most the product of both lengths in words, 64 at a time.
    """
    a, b = tokens(before), tokens(after)
    matched = _settled(_matches([before[i:j] for i, j in a], [after[i:j] for i, j in b]), before, a)
    changes = []
    end_a = end_b = 0
    for x, y in [*matched, (len(a), len(b))]:
        next_a = a[x][0] if x < len(a) else len(before)
        next_b = b[y][0] if y < len(b) else len(after)
        if before[end_a:next_a] != after[end_b:next_b]:
            changes.append(_tight(before, after, (end_a, next_a), (end_b, next_b)))
        if x < len(a):
            end_a, end_b = a[x][1], b[y][1]
    return changes


def apply_changes(before: str, after: str, changes: Sequence[Change]) -> str:
    """``before`` with each changed span put as it stands in ``after``."""
    parts, position = [], 0
    for change in changes:
        parts += [before[position : change.before[0]], after[slice(*change.after)]]
        position = change.before[1]
    return "".join([*parts, before[position:]])


def parts_of(before: str, after: str, changes: Sequence[Change], around: int = 0) -> list[Part]:
    """The two texts as one, in parts; ``around``: so many words beside a change, 0: all."""
    parts: list[Part] = []
    position = 0
    for change in changes:
        parts += _same(before[position : change.before[0]], around, bool(parts), True)
        removed, added = before[slice(*change.before)], after[slice(*change.after)]
        parts += [Part("removed", removed)] if removed else []
        parts += [Part("added", added)] if added else []
        position = change.before[1]
    return [*parts, *_same(before[position:], around, bool(parts), False)]


def count_words(text: str) -> int:
    """Words and numbers of a text; of scripts that part no words, its signs."""
    return sum(is_word(text[start:end]) for start, end in tokens(text))


def is_word(token: str) -> bool:
    """Whether a token holds a letter or digit, rather than marks only."""
    return any(c.isalnum() for c in token)


def tokens(text: str) -> list[Span]:
    """Spans of words, and of signs between them each by itself; blanks are in none.

    Points and accents belong to the sign before them, apostrophes and gershayim inside a word to
    the word, and separators inside a number to the number.
    """
    found: list[Span] = []
    start, kind = 0, "blank"
    for position, character in enumerate(text):
        sort = _sort_of(character)
        if sort == "inner":
            sort = _inner(text, position, kind)
        goes_on = kind != "blank" and (
            sort == "mark" or (sort == kind == "word") or text[position - 1] == _JOINER
        )
        if goes_on and sort != "blank":
            continue
        if kind != "blank":
            found.append((start, position))
        start, kind = position, "sign" if sort == "mark" else sort
    if kind != "blank":
        found.append((start, len(text)))
    return found


@cache
def _sort_of(character: str) -> str:
    if character.isspace():
        return "blank"
    if character in _INSIDE_WORDS or character in _INSIDE_NUMBERS:
        return "inner"
    category = unicodedata.category(character)
    if category[0] == "M" or character in "\u200c\u200d":
        return "mark"
    if category[0] in "LN":
        code = ord(character)
        return "sign" if any(low <= code < high for low, high in _UNPARTED) else "word"
    return "sign"


def _inner(text: str, position: int, kind: str) -> str:
    """An apostrophe or separator: part of the word, or a sign by itself."""
    beside = text[position - 1 : position] + text[position + 1 : position + 2]
    fits = (
        beside.isdecimal()
        if text[position] in _INSIDE_NUMBERS
        else beside[-1:].isalpha() or (text[position] == "'" and beside.isdecimal())
    )
    return "word" if kind == "word" and len(beside) == 2 and fits else "sign"


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of the words that both have, in order."""
    from rapidfuzz.distance import LCSseq

    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    matched = [(n, n) for n in range(head)]
    if len(middle_a) * len(middle_b) <= LARGEST_TABLE:
        for block in LCSseq.opcodes(middle_a, middle_b):
            if block.tag == "equal":
                pairs = zip(
                    range(block.src_start, block.src_end),
                    range(block.dest_start, block.dest_end),
                    strict=True,
                )
                matched += [(head + x, head + y) for x, y in pairs]
    return matched + [(len(a) - n, len(b) - n) for n in range(tail, 0, -1)]


def _settled(
    matched: Sequence[tuple[int, int]], before: str, a: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    """Matches without points and commas that merely happen to stand between two changes."""
    runs: list[list[tuple[int, int]]] = []
    for pair in matched:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    for number, run in enumerate(runs):
        between = 0 < number < len(runs) - 1
        if not between or any(is_word(before[slice(*a[x])]) for x, _ in run):
            yield from run


def _tight(before: str, after: str, a: Span, b: Span) -> Change:
    """A change without the blanks that both have at its ends."""
    (start_a, end_a), (start_b, end_b) = a, b
    while start_a < end_a and start_b < end_b and before[start_a] == after[start_b]:
        if not before[start_a].isspace():
            break
        start_a, start_b = start_a + 1, start_b + 1
    while start_a < end_a and start_b < end_b and before[end_a - 1] == after[end_b - 1]:
        if not before[end_a - 1].isspace():
            break
        end_a, end_b = end_a - 1, end_b - 1
    return Change((start_a, end_a), (start_b, end_b))


def _same(text: str, around: int, has_left: bool, has_right: bool) -> list[Part]:
    """What both have, cut to ``around`` words beside the changes at its sides."""
    words = tokens(text) if around else []
    keep = around * (has_left + has_right)
    if not around or len(words) <= keep + 1:
        return [Part("same", text)] if text else []
    head = text[: words[around - 1][1]] if has_left else ""
    tail = text[words[-around][0] :] if has_right else ""
    found = [Part("same", head), Part("left out", "…"), Part("same", tail)]
    return [part for part in found if part.text]
