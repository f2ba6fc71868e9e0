"""The log: chained, whole after a crash, and honest about damage."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.errors import CustodyError
from indicia.start import PLAIN_CASE
from indicia.verification import verify_folder

WRITER = """
import sys
from pathlib import Path
from indicia.case import Case
case = Case(Path(sys.argv[1]), "writer")
for number in range(int(sys.argv[2])):
    print(case.append("note", {"content": "0" * 64 if False else None, "n": number}).seq, flush=True)
"""


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    return Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "tester"
    )


def _writer(case: Case, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(case.root), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_several_writers_leave_no_gap(case: Case) -> None:
    before = case.log.size
    writers = [_writer(case, 20) for _ in range(4)]
    for writer in writers:
        writer.communicate()
    events = list(Case(case.root, "r").log.events(None))
    assert [e.seq for e in events] == list(range(1, before + 81))
    assert verify_folder(case.root).exit_code == 0


def test_a_kill_loses_nothing_that_was_acknowledged(case: Case) -> None:
    for delay in (0.5, 0.7, 0.9):
        writer = _writer(case, 100_000)
        time.sleep(delay)
        writer.kill()
        lines = (writer.communicate()[0] or "").split("\n")
        told = [int(line) for line in lines[:-1] if line.isdigit()]
        assert Case(case.root, "r").log.size >= max(told, default=0)
    assert verify_folder(case.root).exit_code == 0


def test_a_torn_last_line_is_set_aside_and_the_log_goes_on(case: Case) -> None:
    segment = sorted((case.root / "log").glob("*.jsonl"))[-1]
    size = case.log.size
    with segment.open("ab") as target:
        target.write(b'{"v":1,"seq":99,"pre')
    again = Case(case.root, "r")
    again.append("note", {})
    assert again.log.size > size
    assert list((case.root / "log" / "torn").iterdir())


def test_an_edit_a_cut_and_a_rechained_log_are_found(case: Case) -> None:
    case.append("note", {"n": 1})
    sign_checkpoint(case)
    segment = sorted((case.root / "log").glob("*.jsonl"))[-1]
    whole = segment.read_bytes()
    lines = whole.splitlines(keepends=True)
    for damaged in (
        whole.replace(b'"n":1', b'"n":2'),
        b"".join(lines[:-1]),
        b"".join([*lines[:-2], lines[-1], lines[-2]]),
    ):
        segment.write_bytes(damaged)
        assert verify_folder(case.root).exit_code == 1
    segment.write_bytes(whole)
    assert verify_folder(case.root).exit_code == 0


def test_damage_inside_the_log_stops_everything_but_verify(case: Case) -> None:
    case.append("note", {"n": 1})
    segment = sorted((case.root / "log").glob("*.jsonl"))[-1]
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([lines[0][:20] + b"\n", *lines[1:]]))
    with pytest.raises(CustodyError):
        list(Case(case.root, "r").log.events(None))
    assert verify_folder(case.root).exit_code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_rights_is_said_with_a_remedy(case: Case) -> None:
    (case.root / "log").chmod(0o500)
    with pytest.raises(Exception, match="rights"):
        case.append("note", {})
