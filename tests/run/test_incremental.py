"""A run after new material gives the bytes of a run from nothing, and does only what is new."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from run_world import CASE, add_posts, decide, new_case, table_bytes

from indicia.case import Case
from indicia.errors import UsageError
from indicia.find import stage as find_stage
from indicia.read import stage as read_stage
from indicia.run import RunReport, run_case, store_at
from indicia.trace import kept_pair
from indicia.trace import stage as trace_stage
from indicia.trace.overlap import SetIndex


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path / "case")
    add_posts(made, tmp_path / "in", 0, 60)
    run_case(made)
    yield made
    read_stage.close_children()


def ran(report: RunReport) -> list[str]:
    return [stage.stage for stage in report.stages if not stage.kept]


def from_nothing(case: Case, copy: Path) -> dict[str, bytes]:
    """The tables that the same originals and log give without anything computed before."""
    shutil.copytree(case.root, copy, ignore=shutil.ignore_patterns("derived"))
    made = Case.open(copy, "tester")
    run_case(made)
    return table_bytes(made)


def test_new_material_gives_the_bytes_of_a_run_from_nothing(case: Case, tmp_path: Path) -> None:
    add_posts(case, tmp_path / "in", 200, 30)
    run_case(case)
    mention = case.store.read("mentions").to_pylist()[0]["mention"]
    decide(case, "reject", mention)
    copy = case.store.read("copies").to_pylist()[0]["copy"]
    decide(case, "reject", copy)
    item = case.store.read("items").to_pylist()[3]["item"]
    decide(case, "correct", item, "text=Read again by a person.")
    run_case(case)
    assert len(table_bytes(case)) > 20
    assert table_bytes(case) == from_nothing(case, tmp_path / "copy")


def test_only_new_texts_are_worked_on(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    read_unit = find_stage.read_unit

    def noted(unit: find_stage.Unit, *rest: object) -> object:
        worked.append(unit.key)
        return read_unit(unit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(find_stage, "read_unit", noted)
    add_posts(case, tmp_path / "in", 200, 5)
    run_case(case)
    assert len(worked) == len(set(worked)) == 5


def test_partitions_without_new_rows_are_the_same_files(case: Case, tmp_path: Path) -> None:
    def inodes() -> dict[str, int]:
        folder = case.store.derived / case.store.generation().folder
        return {p.name: p.stat().st_ino for p in folder.glob("items/*.parquet")}

    before = inodes()
    assert len(before) > 1
    add_posts(case, tmp_path / "in", 40, 3)
    add_posts(case, tmp_path / "in", 200, 1)
    run_case(case)
    changed = {name for name, inode in inodes().items() if before.get(name) != inode}
    assert 1 <= len(changed) < len(before) + 1


def test_a_run_without_anything_new_does_nothing(case: Case) -> None:
    before = case.store.generation()
    report = run_case(case)
    assert ran(report) == [] and not report.changed and case.store.generation() == before


def test_a_decision_runs_only_the_stages_that_read_its_kind(case: Case) -> None:
    text = "text=A port notice named the quay."
    decide(case, "indication", None, "question=who", "theme=notices", text)
    assert ran(run_case(case)) == ["collect", "resolve", "weigh"]
    copy = case.store.read("copies").to_pylist()[0]["copy"]
    decide(case, "reject", copy)
    assert "trace" in ran(run_case(case))
    assert copy not in case.store.read("copies").column("copy").to_pylist()
    mention = case.store.read("mentions").to_pylist()[0]["mention"]
    decide(case, "reject", mention)
    assert not {"read", "find", "trace", "conduct"} & set(ran(run_case(case)))


def test_a_changed_lexicon_runs_find_and_not_read(case: Case) -> None:
    path = case.root / "lexicon" / "names.csv"
    path.write_text(path.read_text("utf-8") + "pl-velmora,place,Velmora,invented,,,,,,\n", "utf-8")
    done = ran(run_case(case))
    assert "find" in done and "read" not in done and "trace" not in done
    assert "pl-velmora" in case.store.read("mentions").column("entity").to_pylist()


def test_a_changed_question_runs_only_weigh(case: Case) -> None:
    path = case.root / "case.toml"
    path.write_text(CASE.replace("Who closed the quay?", "Who shut the quay?"), "utf-8")
    assert [s for s in ran(run_case(case)) if s != "collect"] == ["weigh"]


def test_until_stops_after_the_stage_and_the_next_run_goes_on(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    add_posts(case, tmp_path / "in", 0, 8)
    assert ran(run_case(case, "find")) == ["collect", "read", "find"]
    assert case.store.has("mentions") and not case.store.has("copies")
    assert ran(run_case(case)) == ["compare", "trace", "resolve", "learn", "conduct", "weigh"]
    with pytest.raises(UsageError, match="no such stage"):
        run_case(case, "guess")
    read_stage.close_children()


def test_until_an_early_stage_does_not_take_later_tables_away(case: Case) -> None:
    before = table_bytes(case)
    assert ran(run_case(case, "find")) == []
    assert table_bytes(case) == before


def test_until_drops_later_tables_that_are_no_longer_right(case: Case, tmp_path: Path) -> None:
    add_posts(case, tmp_path / "in", 200, 2)
    run_case(case, "find")
    assert case.store.read("items").num_rows == 62 and not case.store.has("origins")
    assert "trace" in ran(run_case(case))


def test_a_run_as_of_a_time_gives_what_the_log_gave_then(case: Case, tmp_path: Path) -> None:
    then = datetime.now(UTC)
    before = table_bytes(case)
    add_posts(case, tmp_path / "in", 200, 5)
    run_case(case)
    now = table_bytes(case)
    run_case(case, as_of=then)
    store = store_at(case, then)
    folder = store.derived / store.generation().folder
    past = {f"{p.parent.name}/{p.name}": p.read_bytes() for p in folder.glob("*/*.parquet")}
    assert past == before != now
    assert table_bytes(case) == now


def test_a_run_that_was_stopped_does_not_do_finished_texts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path / "case")
    add_posts(case, tmp_path / "in", 0, 30)
    monkeypatch.setattr(find_stage, "CHUNK", 4)
    worked: list[str] = []
    read_unit = find_stage.read_unit

    def stops(unit: find_stage.Unit, *rest: object) -> object:
        if len(worked) == 17:
            raise KeyboardInterrupt
        worked.append(unit.key)
        return read_unit(unit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(find_stage, "read_unit", stops)
    with pytest.raises(KeyboardInterrupt):
        run_case(case)
    assert not case.store.has("items"), "half a run is never in force"
    finished = set(worked[:16])
    worked.clear()

    def noted(unit: find_stage.Unit, *rest: object) -> object:
        worked.append(unit.key)
        return read_unit(unit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(find_stage, "read_unit", noted)
    run_case(case)
    assert len(worked) == 30 - 16 and not finished & set(worked)
    read_stage.close_children()


def test_people_read_the_finished_tables_while_a_run_is_at_work(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicia.search import search
    from indicia.search_index import update_index

    update_index(case.store)
    seen: list[tuple[int, int]] = []
    read_unit = find_stage.read_unit

    def looks(unit: find_stage.Unit, *rest: object) -> object:
        reader = Case.open(case.root, "another")
        seen.append((reader.store.read("items").num_rows, len(search(reader.store, "grain"))))
        decide(reader, "note", "org-heron", "text=Seen meanwhile.")
        return read_unit(unit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(find_stage, "read_unit", looks)
    add_posts(case, tmp_path / "in", 200, 2)
    run_case(case)
    assert seen == [(60, 20)] * 2
    assert case.store.read("items").num_rows == 62


def test_a_run_that_dies_while_posts_are_traced_takes_up_what_it_had_done(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced: list[int] = []
    traits_of = trace_stage.traits_of

    def dying(texts: list[str], *rest: list[object]) -> object:
        if len(traced) == 3:
            raise KeyboardInterrupt
        traced.append(len(texts))
        return traits_of(texts, *rest)  # type: ignore[arg-type]

    add_posts(case, tmp_path / "in", 200, 25)
    monkeypatch.setattr(trace_stage, "CHUNK", 5)
    monkeypatch.setattr(trace_stage, "traits_of", dying)
    with pytest.raises(KeyboardInterrupt):
        run_case(case)
    traced[:] = [0, 0, 0, 0]
    run_case(case)
    assert traced[4:] == [5, 5]
    assert table_bytes(case) == from_nothing(case, tmp_path / "copy")


def test_new_posts_are_joined_against_what_trace_kept(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[int] = []
    signatures_of = kept_pair.signatures_of

    def noted(index: SetIndex, rows: np.ndarray, *rest: object) -> object:
        signed.append(len(rows))
        return signatures_of(index, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_pair, "signatures_of", noted)
    add_posts(case, tmp_path / "in", 200, 5)
    run_case(case)
    assert 0 < sum(signed) <= 5  # 60 posts before, 65 now: rarity is still that of the first 50
