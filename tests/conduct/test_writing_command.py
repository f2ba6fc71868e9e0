"""``indicia conduct writing``: the answer, the refusal, and who is never compared, on a real case."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from conduct.test_style import world
from indicia.case import Case
from indicia.console.start import add_sources
from indicia.console.writing import print_writing
from indicia.errors import UsageError
from indicia.run import run_case

TWINS = ("c00", "c01")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """54 invented channels, of which two have one writer; one more source is recorded as private."""
    root = tmp_path_factory.mktemp("writing")
    with (root / "posts.csv").open("w", newline="", encoding="utf-8") as table:
        rows = csv.writer(table)
        rows.writerow(["id", "date", "channel", "text"])
        for n, post in enumerate(world(1)):
            day = f"2026-{1 + n % 40 // 28:02d}-{1 + n % 40 % 28:02d}T10:{n % 60:02d}:00Z"
            rows.writerow([n, day, post.source, post.text])
        rows.writerow([9999, "2026-01-01T10:00:00Z", "somebody", "Он и она в доме у реки, да"])
    names = sorted({post.source for post in world(1)})
    kinds = "".join(f'"{name}" = "channel"\n' for name in names)
    text = f'title = "Writers"\nlanguages = ["ru"]\n[source_kinds]\n{kinds}"somebody" = "private"\n'
    text += '[column_mappings.table]\nid = "id"\ndate = "date"\nsource = "channel"\ntext = "text"\n'
    made = Case.create(root / "case", {"case.toml": text.encode()}, "tester")
    list(add_sources(made, (str(root / "posts.csv"),), True, False))
    run_case(Case.open(root / "case", "tester"), "conduct")
    return root / "case"


def test_two_channels_are_compared_by_name(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_writing(Case.open(case, "t"), *TWINS, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["p"] <= 0.01 and told["refusal"] is None and told["n"] >= 5000
    assert told["settings"]["impostors"] == 52
    print_writing(Case.open(case, "t"), *TWINS, as_json=False)
    said = capsys.readouterr().out
    assert (
        said.startswith("Two sources write nearer to each other")
        and "It cannot tell who wrote" in said
    )
    stored = Case.open(case, "t").store.read("tests").to_pylist()
    assert "language mixture" in {row["kind"] for row in stored}


def test_the_command_answers_and_refuses(case: Path) -> None:
    def indicia(*names: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from indicia.cli import main; main()", "-C", str(case)]
        return subprocess.run(
            [*command, "conduct", "writing", *names], capture_output=True, text=True, check=False
        )

    done = indicia("c02", "c03")
    assert done.returncode == 0 and done.stdout.startswith("Two sources "), done.stderr
    done = indicia("c02", "somebody")
    assert done.returncode == 2 and "somebody: is recorded as private" in done.stderr


def test_what_cannot_be_named_is_said(case: Path) -> None:
    opened = Case.open(case, "t")
    with pytest.raises(UsageError, match=r"c0x: no such source.*indicia show sources"):
        print_writing(opened, "c0x", "c01", as_json=False)
    with pytest.raises(UsageError, match="one source; name two"):
        print_writing(opened, "c01", "c01", as_json=False)
