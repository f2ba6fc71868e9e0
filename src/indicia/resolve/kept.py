"""Answers that an earlier run gave and that are still right: what a run need not find again.

Three functions are costly, asked about the same words in each run, and pure for one version of the
stage, one lexicon and one area: whether words could be a name, what region a place phrase gives,
and how two spellings compare. Their answers are kept between runs by what was asked. What is kept
never changes a result; what is no longer asked is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pyarrow as pa

from indicia.names.compare import NameComparison, compare_many
from indicia.stage import Units

RIGHT_FOR = "1"
"""Format of what is kept; the place where it is kept changes with stage, lexicon and settings."""

_MISSING = object()


class Answers:
    """Answers of one function by key; those of the last run are there from the beginning.

    A key is a string, an answer anything that JSON can say.
    """

    def __init__(self, units: Units, name: str) -> None:
        self._units, self._name = units, name
        recalled = units.recall(name, RIGHT_FOR)
        self._before: dict[str, Any] = {}
        if recalled is not None:
            (text,) = recalled["answers"].column("json").to_pylist()
            self._before = orjson.loads(text)
        self._asked: dict[str, Any] = {}
        self._fresh = False

    def get(self, key: str, find: Callable[[], Any]) -> Any:
        """The answer to a key, found now if no run found it."""
        answer = self._asked.get(key, _MISSING)
        if answer is _MISSING:
            answer = self._before.get(key, _MISSING)
            if answer is _MISSING:
                answer, self._fresh = find(), True
            self._asked[key] = answer
        return answer

    def missing(self, keys: Sequence[str]) -> list[str]:
        """The keys without an answer, each once."""
        held = self._asked.keys() | self._before.keys()
        return [key for key in dict.fromkeys(keys) if key not in held]

    def keep(self) -> None:
        """Keep what this run asked for, unless that is what was kept."""
        if self._fresh or self._asked.keys() != self._before.keys():
            table = pa.table({"json": pa.array([orjson.dumps(self._asked)], pa.large_binary())})
            self._units.remember(self._name, RIGHT_FOR, {"answers": table})


class Kept:
    """What resolve keeps between runs."""

    def __init__(self, units: Units) -> None:
        self.names = Answers(units, "names")
        """Folded words -> whether they could be a name."""
        self.regions = Answers(units, "regions")
        """Folded place phrase -> the columns of its region, or nothing."""
        self._comparisons = Answers(units, "comparisons")

    def compare(self, pairs: Sequence[tuple[str, str, str]]) -> list[NameComparison]:
        """As :func:`indicia.names.compare.compare_many`; only pairs that no run compared are."""
        # A comparison is symmetric, and neither kinds nor names hold the separator.
        keys = ["\x1f".join((kind, min(a, b), max(a, b))) for a, b, kind in pairs]
        asked = self._comparisons.missing(keys)
        triples = [(left, right, kind) for kind, left, right in (k.split("\x1f") for k in asked)]
        found = {
            key: [made.score, made.zone, made.reason]
            for key, made in zip(asked, compare_many(triples), strict=True)
        }
        return [NameComparison(*self._comparisons.get(key, lambda k=key: found[k])) for key in keys]  # type: ignore[misc]

    def keep(self) -> None:
        """Keep all that this run asked for."""
        for answers in (self.names, self.regions, self._comparisons):
            answers.keep()
