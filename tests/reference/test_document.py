"""The reference document: what a case finds in it, with its template and with an empty lexicon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicia.case import Case
from reference_score import Found, found_in, load_expected, misses, read_in_case

ARTICLE_ENDS = 3520
"""Where the document's text ends and the furniture of its page begins."""


@pytest.fixture(scope="module", params=["al-bukamal", None], ids=["template", "empty lexicon"])
def case(
    request: pytest.FixtureRequest, shared_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Case]:
    documents = sorted((shared_root / "reference").glob("*.txt"))
    if not documents:
        pytest.skip("the reference document is not here (shared/reference)")
    folder = tmp_path_factory.mktemp("document")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        yield read_in_case(folder / "case", documents, request.param)


@pytest.fixture(scope="module")
def found(case: Case) -> Found:
    return found_in(case)


def test_everything_on_the_hand_written_list_is_found(found: Found) -> None:
    missed = misses(found, load_expected())
    assert not missed, [(m.group, m.label, m.start) for m in missed]


def test_nothing_that_the_indications_allege_is_said_in_another_voice(found: Found) -> None:
    begin, end = found.text.index("According to some"), found.text.index("Among the sites")
    rows = [row for row in found.statements if begin <= row["content_start"] < end]
    assert len(rows) >= 9
    for row in rows:
        assert row["speaker_type"] == "unnamed" and row["modality"] == "hearsay"
        assert json.loads(row["hedges"]), row["quote"]


def test_a_pronoun_keeps_its_own_words_as_the_hedge(found: Found) -> None:
    abuse = next(row for row in found.statements if row["predicate"] == "abuses")
    assert abuse["speaker"] == "some indications"
    assert json.loads(abuse["hedges"])[0]["text"] == "According to them"


def test_page_furniture_and_the_byline_state_nothing(found: Found, case: Case) -> None:
    assert all(row["content_start"] < ARTICLE_ENDS for row in found.statements)
    late = [row for row in found.mentions if row["start"] >= ARTICLE_ENDS]
    assert {(row["method"], row["quote"]) for row in late} == {("byline", "Tal Beeri")}
    names = {row["name"] for row in case.store.read("entities").to_pylist()}
    assert not names & {"Tal Beeri", "Print Friendly"}


def test_only_commanders_are_suggested_as_people(case: Case) -> None:
    people = [r for r in case.store.read("entities").to_pylist() if r["kind"] == "person"]
    assert {row["name"] for row in people} == {"Haji Askar", "Abu Isa al-Mashhadani"}


def test_every_span_slices_to_its_quote(found: Found) -> None:
    for row in (*found.mentions, *found.statements, *found.phrases):
        assert found.text[row["start"] : row["end"]] == row["quote"]
