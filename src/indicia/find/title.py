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
        if last == hit.last or (not kunya and passage.gap(hit.last - 1) in ("-", "–")):
            continue
        done = last
        keeps_title = kunya or passage.words[hit.first] in ("haji", "hajji", "حاجي", "الحاج")
        first = hit.first if keeps_title else hit.last
        method = "kunya" if kunya else "rank"
        if language == "ru" and not kunya:
            words = passage.words[hit.first : hit.last]
            office = not small_words("ru", "office").isdisjoint(words)
            first = past_body(passage, hit.last, last, office)
            if is_body_alone(passage, first, last, office):
                method = "title alone"
        score = 0.65 if kunya else 0.6
        reason = "name that begins with a kunya" if kunya else "name after a rank or title"
        start, end = passage.starts[first], passage.ends[last - 1]
        yield Mention(start, end, "person", method, score, reason)


def past_body(passage: Passage, first: int, last: int, office: bool) -> int:
    """Where the person begins behind a Russian title that is followed by its body.

    "President of Invented Land Name Surname" has the body in the genitive, or as letters in
    capitals or another script, between title and name. Only a title of ``office`` has a land or
    town; two words at least are left of a name, so that a given name is not taken for a land.
    """
    # Folding makes one letter of и and й, which tell a land from a man: so words as written.
    words = [written(passage, index) for index in range(first, last)]
    index = 0
    while index < len(words) - 1 and _is_body(words[index:], office):
        index += 1
    return first + index


def is_body_alone(passage: Passage, first: int, last: int, office: bool) -> bool:
    """Only the body of a title stands there: capitals, another script, a land in the genitive.

    It is told apart and not dropped: it may still be a person, who is not to be published.
    """
    words = [written(passage, index) for index in range(first, last)]
    if all(_is_acronym(word) or word.isascii() for word in words):
        return True
    genitive = all(word.endswith((*_GENITIVE, *ADJECTIVE)) for word in words)
    return office and genitive


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _is_body(words: Sequence[str], office: bool) -> bool:
    """The first word names the body that a title belongs to, and not the person who bears it."""
    word, following = words[0], words[1]
    if _is_acronym(word):
        return True
    if word.isascii():
        return not words[-1].isascii()
    if not office or len(word) < _LEAST_BODY or len(words) < 3:
        return False
    if word.endswith((*_GENITIVE, *ADJECTIVE)):
        return True
    # A man's given name behind a word in -a: that word is a land in the genitive, no given name.
    a_man_follows = following[-1] not in "аеёиоуыэюяь" and not following.endswith("ич")
    return word.endswith(("а", "я")) and a_man_follows


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
