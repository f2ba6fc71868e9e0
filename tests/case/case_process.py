"""Commands as processes of their own: run, kill, and compare what they leave."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = "from indicia.cli import main; main()"


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """A command that has been started."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def indicia(*arguments: str | Path, code: int = 0) -> str:
    """A command that ran to its end; gives what it said. Fails on another exit code."""
    process = start(*arguments)
    said, words = process.communicate()
    assert process.returncode == code, f"{arguments}: {process.returncode}\n{said}\n{words}"
    return said + words


def killed(chance: random.Random, longest: float, *arguments: str | Path) -> bool:
    """Start a command and kill it at a random moment; whether it had ended well before."""
    process = start(*arguments)
    time.sleep(chance.uniform(0, longest))
    process.kill()
    words = process.communicate()[1]
    assert process.returncode in (0, -9), f"{arguments}: {process.returncode}\n{words}"
    return process.returncode == 0


def an_item(root: Path) -> str:
    """The id of an item that the tables hold, to decide about."""
    from indicia.case import Case

    return str(Case.open(root, "reader").store.read("items").column("item").to_pylist()[0])


def table_bytes(root: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file of the tables in force, by its path in the generation."""
    import orjson

    derived = root / "derived"
    number = orjson.loads((derived / "current").read_bytes())["generation"]
    folder = derived / f"g{number:06d}"
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def write_posts(folder: Path, first: int, count: int) -> Path:
    """A table of invented posts and a note."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["id,date,channel,text"]
    for n in range(first, first + count):
        day, channel = n % 27 + 1, ("north", "south", "delta")[n % 3]
        rows.append(
            f"{n},2026-{n % 5 + 1:02}-{day:02}T{n % 24:02}:10:00Z,{channel},"
            f'"Message {n}: the Ferry Council of Ambria denied on {day} May that it burned boat {n}."'
        )
    (folder / f"posts{first}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / f"note{first}.txt").write_text(f"Note {first}: the ferry is said to be late.\n")
    return folder
