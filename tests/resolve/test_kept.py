"""What resolve keeps between runs spares work and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest
from workspace import LEXICON, mention, read_texts, resolved

import indicia.resolve.entity as entity_module
import indicia.resolve.kept as kept_module
from indicia.names.compare import NameComparison, compare_many

FIRST = [
    mention("Liwa al-Wadi"), mention("Sons of the River"), mention("Sons of the Rivers", item="i-2"),
    mention("كريم حداد", "person"), mention("Karim Hadad", "person", item="i-3"), mention("the army"),
]  # fmt: skip
MORE = [mention("Бригада Вади", item="i-4"), mention("Salim Darwish", "person", item="i-5")]
PLACES = ["The column stopped 5 km north of the bridge.", "It was seen near Velmora, by the river."]


class Held:
    """Tables kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Mapping[str, pa.Table]] = {}
        self.writes: list[str] = []

    def recall(self, name: str, right_for: str) -> Mapping[str, pa.Table] | None:
        return self.kept.get((name, right_for))

    def remember(self, name: str, right_for: str, tables: Mapping[str, pa.Table]) -> None:
        self.kept[name, right_for] = tables
        self.writes.append(name)


def tables(mentions: Sequence[Mapping[str, Any]], held: Held | None, *texts: str) -> Any:
    found = read_texts(*texts)
    more = {"statements": found["statements"], "place_phrases": found["place_phrases"]}
    return resolved([*mentions, *found["mentions"]], lexicon=LEXICON, more=more, units=held)


def test_a_run_with_what_was_kept_gives_the_tables_of_a_run_without() -> None:
    held = Held()
    assert tables(FIRST, held, *PLACES[:1]) == tables(FIRST, None, *PLACES[:1])
    for mentions in ([*FIRST, *MORE], FIRST[2:], FIRST):
        assert tables(mentions, held, *PLACES) == tables(mentions, None, *PLACES)


def test_what_was_compared_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[tuple[str, str, str]] = []
    looked_at: list[str] = []

    def noted(pairs: Sequence[tuple[str, str, str]]) -> list[NameComparison]:
        worked.extend(pairs)
        return compare_many(pairs)

    def could_be(words: str) -> bool:
        looked_at.append(words)
        return words != "the army"

    monkeypatch.setattr(kept_module, "compare_many", noted)
    monkeypatch.setattr(entity_module, "could_be_name", could_be)
    held = Held()
    tables(FIRST, held)
    first = set(worked)
    assert first and looked_at
    worked.clear()
    looked_at.clear()
    tables([*FIRST, *MORE], held)
    assert worked and not first & set(worked)
    assert set(looked_at) == {"бригада вади", "salim darwish"}


def test_a_run_without_anything_new_writes_nothing_and_what_is_gone_is_dropped() -> None:
    held = Held()
    tables([*FIRST, *MORE], held)
    held.writes.clear()
    tables([*FIRST, *MORE], held)
    assert held.writes == []
    tables(FIRST, held)
    (text,) = held.kept["names", kept_module.RIGHT_FOR]["answers"].column("json").to_pylist()
    assert b"salim" not in text and b"river" in text


def test_a_comparison_from_memory_is_the_same_in_either_order() -> None:
    pair, turned = ("Karim Haddad", "كريم حداد", "person"), ("كريم حداد", "Karim Haddad", "person")
    kept = kept_module.Kept(Held())  # type: ignore[arg-type]
    assert kept.compare([pair, turned, pair]) == compare_many([pair, turned, pair])
    assert kept.compare([turned]) == compare_many([turned])
