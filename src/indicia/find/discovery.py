"""Names nobody has vouched for yet, suggested for review: by head words, ranks, quotes, capitals.

These are suggestions with low scores: the kind is a guess and the reason says which rule made it.
Languages that write names before and after the head ("Badr Hospital", "Ministry of Health",
مشفى بدر) are served by one walk over the words in each direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from indicia.find.capital import find_acronyms, find_capitals, find_roads
from indicia.find.cue import NOUN_JOINED, WORD, small_words
from indicia.find.lexicon_match import written_length
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage
from indicia.find.road import find_named_roads
from indicia.find.rule import forms_of, load_rules
from indicia.find.title import ADJECTIVE, find_titled
from indicia.find.tokens import (
    ARABIC_LINKS,
    is_capital,
    is_open_gap,
    name_left,
    name_right,
    name_right_arabic,
    name_right_hebrew,
    written,
)
from indicia.text.fold import fold

_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„\n]{2,60})[\"“”»]")
_OPENS, _CLOSES = '"“«„', '"”»'
_GLOSS = re.compile(r"[\"”»’'] ?\((?:the |aka |or )?[\"“«]$")


def find_names(passage: Passage) -> list[Mention]:
    """Suggested names of people, groups, sites, places and roads."""
    found: list[Mention] = []
    found += _by_head(passage)
    found += find_titled(passage)
    text = passage.text
    if any(mark in text for mark in '"“«„'):
        found += _quoted(passage)
    found += find_roads(text)
    found += find_named_roads(passage)
    found += find_acronyms(text)
    found += find_capitals(passage)
    return found


def _by_head(passage: Passage) -> Iterator[Mention]:
    for hit in passage.of("head"):
        language = hit.cue.language
        if language == "en" or language == "ru":
            yield from _latin_head(passage, hit)
            continue
        walk = name_right_hebrew if language == "he" else name_right_arabic
        last = walk(passage, hit.last)
        if last > hit.last and not (language == "ar" and _describes(passage, hit)):
            yield _head_mention(passage, hit, hit.first, last, 0.6)


def _describes(passage: Passage, hit: Hit) -> bool:
    """What follows the Arabic head only describes it ("the mosque that was hit"), or owns it."""
    if passage.word(hit.last) in small_words("ar", "descriptive"):
        return True
    article = passage.words[hit.first].lstrip("وف").startswith(("ال", "بال", "لل", "كال"))
    # "the mosque" with a word that has no article is no name: the next thought has begun.
    following = passage.word(hit.last)
    joined = following.startswith("ال") or not following[:1].isalpha()
    quoted = any(mark in passage.gap(hit.last - 1) for mark in '"“«')
    return article and not (joined or quoted)


def _latin_head(passage: Passage, hit: Hit) -> Iterator[Mention]:
    russian = hit.cue.language == "ru"
    if hit.cue.kind == "place" and passage.words[hit.last - 1] == "of":
        last = name_right(passage, hit.last, False)
        if last > hit.last:
            start, end = passage.starts[hit.last], passage.ends[last - 1]
            reason = "name after a word for a place"
            yield Mention(start, end, "place", "head word", 0.6, reason)
        return
    first = hit.first if russian else name_left(passage, hit.first)
    last = name_right(passage, hit.last, True)
    if last > hit.last:
        last = _whole(passage, hit, last)
    if first == hit.first and last == hit.last:
        return
    if first == hit.first and not russian and not _is_name_after(passage, hit):
        return
    yield _head_mention(passage, hit, first, last, 0.6 if first < hit.first else 0.5)


def _whole(passage: Passage, hit: Hit, last: int) -> int:
    """Where a name behind its head ends: at its closing quotes, or with what an adjective needs."""
    count = len(passage.words)
    if "(" in passage.gap(hit.last - 1):
        return hit.last
    if any(mark in passage.gap(hit.last - 1) for mark in _OPENS):
        for index in range(hit.last, min(count, hit.last + 6)):
            if any(mark in passage.gap(index) for mark in _CLOSES):
                return index + 1
        return last
    if hit.cue.language != "ru":
        return last
    apposed = passage.words[hit.first] in small_words("ru", "apposed")
    if "»" in passage.gap(hit.last - 1) or (apposed and passage.word(hit.last).isdigit()):
        return hit.last
    if last >= count or passage.gap(last - 1) != " ":
        return last
    if not written(passage, last - 1).endswith(ADJECTIVE) or is_capital(passage, last):
        return last
    if passage.words[last] not in small_words("ru", "district"):
        return last + 1
    # "the town of Velmora of the Northern district": the district is not part of the name.
    return last - 1 if last - 1 > hit.last else last


def _is_name_after(passage: Passage, hit: Hit) -> bool:
    """The name follows its head: quoted, numbered, or after "of" when the head is a capital."""
    gap = passage.gap(hit.last - 1) if hit.last < len(passage.words) else ""
    quoted = any(mark in gap for mark in '"“«')
    return quoted or is_capital(passage, hit.first) or passage.word(hit.last).isdigit()


def _head_mention(passage: Passage, hit: Hit, first: int, last: int, score: float) -> Mention:
    if first < hit.first and any(mark in passage.gap(hit.first - 1) for mark in '"”»'):
        last = hit.first
    elif hit.last < last and any(mark in passage.gap(hit.last - 1) for mark in '"“«'):
        first = hit.last
    elif passage.words[hit.first] in small_words(hit.cue.language, "apposed"):
        # "the agency Velmora", "the newspaper Velmora": the word says what it is and names nothing.
        first = hit.last
    start, end = passage.starts[first], passage.ends[last - 1]
    if first == hit.first and hit.cue.language in NOUN_JOINED:
        start += particle_before(passage, hit)
    value = {"protected": hit.cue.value} if hit.cue.value else None
    head = passage.text[hit.start : hit.end]
    reason = f"name beside the word {head!r}"
    method = _head_method(passage, hit, last)
    return Mention(start, end, hit.cue.kind, method, score, reason, value=value)


def _head_method(passage: Passage, hit: Hit, last: int) -> str:
    """How sure the word beside a head is a name, as a method.

    ``bare head``: the Arabic or Hebrew words have no article, number or link, no quotes, and no
    preposition before the head, so any two nouns in a row look like this. ``district word``: a
    Russian district or province with words in the genitive, which tells a place and names none.
    """
    language = hit.cue.language
    if passage.words[hit.first] in small_words(language, "district"):
        return "district word"
    if language == "fa":
        # Persian has no article: any noun behind the head looks like a name.
        return "bare head"
    if language not in NOUN_JOINED or _is_marked(passage, hit, last):
        return "head word"
    first = passage.words[hit.first]
    before = passage.words[hit.first - 1] if hit.first else ""
    led = before in small_words(language, "before") and is_open_gap(passage, hit.first - 1)
    joined = first not in bare_heads(language) and first[0] in "بلבלמ"
    return "head word" if led or joined else "bare head"


def _is_marked(passage: Passage, hit: Hit, last: int) -> bool:
    """Article, number, link or quotes make the words behind an Arabic or Hebrew head a name."""
    if hit.last >= last or any(mark in passage.gap(hit.last - 1) for mark in '"“«'):
        return True
    words = passage.words[hit.last : last]
    return any(
        word.isdigit() or word.startswith(("ال", "ה")) or word in ARABIC_LINKS for word in words
    )


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
            yield Mention(start, end, "organisation", "gloss", 0.4, reason)
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
        reason = "name in quotation marks"
        # Capitals in quotation marks are still only capitals: a weapon or a technique has them too.
        method = "acronym" if cased and last - first == 1 else "quotation"
        yield Mention(start, end, "organisation", method, 0.45, reason)


def _is_small(passage: Passage, index: int) -> bool:
    return passage.words[index] in small_words("en", "after")
