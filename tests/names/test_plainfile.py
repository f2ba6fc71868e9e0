"""``indicia names`` on plain files."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicia.errors import BadInput
from indicia.names.plainfile import compare_pairs, search_names

HEADER = "id\tleft\tright\tkind\n"


def test_rows_come_back_in_order_with_a_score_of_six_decimals() -> None:
    rows = list(compare_pairs([HEADER, "1\tHaddad\tحداد\tperson\n", "2\tA\tB\tplace\n"]))
    assert rows[0] == "id\tscore\tzone\treason"
    assert [row.split("\t")[0] for row in rows[1:]] == ["1", "2"]
    assert len(rows[1].split("\t")[1]) == 8


def test_a_wrong_line_is_named() -> None:
    with pytest.raises(BadInput, match="names:1"):
        list(compare_pairs(["a\tb\n"]))
    with pytest.raises(BadInput, match="names:3"):
        list(compare_pairs([HEADER, "1\tHaddad\tحداد\tperson\n", "2\tshort\n"]))
    with pytest.raises(BadInput, match="queries:1"):
        list(search_names(["1\tHaddad\n"], ["alone\n"]))


def test_ten_thousand_lines_need_not_be_held_to_give_the_first(tmp_path: Path) -> None:
    def lines() -> object:
        yield HEADER
        for number in range(3000):
            yield f"{number}\tKarim {number}\tكريم {number}\tperson\n"
        raise AssertionError("read on before anything was given")

    rows = compare_pairs(lines())  # type: ignore[arg-type]
    assert next(rows).startswith("id")
    assert next(rows).startswith("0\t")


def test_real_sets_are_told_apart_better_than_by_letters(shared_data: Path) -> None:
    """A floor, not a figure: figures are in bench/names.py."""
    path = shared_data / "names" / "groups-he-la.tsv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    labels = {row.split("\t")[0]: row.split("\t")[5] for row in lines[1:]}
    rows = [row.split("\t") for row in list(compare_pairs(lines))[1:]]
    automatic = [labels[row[0]] for row in rows if row[2] == "same"]
    assert automatic.count("1") >= 0.95 * len(automatic) > 0
