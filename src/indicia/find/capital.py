"""Names that capitals alone suggest, and roads by their numbers: the least certain suggestions.

Capitals name brands, techniques and titles as often as people and groups. What is found here is a
mention; whether it is worth a person's look is decided where all mentions are seen together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indicia.find.cue import small_words
from indicia.find.mention import Mention
from indicia.find.passage import Passage
from indicia.find.tokens import is_capital, is_open_gap, name_right

_ROAD = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}[- ]?\d{1,3}|(?:Highway|Route|Road|Motorway)\s\d{1,3}|"
    r"(?:[A-Z][\w'’-]{1,30}\s){1,3}(?:Highway|Road|Street))(?![\w-])"
)
_ROAD_WORD = re.compile(r"(?i)\b(?:road|highway|route|motorway|junction|طريق|الطريق|шоссе|כביש)")
_ARABIC_ROAD = re.compile(
    r"(?:الطريق|طريق|أوتوستراد|اوتوستراد)\s+(?:الدولي\s+)?([MN]\s?-?\d{1,3}|إم\s?\d{1,2})"
)
_CYRILLIC_ROAD = re.compile(r"(?:трасс[аеуы]|шоссе)\s+([МА]-?\d{1,3})")
_ACRONYM = re.compile(r"(?<![\w.@#/])([A-Z]{3,6})(?![\w@]|\.\w)")
NOT_NAMES = frozenset(
    [
        "USA",
        "UTC",
        "GMT",
        "PDF",
        "URL",
        "HTML",
        "FAQ",
        "BREAKING",
        "NEWS",
        "UPDATE",
        "URGENT",
        "VIDEO",
        "PHOTO",
        "LIVE",
        "THE",
        "AND",
        "FOR",
        "NOT",
        "ALL",
        "OUT",
        "GET",
        "WE",
        "AM",
        "PM",
        "KM",
        "AK",
        "RPG",
        "JPG",
        "PNG",
        "EU",
        "UK",
        "OCR",
        "GPS",
        "SMS",
        "ETA",
        "HTTP",
        "WWW",
    ]
)


def find_roads(text: str) -> Iterator[Mention]:
    """Roads by number or name."""
    if any(character.isdigit() for character in text) or "Road" in text or "Highway" in text:
        for match in _ROAD.finditer(text):
            near = text[max(0, match.start() - 24) : match.end() + 24]
            if match.group()[-1].isdigit() and not _ROAD_WORD.search(near):
                continue
            yield Mention(*match.span(), "road", "road", 0.7, "number or name of a road")
        for pattern in (_ARABIC_ROAD, _CYRILLIC_ROAD):
            for match in pattern.finditer(text):
                reason = "number of a road after its word"
                yield Mention(*match.span(1), "road", "road", 0.7, reason)


def find_acronyms(text: str) -> Iterator[Mention]:
    """Three to six Latin capitals between words that are written otherwise."""
    for match in _ACRONYM.finditer(text):
        if match[1] not in NOT_NAMES and not _in_capitals(text, match.start(), match.end()):
            reason = "letters in capitals"
            yield Mention(*match.span(1), "organisation", "acronym", 0.3, reason)


def _in_capitals(text: str, start: int, end: int) -> bool:
    """The words around are in capitals too, so that capitals mean nothing."""
    around = [c for c in text[max(0, start - 12) : start] + text[end : end + 12] if c.isalpha()]
    return bool(around) and sum(c.isupper() for c in around) > len(around) * 0.6


def find_capitals(passage: Passage) -> Iterator[Mention]:
    """English names in capitals: places after a preposition, else two to four words in a row."""
    index, count = 0, len(passage.words)
    is_latin = 2 * sum(word[0].isascii() for word in passage.words) > count
    while index < count:
        if not is_capital(passage, index) or not passage.words[index][0].isascii():
            index += 1
            continue
        last = name_right(passage, index, False)
        while last > index and not passage.words[last - 1].isascii():
            last -= 1
        if last <= index:
            index += 1
            continue
        yield from _capital_mention(passage, index, last, is_latin)
        index = last


def _capital_mention(passage: Passage, first: int, last: int, is_latin: bool) -> Iterator[Mention]:
    start, end = passage.starts[first], passage.ends[last - 1]
    words = passage.words[first:last]
    if any(word in small_words("en", "weekday") for word in words):
        return
    if words[0] in small_words("en", "platform") or _describe(words):
        return
    before = passage.words[first - 1] if first and is_open_gap(passage, first - 1) else ""
    several = 2 <= last - first <= 4 and all(word.isalpha() for word in words)
    if last - first > 1 and words[0] in ("al", "el"):
        reason = "name with an article; the kind is a guess"
        yield Mention(start, end, "place", "article", 0.3, reason)
    elif last - first > 1 and words[-1] in small_words("en", "outlet"):
        reason = "name with a word for an outlet"
        yield Mention(start, end, "organisation", "outlet", 0.4, reason)
    elif last - first > 1 and words[0] in small_words("en", "compass"):
        reason = "name with a point of the compass"
        yield Mention(start, end, "place", "compass", 0.4, reason)
    elif before in small_words("en", "before") and len(words[0]) > 2:
        kind = "person" if before == "by" and several else "place"
        reason = f"name in capitals after {before!r}"
        yield Mention(start, end, kind, "preposition", 0.4, reason)
    elif several:
        # Other scripts write people in their own letters; what stays Latin is mostly a brand. It
        # stays a person's all the same, so that nothing is published that may name one.
        method = "capitals" if is_latin else "foreign capitals"
        reason = "words in capitals; the kind is a guess"
        yield Mention(start, end, "person", method, 0.25, reason)


def _describe(words: Sequence[str]) -> bool:
    """Only words of belonging ("Russian", "Shiite"), which name nobody."""
    return all(word in small_words("en", "demonym") for word in words)
