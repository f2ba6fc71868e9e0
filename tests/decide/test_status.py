"""The first look of the day: new, edited, gone, to review, stale, and the next step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from decide_world import WATCH, make_case, telegram

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.decide import Asked, take_decision
from indicia.console.doctor import examine
from indicia.console.report import status_lines
from indicia.console.status import status_of
from indicia.publish.update import make_update
from indicia.run import plan_run, run_case


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("status")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        make_case(folder)
        yield folder / "case"


@pytest.fixture
def case(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("INDICIA_ACTOR", "analyst")
    return Case.open(Path(shutil.copytree(finished, tmp_path / "case")))


def add_later_export(case: Case, folder: Path) -> None:
    """The same channel again: its third post is edited, its fifth is not there any more."""
    texts = list(WATCH)
    texts[2] = "The Tide Movement denied that it is funded from abroad."
    content = telegram("Valley Watch", 1000001, tuple(texts), 3)

    export = json.loads(content)
    del export["messages"][4]
    export["messages"][2]["edited_unixtime"] = "1790899200"
    export["messages"][2]["edited"] = "2026-10-02T00:00:00"
    (folder / "result.json").write_text(json.dumps(export), encoding="utf-8")
    add_paths(case, [folder / "result.json"])


def decide(case: Case, what: str, about: list[str], *pairs: str) -> int:
    taken = take_decision(case, Asked(what, about, pairs, "because"), False)
    assert taken.seq is not None
    return taken.seq


def test_what_changed_outside_is_counted_and_named(case: Case, tmp_path: Path) -> None:
    before = status_of(case)
    assert (before.edited_posts, before.possibly_deleted, before.waiting_events) == (0, 0, 0)
    folder = tmp_path / "later"
    folder.mkdir()
    add_later_export(case, folder)
    waiting = status_of(case)
    assert waiting.waiting_events == 1 and "indicia run" in waiting.next_step
    run_case(case)
    after = status_of(case)
    assert (after.edited_posts, after.possibly_deleted, after.waiting_events) == (1, 1, 0)
    text = "\n".join(status_lines(after))
    assert "1 post known in more than one version" in text
    assert "1 post that a later capture looked for and did not hold" in text


def test_a_judgement_that_rests_on_an_edited_post_is_stale(case: Case, tmp_path: Path) -> None:
    name = f"d-{decide(case, 'indication', [], 'question=who', 'theme=t', 'text=It has foreign money'):08d}"
    for answer in ("local", "foreign"):
        decide(case, "likelihood", [name], f"answer={answer}", "band=0.3,0.4,0.5")
    rows = case.store.read("renditions").to_pylist()
    item = next(row["item"] for row in rows if "funded from abroad" in row["text"])
    decide(case, "link", [name, item], "asserts=yes")
    run_case(case)
    assert not status_of(case).stale
    folder = tmp_path / "later"
    folder.mkdir()
    add_later_export(case, folder)
    run_case(case)
    stale = status_of(case).stale
    assert stale == {"who": ["a post it rests on was edited since"]}
    assert "judge again" in status_of(case).next_step


def test_changed_settings_wait_for_a_run_and_the_plan_says_why(case: Case) -> None:
    assert all(not why for _, why in plan_run(case))
    path = case.root / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n[policy]\ncell_km = 2.0\n", encoding="utf-8")
    assert all(not why for _, why in plan_run(case)), "no stage reads the policy"
    path.write_text(text.replace('"Reed Valley"', '"Reed Plain"'), encoding="utf-8")
    status = status_of(case)
    assert status.settings_changed and "indicia run" in status.next_step
    assert "changed settings that no run has taken in" in "\n".join(status_lines(status))
    plan = dict(plan_run(case))
    assert not plan["collect"] and "case.toml" in plan["find"]
    assert len(list(case.log.events(None))) == case.log.size


def test_a_decision_waits_for_a_run(case: Case) -> None:
    item = case.store.read("items").column("item")[0].as_py()
    decide(case, "star", [item])
    plan = dict(plan_run(case))
    assert plan["collect"]
    assert status_of(case).waiting_events == 1


def test_nothing_is_said_twice_or_of_nothing(case: Case) -> None:
    lines = status_lines(status_of(case))
    assert lines[-1].startswith("next: ")
    assert not any(" 0 " in line for line in lines)
    assert len(lines) == len(set(lines))


def test_the_doctor_names_a_remedy_for_each_lack(case: Case) -> None:
    findings = examine(case.root)
    assert {"Python", "OCR", "fonts", "base map", "PDF", "disk", "clock", "case", "rights", "key"} <= {
        finding.what for finding in findings
    }  # fmt: skip
    assert all(f.remedy or f.state == "fine" for f in findings)
    (case.root / "log" / "000001.jsonl").rename(case.root / "log" / "gone")
    assert any(f.what == "case" and f.state == "missing" for f in examine(case.root))


def test_the_last_update_is_that_of_the_asked_position(case: Case) -> None:
    run_case(case)
    before = case.log.size
    made = make_update(case)
    case.append("search", {"query": "x"})
    then = status_of(case, case.store, before)
    assert then.last_update is None and then.new_since_update > 0
    just = next(e.seq for e in case.log.events(None) if e.action == "publish")
    for position in (just, case.log.size, None):
        now = status_of(case, case.store, position)
        assert (now.last_update, now.new_since_update) == (made.folder.name, 0)
    assert status_of(case, case.store, just - 1).last_update is None
