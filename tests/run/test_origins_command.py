"""``indicia origins``: how many independent origins a set has, and how that moves with material."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from run_world import new_case

from indicia.case import Case
from indicia.cli import cli
from indicia.collect.folder import add_paths
from indicia.errors import UsageError
from indicia.read.stage import close_children
from indicia.run import run_case

STORY = "The Heron Front says it closed quay 4 in Velmora after 12 boats left at 10:15 today."
OTHER = "Nothing but rain fell on the grain market of Velmora, where 340 sacks were sold cheaply."


def post(source: str, number: int, hour: int, text: str) -> dict[str, object]:
    """A row of a table of posts of 1 March."""
    return {
        "channel": f"Watch {source}",
        "channel_id": source,
        "message_id": number,
        "date": f"2026-03-01T{hour:02d}:00:00+00:00",
        "text": text,
    }


def add(case: Case, folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    (folder / f"{name}.json").write_bytes(orjson.dumps(rows))
    add_paths(case, [folder / f"{name}.json"])
    run_case(case)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path / "case")
    rows = [post("one", 1, 10, STORY), post("two", 2, 13, STORY), post("two", 3, 14, OTHER)]
    add(made, tmp_path, "first", rows)
    yield made
    close_children()


def versions(case: Case) -> dict[str, str]:
    """Number of a post -> its version."""
    numbers = case.store.read("items", ["post_version", "platform_id"]).to_pylist()
    return {row["platform_id"]: row["post_version"] for row in numbers}


def origins(case: Case, *ids: str) -> Any:
    call = ["-C", str(case.root), "origins", *ids, "--json"]
    done = CliRunner().invoke(cli, call, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return orjson.loads(done.stdout)


def test_copies_are_one_origin_whose_first_and_bond_are_told(case: Case) -> None:
    names = versions(case)
    found = origins(case, *names.values())
    assert (found["posts"], found["origins"], found["low"], found["high"]) == (3, 2, 2, 2)
    story, other = found["groups"]
    assert (story["first"], story["held_by"]) == (names["1"], {"identical": 1})
    assert story["weakest"]["kind"] == "identical"
    assert (other["posts"], other["held_by"], other["weakest"]) == ([names["3"]], {}, None)


def test_an_earlier_post_that_turns_up_moves_first_and_certainty(
    case: Case, tmp_path: Path
) -> None:
    names = versions(case)
    (before, *_) = origins(case, names["1"], names["2"])["groups"]
    add(case, tmp_path, "earlier", [post("three", 9, 9, STORY)])
    (after, *_) = origins(case, names["1"], names["2"])["groups"]
    assert (before["first"], before["size"]) == (names["1"], 2)
    assert (after["first"], after["size"]) == (versions(case)["9"], 3)
    assert before["origin"] != after["origin"]
    # An hour between first and second makes it less sure than three.
    assert after["certainty"] < before["certainty"]
    assert after["posts"] == sorted([names["1"], names["2"]])


def test_a_forward_that_names_its_source_is_bound_by_the_name(case: Case, tmp_path: Path) -> None:
    told = {**post("four", 7, 16, STORY), "forwarded_from": "Watch Two"}
    add(case, tmp_path, "forward", [told])
    names = versions(case)
    (link,) = [row for row in case.store.read("copies").to_pylist() if row["kind"] == "forward"]
    assert {link["a"], link["b"]} == {names["7"], names["2"]}
    assert (link["method"], link["direction_certainty"]) == ("forward header, name", 0.8)


def test_an_entity_and_a_source_stand_for_their_posts(case: Case) -> None:
    assert origins(case, "org-heron")["posts"] == 2
    (two,) = {
        row["source"]
        for row in case.store.read("sources").to_pylist()
        if row["name"] == "Watch two"
    }
    assert origins(case, two)["posts"] == 2
    assert origins(case, two, "org-heron")["posts"] == 3


def test_a_claim_stands_for_the_post_that_says_it(case: Case) -> None:
    claim = case.store.read("statements").to_pylist()[0]["statement"]
    assert origins(case, claim)["posts"] == 1


def test_an_unknown_id_is_refused_and_a_batch_stands_for_its_posts(case: Case) -> None:
    with pytest.raises(UsageError, match="no id in the tables begins so"):
        origins(case, "v-ffffffff")
    batch = case.store.read("captures").to_pylist()[0]["batch"]
    assert origins(case, batch)["posts"] == 3


def test_a_terminal_shows_firsts_and_reasons(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicia.console.origins.terminal_width", lambda: 100)
    call = ["-C", str(case.root), "origins", "org-heron"]
    shown = CliRunner().invoke(cli, call, catch_exceptions=False).stdout
    assert "2 posts; first: v-" in shown
    assert "Watch one (certainty 0." in shown
    assert "1 identical; weakest: identical 1.00" in shown


def test_a_script_gets_a_line_an_origin(case: Case) -> None:
    call = ["-C", str(case.root), "origins", *versions(case).values()]
    lines = CliRunner().invoke(cli, call, catch_exceptions=False).stdout.splitlines()
    assert lines[0].split("\t")[:4] == ["origin", "first", "in_set", "size"]
    assert [line.split("\t")[2] for line in lines[1:]] == ["2", "1"]
