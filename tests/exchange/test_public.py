"""What was published leaves as it stands, with its proofs; what was withheld since does not."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.errors import CustodyError, UsageError
from indicia.exchange.export import FullExport, export_case
from indicia.exchange.public import write_public
from indicia.publish.update import make_update
from indicia.publish.withdraw import withdraw_update
from indicia.run import run_case

TOML = b"""title = "Tell Qamar"
languages = ["en"]
[[questions]]
id = "who"
text = "Who is behind the group?"
[[questions.answers]]
id = "local"
text = "Residents"
[[questions.answers]]
id = "backed"
text = "Residents who are backed"
"""
LEXICON = b"""entity,kind,name,source
eagles,organisation,Eagles of Tell Qamar,a note
b19,organisation,Brigade 19,a note
"""
NOTE = (
    "The Eagles of Tell Qamar said that Brigade 19 must leave the town. "
    "Brigade 19 denied that it holds the mill. [invented]"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with one update, made once."""
    root = tmp_path_factory.mktemp("public")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(root / "config"))
        files = {"case.toml": TOML, "lexicon/names.csv": LEXICON}
        case = Case.create(root / "case", files, "Nour")
        (root / "note.md").write_text(NOTE, encoding="utf-8")
        add_paths(case, [root / "note.md"])
        run_case(case)
        make_update(case)
    return root


@pytest.fixture
def case(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy of it for each test."""
    import shutil

    monkeypatch.setenv("INDICIA_CONFIG", str(published / "config"))
    shutil.copytree(published / "case", tmp_path / "case")
    return Case.open(tmp_path / "case", "Nour")


def export(case: Case, target: Path) -> list[str]:
    return list(export_case(case, "public", target, FullExport("")))


def test_a_stranger_checks_the_export_with_python_alone(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "out")
    (update,) = (tmp_path / "out" / "updates").glob("*/verify.py")
    command = [sys.executable, "-I", "-S", str(update), str(update.parent)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_is_in_the_sums_and_nothing_of_the_case_beside(
    case: Case, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(case, out)
    lines = (out / "SHA256SUMS").read_text().splitlines()
    listed = {line.split("  ", 1)[1]: line.split("  ", 1)[0] for line in lines}
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert there == set(listed) | {"SHA256SUMS"}
    for path, sha256 in listed.items():
        assert hashlib.sha256((out / path).read_bytes()).hexdigest() == sha256
    assert not {"case.toml", "lexicon", "objects", "log", "derived"} & {
        p.name for p in out.iterdir()
    }
    assert NOTE.encode() not in b"".join((out / path).read_bytes() for path in listed)


def test_the_index_leads_to_each_update(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    (folder,) = (tmp_path / "out" / "updates").glob("*/index.html")
    assert f'href="updates/{folder.parent.name}/index.html"' in page
    assert "Who is behind the group?" in page
    assert "<script" not in page


def test_the_log_says_what_left(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "out")
    event = [e for e in case.log.events(None) if e.action == "export"][-1]
    assert event.line["params"]["format"] == "public"
    assert len(event.line["params"]["updates"]) == 1


def test_an_update_that_shows_what_was_withheld_since_is_left_out(
    case: Case, tmp_path: Path
) -> None:
    case.decide("redact", ["b19"], {}, "they asked to be left out")
    run_case(case)
    lines = export(case, tmp_path / "out")
    assert any("shows what was withheld since (b19)" in line for line in lines)
    assert not any("Brigade 19" in line for line in lines)
    assert not list((tmp_path / "out" / "updates").glob("*/index.html"))
    everything = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"Brigade 19" not in everything


def test_a_trial_writes_and_logs_nothing(case: Case, tmp_path: Path) -> None:
    before = case.log.size
    (line,) = export_case(case, "public", tmp_path / "out", FullExport(""), True)
    assert "would write 1 update" in line
    assert case.log.size == before and not (tmp_path / "out").exists()


def test_damage_is_not_passed_on(case: Case, tmp_path: Path) -> None:
    (page,) = (case.root / "updates").glob("*/index.html")
    page.write_text(page.read_text(encoding="utf-8").replace("leave", "stay in"), encoding="utf-8")
    with pytest.raises(CustodyError, match="bring the update back"):
        export(case, tmp_path / "out")


def test_a_folder_that_holds_something_or_a_case_without_updates_is_refused(
    case: Case, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    with pytest.raises(UsageError, match="is not an empty folder"):
        export(case, tmp_path / "full")
    empty = Case.create(tmp_path / "empty", {"case.toml": TOML}, "Nour")
    with pytest.raises(UsageError, match="nothing was published yet"):
        write_public(empty, tmp_path / "none")


def test_a_withdrawn_update_stays_at_home_and_its_text_leaves_the_feeds(
    case: Case, tmp_path: Path
) -> None:
    (folder,) = (path.parent.name for path in (case.root / "updates").glob("*/index.html"))
    withdraw_update(case, folder, "The mill was another one.")
    lines = export(case, tmp_path / "out")
    assert any(f"left out {folder}: it was withdrawn" in line for line in lines)
    (page,) = (tmp_path / "out" / "updates").glob("*/index.html")
    assert page.parent.name != folder
    feed = (tmp_path / "out" / "updates" / "atom.xml").read_text(encoding="utf-8")
    assert "The mill was another one." in feed
    assert feed.count("holds the mill") == 1  # in the notice, which names what it withdraws


def test_a_withdrawal_does_not_say_again_what_is_withheld(case: Case) -> None:
    (folder,) = (path.parent.name for path in (case.root / "updates").glob("*/index.html"))
    assert "Brigade 19" in (case.root / "updates" / folder / "index.html").read_text("utf-8")
    case.decide("redact", ["b19"], {}, "they asked to be left out")
    run_case(case)
    report = withdraw_update(case, folder, "It showed a name that must not be shown.")
    for path in report.folder.rglob("*"):
        if path.suffix in (".html", ".json", ".eml", ".txt", ".md", ".csv"):
            assert "Brigade 19" not in path.read_text(encoding="utf-8"), path.name
    page = (report.folder / "index.html").read_text(encoding="utf-8")
    assert "A sentence that is withheld now." in page
    feeds = b"".join(path.read_bytes() for path in (case.root / "updates").glob("*.*"))
    assert b"Brigade 19" not in feeds
