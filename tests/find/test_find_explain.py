"""What ``indicia find statements --explain`` shows: the rules of a frame and their words."""

from __future__ import annotations

import json

from click.testing import CliRunner

from indicia.cli_plain import cli
from indicia.console.explained import explained_lines
from indicia.find.plainfile import statement_lines

ARABIC = "نفى لواء الفجر أن يكون عناصره قد نهبوا الصيدلية"


def asked(*texts: str) -> list[str]:
    return [json.dumps({"id": f"p{i}", "text": text}) for i, text in enumerate(texts)]


def test_each_rule_comes_with_the_words_it_fired_on() -> None:
    text = "Lina Marr said that the guards did not attack the mill."
    (row,) = statement_lines(asked(text), explain=True)
    fired = {one["rule"]: one for one in row["fired"]}
    assert list(fired) == row["rules"]
    assert {name: one["text"] for name, one in fired.items()} == {
        "en.event.attacks": "attack",
        "en.attribute.says": "said",
        "en.negator": "not",
    }
    assert all(text[one["start"] : one["end"]] == one["text"] for one in fired.values())


def test_a_rule_of_shape_has_no_words() -> None:
    (row,) = statement_lines(asked("Who holds the mill?"), explain=True)
    assert row["fired"] == [{"rule": "question mark", "text": None, "start": None, "end": None}]


def test_words_from_the_right_stand_between_isolates() -> None:
    lines = list(explained_lines(statement_lines(asked(ARABIC), explain=True), 80))
    assert any("denial · steals · is not so" in line for line in lines)
    for line in lines:
        depth = 0
        for character in line:
            depth += (character == "\u2068") - (character == "\u2069")
            assert depth > 0 or not "\u0600" <= character <= "\u06ff", line
        assert depth == 0


def test_a_control_in_the_text_cannot_turn_the_line() -> None:
    text = "The guards attacked \u202ethe mill."
    lines = list(explained_lines(statement_lines(asked(text), explain=True), 80))
    assert lines and not any("\u202e" in line for line in lines)


def test_statements_of_a_text_are_counted_and_parted() -> None:
    two = asked("The guards attacked the mill. They looted the shop.", "The guards attacked a bus.")
    lines = list(explained_lines(statement_lines(two, explain=True), 60))
    heads = [line for line in lines if "#" in line]
    assert [head.split("#")[1][0] for head in heads] == ["1", "2", "1"]
    assert lines.count("") == 2


def test_the_command_shows_words_and_with_json_the_same_as_lines() -> None:
    runner = CliRunner()
    written = "\n".join(asked(ARABIC))
    shown = runner.invoke(cli, ["find", "statements", "-", "--explain"], input=written)
    assert shown.exit_code == 0 and "ar.deny.denies" in shown.output
    lines = runner.invoke(cli, ["find", "statements", "-", "--explain", "--json"], input=written)
    assert json.loads(lines.output.splitlines()[0])["fired"][0]["rule"].startswith("ar.")
