"""People behind titles whose body stands between, and where a name behind a head ends."""

from __future__ import annotations

import pytest
from text_world import mentions_of, names_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("президент Велморы Вадим Марров прибыл", "Вадим Марров"),
        ("президент Южной Велморы Вадим Марров прибыл", "Вадим Марров"),
        ("президент Дарвистана Сергей Марров прибыл", "Сергей Марров"),
        ("министр ВД Марров прибыл", "Марров"),
        ("глава Velmora Systems Вадим Марров прибыл", "Вадим Марров"),
        ("министр Анна Марровна Дарви прибыла", "Анна Марровна Дарви"),
        ("министр Илья Петрович Марров прибыл", "Илья Петрович Марров"),
        ("шейх Нури Марров прибыл", "Нури Марров"),
        ("глава Нури Марров прибыл", "Нури Марров"),
        ("полковник Толской прибыл", "Толской"),
    ],
)
def test_the_body_of_a_russian_title_is_not_its_bearer(text: str, name: str) -> None:
    found = [(text[m.start : m.end], m.method) for m in mentions_of(text) if m.kind == "person"]
    assert (name, "rank") in found and len([1 for _, method in found if method == "rank"]) == 1


def test_a_word_joined_to_a_title_by_a_hyphen_is_no_person() -> None:
    assert "rank" not in {mention.method for mention in mentions_of("the old MS-QXP runs")}


@pytest.mark.parametrize(
    "text",
    ["глава МИД Велморы", "пресс-секретарь Велморы прибыл", "президент Велморы прибыл", "губернатор Велморской области", "глава ВДК", "глава Velmora Systems"],
)  # fmt: skip
def test_a_title_with_its_body_alone_is_told_apart_and_still_not_published(text: str) -> None:
    (found,) = [m for m in mentions_of(text) if m.kind == "person"]
    assert found.method == "title alone"


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("движение «Сыны великой долины» пришло", "organisation", "Сыны великой долины"),
        ("бойцы бригады Каменного брода пришли", "organisation", "бригады Каменного брода"),
        ("агентство Velmora Press сообщило", "organisation", "Velmora Press"),
        ("из города Каменка Велморской области", "place", "города Каменка"),
    ],
)
def test_a_name_behind_a_russian_head_is_whole(text: str, kind: str, name: str) -> None:
    assert name in names_in(text, kind)


@pytest.mark.parametrize("text", ["читатели «Новой газеты» Каменки спорят", "компания 55 дней"])
def test_what_only_stands_behind_a_russian_head_is_no_name(text: str) -> None:
    assert not names_in(text, "organisation")


def test_latin_capitals_among_other_letters_are_mostly_a_brand() -> None:
    def methods(text: str) -> list[tuple[str, str]]:
        return [(m.kind, m.method) for m in mentions_of(text)]

    assert methods("позже в тишине Plain Dunes открыла двери") == [("person", "foreign capitals")]
    assert methods("Then Samir Dalvi opened the door") == [("person", "capitals")]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("ليل سوق خبز قمح", "bare head"),
        ("عند سوق خبز قمح", "head word"),
        ("ليل سوق الخبز قمح", "head word"),
        ("גשם גדוד ברקן לילה", "bare head"),
        ("ליד גדוד ברקן לילה", "head word"),
        ("в районе Каменки", "district word"),
        ("полк Буря", "head word"),
    ],
)
def test_how_sure_a_name_beside_a_head_is_stands_in_its_method(text: str, method: str) -> None:
    kinds = ("organisation", "facility", "place")
    assert [m.method for m in mentions_of(text) if m.kind in kinds] == [method]
