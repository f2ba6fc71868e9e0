"""Which writings are compared: public sources of one language and variety, and their impostors.

A panel is what a pair is judged in: the sources asked about, filled up to 102 with others that
write the same language (and, where it is Arabic, the same variety) and have enough own text.
Prose is made only for sources that come into a panel, so that cost does not grow with the corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.dialect import DIALECTS, LABELS, STANDARD, dialect_labels
from indicia.conduct.writing.functionword import Mask, function_words
from indicia.conduct.writing.impostor import half_scores, rank_scores, upper_p
from indicia.conduct.writing.label import BLOCK, texts_of
from indicia.conduct.writing.prose import Prose, own_rows, prose_of
from indicia.conduct.writing.style import features_of, likeness
from indicia.conduct.writing.topic import topic_likeness

LEAST_CHARACTERS = 5000
LEAST_IMPOSTORS = 50
PANEL = 102
"""Sources of a panel: those asked about, filled up with others, of whom there are at least
``LEAST_IMPOSTORS``."""
DIALECT_SHARE = 0.2
"""A source writes a dialect when a fifth of its posts with marker words are in it."""
NULL_SHARE, LEAST_NULL = 0.2, 200
"""A pair is held against pairs that are as alike in topic. Style that is left when topics are masked
still goes with topic (rank correlation .63): against all pairs .13 of the pairs of one field came
out at .05, against these .04 (docs/figures/conduct.md)."""
LEVEL = 0.05
Pair = tuple[str, str]
Group = tuple[str, str]
"""Language (ISO 639-1; empty: not known) and variety of Arabic (empty: another language)."""


@dataclass(frozen=True)
class Panel:
    """Writings of one language and variety, compared with each other; places are those of
    ``names``."""

    names: tuple[str, ...]
    prose: tuple[Prose, ...]
    apart: frozenset[Pair]
    """Pairs (sorted) that are kept out of the null: asked about, or bound by other findings."""
    seed: int

    @cached_property
    def scores(self) -> np.ndarray:
        """Score of each pair."""
        whole = features_of([f"{p.early}\n\n{p.late}" for p in self.prose])
        return rank_scores(likeness(whole, whole, self.seed))

    @cached_property
    def topics(self) -> np.ndarray:
        """How alike each pair is in what it is about."""
        return topic_likeness([p.content for p in self.prose])

    @cached_property
    def null(self) -> tuple[np.ndarray, np.ndarray]:
        """Topic likeness and score of all pairs that nothing binds, the least alike first."""
        held = np.triu(np.ones(self.scores.shape, bool), 1)
        place = {name: at for at, name in enumerate(self.names)}
        for a, b in self.apart:
            if a in place and b in place:
                held[place[a], place[b]] = held[place[b], place[a]] = False
        topic, score = self.topics[held], self.scores[held]
        order = np.lexsort((score, topic))
        return topic[order], score[order]

    def null_about(self, topic: float) -> np.ndarray:
        """Scores of the pairs that are most nearly as alike in topic: a fifth, at least 200."""
        topics, scores = self.null
        count = min(len(scores), max(LEAST_NULL, int(NULL_SHARE * len(scores))))
        if topic >= topics[-1]:
            return scores[-count:]
        return scores[np.argsort(np.abs(topics - topic), kind="stable")[:count]]

    @cached_property
    def halves_found(self) -> float:
        """Share of the sources whose own two halves would pass as one writing at ``LEVEL``, held
        against the pairs that are most alike in topic."""
        count = len(self.names)
        values = features_of([*(p.early for p in self.prose), *(p.late for p in self.prose)])
        score = half_scores(likeness(values[:count], values[count:], self.seed))
        null = self.null_about(1.0)
        return float(np.mean([upper_p(one, null) <= LEVEL for one in score]))


class Desk:
    """Public sources by language and variety; their prose, made when it is first needed."""

    def __init__(self, traffic: Traffic, apart: frozenset[Pair], seed: int) -> None:
        self._traffic, self._apart, self.seed = traffic, apart, seed
        self._masks: dict[str, Mask] = {}
        self._prose: dict[str, Prose] = {}
        own = own_rows(traffic)
        lengths = pc.fill_null(pc.utf8_length(traffic.items.column("text")), 0).to_numpy()
        languages = traffic.items.column("language").combine_chunks()
        coded = pc.dictionary_encode(languages.fill_null(""))
        self._codes = coded.indices.to_numpy()
        self._names = coded.dictionary.to_pylist()
        self.rows: dict[str, np.ndarray] = {}
        self.groups: dict[str, Group] = {}
        self._short: set[str] = set()
        for source, rows in traffic.public():
            rows = rows[own[rows]]
            spoken = Counter(self._codes[rows].tolist())
            language = min(spoken, key=lambda c: (-spoken[c], self._names[c]), default=None)
            if language is not None:
                self.rows[source] = rows[self._codes[rows] == language]
                self.groups[source] = (self._names[language], "")
                if lengths[self.rows[source]].sum() < LEAST_CHARACTERS:
                    self._short.add(source)
        self._part_by_variety()

    def _part_by_variety(self) -> None:
        """Arabic sources by the variety that most of their marked posts are in."""
        arabic = [source for source, group in self.groups.items() if group[0] == "ar"]
        if not arabic:
            return
        rows = np.concatenate([self.rows[source] for source in arabic])
        texts = (
            texts_of(self._traffic, rows[at : at + BLOCK]) for at in range(0, len(rows), BLOCK)
        )
        labels = np.concatenate([dialect_labels(block) for block in texts])
        at = 0
        for source in arabic:
            held = labels[at : at + len(self.rows[source])]
            at += len(held)
            self.groups[source] = ("ar", leading_variety(held))

    def prose(self, source: str) -> Prose:
        """The source's own text in its language."""
        if source not in self._prose:
            language = self.groups[source][0]
            mask = self._masks.setdefault(language, Mask(language))
            self._prose[source] = prose_of(self._traffic, self.rows[source], mask, self.seed)
        return self._prose[source]

    def refusal(self, pair: Pair) -> str | None:
        """Why a pair may not be compared; ``None``: it may."""
        for source in pair:
            if source not in self.groups:
                return "one of them has no text of its own that may be tested"
        left, right = (self.groups[source] for source in pair)
        if left != right:
            return f"they write in {said_group(left)} and {said_group(right)}; only one and the same is compared"
        if not function_words(left[0]):
            return f"there is no list of function words for {said_group(left)}"
        count = min(self.prose(source).characters for source in pair)
        if count < LEAST_CHARACTERS:
            return f"{count:,} characters of own text on one side; {LEAST_CHARACTERS:,} are needed"
        others = len(self._others(left, pair, LEAST_IMPOSTORS))
        if others < LEAST_IMPOSTORS:
            return (
                f"{others} other public sources with enough text in {said_group(left)}; "
                f"{LEAST_IMPOSTORS} impostors are needed"
            )
        return None

    def _others(self, group: Group, without: Sequence[str], most: int) -> list[str]:
        """Up to ``most`` sources of a group with enough text, in a seeded order."""
        known = (source for source, held in self.groups.items() if held == group)
        names = sorted(source for source in known if source not in self._short)
        found: list[str] = []
        for place in np.random.default_rng([self.seed, 11]).permutation(len(names)):
            name = names[place]
            if len(found) == most:
                break
            if name not in without and self.prose(name).characters >= LEAST_CHARACTERS:
                found.append(name)
        return found

    def panel(self, group: Group, pairs: Sequence[Pair]) -> Panel:
        """The sources of the pairs with impostors beside them."""
        asked = sorted({source for pair in pairs for source in pair})
        others = self._others(group, asked, max(LEAST_IMPOSTORS, PANEL - len(asked)))
        names = tuple(sorted([*asked, *others]))
        return Panel(names, tuple(map(self.prose, names)), self._apart, self.seed)


def leading_variety(labels: np.ndarray) -> str:
    """The dialect of at least a fifth of the marked posts (the most frequent), else standard."""
    marked = labels[labels >= 0]
    counts = np.bincount(marked, minlength=len(LABELS))[: len(DIALECTS)]
    best = int(counts.argmax())
    enough = counts[best] and counts[best] >= DIALECT_SHARE * len(marked)
    return DIALECTS[best] if enough else STANDARD


def said_group(group: Group) -> str:
    """A group as a person says it."""
    language, variety = group
    name = f"language {language!r}" if language else "a language that is not known"
    return f"{name} ({variety})" if variety else name
