"""A post that captures show in several versions: the table of edits, the cards, the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from run_world import new_case, table_bytes

from indicia.case import Case
from indicia.cli import cli
from indicia.collect.folder import add_paths
from indicia.read.stage import close_children
from indicia.run import run_case

FIRST = {
    1: "The Heron Front says it closed quay 4 in Velmora after 12 boats left.",
    2: "أغلق الأهالي جسر النورس صباح اليوم بعد وصول ١٢ قاربا إلى الميناء القديم",
    3: "Nothing new from the market today.",
    4: "Good evening to all readers of this channel.",
}
LATER = {
    1: "The Heron Front says it closed quay 4 in Velmora after 21 boats left.",
    2: "لم يغلق الأهالي جسر النورس صباح اليوم بعد وصول ١٢ قاربا إلى الميناء القديم",
    4: "Good evening to all readers of this channel.",
}


def capture(case: Case, folder: Path, name: str, texts: dict[int, str]) -> None:
    """One export of one channel, added and read."""
    messages = [
        {
            "id": number,
            "type": "message",
            "date": f"2026-03-01T10:0{number}:00",
            "date_unixtime": str(1772359200 + 60 * number),
            "from": "Quay Watch",
            "from_id": "channel777",
            "text": text,
        }
        for number, text in texts.items()
    ]
    content = {"name": "Quay Watch", "type": "public_channel", "id": 777, "messages": messages}
    (folder / name).mkdir()
    (folder / name / "result.json").write_bytes(orjson.dumps(content))
    add_paths(case, [folder / name])
    run_case(case)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path / "case")
    capture(made, tmp_path, "first", FIRST)
    capture(made, tmp_path, "later", LATER)
    yield made
    close_children()


def edits(case: Case) -> dict[str, list[dict[str, object]]]:
    """Rows of ``edits`` by the platform's number of their post."""
    items = case.store.read("items", ["post", "platform_id"]).to_pylist()
    number_of = {row["post"]: row["platform_id"] for row in items}
    found: dict[str, list[dict[str, object]]] = {}
    for row in case.store.read("edits").to_pylist():
        found.setdefault(number_of[row["post"]], []).append(row)
    return found


def said(case: Case, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["-C", str(case.root), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_edits_and_deletions_between_two_captures_are_rows(case: Case) -> None:
    found = edits(case)
    assert {number: [row["kind"] for row in rows] for number, rows in found.items()} == {
        "1": ["edited"],
        "2": ["edited"],
        "3": ["deleted"],
    }
    (one,), (two,) = found["1"], found["2"]
    assert "“12” became “21”" in str(one["reason"])
    assert (one["meaning"], two["meaning"]) == (True, True)
    assert "negation “لم” was put in" in str(two["reason"])


def test_a_post_that_comes_back_edited_has_both(case: Case, tmp_path: Path) -> None:
    capture(case, tmp_path, "third", {**LATER, 3: "Nothing new."})
    assert [row["kind"] for row in edits(case)["3"]] in (
        ["reappeared", "text removed"],
        ["text removed", "reappeared"],
    )


def test_capturing_the_same_once_more_is_no_change(case: Case, tmp_path: Path) -> None:
    before = table_bytes(case)
    capture(case, tmp_path, "again", LATER)
    assert case.store.read("sightings").num_rows == len(FIRST) + 2 * len(LATER)
    assert before["edits/all.parquet"] == table_bytes(case)["edits/all.parquet"]


def test_the_card_of_a_post_shows_its_differences(case: Case) -> None:
    (row,) = edits(case)["1"]
    for name in (row["post"], row["before"], row["after"], row["item"], row["edit"]):
        card = said(case, "show", str(name))
        assert "how it changed between captures" in card
        assert "after [-12-]{+21+} boats" in card
        assert "the meaning may have changed: number “12” became “21”" in card


def test_an_arabic_difference_keeps_its_marks_at_its_words(case: Case) -> None:
    (row,) = edits(case)["2"]
    assert "[-أغلق-]{+لم يغلق+} الأهالي" in said(case, "show", str(row["edit"]))
    card = orjson.loads(said(case, "show", str(row["edit"]), "--json"))
    assert card["history"][0]["difference"].startswith("[-أغلق-]{+لم يغلق+}")


def test_a_post_that_is_gone_is_only_perhaps_deleted(case: Case) -> None:
    (row,) = edits(case)["3"]
    card = said(case, "show", str(row["post"]))
    assert "deleted (held until" in card
    assert "perhaps deleted" in card


def test_the_sheet_of_a_terminal_shows_the_difference(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicia.console.show.terminal_width", lambda: 100)
    sheet = said(case, "show", "edits")
    assert "[-12-]{+21+}" in sheet
    assert "[-\u2068أغلق\u2069-]{+\u2068لم يغلق\u2069+}" in sheet
    for line in sheet.splitlines():
        assert line.count("\u2068") == line.count("\u2069")
