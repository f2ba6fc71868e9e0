"""Words for kinds of group and body: known in every language, and never enough to join two names."""

from __future__ import annotations

import pytest

from indicia.names.compare import compare_many, compare_names
from indicia.names.glossary import lines_of
from indicia.names.parse import parse_name

LANGUAGES = ("en", "ar", "fa", "he", "ru", "uk", "tr")
ROWS = list(lines_of("kinds.tsv"))
UNITS = [row for row in ROWS if row[1] == "unit"]


def test_there_are_sixty_kinds_and_more_each_in_seven_languages_with_a_source() -> None:
    assert len(ROWS) >= 60 and len({row[0] for row in ROWS}) == len(ROWS)
    for concept, kind, *words, source in ROWS:
        assert kind in ("unit", "body", "place", "legal"), concept
        assert len(words) == len(LANGUAGES) and all(words) and source, concept


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_word_for_a_kind_is_read_as_that_kind_in_every_language(row: list[str]) -> None:
    concept, _, *languages, _ = row
    for words in languages:
        for word in words.split("|"):
            tokens = parse_name(word).counted
            assert len(tokens) == 1 and concept in tokens[0].concepts, word


@pytest.mark.parametrize("row", UNITS, ids=lambda row: row[0])
def test_a_numbered_unit_is_the_same_in_every_language_and_another_number_is_not(
    row: list[str],
) -> None:
    first, *others = [words.split("|")[0] for words in row[2:-1]]
    same = compare_many([(f"47th {first}", f"{word} 47", "organisation") for word in others])
    other = compare_many([(f"47th {first}", f"{word} 48", "organisation") for word in others])
    assert [found.zone for found in same] == ["same"] * len(others), same
    assert [found.zone for found in other] == ["different"] * len(others), other


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("газета Заря", "газета Волна"),
        ("газета Заря", "газета Зори"),
        ("телеканал Мыс", "телеканал Мир"),
        ("Радио Долина", "Радио Вершина"),
        ("جريدة النهار", "جريدة البناء"),
        ("جريدة النهار", "جريدة النهر"),
        ("وكالة أنباء الوادي", "وكالة أنباء الجبل"),
        ("עיתון העמק", "עיתון ההר"),
        ("روزنامه دریا", "روزنامه کوه"),
        ("газета Хвиля", "газета Зоря"),
        ("Deniz gazetesi", "Dağ gazetesi"),
        ("Valley Bank", "Harbour Bank"),
        ("School of the Valley", "School of the Harbour"),
        ("Wave newspaper", "газета Заря"),
        ("Wave Party", "حزب الفجر"),
    ],
)
def test_two_names_that_share_only_their_kind_are_never_joined_by_themselves(
    left: str, right: str
) -> None:
    for kind in ("organisation", "place", "facility"):
        found = compare_names(left, right, kind)
        assert found.zone != "same", found


@pytest.mark.parametrize("left", [row[2].split("|")[0] for row in ROWS])
def test_a_kind_alone_names_nobody(left: str) -> None:
    russian = next(row[6].split("|")[0] for row in ROWS if row[2].split("|")[0] == left)
    found = compare_names(left, russian, "organisation")
    assert found.zone != "same" or "known names" in found.reason


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("газета Волна", "Volna newspaper"),
        ("Радио Долина", "Radio Dolina"),
        ("وكالة أنباء الوادي", "Al-Wadi News Agency"),
        ("جريدة النهار", "An-Nahar newspaper"),
        ("Больница Дарвиш", "Darwish Hospital"),
    ],
)
def test_a_body_is_the_same_in_two_languages(left: str, right: str) -> None:
    assert compare_names(left, right, "organisation").zone == "same"


def test_a_person_may_bear_a_word_for_a_kind_as_a_name() -> None:
    assert compare_names("David Court", "דייוויד קורט", "person").zone == "same"
