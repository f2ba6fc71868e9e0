"""Nothing connects: no command on a case, no import, no engine opens a way out of the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from case_process import indicia, write_posts

# Whoever runs it is told at the first call that could leave the machine.
WATCHED = """
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind",
                 "socket.gethostbyname", "urllib.Request"):
        if event == "urllib.Request" and arguments[0].startswith("file:"):
            return  # a file of the update, as the PDF's maker asks for it
        raise SystemExit(f"reached for the network: {event} {arguments!r}")

sys.addaudithook(watch)
"""
COMMANDS = WATCHED + "from indicia.cli import main\nmain()\n"
ENGINE = """
import indicia
import numpy as np
from indicia.engine import corpus_engine
engine = corpus_engine("local")
keys, rows = np.array([1, 1, 2], np.uint64), np.array([0, 1, 2], np.int64)
print(engine.key_pairs((keys, rows), (keys, rows), np.ones(3), (0.1, 10.0)), flush=True)
import os
os._exit(0)  # a watch in Python must not be called by the engine's threads while Python ends
"""
OUTSIDE = re.compile(r"(socket|connect|sendto|sendmsg)\(.*AF_INET6?")


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with material that was not run yet."""
    tmp_path = tmp_path_factory.mktemp("quiet")
    os.environ["INDICIA_CONFIG"] = str(tmp_path / "config")
    indicia("new", tmp_path / "case", "--title", "Ferries")
    indicia("-C", tmp_path / "case", "add", write_posts(tmp_path / "posts", 1, 30))
    yield tmp_path / "case"
    del os.environ["INDICIA_CONFIG"]


def test_the_watch_itself_notices_a_connection() -> None:
    script = WATCHED + "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert "reached for the network" in done.stderr


def test_run_update_and_verify_reach_for_no_network(case_folder: Path) -> None:
    for command in ("run", "update", "verify", "status"):
        arguments = [sys.executable, "-c", COMMANDS, "-C", str(case_folder), command]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "reached for the network" not in done.stderr


def test_importing_and_the_local_engine_reach_for_no_network() -> None:
    script = WATCHED + ENGINE
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _traced(command: list[str], report: Path) -> str:
    tracer = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(report)]
    done = subprocess.run([*tracer, *command], capture_output=True, text=True, check=False)
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("tracing is not permitted here")
    assert done.returncode == 0, done.stderr
    return report.read_text(encoding="utf-8", errors="replace")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
def test_no_process_not_even_native_code_opens_an_internet_socket(
    case_folder: Path, tmp_path: Path
) -> None:
    program = [sys.executable, "-c", "from indicia.cli import main; main()", "-C", str(case_folder)]
    shutil.rmtree(case_folder / "derived")
    for command in ([*program, "run"], [*program, "update"], [*program, "verify"], [sys.executable, "-c", ENGINE]):  # fmt: skip
        said = _traced(command, tmp_path / "trace")
        assert not OUTSIDE.findall(said), OUTSIDE.findall(said)[:3]
    script = "import socket\nsocket.socket(socket.AF_INET).close()\n"
    assert OUTSIDE.search(_traced([sys.executable, "-c", script], tmp_path / "trace"))


def test_it_works_where_there_is_no_network_at_all(case_folder: Path, tmp_path: Path) -> None:
    alone = ["unshare", "-n"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("a network namespace cannot be made here")
    copy = shutil.copytree(case_folder, tmp_path / "case")
    shutil.rmtree(Path(copy) / "derived", ignore_errors=True)
    program = [
        *alone,
        sys.executable,
        "-c",
        "from indicia.cli import main; main()",
        "-C",
        str(copy),
    ]
    for command in ("run", "update", "verify"):
        done = subprocess.run([*program, command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
