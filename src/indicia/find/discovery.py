"""Names nobody has vouched for yet, suggested for review: by head words, ranks, quotes, capitals.

These are suggestions with low scores: the kind is a guess and the reason says which rule made it.
Languages that write names before and after the head ("Badr Hospital", "Ministry of Health",
مشفى بدر) are served by one walk over the words in each direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from indicia.find.cue import NOUN_JOINED, WORD, small_words
from indicia.find.lexicon_match import written_length
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage
from indicia.find.rule import forms_of, load_rules
from indicia.find.tokens import (
    is_capital,
    is_open_gap,
    name_left,
    name_right,
    name_right_arabic,
    name_right_hebrew,
)
from indicia.text.fold import fold

_ROAD = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}[- ]?\d{1,3}|(?:Highway|Route|Road|Motorway)\s\d{1,3}|"
    r"(?:[A-Z][\w'’-]{1,30}\s){1,3}(?:Highway|Road|Street))(?![\w-])"
)
_ROAD_WORD = re.compile(r"(?i)\b(?:road|highway|route|motorway|junction|طريق|الطريق|шоссе|כביש)")
_ARABIC_ROAD = re.compile(
    r"(?:الطريق|طريق|أوتوستراد|اوتوستراد)\s+(?:الدولي\s+)?([MN]\s?-?\d{1,3}|إم\s?\d{1,2})"
)
_CYRILLIC_ROAD = re.compile(r"(?:трасс[аеуы]|шоссе)\s+([МА]-?\d{1,3})")
_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„\n]{2,60})[\"“”»]")
_GLOSS = re.compile(r"[\"”»’'] ?\((?:the |aka |or )?[\"“«]$")
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


def find_names(passage: Passage) -> list[Mention]:
    """Suggested names of people, groups, sites, places and roads."""
    found: list[Mention] = []
    found += _by_head(passage)
    found += _by_rank(passage)
    text = passage.text
    if any(mark in text for mark in '"“«„'):
        found += _quoted(passage)
    found += _roads(text)
    found += _acronyms(text)
    found += _capitals(passage)
    return found


def _by_head(passage: Passage) -> Iterator[Mention]:
    for hit in passage.of("head"):
        language = hit.cue.language
        if language == "en" or language == "ru":
            yield from _latin_head(passage, hit)
            continue
        walk = name_right_arabic if language == "ar" else name_right_hebrew
        last = walk(passage, hit.last)
        if last > hit.last and not (language == "ar" and _describes(passage, hit)):
            yield _head_mention(passage, hit, hit.first, last, 0.6)


def _describes(passage: Passage, hit: Hit) -> bool:
    """What follows the Arabic head only describes it ("the mosque that was hit"), or owns it."""
    if passage.words[hit.last] in small_words("ar", "descriptive"):
        return True
    article = passage.words[hit.first].lstrip("وف").startswith(("ال", "بال", "لل", "كال"))
    # "the mosque" with a word that has no article is no name: the next thought has begun.
    following = passage.words[hit.last]
    joined = following.startswith("ال") or following.isdigit() or not following[0].isalpha()
    quoted = any(mark in passage.gap(hit.last - 1) for mark in '"“«')
    return article and not (joined or quoted)


def _latin_head(passage: Passage, hit: Hit) -> Iterator[Mention]:
    russian = hit.cue.language == "ru"
    if hit.cue.kind == "place" and passage.words[hit.last - 1] == "of":
        last = name_right(passage, hit.last, False)
        if last > hit.last:
            start, end = passage.starts[hit.last], passage.ends[last - 1]
            yield _mention(start, end, "place", 0.6, "name after a word for a place")
        return
    first = hit.first if russian else name_left(passage, hit.first)
    last = name_right(passage, hit.last, True)
    if first == hit.first and last == hit.last:
        return
    if first == hit.first and not russian and not _is_name_after(passage, hit):
        return
    yield _head_mention(passage, hit, first, last, 0.6 if first < hit.first else 0.5)


def _is_name_after(passage: Passage, hit: Hit) -> bool:
    """The name follows its head: quoted, numbered, or after "of" when the head is a capital."""
    gap = passage.gap(hit.last - 1) if hit.last < len(passage.words) else ""
    quoted = any(mark in gap for mark in '"“«')
    return quoted or is_capital(passage, hit.first) or passage.words[hit.last].isdigit()


def _head_mention(passage: Passage, hit: Hit, first: int, last: int, score: float) -> Mention:
    if first < hit.first and any(mark in passage.gap(hit.first - 1) for mark in '"”»'):
        last = hit.first
    elif hit.last < last and any(mark in passage.gap(hit.last - 1) for mark in '"“«'):
        first = hit.last
    start, end = passage.starts[first], passage.ends[last - 1]
    if first == hit.first and hit.cue.language in NOUN_JOINED:
        start += particle_before(passage, hit)
    value = {"protected": hit.cue.value} if hit.cue.value else None
    head = passage.text[hit.start : hit.end]
    reason = f"name beside the word {head!r}"
    return Mention(start, end, hit.cue.kind, "head word", score, reason, value=value)


def particle_before(passage: Passage, hit: Hit) -> int:
    """Code points of the particle that is written onto a head word ("l-" in لجامع), or 0."""
    word, language = passage.words[hit.first], hit.cue.language
    bare = bare_heads(language)
    if word in bare:
        return 0
    for prefix in sorted(NOUN_JOINED[language], key=len, reverse=True):
        rest = word[len(prefix) :]
        if prefix and word.startswith(prefix) and rest in bare:
            article = prefix.endswith("ال") and len(prefix) > 2
            return written_length(passage, hit.first, prefix[:-2] if article else prefix)
    return 0


@cache
def bare_heads(language: str) -> frozenset[str]:
    """The first words of a language's head words, folded, as the list has them."""
    return frozenset(
        WORD.findall(fold(form).text)[0]
        for row in load_rules("heads")
        if row["lang"] == language
        for form in forms_of(row)
    )


def _by_rank(passage: Passage) -> Iterator[Mention]:
    done = -1
    for hit in passage.of("rank"):
        if hit.first < done:
            continue
        language = hit.cue.language
        kunya = hit.cue.kind == "kunya"
        if language in ("en", "ru"):
            if kunya and not is_capital(passage, hit.first):
                continue
            last = name_right(passage, hit.last, False)
        elif language == "ar":
            last = hit.last if _is_adjective(passage, hit) else _arabic_person(passage, hit.last)
        else:
            last = name_right_hebrew(passage, hit.last)
        if last == hit.last:
            continue
        done = last
        keeps_title = kunya or passage.words[hit.first] in ("haji", "hajji", "حاجي", "الحاج")
        first = hit.first if keeps_title else hit.last
        score = 0.65 if kunya else 0.6
        reason = "name that begins with a kunya" if kunya else "name after a rank or title"
        yield _mention(passage.starts[first], passage.ends[last - 1], "person", score, reason)


def _is_adjective(passage: Passage, hit: Hit) -> bool:
    """An Arabic title that only describes the noun before it ("our press work")."""
    if not passage.words[hit.last - 1].endswith("ي") or hit.first == 0:
        return False
    before = passage.words[hit.first - 1]
    return is_open_gap(passage, hit.first - 1) and before.startswith("ال") | before.endswith("نا")


def _arabic_person(passage: Passage, index: int) -> int:
    """Where the name after an Arabic title ends; none where a qualifier of the title follows."""
    if index < len(passage.words) and passage.words[index] in small_words("ar", "qualifier"):
        return index
    return name_right_arabic(passage, index, person=True)


def _quoted(passage: Passage) -> Iterator[Mention]:
    for match in _QUOTED.finditer(passage.text):
        start, end = match.span(1)
        inner = passage.text[start:end].rstrip(" .,;:!?؟،")
        end = start + len(inner)
        first, last = passage.word_at(start), passage.word_at(end)
        if not 1 <= last - first <= 4:
            continue
        if _GLOSS.search(passage.text, max(0, start - 12), start):
            reason = "name in brackets behind a name in quotation marks"
            yield _mention(start, end, "organisation", 0.4, reason)
            continue
        letters = [passage.text[passage.starts[i]] for i in range(first, last)]
        cased = letters[0].lower() != letters[0].upper()
        if cased and not all(
            is_capital(passage, i) or passage.words[i].isdigit() or _is_small(passage, i)
            for i in range(first, last)
        ):
            continue
        if any(passage.within(role, start, end) for role in ("event", "imperative", "negator")):
            continue
        if cased and last - first == 1 and inner != inner.upper():
            continue
        if match.group(1)[-1] in "!?؟" or (not cased and last - first == 1):
            continue
        if not small_words("ar", "stop").isdisjoint(passage.words[first:last]):
            continue
        yield _mention(start, end, "organisation", 0.45, "name in quotation marks")


def _is_small(passage: Passage, index: int) -> bool:
    return passage.words[index] in small_words("en", "after")


def _roads(text: str) -> Iterator[Mention]:
    if any(character.isdigit() for character in text) or "Road" in text or "Highway" in text:
        for match in _ROAD.finditer(text):
            near = text[max(0, match.start() - 24) : match.end() + 24]
            if match.group()[-1].isdigit() and not _ROAD_WORD.search(near):
                continue
            yield _mention(*match.span(), "road", 0.7, "number or name of a road")
        for pattern in (_ARABIC_ROAD, _CYRILLIC_ROAD):
            for match in pattern.finditer(text):
                yield _mention(*match.span(1), "road", 0.7, "number of a road after its word")


def _acronyms(text: str) -> Iterator[Mention]:
    for match in _ACRONYM.finditer(text):
        if match[1] not in NOT_NAMES and not _in_capitals(text, match.start(), match.end()):
            yield _mention(*match.span(1), "organisation", 0.3, "letters in capitals")


def _in_capitals(text: str, start: int, end: int) -> bool:
    """The words around are in capitals too, so that capitals mean nothing."""
    around = [c for c in text[max(0, start - 12) : start] + text[end : end + 12] if c.isalpha()]
    return bool(around) and sum(c.isupper() for c in around) > len(around) * 0.6


def _capitals(passage: Passage) -> Iterator[Mention]:
    """English names in capitals: places after a preposition, else two to four words in a row."""
    index, count = 0, len(passage.words)
    while index < count:
        if not is_capital(passage, index) or not passage.words[index][0].isascii():
            index += 1
            continue
        last = name_right(passage, index, False)
        if last <= index:
            index += 1
            continue
        yield from _capital_mention(passage, index, last)
        index = last


def _capital_mention(passage: Passage, first: int, last: int) -> Iterator[Mention]:
    start, end = passage.starts[first], passage.ends[last - 1]
    words = passage.words[first:last]
    if any(word in small_words("en", "weekday") for word in words):
        return
    if words[0] in small_words("en", "platform") or _describe(words):
        return
    before = passage.words[first - 1] if first and is_open_gap(passage, first - 1) else ""
    several = 2 <= last - first <= 4 and all(word.isalpha() for word in words)
    if last - first > 1 and words[0] in ("al", "el"):
        yield _mention(start, end, "place", 0.3, "name with an article; the kind is a guess")
    elif last - first > 1 and words[-1] in small_words("en", "outlet"):
        yield _mention(start, end, "organisation", 0.4, "name with a word for an outlet")
    elif last - first > 1 and words[0] in small_words("en", "compass"):
        yield _mention(start, end, "place", 0.4, "name with a point of the compass")
    elif before in small_words("en", "before") and len(words[0]) > 2:
        kind = "person" if before == "by" and several else "place"
        yield _mention(start, end, kind, 0.4, f"name in capitals after {before!r}")
    elif several:
        yield _mention(start, end, "person", 0.25, "words in capitals; the kind is a guess")


def _describe(words: Sequence[str]) -> bool:
    """Only words of belonging ("Russian", "Shiite"), which name nobody."""
    return all(word in small_words("en", "demonym") for word in words)


def _mention(start: int, end: int, kind: str, score: float, reason: str) -> Mention:
    return Mention(start, end, kind, "discovery", score, reason)
