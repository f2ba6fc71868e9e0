"""The stage: what was read is not read again, and a decision redoes only what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.decide import Asked, take_decision
from indicia.console.start import PLAIN_CASE
from indicia.read import stage
from indicia.read.child import ReaderProcess
from indicia.run import run_case
from indicia.units import FinishedUnits


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "tester"
    )
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Invented words, number {number}.", "utf-8")
    add_paths(made, [folder])
    run_case(made, "read")
    yield made
    stage.close_children()


def test_a_decision_makes_no_original_be_read_again(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an unchanged original was read again")

    monkeypatch.setattr(ReaderProcess, "read", refuse)
    item = case.store.read("items").to_pylist()[0]["item"]
    take_decision(
        case, Asked("correct", [item], ["text=Corrected words."], "the scan shows them"), False
    )
    run_case(case, "read")
    rows = case.store.read("renditions").to_pylist()
    assert [r["text"] for r in rows if r["item"] == item and r["preferred"]] == ["Corrected words."]
    assert len(rows) == 4


def test_new_material_makes_only_itself_be_read(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    read = ReaderProcess.read

    def note(self: ReaderProcess, path: Path, context: object) -> object:
        asked.append(context)
        return read(self, path, context)  # type: ignore[arg-type]

    monkeypatch.setattr(ReaderProcess, "read", note)
    (tmp_path / "new.txt").write_text("New words.", "utf-8")
    add_paths(case, [tmp_path / "new.txt"])
    run_case(case, "read")
    assert len(asked) == 1 and case.store.read("items").num_rows == 4


def test_asking_which_units_are_done_unpacks_no_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = FinishedUnits(tmp_path, "read", "k", ("items",))
    units.add([("one", {}), ("two", {})])

    def refuse(*_: object) -> None:
        raise AssertionError("rows were unpacked")

    monkeypatch.setattr(pa.ipc, "open_stream", refuse)
    assert units.done() == {"one", "two"}
