"""Paragraphs, sentences and words as exact spans of code points. Linear, for four scripts."""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(r"[^\n\r\u2029]+(?:[\n\r](?![\n\r])[^\n\r\u2029]+)*")
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670\u0640\u200c\u200d'’\"״׳](?=[^\W_])|[\u064b-\u0655\u0670])*"
)
_END = re.compile(r"[.!?؟。…۔]+[\"'”’»)\]]*(?=\s|$)|\n+|؛(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-ZА-ЯЁ]|Mr|Mrs|Ms|Dr|Prof|Gen|Maj|Col|Lt|Capt|Sgt|St|No|Nos|vs|e\.g|i\.e|al|"
    r"approx|km|гг|г|ул|им|т\.е|т\.к|д|р)$"
)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of paragraphs: lines that no empty line parts belong together."""
    return [
        _trimmed(text, m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if m.group().strip()
    ]


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences without the blanks around them; a line end also ends one."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(
            text[max(start, match.start() - 12) : match.start()]
        ):
            continue
        _append(found, text, start, match.end())
        start = match.end()
    _append(found, text, start, len(text))
    return found


def _append(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    span = _trimmed(text, start, end)
    if span[0] < span[1]:
        found.append(span)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def words(text: str) -> list[tuple[int, int]]:
    """Spans of words; apostrophes and Hebrew gershayim inside a word belong to it."""
    return [match.span() for match in _WORD.finditer(text)]
