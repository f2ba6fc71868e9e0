"""Finished units: kept once, found again, joined without loss, and thrown away with their key."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from indicia import units as unit_module
from indicia.tables import table_of
from indicia.units import FinishedUnits


def rows(*names: str) -> pa.Table:
    return table_of(
        "faults",
        [
            {
                "fault": name,
                "original": "o",
                "locator": "/",
                "severity": "note",
                "code": "invented",
                "message": name * 3,
                "made_by": "test",
            }
            for name in names
        ],
    )


def opened(root: Path, key: str = "k") -> FinishedUnits:
    return FinishedUnits(root, "read", key, ("faults", "marks"))


def faults(units: FinishedUnits, current: list[str]) -> list[str]:
    return list(units.collect("faults", current).column("fault").to_pylist())


def test_only_the_units_that_are_current_are_collected(tmp_path: Path) -> None:
    units = opened(tmp_path)
    units.add([("one", {"faults": rows("b", "a")}), ("two", {"faults": rows("c")}), ("three", {})])
    units.add([("four", {"faults": rows("0")})])
    assert opened(tmp_path).done() == {"one", "two", "three", "four"}
    assert faults(units, ["one", "three", "four"]) == ["0", "a", "b"]
    assert units.collect("marks", ["one"]).num_rows == 0


def test_units_given_together_are_the_same_as_units_given_one_by_one(tmp_path: Path) -> None:
    single, together = opened(tmp_path / "a"), opened(tmp_path / "b")
    single.add([("one", {"faults": rows("a", "c")}), ("two", {"faults": rows("b")})])
    together.add_together(["one", "two"], {"faults": rows("a", "b", "c")}, {"faults": [0, 1, 0]})
    for current in (["one"], ["two"], ["one", "two"]):
        assert single.collect("faults", current) == together.collect("faults", current)


def test_a_unit_that_a_kill_left_in_two_chunks_gives_its_rows_once(tmp_path: Path) -> None:
    units = opened(tmp_path)
    units.add([("one", {"faults": rows("a")}), ("two", {"faults": rows("b")})])
    units.add([("two", {"faults": rows("b")}), ("three", {"faults": rows("c")})])
    assert faults(units, ["one", "two", "three"]) == ["a", "b", "c"]


def test_a_torn_chunk_leaves_no_trace(tmp_path: Path) -> None:
    units = opened(tmp_path)
    units.add([("one", {"faults": rows("a")})])
    (units.folder / "00000002.new").write_bytes(b"half of a chu")
    again = opened(tmp_path)
    assert again.done() == {"one"} and not list(units.folder.glob("*.new"))


def test_joining_chunks_loses_no_unit_and_no_row(tmp_path: Path) -> None:
    units = opened(tmp_path)
    names = [f"u{number:03d}" for number in range(unit_module.MANY_CHUNKS + 5)]
    for name in names:
        units.add([(name, {"faults": rows(name)} if name != "u007" else {})])
    units.compact()
    assert len(list(units.folder.glob("*.chunk"))) == 1
    assert units.done() == set(names)
    assert faults(units, names) == [name for name in names if name != "u007"]
    assert faults(units, ["u007", "u020"]) == ["u020"]


def test_large_chunks_are_not_joined_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    units = opened(tmp_path)
    for number in range(unit_module.MANY_CHUNKS):
        units.add([(f"u{number}", {"faults": rows(f"u{number}")})])
    monkeypatch.setattr(unit_module, "LARGE_CHUNK", 1)
    before = sorted(units.folder.iterdir())
    units.compact()
    assert sorted(units.folder.iterdir()) == before


def test_units_of_another_key_are_thrown_away(tmp_path: Path) -> None:
    opened(tmp_path).add([("one", {})])
    assert opened(tmp_path, "other").done() == frozenset()
    assert opened(tmp_path).done() == frozenset()
