"""The disk refuses, at every single call: nothing acknowledged is lost, and the next try works."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

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
from watched_disk import Call, WatchedDisk

from indicia.case import Case
from indicia.errors import StorageError


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_flushing():
        yield


class Stopper:
    """Fails call number ``at`` (from 1) below the case, and with ``dead`` all that follow."""

    def __init__(self, at: int, code: int, short: bool = False, dead: bool = False) -> None:
        self.at, self.code, self.short, self.dead = at, code, short, dead
        self.count = 0
        self.failed = False

    def __call__(self, call: Call) -> int | None:
        self.count += 1
        if self.count < self.at or (self.failed and not self.dead):
            return None
        if self.count == self.at and self.short and call.name == "write" and len(call.content) > 1:
            self.at, self.short = self.at + 1, False  # a disk that takes half refuses the rest
            return len(call.content) // 2
        self.failed = True
        raise OSError(self.code, os.strerror(self.code))


FAULTS = {
    "no space": (errno.ENOSPC, False, False),
    "a short write, then no space": (errno.ENOSPC, True, False),
    "a fault of the disk": (errno.EIO, False, False),
    "a disk that stays dead": (errno.EIO, False, True),
    "a disk that turned read-only": (errno.EROFS, False, True),
}


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = make_case(tmp_path / "case")
    case.append("note", {"n": 0})
    return tmp_path / "case", write_material(tmp_path / "material")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_refuses_at_any_call_loses_nothing_acknowledged(
    prepared: tuple[Path, Path], tmp_path: Path, fault: str
) -> None:
    source, material = prepared
    code, short, dead = FAULTS[fault]
    at = 0
    while True:
        at += 1
        root = tmp_path / "copy"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root)
        stopper = Stopper(at, code, short, dead)
        case = Case.open(root, "tester")
        told = Acknowledged(case)
        try:
            with WatchedDisk(root, stopper).watching():
                work_in(case, material)
        except StorageError as error:
            assert error.exit_code == 4
            assert str(root) in str(error) and "; " in str(error)
        else:
            if not stopper.failed:
                break
        if not dead:
            log = (root / "log" / "000001.jsonl").read_bytes()
            assert log.endswith(b"\n")
            assert not told.events or log.splitlines()[-1] == told.events[-1].raw
        assert_kept(root, told.events)
        again = Case.open(root, "tester")
        work_in(again, material)
        assert_whole(root)
    assert at > 30, "too few calls were seen for the test to mean anything"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_case_that_could_not_be_made_can_be_made_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    code, short, _ = FAULTS[fault]
    for at in range(1, 200):
        stopper = Stopper(at, code, short, False)
        root = tmp_path / f"case{at}"
        try:
            with WatchedDisk(tmp_path, stopper).watching():
                make_case(root)
        except StorageError as error:
            assert error.exit_code == 4
        else:
            if not stopper.failed:
                break
        if not (root / "log" / "000001.jsonl").exists():
            make_case(root)
        assert_whole(root)
    assert at > 20


def test_an_object_that_is_there_is_compared_and_never_written_again(tmp_path: Path) -> None:
    from indicia.custody.objects import ObjectStore
    from indicia.errors import CustodyError

    store = ObjectStore(tmp_path / "objects")
    sha256 = store.put(b"a line of invented text").sha256
    before = store.path(sha256).stat()
    store.put(b"a line of invented text")
    after = store.path(sha256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    store.path(sha256).chmod(0o644)
    store.path(sha256).write_bytes(b"a line of invented texT")
    with pytest.raises(CustodyError, match="bytes are not those of its name"):
        store.put(b"a line of invented text")
    assert store.path(sha256).read_bytes() == b"a line of invented texT"
    assert not list(store.strays())
