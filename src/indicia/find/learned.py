"""A small learnt layer over words: a linear-chain CRF that marks names, trained on what people decided.

In: examples, each the features of a run of words (:mod:`indicia.find.feature`) with one label a
word (``O``, ``B-place``, ``I-place`` ...). Out: a model as bytes, the same bytes for the same
examples in the same order; and, with a model, spans with the probability the model gives them and
the features that spoke most for them. Needs the extra ``learn`` (python-crfsuite); nothing here
reads a file, a clock or the network.

Source: Lafferty, McCallum, Pereira 2001; L-BFGS as CRFsuite has it, with the penalties below.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from indicia.errors import AssetMissing
from indicia.find.feature import without_words

VERSION = "1"
OUTSIDE = "O"
SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": True}
"""Penalties (L1, L2) and steps. On 1,463 posts with 623 held out, F1 .918; .914 with .1 and .1."""
TOLD = 4
"""Features that a reason names."""


@dataclass(frozen=True, slots=True)
class Example:
    """A run of words: their features and their labels."""

    features: Sequence[Sequence[str]]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words ``first`` to before ``last`` as a name of a kind; probability 0..1 by the model."""

    first: int
    last: int
    kind: str
    probability: float


def both_ways(example: Example) -> tuple[Example, Example]:
    """An example as it is, and without what tells which words it has: for names not seen before."""
    return example, Example(without_words(example.features), example.labels)


def is_available() -> bool:
    """Whether the extra ``learn`` is installed."""
    return find_spec("pycrfsuite") is not None


def train(examples: Sequence[Example]) -> bytes:
    """A model of the examples, which count in their order.

    Raises:
        AssetMissing: the extra ``learn`` is not installed.
        ValueError: no example has a word.
    """
    if not is_available():
        raise AssetMissing(
            "learning from decisions needs python-crfsuite; install the extra: "
            'pip install "indicia[learn]"'
        )
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    held = [one for one in examples if one.labels]
    if not held:
        raise ValueError("no example has a word")
    for one in held:
        trainer.append(list(map(list, one.features)), list(one.labels))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


class Model:
    """A trained model, ready for marking. Not for several threads at once."""

    def __init__(self, content: bytes) -> None:
        import pycrfsuite

        self._content = content
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open_inmemory(content)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that the model knows."""
        return frozenset(self._tagger.labels())

    @cached_property
    def _weights(self) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = self._tagger.info().state_features
        return found

    def mark(self, features: Sequence[Sequence[str]]) -> list[Marked]:
        """The names of the likeliest labelling, in order."""
        if not features:
            return []
        labels = self._tagger.tag(list(map(list, features)))
        found = []
        first = None
        for index, label in enumerate([*labels, OUTSIDE]):
            if first is not None and label != f"I-{labels[first][2:]}":
                kind = labels[first][2:]
                found.append(Marked(first, index, kind, self._likelihood(first, index, kind)))
                first = None
            if first is None and label != OUTSIDE:
                first = index
        return found

    def score(self, features: Sequence[Sequence[str]], first: int, last: int, kind: str) -> float:
        """The probability that words ``first`` to before ``last`` are one name of this kind."""
        if f"B-{kind}" not in self.labels:
            return 0.0
        self._tagger.set(list(map(list, features)))
        return self._likelihood(first, last, kind)

    def _likelihood(self, first: int, last: int, kind: str) -> float:
        """The least of the words' marginals, of what was set last: a name is as sure as its parts."""
        parts = [self._marginal(f"B-{kind}", first)]
        parts += [self._marginal(f"I-{kind}", index) for index in range(first + 1, last)]
        return round(min(parts), 6)

    def _marginal(self, label: str, index: int) -> float:
        return float(self._tagger.marginal(label, index)) if label in self.labels else 0.0

    def reasons(self, features: Sequence[Sequence[str]], marked: Marked) -> list[str]:
        """The features of a marked name that speak most for it, with their weights."""
        weights: dict[str, float] = defaultdict(float)
        for index in range(marked.first, marked.last):
            label = f"{'B' if index == marked.first else 'I'}-{marked.kind}"
            for feature in features[index]:
                if weight := self._weights.get((feature, label)):
                    weights[feature] += weight
        best = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:TOLD]
        return [f"{feature} {weight:+.1f}" for feature, weight in best if weight > 0]
