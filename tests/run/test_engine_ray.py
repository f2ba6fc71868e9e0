"""The engine ray gives the tables that the local engine gives."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from run_world import add_posts, new_case, table_bytes

from indicia.case import Case
from indicia.read.stage import close_children
from indicia.run import run_case


def test_ray_gives_the_same_bytes_as_the_local_engine(tmp_path: Path) -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip('the extra ray is not installed: pip install "indicia[ray]"')
    add_posts(new_case(tmp_path / "local"), tmp_path / "in", 0, 60)
    shutil.copytree(tmp_path / "local", tmp_path / "ray")
    tables = []
    for engine in ("local", "ray"):
        case = Case.open(tmp_path / engine)
        if engine == "local":
            run_case(case)
            close_children()
        else:  # one process runs one engine
            call = [sys.executable, "-c", "from indicia.cli import main; main()", "-C", case.root]
            done = subprocess.run(
                [*call, "run", "--engine", "ray"],
                capture_output=True,
                text=True,
                env={**os.environ, "HOME": str(tmp_path)},
                check=False,
                timeout=240,
            )
            assert done.returncode == 0, done.stderr[-2000:]
        tables.append(table_bytes(Case.open(case.root)))
    assert "copies/all.parquet" in tables[0]
    assert Case.open(tmp_path / "ray").store.read("copies").num_rows > 5
    assert tables[0] == tables[1]
