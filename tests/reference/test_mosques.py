"""A real investigation, in English and in Arabic: two mosques with like names and rival claims."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.start import new_case
from indicia.run import run_case

OMAR = ("Omar Bin Al Khattab Mosque", "Omar bin Al-Khattab mosque", "جامع عمر بن الخطاب")
FAROUQ = (
    "Al Farooq Omar Bin Al Khattab Mosque",
    "Al-Farouq Mosque",
    "Al Farooq Mosque",
    "جامع الفاروق عمر بن الخطاب",
    "جامع الفاروق",
)
MINISTRY = ("Russian Ministry of Defence", "وزارة الدفاع الروسية", "وزارة الدفاع")
LEXICON = "entity,kind,name,source\n" + "".join(
    f"{entity},{kind},{name},the investigation\n"
    for entity, kind, names in (
        ("omar", "facility", OMAR),
        ("farouq", "facility", FAROUQ),
        ("ministry", "organisation", MINISTRY),
    )
    for name in names
)


@pytest.fixture(scope="module", params=[False, True], ids=["empty lexicon", "small lexicon"])
def case(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Case]:
    texts = sorted((shared_data / "syrian-archive" / "investigations").glob("Fact-*.md"))
    if len(texts) != 2:
        pytest.skip("the investigation is not here (shared/data/syrian-archive)")
    folder = tmp_path_factory.mktemp("mosques")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        list(new_case(folder / "case", None, None, "tester", False))
        if request.param:
            (folder / "case" / "lexicon" / "names.csv").write_text(LEXICON, "utf-8")
        made = Case.open(folder / "case", actor="tester")
        add_paths(made, texts)
        run_case(made, "resolve")
        yield made


def rows(case: Case, name: str) -> list[dict[str, Any]]:
    return list(case.store.read(name).to_pylist())


def test_the_translation_is_suggested_as_the_same_origin(case: Case) -> None:
    copies = rows(case, "copies")
    assert [row["kind"] for row in copies] == ["translation"]
    assert len({row["origin"] for row in rows(case, "origins")}) == 1


def test_the_two_mosques_stay_two(case: Case) -> None:
    spellings: dict[str, set[str]] = defaultdict(set)
    for row in rows(case, "names"):
        spellings[row["entity"]].add(row["name"])
    for names in spellings.values():
        assert not (names & set(OMAR) and names & set(FAROUQ)), names
    seen = {row["quote"] for row in rows(case, "mentions") if row["kind"] == "facility"}
    assert {OMAR[0], OMAR[2], FAROUQ[0], FAROUQ[1], FAROUQ[3], FAROUQ[4]} <= seen


def test_each_written_position_becomes_a_place(case: Case) -> None:
    written = [row for row in rows(case, "mentions") if row["kind"] == "coordinate"]
    assert len({row["item"] for row in written}) == 2
    places = {row["item"]: row for row in rows(case, "places") if "35.82" in row["words"]}
    assert len(places) == 2
    for row in places.values():
        assert row["lat"] == pytest.approx(35.821077, abs=1e-5)
        assert row["lon"] == pytest.approx(36.322102, abs=1e-5)
        assert row["area90_km2"] < 0.01


def attacks(case: Case, language: str) -> list[dict[str, Any]]:
    texts = {row["rendition"]: row["text"] for row in rows(case, "renditions")}
    return [
        row
        for row in rows(case, "statements")
        if row["predicate"] == "attacks"
        and ("جامع" in texts[row["rendition"]]) == (language == "ar")
    ]


@pytest.mark.parametrize(
    ("language", "local", "official"),
    [("en", "activists", "Ministry of Defence"), ("ar", "النشطاء", "وزارة الدفاع")],
)
def test_the_rival_claims_stand_opposed_each_with_its_speaker(
    case: Case, language: str, local: str, official: str
) -> None:
    claims = attacks(case, language)
    told = [r for r in claims if r["polarity"] == "yes" and local in (r["speaker"] or "")]
    denied = [r for r in claims if r["polarity"] == "no" and official in (r["speaker"] or "")]
    assert told and all(row["kind"] == "claim" for row in told)
    assert denied and all(row["kind"] == "denial" for row in denied)
    by_id = {row["statement"]: row for row in claims}
    opposed = [by_id[row["denies"]] for row in denied if row["denies"] in by_id]
    assert opposed
    for row in opposed:
        assert row["polarity"] == "yes" and official not in (row["speaker"] or "")


def test_nobody_who_denies_is_said_to_claim_the_attack_on_the_mosque(case: Case) -> None:
    for row in rows(case, "statements"):
        if row["predicate"] == "attacks" and row["polarity"] == "yes":
            speakers = [link["text"] for link in json.loads(row["chain"])]
            told = " ".join(speakers[:1])
            assert "Mosque" not in row["quote"] or "Ministry" not in told, row["quote"]


def test_the_article_itself_calls_the_official_claims_untrue(case: Case) -> None:
    refuted = [
        row
        for row in rows(case, "statements")
        if row["kind"] == "denial" and "claims called false" in row["rules"]
    ]
    assert {row["speaker_type"] for row in refuted} == {"source"}
    assert sum(any(n in (row["target"] or "") for n in MINISTRY) for row in refuted) == 2
