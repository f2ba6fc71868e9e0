"""Demands in their order, threats, and questions with the answers that they offer."""

from __future__ import annotations

import pytest
from text_world import frames_of, one, said_by


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "The leaflet demands that they leave the town first, then the valley, and finally get out of the country.",
            ["the town", "the valley", "the country"],
        ),
        (
            "يطالب المنشور بأن يغادروا المدينة أولا، ثم المحافظة، وأخيرا البلاد كلها.",
            ["المدينة", "المحافظة", "البلاد"],
        ),
        (
            "התושבים דורשים קודם לעזוב את העיר, אחר כך את המחוז, לבסוף את המדינה.",
            ["העיר", "המחוז", "המדינה"],
        ),
        (
            "Жители требуют сначала покинуть город, затем область, наконец всю страну.",
            ["город", "область", "страну"],
        ),
    ],
    ids=["en", "ar", "he", "ru"],
)
def test_demands_are_counted_in_their_order(text: str, steps: list[str]) -> None:
    demands = [f for f in frames_of(text) if f.kind == "demand"]
    assert [f.rank for f in demands] == [1, 2, 3], [f.content.text for f in demands]
    for frame, step in zip(demands, steps, strict=True):
        assert step in frame.content.text


def test_points_below_a_demand_are_its_steps() -> None:
    text = "مطالبنا:\n1. خروج الحراس من المدينة.\n2. فتح طريق السوق.\n3. إطلاق سراح المحتجزين."
    demands = [f for f in frames_of(text) if f.kind == "demand"]
    assert [f.rank for f in demands] == [1, 2, 3]
    assert "السوق" in demands[1].content.text


def test_a_quoted_command_is_the_leaflets_not_the_articles() -> None:
    text = "A leaflet, headed “Get out,” states that the group has a list of names of all guards."
    demand, claim = frames_of(text)
    assert (demand.kind, said_by(demand)) == ("demand", ["A leaflet"])
    assert (claim.predicate, said_by(claim)) == ("has", ["A leaflet"])


@pytest.mark.parametrize(
    "text",
    [
        "Leave the town or you will pay the price.",
        "نحذر الحراس: ستدفعون الثمن",
        "אנו מזהירים: תשלמו על כך",
        "Группа угрожает: вы заплатите.",
    ],
)
def test_a_threat_is_read_in_each_language(text: str) -> None:
    assert "threat" in {f.kind for f in frames_of(text)}


def test_a_denied_threat_is_no_threat() -> None:
    assert "threat" not in {
        f.kind for f in frames_of("The Dawn Brigade never threatened the town.")
    }


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Is this a local group or a foreign force?", ["a local group", "a foreign force"]),
        ("هل هي منظمة محلية أم جهة أجنبية؟", ["منظمة محلية", "جهة أجنبية"]),
        ("האם זה ארגון מקומי או גוף זר?", ["ארגון מקומי", "גוף זר"]),
        ("Это местная группа или внешняя сила?", ["местная группа", "внешняя сила"]),
        ("Who is behind the marks?", []),
    ],
)
def test_a_question_offers_the_answers_that_it_names(text: str, answers: list[str]) -> None:
    frame = one(text)
    assert frame.kind == "question" and [a.text for a in frame.answers] == answers


def test_a_question_that_goes_on_is_one_choice_with_those_before_it() -> None:
    text = "Is it a local group? What is its size? Or is it a foreign force? Are they many or few?"
    answers = [[a.text for a in f.answers] for f in frames_of(text)]
    assert answers == [
        ["a local group"],
        [],
        ["a local group", "a foreign force"],
        ["many", "few"],
    ]


def test_two_things_asked_in_one_sentence_are_two_questions() -> None:
    frames = frames_of("What is its size and what is its aim?")
    assert [(f.rank, f.content.text) for f in frames] == [
        (1, "What is its size"),
        (2, "what is its aim"),
    ]


def test_a_question_said_to_be_open_is_a_question() -> None:
    for text in ("It is not clear who pays them.", "ليس من الواضح من يمولهم.", "לא ברור מי משלם להם.", "Неизвестно, кто им платит."):  # fmt: skip
        assert [f.kind for f in frames_of(text)] == ["question"], text


def test_what_leads_to_a_question_is_still_read() -> None:
    frames = frames_of(
        "Residents said the guards looted shops and the army denies it: who is right?"
    )
    assert [f.kind for f in frames][-1] == "question"
    assert frames[-1].content.text == "who is right" and frames[0].predicate == "steals"
