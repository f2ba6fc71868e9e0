"""Candidates for a name among many: n-grams of consonant skeletons and of meanings, by rarity.

A name is a bag of grams; names that share rare grams come first. Cost of a search grows with how
often the query's grams occur, not with the number of names times their length.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from indicia.names.align import WordPair, align_words
from indicia.names.evidence import whole_pair
from indicia.names.glossary import Concepts
from indicia.names.parse import ParsedName, Token, parse_name
from indicia.names.skeleton import skeletons_of
from indicia.names.sound import Units

_LIGHT = {"legal": 0.2, "title": 0.3, "body": 0.7, "place": 0.7, "unit": 0.7}
_COMMON = 0.1
"""Grams that more than this share of the names hold are passed over where rarer ones are there."""
_KNOWN_WEIGHT = 6.0
_READ_AGAIN = 2
"""The best by grams, times this, are read again letter by letter before the rest is cut off."""
_GRAMS = 0.6
"""What the grams count for beside the letters."""
_STRETCH = 64
Found = list[tuple[str, str, float]]
"""(Entity, spelling, score), best first."""


class _Postings:
    """The names that hold one gram, and its weight in each; 12 bytes a name."""

    __slots__ = ("numbers", "weights")

    def __init__(self) -> None:
        self.numbers = array("i")
        self.weights = array("d")

    def arrays(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Views: an array that is looked at cannot grow, so none may be kept."""
        return np.frombuffer(self.numbers, np.int32), np.frombuffer(self.weights, np.float64)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One spelling, with what is read again of it."""

    entity: str
    name: str
    run: Units
    script: str
    concepts: Concepts


class NameIndex:
    """Names by entity, searched across scripts. Grows by ``add``; never shrinks."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._postings: defaultdict[str, _Postings] = defaultdict(_Postings)
        self._norms: npt.NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entity: str, name: str) -> None:
        """Add one spelling of an entity. The next search weighs all anew (40 ms at 100,000)."""
        number = len(self._entries)
        parsed = parse_name(name)
        self._entries.append(_Entry(entity, name, parsed.run, parsed.script, parsed.concepts))
        for gram, weight in grams_of(name).items():
            postings = self._postings[gram]
            postings.numbers.append(number)
            postings.weights.append(weight)
        self._norms = None

    def search(self, query: str, top: int = 50) -> Found:
        """(entity, spelling, score 0..1), best first, each entity once; ties in order of adding."""
        return self.search_many([query], top)[0]

    def search_many(self, queries: Sequence[str], top: int = 50) -> list[Found]:
        """The same for many queries, in order; what is read again is read at once."""
        if not self._entries:
            return [[] for _ in queries]
        best: list[tuple[list[int], list[float]]] = []
        wholes: list[WordPair] = []
        for query in queries:
            scores = self._scores(grams_of(query))
            places = _best(scores, top * _READ_AGAIN)[: top * _READ_AGAIN]
            best.append((places, scores[places].tolist()))
            wholes += self._wholes(query, places)
        sounds = iter(align_words(wholes))
        return [self._ranked(places, grams, sounds, top) for places, grams in best]

    def _ranked(
        self, places: Sequence[int], grams: Sequence[float], sounds: Iterator[float], top: int
    ) -> Found:
        """The best by grams and letters together; takes one sound a place."""
        ranked = sorted(
            [
                (-(_GRAMS * gram + (1 - _GRAMS) * max(0.0, next(sounds))), n)
                for n, gram in zip(places, grams, strict=True)
            ]
        )
        found: dict[str, tuple[str, str, float]] = {}
        for negative, number in ranked:
            entry = self._entries[number]
            found.setdefault(entry.entity, (entry.entity, entry.name, min(1.0, -negative)))
            if len(found) >= top:
                break
        return list(found.values())

    def _wholes(self, query: str, places: Iterable[int]) -> list[WordPair]:
        """What the query and each entry sound like in one piece (:func:`whole_pair`)."""
        asked = parse_name(query)
        pairs: list[WordPair] = []
        for number in places:
            entry = self._entries[number]
            if asked.concepts.isdisjoint(entry.concepts):
                pairs.append((asked.run, asked.script, entry.run, entry.script))
            else:
                pairs.append(whole_pair(asked, parse_name(entry.name)))
        return pairs

    def _idf(self, postings: _Postings) -> float:
        return math.log(1 + len(self._entries) / len(postings.numbers))

    def _lengths(self) -> npt.NDArray[np.float64]:
        """Length of each name's vector of weighted grams."""
        if self._norms is None:
            squares = np.zeros(len(self._entries))
            for postings in self._postings.values():
                numbers, weights = postings.arrays()
                squares[numbers] += (weights * self._idf(postings)) ** 2
            self._norms = np.sqrt(np.maximum(squares, 1e-9))
        return self._norms

    def _scores(self, grams: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Cosine of the query with every name."""
        total = len(self._entries)
        known = [(self._postings[g], w) for g, w in grams.items() if g in self._postings]
        held = [(p, w, self._idf(p)) for p, w in known]
        rare = [one for one in held if len(one[0].numbers) <= max(500, _COMMON * total)]
        chosen = rare if len(rare) >= 4 else held
        if not chosen:
            return np.zeros(total)
        unseen = math.log(1 + total) ** 2 * sum(
            w * w for g, w in grams.items() if g not in self._postings
        )
        square = unseen + sum([(w * idf) ** 2 for _, w, idf in held])
        looked_at = [(p.arrays(), w * idf**2) for p, w, idf in chosen]
        numbers = np.concatenate([ids for (ids, _), _ in looked_at])
        weights = np.concatenate([weights * factor for (_, weights), factor in looked_at])
        summed = np.bincount(numbers, weights=weights, minlength=total)
        return np.asarray(summed / self._lengths() / math.sqrt(square or 1.0), np.float64)


def _best(scores: npt.NDArray[np.float64], most: int) -> list[int]:
    """Places of the best positive scores, best first, the earlier of equals first."""
    places = np.flatnonzero(scores >= max(_at_least(scores, most), 1e-12))
    if len(places) > most * 4:
        kept = scores[places]
        places = places[kept >= np.partition(kept, -most)[-most]]
    order = np.lexsort((places, -scores[places]))
    return places[order].tolist()  # type: ignore[no-any-return]


def _at_least(scores: npt.NDArray[np.float64], most: int) -> float:
    """A score that at least ``most`` names reach, near that of the last of them; 0 if unsure.

    As many stretches of names have a best at least as high as the lowest of the best stretches.
    """
    stretches = len(scores) // _STRETCH
    if stretches <= most:
        return 0.0
    best = scores[: stretches * _STRETCH].reshape(stretches, _STRETCH).max(axis=1)
    return float(np.partition(best, -most)[-most])


def grams_of(name: str) -> dict[str, float]:
    """Grams of a name with their weights: skeletons in twos and threes, meanings, numbers."""
    parsed = parse_name(name)
    grams: defaultdict[str, float] = defaultdict(float)
    for token in parsed.counted:
        light = _LIGHT.get(token.kind, 1.0)
        if token.kind == "number":
            grams[f"#{token.key}"] += 2
            continue
        for concept in token.concepts:
            grams[f"={concept}"] += 1.5 * light
        for skeleton in _skeletons(token):
            for gram, weight in _cut(skeleton).items():
                grams[gram] = max(grams[gram], weight * light)
    _add_initials(grams, parsed)
    for known in parsed.known:
        grams[f"@{known}"] = _KNOWN_WEIGHT
    return dict(grams)


def _skeletons(token: Token) -> tuple[str, ...]:
    whole = skeletons_of(token.units)
    return whole + skeletons_of(token.bare) if token.bare else whole


@lru_cache(maxsize=100_000)
def _cut(skeleton: str) -> Mapping[str, float]:
    padded = f"^{skeleton}$"
    grams = {padded[i : i + 2]: 0.7 for i in range(len(padded) - 1)}
    grams |= {padded[i : i + 3]: 1.0 for i in range(len(padded) - 2)}
    if len(skeleton) > 1:
        grams[padded] = 1.5
    return grams


def _add_initials(grams: dict[str, float], parsed: ParsedName) -> None:
    """A short word may be an acronym; three words and more may be written as one."""
    words = [t for t in parsed.counted if t.units and t.kind != "legal"]
    if len(words) >= 3:
        grams[f"!{''.join(skeletons_of(t.units[:1])[0] for t in words)}"] += 2
    for token in words:
        if 2 <= len(token.units) <= 6 and token.kind == "name":
            initials = "".join(skeletons_of((unit,))[0] for unit in token.units)
            grams[f"!{initials}"] += 1
