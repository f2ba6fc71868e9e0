"""Candidates for a name among many: n-grams of consonant skeletons and of meanings, by rarity.

A name is a bag of grams; names that share rare grams come first. Cost of a search grows with how
often the query's grams occur, not with the number of names times their length.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indicia.names.align import align_words
from indicia.names.evidence import whole_pair
from indicia.names.parse import ParsedName, Token, parse_name
from indicia.names.skeleton import skeletons_of

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float32]
_LIGHT = {"legal": 0.2, "title": 0.3, "body": 0.7, "place": 0.7, "unit": 0.7}
_COMMON = 0.1
"""Grams that more than this share of the names hold are passed over where rarer ones are there."""
_KNOWN_WEIGHT = 6.0
_READ_AGAIN = 2
"""The best by grams, times this, are read again letter by letter before the rest is cut off."""
_GRAMS = 0.6
"""What the grams count for beside the letters."""


@dataclass(frozen=True, slots=True)
class _Built:
    """Postings as arrays, made when a search first needs them."""

    numbers: dict[str, tuple[IntArray, FloatArray]]
    idf: dict[str, float]
    norms: FloatArray


class NameIndex:
    """Names by entity, searched across scripts. Grows by ``add``; never shrinks."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, str]] = []
        self._postings: dict[str, list[tuple[int, float]]] = {}
        self._built: _Built | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entity: str, name: str) -> None:
        """Add one spelling of an entity."""
        number = len(self._entries)
        self._entries.append((entity, name))
        for gram, weight in grams_of(name).items():
            self._postings.setdefault(gram, []).append((number, weight))
        self._built = None

    def search(self, query: str, top: int = 50) -> list[tuple[str, str, float]]:
        """(entity, spelling, score 0..1), best first, each entity once; ties in order of adding."""
        if not self._entries:
            return []
        built = self._built or self._build()
        self._built = built
        scores = _scores(grams_of(query), built, len(self._entries))
        places = _best(scores, top * _READ_AGAIN)[: top * _READ_AGAIN]
        asked = parse_name(query)
        sounds = align_words([whole_pair(asked, parse_name(self._entries[n][1])) for n in places])
        ranked = sorted(
            (-(_GRAMS * float(scores[n]) + (1 - _GRAMS) * max(0.0, sound)), n)
            for n, sound in zip(places, sounds, strict=True)
        )
        found: dict[str, tuple[str, str, float]] = {}
        for negative, number in ranked:
            entity, name = self._entries[number]
            found.setdefault(entity, (entity, name, min(1.0, -negative)))
            if len(found) >= top:
                break
        return list(found.values())

    def _build(self) -> _Built:
        total = len(self._entries)
        idf = {gram: math.log(1 + total / len(held)) for gram, held in self._postings.items()}
        squares = np.zeros(total, dtype=np.float64)
        numbers: dict[str, tuple[IntArray, FloatArray]] = {}
        for gram, held in self._postings.items():
            ids = np.array([n for n, _ in held], dtype=np.int32)
            weights = np.array([w * idf[gram] for _, w in held], dtype=np.float32)
            squares[ids] += weights.astype(np.float64) ** 2
            numbers[gram] = ids, weights
        norms = np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)
        return _Built(numbers, idf, norms)


def _scores(grams: dict[str, float], built: _Built, total: int) -> npt.NDArray[Any]:
    """Cosine of the query with every name."""
    held = [(g, w) for g, w in grams.items() if g in built.numbers]
    rare = [(g, w) for g, w in held if len(built.numbers[g][0]) <= max(500, _COMMON * total)]
    chosen = rare if len(rare) >= 4 else held
    unseen = math.log(1 + total)
    square = sum((w * built.idf.get(g, unseen)) ** 2 for g, w in grams.items())
    if not chosen:
        return np.zeros(total)
    ids = np.concatenate([built.numbers[g][0] for g, _ in chosen])
    weights = np.concatenate(
        [built.numbers[g][1] * np.float32(w * built.idf[g]) for g, w in chosen]
    )
    summed = np.bincount(ids, weights=weights, minlength=total)
    return np.asarray(summed / (built.norms * math.sqrt(square or 1.0)))


def _best(scores: npt.NDArray[Any], most: int) -> list[int]:
    """Places of the best positive scores, best first, the earlier of equals first."""
    if len(scores) > most * 4:
        line = np.partition(scores, -most)[-most]
        places = np.flatnonzero(scores >= max(line, 1e-12))
    else:
        places = np.flatnonzero(scores > 0)
    order = np.lexsort((places, -scores[places]))
    return [int(places[i]) for i in order]


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


def _cut(skeleton: str) -> dict[str, float]:
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
