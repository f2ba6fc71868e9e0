"""The language of a text is that of its words, not of what it links to."""

from __future__ import annotations

import pytest

from indicia.text.language import language_of

LINKS = " ".join(f"https://steppe.example/article/number-{n}-with-many-words" for n in range(12))


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Куда пойти в городе сегодня: вымышленный список прогулок", "ru"),
        ("أين نذهب في المدينة اليوم: قائمة مختلقة", "ar"),
        ("לאן ללכת בעיר היום: רשימה בדויה", "he"),
        ("Where to go in the town today: an invented list", "en"),
    ],
)
def test_links_and_handles_do_not_outweigh_the_words(words: str, language: str) -> None:
    assert language_of(f"{words} {LINKS} @steppe_wire desk@steppe.example") == language


def test_a_text_of_links_alone_has_no_language() -> None:
    assert language_of(LINKS) is None
    assert language_of("@steppe_wire @steppe_desk") is None
