"""Roads by name: the word for a road with what stands beside it, in writings without capitals too.

Roads by number, and English ones, are found by their form (:mod:`indicia.find.capital`). In: a
passage. Out: mentions of kind ``road``; suggestions of low score that do not wait for review.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from indicia.find.cue import NOUN_JOINED, WORD, small_words
from indicia.find.lexicon_match import written_length
from indicia.find.mention import Mention
from indicia.find.passage import Passage
from indicia.find.rule import forms_of, load_rules
from indicia.find.tokens import (
    is_capital,
    is_open_gap,
    name_right_arabic,
    name_right_hebrew,
)
from indicia.text.fold import fold

METHOD = "named road"
MOST_WORDS = 3


def find_named_roads(passage: Passage) -> Iterator[Mention]:
    """Roads of a passage by name, in order."""
    words = road_words()
    for index, word in enumerate(passage.words):
        for language, side, particle in words.get(word, ()):
            found = _named(passage, index, language, side)
            if found is None:
                continue
            first, last = found
            start = passage.starts[first]
            if first == index and particle:
                start += written_length(passage, index, particle)
            reason = "name beside a word for a road"
            yield Mention(start, passage.ends[last - 1], "road", METHOD, 0.5, reason)
            break


def _named(passage: Passage, index: int, language: str, side: str) -> tuple[int, int] | None:
    """The first word and one past the last of the road at a word; ``None``: it has no name."""
    after = index + 1
    if side == "behind":
        led = index > 0 and is_capital(passage, index - 1) and is_open_gap(passage, index - 1)
        return (index - 1, after) if led else None
    if after >= len(passage.words) or not is_open_gap(passage, index):
        return None
    if language == "ru":
        last = after
        while (
            last < len(passage.words)
            and last - after < MOST_WORDS
            and is_capital(passage, last)
            and is_open_gap(passage, last - 1)
        ):
            last += 1
    elif language == "ar":
        following = passage.words[after]
        named = following.startswith("ال") or following.isdigit()
        if not named or following in small_words("ar", "descriptive"):
            return None
        last = name_right_arabic(passage, after)
    elif language == "he":
        last = after + 1 if passage.words[after].isdigit() else name_right_hebrew(passage, after)
    else:
        last = after + 1
    return (index, last) if last > after else None


@cache
def road_words() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Folded word for a road, also behind a particle -> its language, side and particle."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in load_rules("roads"):
        for form in forms_of(row):
            (word,) = WORD.findall(fold(form).text)
            for particle in NOUN_JOINED.get(row["lang"], ("",)):
                if not particle.endswith(("ال", "لل")):
                    found.setdefault(particle + word, []).append(
                        (row["lang"], row["side"], particle)
                    )
    return {word: tuple(rows) for word, rows in found.items()}
