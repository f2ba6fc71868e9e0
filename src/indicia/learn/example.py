"""Decisions about names as examples for the learnt layer: the words around each decided mention.

A confirmed mention labels its words, a rejected one labels them as no name. Nobody has said what the
other suggestions of a text are: an example ends where one of them begins, and nothing is learnt from
it. In: features of a passage and its decided and open spans. Out: runs of words with labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicia.find.feature import country_names, listed_words, word_features
from indicia.find.learned import OUTSIDE, Example
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.passage import Passage
from indicia.lexicon import Lexicon, Name

AROUND = 8
"""Words on each side of a decided mention that an example takes in."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention of a text; ``right`` is ``None`` where nobody decided about it."""

    start: int
    end: int
    kind: str
    right: bool | None


class Lists:
    """What lists know of the words of a passage: the analysts' lexicon, then countries and gazetteers."""

    def __init__(self, lexicon: Lexicon) -> None:
        places = tuple(
            Name(place.id, "place", name, place.source)
            for place in lexicon.places
            for name in (place.name, *place.names)
        )
        own = Lexicon(lexicon.names, lexicon.landmarks)
        self._lists = (
            CompiledLexicon(own),
            CompiledLexicon(Lexicon((*country_names(), *places))),
        )

    def features(self, passage: Passage) -> list[list[str]]:
        """The features of every word of a passage."""
        known: dict[int, str] = {}
        for number, lexicon in enumerate(self._lists):
            said = listed_words(passage, lexicon.find(passage), f"{number}:")
            known = {**said, **known}
        return word_features(passage, known)


def words_of(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The first word that a stretch touches, and one past the last."""
    first = passage.word_at(start)
    if first and passage.ends[first - 1] > start:
        first -= 1
    return first, max(first, passage.word_at(end))


def examples(
    passage: Passage, features: Sequence[Sequence[str]], judged: Sequence[Judged]
) -> Iterator[Example]:
    """One example around each decided mention, overlapping ones as one."""
    labels = [OUTSIDE] * len(passage.words)
    open_words: set[int] = set()
    wanted: set[int] = set()
    for one in judged:
        first, last = words_of(passage, one.start, one.end)
        if one.right is None:
            open_words.update(range(first, last))
            continue
        wanted.update(range(max(0, first - AROUND), min(len(labels), last + AROUND)))
        if one.right and last > first:
            inner = [f"I-{one.kind}"] * (last - first - 1)
            labels[first:last] = [f"B-{one.kind}", *inner]
    for one in judged:
        if one.right is not None:
            open_words.difference_update(range(*words_of(passage, one.start, one.end)))
    run: list[int] = []
    for index in range(len(labels) + 1):
        if index in wanted and index not in open_words:
            run.append(index)
        elif run:
            yield Example([features[n] for n in run], [labels[n] for n in run])
            run = []
