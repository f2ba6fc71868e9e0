"""The engine ray gives the tables that the local engine gives, on a cluster of two nodes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from cascade_world import make_cascades
from ray_world import NODES, listening, two_nodes, with_children
from run_world import new_case, table_bytes

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.read.stage import close_children
from indicia.run import run_case

MAIN = "from indicia.cli import main; main()"
LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
"""127.0.0.1, ::1 and ::ffff:127.0.0.1 as Linux lists them."""
WAITING = """
import tempfile, pathlib
from indicia.engine import corpus_engine
corpus_engine("ray").daft()
print(*pathlib.Path(tempfile.gettempdir()).glob("ray-*"), flush=True)
input()
"""


@pytest.fixture(autouse=True)
def with_ray() -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip('the extra ray is not installed: pip install "indicia[ray]"')


def add_cascades(case: Case, folder: Path) -> None:
    """Copies, near copies, rewordings and translations, and a post inside an article."""
    posts = make_cascades(25, seed=301, greetings=8).posts
    long = max(posts, key=lambda post: len(post.text))
    rows = [
        {
            "channel": post.source,
            "channel_id": post.source,
            "message_id": number,
            "date": datetime.fromtimestamp((post.posted or 0) / 1e6, UTC).isoformat(),
            "text": post.text,
            "forwarded_from": post.forwarded_from,
        }
        for number, post in enumerate(posts)
    ]
    article = " ".join(f"The weekly letter of ferry {n} tells of tide {n * 7}." for n in range(20))
    inside = f"{article} {long.text} {article[::-1]}"
    rows.append({**rows[0], "channel_id": "letter", "message_id": 9000, "text": inside})
    path = folder / "posts.json"
    path.write_bytes(orjson.dumps(rows))
    add_paths(case, [path])


@pytest.mark.timeout(180)
def test_two_workers_give_the_same_bytes_as_the_local_engine(tmp_path: Path) -> None:
    here = new_case(tmp_path / "local")
    add_cascades(here, tmp_path)
    shutil.copytree(tmp_path / "local", tmp_path / "ray")
    # One process runs one engine.
    with two_nodes() as cluster:
        run_case(here)
        close_children()
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "-C", tmp_path / "ray", "run", "--engine", "ray"],
            capture_output=True,
            text=True,
            env=cluster.environment(),
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        assert cluster.that_worked() == sorted(NODES)
    there = Case.open(tmp_path / "ray")
    kinds = set(there.store.read("copies").column("kind").to_pylist())
    assert kinds >= {"identical", "near", "reworded", "contained", "translation"}
    assert "copies/all.parquet" in table_bytes(there)
    assert table_bytes(here) == table_bytes(there)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks into Linux's /proc")
def test_ray_alone_listens_on_the_loopback_network_and_leaves_nothing() -> None:
    scratch = tempfile.mkdtemp(prefix="t-")  # short: sockets stand in it
    started = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={k: v for k, v in os.environ.items() if k != "RAY_ADDRESS"} | {"TMPDIR": scratch},
    )
    try:
        assert started.stdout is not None
        assert started.stdout.readline().strip()
        addresses = listening(with_children(started.pid))
        assert addresses
        assert addresses <= LOOPBACK
        started.communicate("\n", timeout=60)
        assert not list(Path(scratch).glob("ray-*"))
    finally:
        started.terminate()
        started.wait(timeout=60)
        shutil.rmtree(scratch, ignore_errors=True)
