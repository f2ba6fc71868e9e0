"""``indicia judge`` and adoption: across all answers or not at all, with what others said in sight."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from decide_world import make_case

from indicia.case import Case
from indicia.cli import cli
from indicia.console.judge import answer_and_band
from indicia.errors import UsageError
from indicia.run import run_case
from indicia.search_index import update_index


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


def test_priors_that_cannot_add_up_are_refused_before_they_stop_a_run(case: Case) -> None:
    size = case.log.size
    with pytest.raises(UsageError, match=r"add up to 1.*Nothing was logged"):
        ask(case, "judge", "who", "local=0.7,0.8,0.9", "foreign=0.7,0.8,0.9", "--reason", "x")
    assert case.log.size == size


def test_a_drafted_indication_is_adopted_before_it_is_judged(case: Case) -> None:
    with pytest.raises(UsageError, match="adopt it first"):
        ask(case, "judge", "lib-symbols-01", "local=likely", "foreign=unlikely")


def test_the_sheet_says_who_said_what_and_why_and_how_to_look_again(
    case: Case, indication: str
) -> None:
    said = ask(case, "judge", indication).stdout
    assert "ann: likely: 55-80 %, best 69 %; seen" in said
    assert "local: the judges stand on two sides of one half" in said


def test_the_sheet_and_the_overview_are_there_for_scripts(case: Case, indication: str) -> None:
    sheet = json.loads(ask(case, "judge", indication, "--json").stdout)
    local = next(a for a in sheet["answers"] if a["answer"] == "local")
    assert [j["judge"] for j in local["judges"]] == ["ann", "bea"]
    assert 0.3 < local["weighed"][1] < 0.69
    assert sheet["words"]["likely"] == [0.55, 0.8]
    lines = [json.loads(line) for line in ask(case, "judge", "--json").stdout.splitlines()]
    states = {i["indication"]: i["state"] for q in lines for i in q["indications"]}
    assert states[indication] == "judged"


def test_a_judgement_says_its_events_and_its_card_shows_every_judge(
    case: Case, indication: str
) -> None:
    words = ("judge", indication, "local=0.4,0.5,0.6", "foreign=unlikely", "--reason", "anew")
    done = json.loads(ask(case, *words, "--json", actor="bea").stdout)
    assert done["events"] == [f"e-{case.log.size - 1:08d}", f"e-{case.log.size:08d}"]
    assert done["remarks"][0].startswith("You say: this would be seen")
    run_case(case)
    card = ask(case, "show", indication).stdout
    assert "local  ann: likely: 55-80 %, best 69 %" in card
    assert "local  bea: 20-40 %, best 30 % (replaced)" in card
    assert "local  bea: 40-60 %, best 50 %" in card
    assert "local  pooled: " in card


def test_who_judged_one_answer_only_is_half_a_judge(case: Case, indication: str) -> None:
    pairs = ("--set", "answer=local", "--set", "band=likely", "--reason", "begun")
    ask(case, "decide", "likelihood", indication, *pairs, actor="cem")
    assert "half judged by cem" in ask(case, "judge").stdout.replace("\n      ", " ")
    assert "left out until every answer is judged" in ask(case, "judge", indication).stdout


def test_an_unknown_draft_names_the_nearest(case: Case) -> None:
    with pytest.raises(UsageError, match="lib-symbols"):
        ask(case, "decide", "indication", "--set", "question=who", "--set", "draft=lib-symbol-02")


def test_an_answer_may_hold_spaces_and_equals_signs() -> None:
    answers = ["local", "a=b", "a", "two words"]
    assert answer_and_band("a=b=likely", answers) == ("a=b", "likely")
    assert answer_and_band("a=0.1,0.2,0.3", answers) == ("a", "0.1,0.2,0.3")
    assert answer_and_band("two words= very likely ", answers) == ("two words", "very likely")
    for wrong in ("local", "local=", "=likely", ""):
        with pytest.raises(UsageError, match="ANSWER=BAND"):
            answer_and_band(wrong, answers)


def test_a_logged_search_without_a_hit_is_brought_to_the_indication_it_bears_on(case: Case) -> None:
    words = ("question=who", "text=A foreign treasury pays the fighters", "theme=funding")
    ask(case, "decide", "indication", *(part for word in words for part in ("--set", word)))
    name = f"d-{case.log.size:08d}"
    update_index(case.store)
    ask(case, "search", "treasury", "--log")
    ask(case, "search", "unrelated", "--log")
    ask(case, "search", "tide", "--log")
    said = ask(case, "judge", name).stdout
    assert said.count("found nothing") == 1
    assert "“treasury”" in said and f"indicia decide searched {name}" in " ".join(said.split())
    ask(case, "decide", "searched", name, "--set", "d=0.5", "--reason", "It would have shown")
    assert "found nothing" not in ask(case, "judge", name).stdout
