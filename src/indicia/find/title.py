"""People behind ranks, titles and kunyas, and where such a name begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicia.find.cue import small_words
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage
from indicia.find.tokens import (
    is_capital,
    is_open_gap,
    name_right,
    name_right_arabic,
    name_right_hebrew,
    written,
)

_GENITIVE = ("ы", "и")
ADJECTIVE = ("ой", "ого", "его", "ых", "их")
"""Endings of Russian nouns and adjectives in the genitive, as written and not folded."""
_LEAST_BODY = 4


def find_titled(passage: Passage) -> Iterator[Mention]:
    """People behind a rank, a title or a kunya."""
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
        if language == "ru" and not kunya:
            first = past_body(passage, hit.last, last, hit.cue.kind == "rank")
            if first == last:
                continue
        score = 0.65 if kunya else 0.6
        reason = "name that begins with a kunya" if kunya else "name after a rank or title"
        method = "kunya" if kunya else "rank"
        start, end = passage.starts[first], passage.ends[last - 1]
        yield Mention(start, end, "person", method, score, reason)


def past_body(passage: Passage, first: int, last: int, is_rank: bool) -> int:
    """Where the person begins behind a Russian title that is followed by its body.

    "President of Invented Land Name Surname" has the body in the genitive, or as letters in
    capitals or another script, between title and name. ``last`` where only a body stands there.
    """
    # Folding makes one letter of и and й, which tell a land from a man: so words as written.
    words = [written(passage, index) for index in range(first, last)]
    if all(word.isascii() for word in words):
        # Russian writes people in its own letters: a Latin name behind a title is the body's.
        return last
    index, noun = 0, False
    while index < len(words) - 1 and _is_body(words[index:]):
        noun = words[index].endswith(_GENITIVE)
        index += 1
    word = words[index]
    if index < len(words) - 1:
        return first + index
    of_body = word.endswith((*_GENITIVE, *ADJECTIVE)) and len(word) >= _LEAST_BODY
    named = noun or (is_rank and index == 0)
    alone = _is_acronym(word) or (of_body and not named)
    return last if alone else first + index


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _is_body(words: Sequence[str]) -> bool:
    """The first word names the body that a title belongs to, and not the person who bears it."""
    word, following = words[0], words[1]
    if _is_acronym(word):
        return True
    if word.isascii():
        return not words[-1].isascii()
    if len(word) < _LEAST_BODY:
        return False
    if word.endswith((*_GENITIVE, *ADJECTIVE)):
        return True
    # A man's given name behind a word in -a: that word is a land in the genitive, no given name.
    a_man_follows = following[-1] not in "аеёиоуыэюяь" and not following.endswith("ич")
    return word.endswith(("а", "я")) and len(words) > 2 and a_man_follows


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
