"""The power goes at any moment, and the disk forgets what was not flushed, in any order."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from custody_case import (
    Acknowledged,
    assert_kept,
    assert_whole,
    make_case,
    without_flushing,
    work_in,
    write_material,
)
from power_loss import Recording

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.store import TableStore
from indicia.tables import table_of

CI, PROOF = 300, 10_000


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_flushing():
        yield


def _record(tmp_path: Path) -> Recording:
    """A case made, worked in twice, and what was acknowledged when."""
    recording = Recording(tmp_path / "disk")
    (tmp_path / "disk").mkdir()
    root = tmp_path / "disk" / "case"
    with recording.disk.watching():
        case = make_case(root)
        recording.mark(("case", list(case.log.events(None))))
        told = Acknowledged(case)
        for n in range(2):
            work_in(case, write_material(tmp_path / "material" / str(n)))
            recording.mark(("events", list(told.events)))
            case.append_many([("note", {"n": k}, {}) for k in range(6)])
            recording.mark(("events", list(told.events)))
            checkpoint = sign_checkpoint(case)
            recording.mark(("checkpoint", checkpoint.note))
    return recording


def _replay_one(recording: Recording, seed: int, target: Path) -> None:
    chance = random.Random(seed)
    upto = chance.randrange(len(recording.calls) + 1)
    marks = recording.crash(upto, chance, target)
    root = target / "case"
    told = []
    for kind, what in marks:
        if kind == "checkpoint":
            notes = [p.read_text() for p in (root / "log" / "checkpoints").glob("[!.]*.txt")]
            assert what in notes, f"seed {seed}: the checkpoint is gone"
        else:
            told += what
    if not marks:
        return  # the case itself was not acknowledged yet
    assert_kept(root, told)
    case = Case.open(root, "tester")
    case.append("note", {"n": 99})
    assert_whole(root)


def _replay(tmp_path: Path, count: int) -> None:
    recording = _record(tmp_path)
    assert len(recording.calls) > 100
    for seed in range(count):
        target = tmp_path / "crashed"
        _replay_one(recording, seed, target)
        shutil.rmtree(target)


def test_a_loss_of_power_keeps_whatever_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    _replay(tmp_path, CI)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_ten_thousand_losses_of_power_keep_whatever_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    _replay(tmp_path, PROOF)
    print(f"\npower loss: {PROOF} replays, nothing acknowledged lost")


def _table(rows: int) -> pa.Table:
    return table_of(
        "captures",
        [
            {
                "seq": n,
                "original": f"{n:064x}",
                "captured_utc": datetime(2026, 5, 1, tzinfo=UTC),
                "action": "import",
                "batch": "b",
                "path": None,
                "url": None,
                "size": n,
                "media_type": "text/plain",
                "verdict": "content",
                "verdict_rule": None,
                "actor": "a",
            }
            for n in range(rows)
        ],
    )


def test_a_loss_of_power_leaves_the_tables_of_one_whole_run(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "disk")
    (tmp_path / "disk").mkdir()
    derived = tmp_path / "disk" / "derived"
    derived.mkdir()
    recording.calls.clear()
    tables = {n: _table(n) for n in (3, 40, 41)}
    recording.calls.append(_made_before(recording))
    with recording.disk.watching():
        store = TableStore(derived)
        for rows, table in tables.items():
            writer = store.writer()
            writer.write("collect", str(rows), {"captures": table})
            writer.finish(rows)
            recording.mark(rows)
    for seed in range(CI):
        chance = random.Random(seed)
        target = tmp_path / "crashed"
        upto = chance.randrange(1, len(recording.calls) + 1)
        marks = recording.crash(upto, chance, target)
        (target / "derived").mkdir(exist_ok=True)
        store = TableStore(target / "derived")
        generation = store.generation()
        assert generation.log_size >= max((m for m in marks if isinstance(m, int)), default=0)
        if generation.number:
            assert store.read("captures").equals(tables[generation.log_size])
        writer = store.writer()
        writer.write("collect", "7", {"captures": tables[3]})
        writer.finish(7)
        assert store.read("captures").equals(tables[3])
        shutil.rmtree(target)


def _made_before(recording: Recording) -> object:
    """The folder ``derived`` as it was before the recording: there, and flushed."""
    from watched_disk import Call

    recording.calls += [Call("mkdir", "derived"), Call("fsync", ".")]
    return "start"


def test_zero_bytes_in_the_last_write_are_a_torn_write_and_before_it_are_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicia.errors import CustodyError

    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = make_case(tmp_path / "case")
    case.append("note", {"n": 0})
    acknowledged = case.log.size
    case.append_many([("note", {"n": n}, {}) for n in range(9)])
    path = case.root / "log" / "000001.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)

    def zero(position: int) -> None:
        line = lines[position]
        torn = line[:40] + bytes(80) + line[120:]
        path.write_bytes(b"".join([*lines[:position], torn, *lines[position + 1 :]]))

    zero(acknowledged + 4)
    assert Case.open(case.root, "a").log.torn
    assert_whole(case.root)
    zero(acknowledged - 1)
    with pytest.raises(CustodyError, match="not a line of a log"):
        list(Case.open(case.root, "a").log.events(None))
