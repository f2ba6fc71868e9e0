"""Names as tokens: what each word is, in each script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.names.align import align_words, letter_table
from indicia.names.calibration import calibration_for
from indicia.names.glossary import stem
from indicia.names.parse import parse_name


def kinds(name: str) -> list[tuple[str, str]]:
    return [(token.written, token.kind) for token in parse_name(name).tokens]


def test_articles_son_of_and_titles_are_told_from_names() -> None:
    assert kinds("Sheikh Karim bin Salim al-Haddad") == [
        ("sheikh", "title"),
        ("karim", "name"),
        ("bin", "son"),
        ("salim", "name"),
        ("al", "article"),
        ("haddad", "name"),
    ]


@pytest.mark.parametrize(
    "name", ["Abd al-Rahman", "Abdul Rahman", "عبد الرحمن", "עבד אל-רחמן", "Абд ар-Рахман"]
)
def test_abd_and_its_name_are_one_token(name: str) -> None:
    assert len(parse_name(name).counted) == 1


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("47th Regiment", "47"),
        ("الفوج ٤٧", "47"),
        ("۴۷", "47"),
        ("47-й полк", "47"),
        ("הגדוד ה-47", "47"),
        ("Fifth Corps", "5"),
        ("الفيلق الخامس", "5"),
        ("Пятый корпус", "5"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_in_any_form(name: str, number: str) -> None:
    assert parse_name(name).numbers == {number}


@pytest.mark.parametrize("word", ["brigade", "لواء", "бригады", "חטיבת", "liwa"])
def test_a_word_for_a_brigade_means_a_brigade_in_every_language(word: str) -> None:
    assert "brigade" in parse_name(word).units


def test_a_phrase_of_several_words_is_one_token() -> None:
    found = parse_name("Общество с ограниченной ответственностью Вымысел")
    assert [token.kind for token in found.counted] == ["legal", "name"]


def test_a_russian_word_is_looked_up_by_its_stem() -> None:
    assert stem("народного") == stem("народная")
    assert parse_name("народному").tokens[0].concepts == parse_name("народный").tokens[0].concepts


@given(st.text(max_size=60))
def test_parsing_never_raises_and_words_keep_their_order(text: str) -> None:
    found = parse_name(text)
    assert len(found.counted) <= len(found.tokens)


@given(
    st.text(alphabet="abdghkmnrstzaeiou", max_size=12),
    st.text(alphabet="اابتجحدرسشعقكلمنهوي", max_size=12),
)
def test_an_alignment_is_symmetric_and_bounded(latin: str, arabic: str) -> None:
    there, back = align_words([(latin, "Latn", arabic, "Arab"), (arabic, "Arab", latin, "Latn")])
    assert there == back and -1.0 <= there <= 1.0


def test_every_pair_of_scripts_has_a_table() -> None:
    scripts = ["Arab", "Hebr", "Cyrl", "Latn"]
    assert all(letter_table(one, two) is not None for one in scripts for two in scripts)


def test_a_calibration_names_what_it_was_measured_on_or_that_it_was_not() -> None:
    assert calibration_for("place", "Latn", "Arab").name == "place Arab-Latn"
    assert "not measured" in calibration_for("person", "Arab", "Hebr").name
    assert calibration_for("vessel", "Arab", "Latn").name == "rules"
