"""The log: chained, whole after a crash, and honest about damage."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.console.start import PLAIN_CASE
from indicia.custody.clock import Reading
from indicia.custody.event import NewEvent
from indicia.custody.log import Log
from indicia.errors import CustodyError, NewerCase
from indicia.verification import verify_folder

WRITER = """
import sys
from pathlib import Path
from indicia.case import Case
case = Case(Path(sys.argv[1]), sys.argv[3])
for number in range(int(sys.argv[2])):
    print(case.append("note", {"n": number}).seq, flush=True)
"""


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    return Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "tester"
    )


def _writer(case: Case, count: int, name: str = "writer") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(case.root), str(count), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _write_together(case: Case, writers: int, each: int) -> None:
    """Processes that write at once: no gap, no line twice, each told its own places in order."""
    before = case.log.size
    started = [_writer(case, each, f"writer{n}") for n in range(writers)]
    told = [[int(line) for line in writer.communicate()[0].split()] for writer in started]
    assert all(places == sorted(places) and len(places) == each for places in told)
    assert sorted(place for places in told for place in places) == list(
        range(before + 1, before + writers * each + 1)
    )
    events = list(Case(case.root, "r").log.events(None))
    assert [event.seq for event in events] == list(range(1, before + writers * each + 1))
    counts = Counter(event.line["actor"]["id"] for event in events)
    assert all(counts[f"writer{n}"] == each for n in range(writers))
    assert verify_folder(case.root).exit_code == 0


def test_eight_writers_of_two_hundred_events_leave_no_gap(case: Case) -> None:
    _write_together(case, 8, 200)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_thirty_two_writers_of_a_hundred_thousand_events_leave_no_gap(case: Case) -> None:
    _write_together(case, 32, 3125)
    print("\n32 writers, 100,000 events: no gap, no line twice, verified")


def test_a_kill_loses_nothing_that_was_acknowledged(case: Case) -> None:
    for delay in (0.5, 0.7, 0.9):
        writer = _writer(case, 100_000)
        time.sleep(delay)
        writer.kill()
        lines = (writer.communicate()[0] or "").split("\n")
        told = [int(line) for line in lines[:-1] if line.isdigit()]
        assert Case(case.root, "r").log.size >= max(told, default=0)
    assert verify_folder(case.root).exit_code == 0


def test_a_torn_last_line_is_set_aside_reported_and_the_log_goes_on(case: Case) -> None:
    segment = sorted((case.root / "log").glob("*.jsonl"))[-1]
    size = case.log.size
    torn = b'{"v":1,"seq":99,"pre'
    with segment.open("ab") as target:
        target.write(torn)
    report = verify_folder(case.root)
    assert report.exit_code == 0 and any("was cut off" in f.what for f in report.findings)
    again = Case(case.root, "r")
    again.append("note", {})
    assert [(line.size, line.kept_in.read_bytes()) for line in again.log.torn if line.kept_in] == [
        (len(torn), torn)
    ]
    assert [event.action for event in again.log.events(None)][size:] == ["recover", "note"]
    report = verify_folder(case.root)
    assert any("moved to torn/" in finding.what for finding in report.findings)


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
    with pytest.raises(CustodyError, match=r"000001\.jsonl, byte 0: .*indicia verify"):
        list(Case(case.root, "r").log.events(None))
    assert verify_folder(case.root).exit_code == 1


def test_lines_go_on_in_the_next_file_and_a_missing_file_is_named(
    case: Case, tmp_path: Path
) -> None:
    log = Log(case.root / "log", segment_bytes=3000)
    actor = {"id": "a", "role": "analyst", "session": None}
    for n in range(40):
        log.append(NewEvent(action="note", actor=actor, tool={"name": "t"}, params={"n": n}))
    files = sorted((case.root / "log").glob("*.jsonl"))
    assert len(files) > 3 and log.size == 42
    assert verify_folder(case.root).exit_code == 0
    files[1].unlink()
    report = verify_folder(case.root)
    assert any("file 2 is missing" in f.what for f in report.findings) and report.exit_code == 1


def test_a_clock_that_goes_back_is_recorded_and_the_order_stays(tmp_path: Path) -> None:
    moments = iter([3_000_000, 5_000_000, 4_000_000, 6_000_000])
    log = Log(tmp_path / "log", clock=lambda: Reading(next(moments), 1))
    actor = {"id": "a", "role": "analyst", "session": None}
    for n in range(4):
        log.append(NewEvent(action="note", actor=actor, tool={"name": "t"}, params={"n": n}))
    lines = [event.line for event in log.events()]
    assert [line["params"]["n"] for line in lines] == [0, 1, 2, 3]
    assert [line["clock"].get("backwards_us") for line in lines] == [None, None, 1_000_000, None]


def test_a_log_of_a_later_format_is_refused_with_a_remedy(case: Case) -> None:
    segment = case.root / "log" / "000001.jsonl"
    segment.write_bytes(segment.read_bytes().replace(b'"v":1}', b'"v":2}'))
    with pytest.raises(NewerCase, match="install the Indicia that wrote it") as caught:
        Case.open(case.root, "r").append("note", {})
    assert caught.value.exit_code == 4
    report = verify_folder(case.root)
    assert report.exit_code == 4 and "its format is 2" in str(report.findings[0])
