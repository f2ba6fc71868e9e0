"""The commands as a user types them: exit codes, one sentence for an error, quick help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from indicia.case import Case, parse_instant
from indicia.console.start import PLAIN_CASE, template_files, templates
from indicia.decision import KINDS, check_decision, undone
from indicia.errors import CaseLocked, SettingsError, UsageError
from indicia.lexicon import parse_lexicon
from indicia.settings import parse_settings
from indicia.stages import STAGES, WRITER_OF
from indicia.tables import TABLES


def indicia(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from indicia.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0), (("nonsense",), 2), (("status",), 4), (("timestamp",), 2), (("show", "nothing"), 4),
        (("names", "compare", "absent.tsv"), 2), (("weigh", "absent.json"), 2), (("run", "--engine", "x"), 2),
    ],
)  # fmt: skip
def test_each_wrong_use_ends_in_one_sentence(
    arguments: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    done = indicia(*arguments, folder=tmp_path)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code:
        assert done.stderr.startswith("indicia: ")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nimport indicia.cli, indicia.cli_desk, indicia.cli_plain\n"
        "print([m for m in ('pyarrow','numpy','daft','cv2','scipy','lxml','tesserocr') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_new_case_from_the_template_runs_without_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    for name in templates():
        done = indicia("new", str(tmp_path / name), "--template", name)
        assert done.returncode == 0, done.stderr
        assert "checkpoint" in done.stderr
        done = indicia("-C", str(tmp_path / name), "run")
        assert done.returncode == 0, done.stderr
        assert indicia("-C", str(tmp_path / name), "verify").returncode == 0


def test_the_template_vouches_for_every_name() -> None:
    for name in templates():
        contents = template_files(name)
        settings = parse_settings(contents["case.toml"])
        lexicon = parse_lexicon({n: c for n, c in contents.items() if n.endswith(".csv")})
        assert settings.questions and lexicon.names
        assert all(entry.source for entry in lexicon.names)


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    case = Case.create(
        tmp_path / "c", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "tester"
    )
    with case.run_lock(), pytest.raises(CaseLocked, match="another run"), case.run_lock():
        raise AssertionError("never reached")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"title = 3", "must be str"), (b"", "is missing"), (b"title='t'\nnonsense=1", "unknown key"),
        (b"title='t'\ntime_zone='Mars/City'", "no time zone"), (b"\xff\xfe", "not valid TOML"),
        (b"title='t'\n[area]\nlat=99.0", "between -90 and 90"),
        (b"title='t'\n[[questions]]\nid='q'\ntext='?'\n[[questions.answers]]\nid='a'\ntext='a'", "at least two"),
    ],
)  # fmt: skip
def test_a_slip_in_the_settings_names_its_place(content: bytes, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        parse_settings(content)


def test_a_name_that_nobody_vouches_for_is_refused() -> None:
    with pytest.raises(SettingsError, match="source is empty"):
        parse_lexicon({"n.csv": b"entity,kind,name,source\na,person,B,\n"})


def test_every_decision_says_what_it_needs() -> None:
    for kind in KINDS.values():
        if kind.needs:
            with pytest.raises(UsageError, match="is missing"):
                check_decision(kind.name, [] if kind.lone else ["x-1"] * 2, {}, "because")


def test_an_undone_undo_restores() -> None:
    rows = [
        {"seq": 1, "what": "star", "about": ["i-1"]},
        {"seq": 2, "what": "undo", "about": ["e-00000001"]},
        {"seq": 3, "what": "undo", "about": ["e-00000002"]},
    ]
    assert undone(rows[:2]) == {1: 2}
    assert undone(rows) == {2: 3}


def test_every_table_has_one_writer_and_every_stage_reads_to_its_left() -> None:
    assert set(WRITER_OF) == set(TABLES)
    made: set[str] = set()
    for stage in STAGES:
        assert set(stage.takes) <= made
        made |= set(stage.gives)
        assert all(TABLES[name].stage == stage.name for name in stage.gives)


def test_a_day_includes_its_end() -> None:
    assert parse_instant("2026-11-23") > parse_instant("2026-11-23T12:00Z")
    with pytest.raises(UsageError):
        parse_instant("yesterday")
