"""Every command and option, found by looking at the command line itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import indicia.cli_desk
import indicia.cli_plain
from indicia.cli import cli
from indicia.console.start import PLAIN_CASE

SHOWS = (
    "run", "status", "show", "search", "decide", "verify", "doctor", "monitor",
)  # fmt: skip
WRITES = ("new", "add", "run", "decide", "update", "withdraw", "demo", "export", "picture blur")
EXITS = {0, 1, 2, 3, 4, 130}


def leaves(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group) or group.invoke_without_command:
        if path:
            yield " ".join(path), group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from leaves(command, (*path, name))


LEAVES = dict(leaves(cli))
OPTIONS = [
    (name, option)
    for name, command in LEAVES.items()
    for option in command.params
    if isinstance(option, click.Option) and not option.is_eager
]


def indicia(*arguments: str, folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from indicia.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, input=stdin
    )


def is_one_sentence(done: subprocess.CompletedProcess[str], code: int) -> None:
    assert done.returncode == code, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("indicia: ") and len(lines[0]) > 30
    assert "Traceback" not in done.stderr and "fault of the program" not in done.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with nothing in it."""
    from indicia.case import Case

    folder = tmp_path_factory.mktemp("fresh") / "case"
    files = {"case.toml": PLAIN_CASE.format(title="Nothing yet").encode()}
    Case.create(folder, files, "tester")
    return folder


@pytest.mark.parametrize("name", SHOWS)
def test_what_shows_something_shows_it_as_json(name: str) -> None:
    assert any("--json" in option.opts for option in LEAVES[name].params)


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_can_be_tried(name: str) -> None:
    assert any("--dry-run" in option.opts for option in LEAVES[name].params)


@pytest.mark.parametrize("name", LEAVES)
def test_an_unknown_option_is_answered_in_one_sentence(name: str, tmp_path: Path) -> None:
    done = indicia(*name.split(), "--no-such-option", folder=tmp_path)
    is_one_sentence(done, 2)
    assert "--no-such-option" in done.stderr and "--help" in done.stderr


@pytest.mark.parametrize(
    "name", [n for n, c in LEAVES.items() if any(p.required for p in c.params)]
)
def test_a_missing_argument_is_named(name: str, tmp_path: Path) -> None:
    done = indicia(*name.split(), folder=tmp_path)
    is_one_sentence(done, 2)
    assert "missing" in done.stderr


@pytest.mark.parametrize(
    ("name", "option"),
    [(n, o) for n, o in OPTIONS if isinstance(o.type, click.Choice | click.types.IntParamType | click.types.FloatParamType)],
    ids=lambda value: value if isinstance(value, str) else value.opts[0],
)  # fmt: skip
def test_a_wrong_value_is_named_with_what_would_be_right(
    name: str, option: click.Option, tmp_path: Path
) -> None:
    positional = ["x" for p in LEAVES[name].params if isinstance(p, click.Argument) and p.required]
    done = indicia(*name.split(), option.opts[0], "wrong", *positional, folder=tmp_path)
    is_one_sentence(done, 2)
    assert option.opts[0] in done.stderr and "wrong" in done.stderr


NEEDS_A_CASE = {
    "add": ("add", "x"),
    "run": ("run",),
    "status": ("status",),
    "show": ("show", "items"),
    "search": ("search", "x"),
    "decide": ("decide", "star", "i-1"),
    "update": ("update",),
    "monitor": ("monitor", "--once"),
    "export": ("export", "x", "--to", "bag"),
}


@pytest.mark.parametrize("arguments", NEEDS_A_CASE.values(), ids=NEEDS_A_CASE)
def test_outside_a_case_the_remedy_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = indicia(*arguments, folder=tmp_path)
    is_one_sentence(done, 4)
    assert "indicia new" in done.stderr and "-C" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("statsu",), 2, "did you mean status"),
        (("show", "statments"), 2, "did you mean statements"),
        (("show", "items", "--columns", "itme"), 2, "did you mean item"),
        (("show", "items", "--where", "knid=post"), 2, "did you mean kind"),
        (("show", "items", "--where", "kind"), 2, "COLUMN=VALUE"),
        (("run", "--until", "resolv"), 2, "did you mean resolve"),
        (("decide", "confrim", "x"), 2, "did you mean confirm"),
        (("decide", "star"), 2, "names no id"),
        (("decide", "star", "i-123"), 2, "holds no id that begins so"),
        (("decide", "role", "nobody", "--set", "role=x", "--reason", "y"), 2, "no such entity"),
        (("decide", "tag", "i-1"), 2, "tag is missing"),
        (("decide", "tag", "i-1", "--set", "tag=a", "--set", "tag=b"), 2, "given twice"),
        (("decide", "tag", "i-1", "--set", "tag=a", "--set", "txt=b"), 2, "does not take txt"),
        (("decide", "kind", "s-1", "--set", "kind=person"), 2, "must be channel or outlet"),
        (("decide", "prior", "--set", "question=q", "--set", "answer=a", "--set", "band=x", "--reason", "y"), 2, "no question q"),
        (("decide", "undo", "e-999"), 2, "holds no id that begins so"),
        (("add", "nowhere.json"), 2, "does not exist"),
        (("add", "case.toml"), 2, "part of the case itself"),
        (("add", "ftp://place.example/x"), 2, "only http and https"),
        (("show", "items", "--as-of", "yesterday"), 2, "2026-11-23"),
        (("show", "items", "--limit", "-1"), 2, "--limit"),
        (("status", "-C", "."), 2, "stands before the command"),
        (("status", "--debug"), 2, "stands before the command"),
        (("search", "!!!"), 2, "no word to search for"),
        (("update", "--brief", "nowhere.md"), 2, "nowhere.md"),
        (("timestamp",), 2, "not in this version"),
    ],
)  # fmt: skip
def test_a_slip_is_answered_with_what_would_be_right(
    arguments: tuple[str, ...], code: int, words: str, ran: Path
) -> None:
    done = indicia(*arguments, folder=ran)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == code, done.stderr
    assert lines[-1].startswith("indicia: ") and words in lines[-1], done.stderr


@pytest.fixture(scope="module")
def ran(fresh: Path) -> Path:
    """The case with nothing in it, run once."""
    from indicia.case import Case
    from indicia.run import run_case
    from indicia.search_index import update_index

    case = Case.open(fresh, "tester")
    run_case(case)
    update_index(case.store)
    return fresh


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("status",), "indicia add PATH"),
        (("show", "items"), "no rows in items"),
        (("show", "items", "--json"), "no rows in items"),
        (("search", "anything"), "0 hits"),
        (("run",), "indicia add PATH"),
        (("update", "--dry-run"), "indicia add PATH"),
        (("verify",), ""),
        (("run", "--dry-run"), "as before"),
        (("doctor", "--json"), "remedy"),
    ],
)
def test_an_empty_case_says_the_next_step(
    arguments: tuple[str, ...], words: str, ran: Path
) -> None:
    done = indicia(*arguments, folder=ran)
    assert done.returncode in EXITS and "fault of the program" not in done.stderr, done.stderr
    assert words in done.stdout + done.stderr


def test_a_case_that_was_never_run_asks_for_a_run(tmp_path: Path) -> None:
    from indicia.case import Case

    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    Case.create(tmp_path / "c", files, "tester")
    for arguments in (("show", "items"), ("search", "x"), ("decide", "star", "i-1")):
        done = indicia(*arguments, folder=tmp_path / "c")
        is_one_sentence(done, 2)
        assert "indicia run" in done.stderr


def test_a_damaged_pointer_names_the_remedy(tmp_path: Path) -> None:
    from indicia.case import Case

    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    case = Case.create(tmp_path / "c", files, "tester")
    (case.root / "derived" / "current").write_bytes(b"{broken")
    done = indicia("status", folder=case.root)
    is_one_sentence(done, 4)
    assert "delete the folder derived/" in done.stderr


def test_a_trial_writes_nothing(ran: Path, tmp_path: Path) -> None:
    (tmp_path / "post.txt").write_text("A text", encoding="utf-8")
    before = snapshot(ran)
    trials = [
        ("add", str(tmp_path), "--dry-run"),
        ("run", "--dry-run"),
        ("update", "--dry-run"),
        ("update", "--draft", "--dry-run"),
        ("decide", "prior", "--dry-run"),
    ]
    for arguments in trials:
        done = indicia(*arguments, folder=ran)
        assert done.returncode in (0, 1, 2), done.stderr
    assert snapshot(ran) == before
    for arguments in (("new", "made", "--dry-run"), ("demo", "made", "--dry-run")):
        assert indicia(*arguments, folder=tmp_path).returncode == 0
    assert not (tmp_path / "made").exists()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a case by its path; SQLite's own side files left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }
