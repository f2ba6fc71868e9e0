"""What a case meets: no rights, a full or read-only disk, others at work, other machines, lost keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from case_process import an_item, indicia, start, table_bytes, write_posts

from indicia.case import Case, refuse_network_file_system
from indicia.checkpoint import sign_checkpoint
from indicia.errors import NotACase, StorageError
from indicia.store import TableStore
from indicia.tables import table_of
from indicia.verification import verify_folder

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs the rights of the superuser")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A case that was run and published once."""
    tmp_path = tmp_path_factory.mktemp("environment")
    patch = pytest.MonkeyPatch()
    patch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    indicia("new", tmp_path / "case", "--title", "Ferries")
    indicia("-C", tmp_path / "case", "add", write_posts(tmp_path / "posts", 1, 20))
    indicia("-C", tmp_path / "case", "run")
    indicia("-C", tmp_path / "case", "update")
    yield tmp_path / "case"
    patch.undo()


@pytest.fixture
def case_folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished case."""
    return Path(shutil.copytree(finished, tmp_path / "case"))


def as_nobody(folder: Path, act: Callable[[], None]) -> int:
    """The exit code of ``act`` in a child without rights; 0 where nothing was raised."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setgid(65534)
            os.setuid(65534)
            act()
            code = 0
        except StorageError as error:
            named = str(folder) in str(error) and ("right" in str(error) or "chmod" in str(error))
            code = error.exit_code if named else 98
        except BaseException:  # noqa: BLE001  the child must end here, whatever happened
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@root_only
def test_without_rights_reading_works_and_writing_says_whom_to_ask(
    case_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder.name.startswith(("pytest-", "popen-", "test_")):
            folder.chmod(0o755)
    case_folder.chmod(0o755)
    case = Case.open(case_folder, "nobody")
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "none"))

    def lock() -> None:
        with case.run_lock():
            pass

    assert as_nobody(case_folder, lambda: case.append("note", {}) and None) == 4
    assert as_nobody(case_folder, lambda: case.objects.put(b"x") and None) == 4
    assert as_nobody(case_folder, lock) == 4
    assert as_nobody(case_folder, lambda: list(case.log.events(None)) and None) == 0
    assert as_nobody(case_folder, lambda: case.store.read("items") and None) == 0
    assert verify_folder(case_folder).exit_code == 0
    (case_folder / "log").chmod(0o733)
    unreadable = as_nobody(case_folder, lambda: case.append("note", {}) and None)
    assert unreadable, "a log that cannot be listed must not look like one without lines"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; skipped where none can be mounted."""
    point = tmp_path / "disk"
    point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(point)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk cannot be mounted here; test_disk_faults refuses at each call instead")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)


def test_a_full_disk_loses_nothing_and_the_same_command_works_once_there_is_space(
    finished: Path, small_disk: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(finished, small_disk / "case"))
    more = write_posts(tmp_path / "more", 100, 30)
    log = (root / "log" / "000001.jsonl").read_bytes()
    filler = small_disk / "filler"
    with filler.open("wb") as target, pytest.raises(OSError, match="No space"):
        while True:
            os.write(target.fileno(), bytes(4096))
    for command in (("add", more), ("decide", "note", "x", "--set", "text=seen")):
        said = indicia("-C", root, *command, code=4)
        assert "free space" in said and "Traceback" not in said
        assert (root / "log" / "000001.jsonl").read_bytes() == log
    filler.unlink()
    indicia("-C", root, "add", more)
    with filler.open("wb") as target, pytest.raises(OSError, match="No space"):
        while True:
            os.write(target.fileno(), bytes(4096))
    before = table_bytes(root)
    said = indicia("-C", root, "run", code=4)
    assert "space" in said and "Traceback" not in said
    assert table_bytes(root) == before
    filler.unlink()
    indicia("-C", root, "run")
    assert verify_folder(root).exit_code == 0 and table_bytes(root) != before


def test_a_read_only_disk_can_be_read_and_verified(
    finished: Path, small_disk: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(finished, small_disk / "case"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for command in (("status",), ("show", "items"), ("search", "ferry"), ("verify",)):
        indicia("-C", root, *command)
    for command in (("add", write_posts(tmp_path / "more", 100, 3)), ("run",)):
        said = indicia("-C", root, *command, code=4)
        assert "read-only" in said and "copy the case" in said


def test_the_second_run_says_who_holds_the_lock_and_what_to_do(case_folder: Path) -> None:
    case = Case.open(case_folder, "ada")
    with case.run_lock():
        said = indicia("-C", case_folder, "run", code=4)
    assert f"ada, process {os.getpid()} on " in said and "wait for it to end" in said
    indicia("-C", case_folder, "run")


def test_people_search_and_decide_while_it_runs(case_folder: Path, tmp_path: Path) -> None:
    indicia("-C", case_folder, "add", write_posts(tmp_path / "more", 100, 150))
    before = Case.open(case_folder, "r").log.size
    item = an_item(case_folder)
    running = start("-C", case_folder, "run")
    decided = 0
    while running.poll() is None or decided == 0:
        assert "erry" in indicia("-C", case_folder, "search", "ferry")
        indicia("-C", case_folder, "decide", "note", item, "--set", f"text=seen {decided}")
        decided += 1
    assert running.wait() == 0, running.communicate()[1]
    assert Case.open(case_folder, "r").log.size == before + decided
    indicia("-C", case_folder, "run")
    assert Case.open(case_folder, "r").store.read("decisions").num_rows == decided
    assert verify_folder(case_folder).exit_code == 0


def _numbers(size: int) -> pa.Table:
    row = {"seq": 0, "original": "0", "captured_utc": "2026-05-01T00:00:00Z", "action": "import", "batch": "b", "path": None, "url": None, "size": 1, "media_type": "t", "verdict": "content", "verdict_rule": None, "actor": "a"}  # fmt: skip
    from datetime import datetime

    row["captured_utc"] = datetime.fromisoformat(str(row["captured_utc"]))  # type: ignore[assignment]
    return table_of("captures", [{**row, "seq": n} for n in range(size)])


def test_a_reader_sees_one_whole_generation_while_runs_end(tmp_path: Path) -> None:
    store = TableStore(tmp_path / "derived")
    store.derived.mkdir()

    def run(size: int) -> None:
        writer = store.writer()
        writer.write("collect", str(size), {"captures": _numbers(size)})
        writer.finish(size)

    run(1)
    pinned, seen, wrong = store.pinned(), set(), []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            reader = TableStore(store.derived).pinned()
            rows = reader.read("captures").num_rows
            seen.add(rows)
            if rows != reader.generation().log_size or reader.read("captures").num_rows != rows:
                wrong.append(rows)

    thread = threading.Thread(target=look)
    thread.start()
    for size in range(2, 60):
        run(size)
    ended.set()
    thread.join()
    assert not wrong and 0 not in seen and len(seen) > 1
    assert pinned.read("captures").num_rows == 1, "what a reader holds stays"
    del pinned
    run(60)
    assert len(list(store.derived.glob("g*"))) == 1


def test_a_case_that_was_moved_verifies_and_makes_the_same_bytes(
    case_folder: Path, tmp_path: Path
) -> None:
    before = table_bytes(case_folder)
    moved = case_folder.rename(tmp_path / "elsewhere")
    assert verify_folder(moved).exit_code == 0
    shutil.rmtree(moved / "derived")
    assert verify_folder(moved).exit_code == 0
    indicia("-C", moved, "run")
    after = table_bytes(moved)
    logged = {n for n in before if n.startswith(("captures/", "decisions/"))}
    assert {n: after[n] for n in before if n not in logged} == {
        n: before[n] for n in before if n not in logged
    }


def test_a_damaged_settings_file_stops_the_run_and_nothing_else(case_folder: Path) -> None:
    (case_folder / "case.toml").write_text('title = "Ferries\n[[', encoding="utf-8")
    said = indicia("-C", case_folder, "run", code=2)
    assert "case.toml" in said and "line 1" in said
    for command in (("status",), ("search", "ferry"), ("verify",), ("show", "items")):
        indicia("-C", case_folder, *command)
    (case_folder / "case.toml").unlink()
    with pytest.raises(NotACase, match=r"no case\.toml"):
        Case.open(case_folder)
    assert verify_folder(case_folder).exit_code == 0


def test_keys_of_two_machines_and_a_lost_key_keep_everything_verifiable(
    case_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sign_checkpoint(Case.open(case_folder, "ada"))
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "second machine"))
    second = sign_checkpoint(Case.open(case_folder, "ada"))
    event = Case.open(case_folder, "ada").append("note", {"n": 1})
    assert event.line["sig"] is not None
    shutil.rmtree(tmp_path / "second machine")
    unsigned = Case.open(case_folder, "ada").append("note", {"n": 2})
    assert unsigned.line["sig"] is None, "without a key writing goes on, unsigned"
    third = sign_checkpoint(Case.open(case_folder, "ada"))
    report = verify_folder(case_folder, [first.code, second.code, third.code])
    assert report.exit_code == 0, [str(f) for f in report.findings]
    indicia("-C", case_folder, "run")
    indicia("-C", case_folder, "update")
    assert verify_folder(case_folder).exit_code == 0


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused_with_a_remedy(tmp_path: Path, kind: str) -> None:
    mounts = f"/dev/sda / ext4 rw 0 0\nserver:/desk {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(StorageError, match="move the case to a local disk"):
        refuse_network_file_system(tmp_path / "case", mounts)
    inner = mounts + f"/dev/sdb {tmp_path}/case ext4 rw 0 0\n"
    refuse_network_file_system(tmp_path / "case", inner)
