"""Candidates for a name among many: n-grams of sound classes, weighted by their rarity."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from indicia.names.parse import parse_name

KEEP = 400


class NameIndex:
    """Names by entity, searched across scripts. Grows by ``add``; never shrinks."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, str, float]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entity: str, name: str) -> None:
        """Add one spelling of an entity."""
        grams = _grams(name)
        number = len(self._entries)
        self._entries.append((entity, name, math.sqrt(sum(grams.values())) or 1.0))
        for gram in grams:
            self._postings[gram].append(number)

    def search(self, query: str, top: int = 50) -> list[tuple[str, str, float]]:
        """(entity, spelling, score), best first, each entity once. Ties are in order of adding."""
        scores: dict[int, float] = defaultdict(float)
        total = len(self._entries) + 1
        norm = 0.0
        for gram, count in _grams(query).items():
            held = self._postings.get(gram)
            weight = math.log(1 + total / (len(held) if held else 1))
            norm += count * weight
            if held and (len(held) < total * 0.2 or total < 1000):
                for number in held:
                    scores[number] += count * weight
        ranked = sorted(
            ((value / self._entries[n][2], -n) for n, value in scores.items()), reverse=True
        )
        found: dict[str, tuple[str, str, float]] = {}
        for value, negative in ranked[: max(KEEP, top * 4)]:
            entity, name, _ = self._entries[-negative]
            found.setdefault(entity, (entity, name, value / (norm or 1.0)))
            if len(found) >= top:
                break
        return list(found.values())


def _grams(name: str) -> Counter[str]:
    """Sound bigrams and trigrams of each word, concepts of group words, numbers."""
    grams: Counter[str] = Counter()
    for token in parse_name(name).tokens:
        if token.kind == "article":
            continue
        if token.concept:
            grams[f"={token.concept}"] += 1
        padded = f"^{token.sound}$"
        for size in (2, 3):
            for start in range(len(padded) - size + 1):
                grams[padded[start : start + size]] += 1
    return grams
