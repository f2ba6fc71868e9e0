"""The dictionary of the field: words of many languages as one concept, and its table."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

import pytest

from indicia.text.fold import fold_key
from indicia.trace.concept import concepts_of, pair_concepts


@pytest.mark.parametrize(
    "word", ["bridge", "bridges", "الجسر", "وجسر", "мосту", "הגשר", "köprüyü", "پل"]
)
def test_a_word_with_its_endings_and_clitics_is_its_concept(word: str) -> None:
    assert "bridge" in concepts_of(fold_key(word))


def test_two_words_can_be_one_concept() -> None:
    assert "mayor" in pair_concepts(fold_key("رئيس"), fold_key("البلدية"))
    assert "mayor" not in concepts_of(fold_key("رئيس"))


def test_a_number_word_is_its_number() -> None:
    assert concepts_of("seventeen") == ()
    assert "3" in concepts_of("ثلاثه")


def test_an_unknown_word_is_nothing() -> None:
    assert concepts_of("qwxyz") == concepts_of("") == ()


def test_every_word_of_the_table_is_of_one_script_and_stands_once_in_its_line() -> None:
    for line in files("indicia.trace").joinpath("concept.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        concept, _, words = line.partition("\t")
        assert concept and words, line
        listed = words.split("|")
        assert len(set(listed)) == len(listed), line
        for word in listed:
            scripts = {unicodedata.name(c).split()[0] for c in word if c.isalpha()}
            assert len(scripts) == 1, (concept, word)
