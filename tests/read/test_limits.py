"""Limits of the child: whatever a reader does, it is one fault and the next file is read.

The hostile readers are plug-ins of their own, found by the child through its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indicia.read import child as child_module
from indicia.read.child import ReaderProcess
from indicia.read.reading import Context

HOSTILE = """
import os, signal, socket, sys, time
from indicia.read.reading import Reading, ReadItem

NAME, VERSION = "hostile", "1"

def fits(head, path):
    return path.startswith("hostile-")

def item(text):
    return ReadItem("/", "post", text, "document", "k", "n")

def parts(source, context):
    first = Reading(NAME, VERSION)
    first.items.append(item("before"))
    yield first
    what = context.path.removeprefix("hostile-")
    if what == "loop":
        while True:
            pass
    if what == "allocate":
        held = []
        while True:
            held.append(bytearray(1 << 26))
    if what == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(0)
    if what == "raise":
        raise RuntimeError("a slip")
    if what == "garbage":
        os.write(1, b"x" * 100)
    told = Reading(NAME, VERSION)
    if what == "socket":
        told.items.append(item(tried(lambda: socket.socket().connect(("127.0.0.1", 9)))))
    if what == "raw-socket":
        import _socket
        def raw():
            made = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
            made.settimeout(2)
            made.connect(("127.0.0.1", int(os.environ["OPEN_PORT"])))
        told.items.append(item(tried(raw)))
    if what == "write":
        told.items.append(item(tried(lambda: open(os.environ["OUTSIDE"], "w").write("x" * 10))))
    yield told

def tried(act):
    try:
        act()
    except OSError as error:
        return f"refused: {type(error).__name__}"
    return "done"
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderProcess]:
    folder = tmp_path / "plugins"
    told = folder / "hostile-1.dist-info"
    told.mkdir(parents=True)
    (folder / "hostile_reader.py").write_text(HOSTILE, "utf-8")
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n", "utf-8")
    (told / "entry_points.txt").write_text("[indicia.readers]\nhostile = hostile_reader\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("OUTSIDE", str(tmp_path / "outside"))
    made = ReaderProcess()
    yield made
    made.close()


def read(reader: ReaderProcess, tmp_path: Path, what: str) -> tuple[list[str], list[str]]:
    path = tmp_path / "original"
    path.write_text("words", "utf-8")
    reading = reader.read(path, Context(path=f"hostile-{what}"))
    return [item.text for item in reading.items], [fault.code for fault in reading.faults]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("loop", "time"),
        ("allocate", "memory"),
        ("segv", "crash"),
        ("exit", "crash"),
        ("raise", "reader failed"),
    ],
)
def test_what_a_reader_does_is_one_fault_and_the_next_file_is_read(
    reader: ReaderProcess, tmp_path: Path, what: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "loop":
        monkeypatch.setattr(child_module, "CPU_SECONDS", 1.0)
    texts, codes = read(reader, tmp_path, what)
    assert texts == ["before"] and codes == [code]
    good = tmp_path / "good.txt"
    good.write_text("after it", "utf-8")
    assert reader.read(good, Context(path="good.txt")).items[0].text == "after it"


def test_what_was_read_before_a_slip_is_kept(reader: ReaderProcess, tmp_path: Path) -> None:
    assert read(reader, tmp_path, "raise")[0] == ["before"]


def test_words_written_into_the_answer_do_no_harm(reader: ReaderProcess, tmp_path: Path) -> None:
    read(reader, tmp_path, "garbage")
    assert read(reader, tmp_path, "socket")[0][-1].startswith("refused")


def test_a_reader_gets_no_socket(reader: ReaderProcess, tmp_path: Path) -> None:
    assert read(reader, tmp_path, "socket")[0] == ["before", "refused: OSError"]


def test_even_a_socket_from_below_reaches_nobody(
    reader: ReaderProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("OPEN_PORT", str(server.getsockname()[1]))
        told = read(reader, tmp_path, "raw-socket")[0][-1]
    if told == "done":
        pytest.skip("this system gives no network namespace; only Python's sockets are refused")
    assert told.startswith("refused")


def test_a_reader_writes_no_file(reader: ReaderProcess, tmp_path: Path) -> None:
    read(reader, tmp_path, "write")
    assert not (tmp_path / "outside").exists() or not (tmp_path / "outside").read_bytes()


def test_a_child_is_warm_for_many_files_and_fresh_after_a_fault(
    reader: ReaderProcess, tmp_path: Path
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("words", "utf-8")
    reader.read(good, Context(path="good.txt"))
    first = reader.process
    reader.read(good, Context(path="good.txt"))
    assert reader.process is first
    read(reader, tmp_path, "segv")
    reader.read(good, Context(path="good.txt"))
    assert reader.process is not None and reader.process is not first


def test_a_file_that_is_gone_or_cannot_be_opened_is_a_fault(
    reader: ReaderProcess, tmp_path: Path
) -> None:
    gone = reader.read(tmp_path / "gone", Context(path="gone"))
    folder = reader.read(tmp_path, Context(path="folder"))
    assert [f.code for f in (*gone.faults, *folder.faults)] == ["unreadable", "unreadable"]


def test_parts_that_are_not_taken_to_the_end_do_not_reach_the_next_file(
    reader: ReaderProcess, tmp_path: Path
) -> None:
    path = tmp_path / "original"
    path.write_text("words", "utf-8")
    parts = reader.parts(path, Context(path="hostile-raise"))
    assert next(parts).items[0].text == "before"
    good = tmp_path / "good.txt"
    good.write_text("after it", "utf-8")
    assert [i.text for i in reader.read(good, Context(path="good.txt")).items] == ["after it"]
