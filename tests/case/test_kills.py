"""Commands killed at random moments: nothing acknowledged is lost, and the next run ends the same."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from case_process import an_item, indicia, killed, table_bytes, write_posts

from indicia.verification import verify_folder

CI, PROOF = 20, 2000
LONGEST = {"add": 1.2, "run": 4.0, "decide": 1.0, "update": 3.0}


def _log(root: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted((root / "log").glob("[0-9]*.jsonl")))


def _whole(log: bytes) -> bytes:
    return log[: log.rfind(b"\n") + 1]


def _kill(root: Path, material: Path, chance: random.Random, number: int) -> None:
    """One kill; what stood in the log before stands there still."""
    before = _log(root)
    what = chance.choice(tuple(LONGEST))
    arguments: tuple[str | Path, ...] = (what,)
    if what == "add":
        arguments = ("add", write_posts(material / f"more{number}", 100 + 10 * number, 5))
    elif what == "decide":
        arguments = ("decide", "note", an_item(root), "--set", f"text=seen {number}")
    ended = killed(chance, LONGEST[what], "-C", root, *arguments)
    assert _whole(_log(root)).startswith(_whole(before)), f"kill {number} of {what} lost lines"
    if ended and what in ("add", "decide"):
        assert len(_log(root)) > len(before), f"{what} ended well and wrote nothing"


def _complete(root: Path, copy: Path) -> None:
    """The next run completes, verifies, and gives the bytes of a run from nothing."""
    indicia("-C", root, "run")
    report = verify_folder(root)
    assert report.exit_code == 0, [str(f) for f in report.findings if f.severity == "damage"]
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy)
    shutil.rmtree(copy / "derived")
    indicia("-C", copy, "run")
    assert table_bytes(copy) == table_bytes(root)
    assert len(table_bytes(root)) > 10


def _kills(tmp_path: Path, count: int, each: int) -> None:
    root, material = tmp_path / "case", tmp_path / "material"
    indicia("new", root, "--title", "Ferries")
    indicia("-C", root, "add", write_posts(material / "first", 1, 40))
    indicia("-C", root, "run")
    chance = random.Random(20260501)
    for number in range(count):
        _kill(root, material, chance, number)
        if (number + 1) % each == 0:
            _complete(root, tmp_path / "copy")


def test_twenty_kills_lose_nothing_and_the_next_run_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    _kills(tmp_path, CI, 10)


@pytest.mark.proof
@pytest.mark.timeout(4 * 3600)
def test_two_thousand_kills_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    for part in range(PROOF // 100):
        _kills(tmp_path / str(part), 100, 20)
    print(f"\nkills: {PROOF}, nothing acknowledged lost, tables the same each time")
