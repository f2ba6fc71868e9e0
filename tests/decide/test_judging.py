"""``indicia judge`` and adoption: across all answers or not at all, with what others said in sight."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from decide_world import make_case

from indicia.case import Case
from indicia.cli import cli
from indicia.errors import UsageError
from indicia.run import run_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("judge")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        make_case(folder)
    return Case.open(folder / "case", "ann")


def ask(case: Case, *words: str, actor: str = "ann") -> Result:
    done = CliRunner().invoke(cli, ["-C", str(case.root), "--actor", actor, *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture(scope="module")
def indication(case: Case) -> str:
    ask(case, "decide", "indication", "--set", "question=who", "--set", "draft=lib-symbols-02")
    return f"d-{case.log.size:08d}"


def test_a_library_indication_is_adopted_with_its_text_and_theme(
    case: Case, indication: str
) -> None:
    said = ask(case, "judge", indication).stdout
    assert "The group's name and sign come from the place" in said
    assert "theme: symbols" in said
    assert "adopted as " + indication in ask(case, "indications", "--theme", "symbols").stdout


def test_a_missing_answer_logs_nothing(case: Case, indication: str) -> None:
    size = case.log.size
    with pytest.raises(UsageError, match="no band for foreign"):
        ask(case, "judge", indication, "local=likely", "--reason", "seen")
    with pytest.raises(UsageError, match=r"lokal.*did you mean local|lokal.*local"):
        ask(case, "judge", indication, "lokal=likely", "foreign=unlikely", "--reason", "seen")
    with pytest.raises(UsageError, match=r"1\.2 is not between 0 and 1"):
        ask(case, "judge", indication, "local=likely", "foreign=1.2", "--reason", "seen")
    with pytest.raises(UsageError, match="band reversed"):
        ask(case, "judge", indication, "local=0.5,0.3,0.1", "foreign=likely", "--reason", "seen")
    with pytest.raises(UsageError, match=r"something else.*by convention"):
        ask(case, "judge", indication, "something else=likely", "--reason", "seen")
    ask(case, "judge", indication, "local=likely", "foreign=unlikely", "--reason", "x", "--dry-run")
    assert case.log.size == size


def test_two_people_judge_and_the_table_holds_both_and_their_pool(
    case: Case, indication: str
) -> None:
    ask(case, "judge", indication, "local=likely", "foreign=unlikely", "--reason", "seen")
    ask(
        case,
        "judge",
        indication,
        "local=0.2,0.3,0.4",
        "foreign=unlikely",
        "--reason",
        "no",
        actor="bea",
    )
    assert "pooled:" in ask(case, "judge", indication).stdout
    ask(case, "judge", "who", "local=0.3,0.4,0.5", "foreign=0.3,0.4,0.5", "--reason", "open")
    run_case(case)
    rows = case.store.read("judgements").to_pylist()
    local = {
        r["judge"]: r for r in rows if r["indication"] == indication and r["answer"] == "local"
    }
    assert set(local) == {"ann", "bea", "pooled"}
    assert local["ann"]["word"] == "likely" and local["bea"]["word"] is None
    assert local["bea"]["best"] < local["pooled"]["best"] < local["ann"]["best"]
    assert {r["judge"] for r in rows if r["indication"] is None} == {"ann"}
    found = case.store.read("indications").to_pylist()
    row = next(r for r in found if r["indication"] == indication)
    assert row["status"] == "judged" and row["judged_by"] == ["ann", "bea"]


def test_the_overview_says_what_to_do_next(case: Case, indication: str) -> None:
    said = ask(case, "judge").stdout
    assert indication in said
    assert "indicia decide link " + indication in said


def test_an_unknown_draft_names_the_nearest(case: Case) -> None:
    with pytest.raises(UsageError, match="lib-symbols"):
        ask(case, "decide", "indication", "--set", "question=who", "--set", "draft=lib-symbol-02")
