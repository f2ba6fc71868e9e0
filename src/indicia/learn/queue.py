"""The queue of suggested names with the probability that the learnt layer gives each.

In: a trained model, texts, and the suggestions that wait. Out: a probability a name, the mean over a
few of its mentions, with the features that spoke for it; and names that no rule had found. Neither
decides anything: both wait for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indicia.find.learned import Marked, Model
from indicia.find.passage import read_passage
from indicia.learn.example import Lists, words_of
from indicia.text.fold import fold_key

CONTEXTS = 5
"""Mentions of a name that are looked at."""
LEAST_NEW = 0.5
"""Probability from which a span that no rule found counts as a mention."""
SURE_NEW = 0.9
"""Probability from which one text is enough; below it a new name needs two."""
LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text: its rendition and its code points."""

    rendition: str
    start: int
    end: int


@dataclass(slots=True)
class Scored:
    """One name of the queue; ``places`` in the order they were seen."""

    kind: str
    name: str
    probabilities: list[float] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def probability(self) -> float:
        """The mean over its mentions, 0..1."""
        return sum(self.probabilities) / len(self.probabilities)


def score_names(
    model: Model,
    lists: Lists,
    waiting: Mapping[str, tuple[str, str, Sequence[Place]]],
    texts: Mapping[str, str],
) -> dict[str, Scored]:
    """Each waiting name (id -> kind, name, mentions) with its probability."""
    wanted: dict[str, list[tuple[str, Place]]] = {}
    for name, (_, _, places) in waiting.items():
        for place in places[:CONTEXTS]:
            wanted.setdefault(place.rendition, []).append((name, place))
    scored: dict[str, Scored] = {}
    for rendition, asked in wanted.items():
        passage = read_passage(texts[rendition])
        features = lists.features(passage)
        for name, place in asked:
            first, last = words_of(passage, place.start, place.end)
            if last <= first:
                continue
            kind, shown, _ = waiting[name]
            one = scored.setdefault(name, Scored(kind, shown))
            probability = model.score(features, first, last, kind)
            if not one.reasons:
                one.reasons = model.reasons(features, Marked(first, last, kind, probability))
            one.probabilities.append(probability)
            one.places.append(place)
    return scored


def new_names(
    model: Model,
    lists: Lists,
    texts: Iterable[tuple[str, str]],
    taken: Mapping[str, Sequence[tuple[int, int]]],
) -> list[Scored]:
    """Names in texts (rendition, text) that touch no mention; ``taken``: rendition -> mentions."""
    found: dict[tuple[str, str], Scored] = {}
    for rendition, text in texts:
        passage = read_passage(text)
        features = lists.features(passage)
        held = taken.get(rendition, ())
        for marked in model.mark(features):
            start, end = passage.starts[marked.first], passage.ends[marked.last - 1]
            if marked.probability < LEAST_NEW or any(a < end and start < b for a, b in held):
                continue
            name = " ".join(text[start:end].split())
            if sum(character.isalpha() for character in name) < LEAST_LETTERS:
                continue
            one = found.setdefault((marked.kind, fold_key(name)), Scored(marked.kind, name))
            if not one.reasons:
                one.reasons = model.reasons(features, marked)
            one.probabilities.append(marked.probability)
            one.places.append(Place(rendition, start, end))
    return [
        one
        for _, one in sorted(found.items())
        if len({place.rendition for place in one.places}) > 1 or one.probability >= SURE_NEW
    ]
