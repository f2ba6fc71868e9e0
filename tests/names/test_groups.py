"""Names of armed groups from public sources: pairs that are one group, and pairs made to be confused.

Floors, not figures: ``bench/names.py`` measures the same set beside its peers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import indicia.names.compare as compare_module
from indicia.names.compare import NameComparison, compare_many
from indicia.names.parse import ParsedName, parse_name
from indicia.text.script import dominant_script

PATH = Path(__file__).with_name("groups.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str
    same: bool
    trap: str
    source: str


def load_pairs() -> list[Pair]:
    rows = [line.split("\t") for line in PATH.read_text("utf-8").splitlines() if line[0] != "#"]
    return [
        Pair(left, right, same == "1", trap, source) for left, right, same, trap, source in rows
    ]


PAIRS = load_pairs()


def compared() -> list[NameComparison]:
    return compare_many([(pair.left, pair.right, "organisation") for pair in PAIRS])


def average_precision(found: list[NameComparison]) -> float:
    """The area under precision and recall; pairs of one score come the wrong ones first."""
    order = sorted(range(len(PAIRS)), key=lambda n: (-found[n].score, PAIRS[n].same))
    hits = np.array([PAIRS[n].same for n in order])
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def test_the_set_has_its_size_its_scripts_its_traps_and_a_source_beside_each() -> None:
    assert len(PAIRS) >= 300 and len({(p.left, p.right) for p in PAIRS}) == len(PAIRS)
    scripts = Counter(dominant_script(name) for p in PAIRS for name in (p.left, p.right))
    assert min(scripts[s] for s in ("Arab", "Hebr", "Cyrl", "Latn")) >= 70
    letters = "".join(p.left + p.right for p in PAIRS)
    assert all(set(own) & set(letters) for own in ("پچژگ", "іїєґ", "ışğİ"))
    traps = Counter(p.trap for p in PAIRS if not p.same)
    assert min(traps.values()) >= 25 and len(traps) == 4
    assert sum(traps.values()) >= 150
    assert all(p.source.startswith("en.wikipedia.org/wiki/") for p in PAIRS)


def test_one_group_is_told_from_another() -> None:
    found = compared()
    assert average_precision(found) >= 0.98
    automatic = [pair.same for pair, one in zip(PAIRS, found, strict=True) if one.zone == "same"]
    assert sum(automatic) >= 0.99 * len(automatic)
    assert sum(automatic) >= 0.75 * sum(pair.same for pair in PAIRS)


def test_it_does_not_rest_on_the_list_of_well_known_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlisted(name: str) -> ParsedName:
        return replace(parse_name(name), known=frozenset())

    monkeypatch.setattr(compare_module, "parse_name", unlisted)
    found = compared()
    assert average_precision(found) >= 0.97
    automatic = [pair.same for pair, one in zip(PAIRS, found, strict=True) if one.zone == "same"]
    assert sum(automatic) >= 0.99 * len(automatic)


@pytest.mark.parametrize("trap", ["same kind, other number", "parent and child"])
def test_these_traps_never_reach_the_automatic_zone(trap: str) -> None:
    caught = [
        (pair, one)
        for pair, one in zip(PAIRS, compared(), strict=True)
        if pair.trap == trap and one.zone == "same"
    ]
    assert not caught
