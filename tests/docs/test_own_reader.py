"""The reader that docs/formats.md shows works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_reader_of_the_documentation_is_found_and_reads(tmp_path: Path) -> None:
    page = (DOCS / "formats.md").read_text(encoding="utf-8")
    code, entry = re.findall(r"```(?:python|toml)\n(.*?)```", page, re.DOTALL)
    name, module = re.findall(r'^([\w-]+) = "(\w+)"$', entry, re.MULTILINE)[0]
    (tmp_path / f"{module}.py").write_text(code, encoding="utf-8")
    told = tmp_path / "radio-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: radio\nVersion: 1\n")
    (told / "entry_points.txt").write_text(f"[indicia.readers]\n{name} = {module}\n")
    log = tmp_path / "night.txt"
    log.write_text("RADIO LOG\n2026-10-01T10:00:00 | Brigade 19 moves [invented]\nnoise\n")
    done = subprocess.run(
        [sys.executable, "-c", "from indicia.cli import main; main()", "read", str(log)],
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"Brigade 19 moves [invented]"' in done.stdout
    assert "/line/3" in done.stdout and "unknown form" in done.stdout
