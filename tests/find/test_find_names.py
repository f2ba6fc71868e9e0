"""Names that nobody vouched for yet, page furniture, bylines, and words that tell a place."""

from __future__ import annotations

import pytest
from text_world import lexicon, mentions_of, names_in

from indicia.find.furniture import find_furniture
from indicia.find.passage import read_passage
from indicia.find.place_phrase import find_phrases
from indicia.find.statement import find_statements
from indicia.lexicon import Name


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("the “Squad 47” militia", "organisation", "Squad 47"),
        ("belonging to the militia “Saraya-Nahr.”", "organisation", "Saraya-Nahr"),
        ("used by “Jisr al-Amal” (the “bridge of hope”) now", "organisation", "bridge of hope"),
        ("the radical Dawn axis controls it", "organisation", "Dawn axis"),
        ("a member of the Tell Qamar Local Council", "organisation", "Tell Qamar Local Council"),
        ("Orient Herald reported it", "organisation", "Orient Herald"),
        ("met Haji Salem and", "person", "Haji Salem"),
        ("met Abu Nader al-Tallawi there", "person", "Abu Nader al-Tallawi"),
        ("وقال القائد أبو نادر التلاوي هناك", "person", "أبو نادر التلاوي"),
        ("قابل الإعلامي هاشم العبد الله أمس", "person", "هاشم العبد الله"),
        ("near Saint Mara Hospital", "facility", "Saint Mara Hospital"),
        ("قرب جامع عمر بن سالم", "facility", "جامع عمر بن سالم"),
        ("صورة لجامع النور من بعيد", "facility", "جامع النور"),
        ("في قاعدة لواء الفجر شمال", "facility", "قاعدة لواء الفجر"),
        ("على الطريق M7 قرب", "road", "M7"),
        ("on the N4 road coming from the valley", "road", "N4"),
        ("Eastern Valley is quiet", "place", "Eastern Valley"),
        ("к югу от города Камар", "place", "города Камар"),
    ],
)
def test_a_name_is_suggested_with_its_kind(text: str, kind: str, name: str) -> None:
    assert name in names_in(text, kind), [
        (m.kind, text[m.start : m.end]) for m in mentions_of(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Since Lantern came, all is well",
        "from Google Earth we see",
        "the Russian side",
        "عملنا الصحفي معرفة ذلك",
        "الجامع المذكور في الصورة",
        "الجامع بتفاصيله",
        "هل يمول أحد أم أنه وحده",
        "كتب \"الهجمات الجوية في القرية\" أمس",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_not_suggested(text: str) -> None:
    kinds = ("person", "organisation", "facility")
    assert not [text[m.start : m.end] for m in mentions_of(text) if m.kind in kinds]


def test_a_group_inside_the_name_of_its_site_is_kept() -> None:
    text = "the Dawn militia base burned"
    assert names_in(text, "facility") == ["Dawn militia base"]
    assert names_in(text, "organisation") == ["Dawn militia"]


def test_a_name_read_twice_is_read_again_in_other_grammar() -> None:
    assert (
        names_in("He lives in Qamar. She came from Qamar. Qamar's mill burned.", "place")
        == ["Qamar"] * 3
    )


PAGE = """The guards seized the mill in Tell Qamar.

Print Friendly, PDF & Email
Lina Marr

Lina Marr

Sign up for our Newsletter
Sign up to stay current on our claims that guards attacked.
Skip to content"""


def test_page_furniture_states_nothing_and_names_nobody() -> None:
    passage = read_passage(PAGE)
    mentions = mentions_of(PAGE)
    frames = find_statements(passage, mentions)
    assert [f.predicate for f in frames] == ["seizes"]
    people = [(m.method, PAGE[m.start : m.end]) for m in mentions if m.kind == "person"]
    assert people == [("byline", "Lina Marr")] * 2


@pytest.mark.parametrize(
    "line",
    ["Читайте также: Взрыв на мельнице", "اشترك في القناة", "הירשמו לניוזלטר", "Share this", "Подписывайтесь на канал"],
)  # fmt: skip
def test_furniture_is_known_in_four_languages(line: str) -> None:
    text = f"One thing happened.\n{line}\n"
    assert [text[a:b] for a, b in find_furniture(text).spans] == [line]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Lina Marr", "Lina Marr"),
        ("Written by Lina Marr with help from the Desert Desk.", "Lina Marr"),
        ("بقلم لينا مراد", "لينا مراد"),
        ("Автор: Лина Марр", None),
        ("By the river the guards met", None),
        ("By Lina Marr the guards were seen near the old mill at the river", None),
    ],
)
def test_a_byline_is_an_author_and_prose_is_not(line: str, author: str | None) -> None:
    found = find_furniture(line).authors
    assert [line[a:b] for a, b in found] == ([author] if author else [])


def test_the_lexicon_knows_better_than_a_byline() -> None:
    known = lexicon(Name("lina", "person", "Lina Marr", "test"))
    assert [m.entity for m in mentions_of("By Lina Marr", known)] == ["lina"]


def test_a_line_that_comes_again_and_again_is_read_once() -> None:
    text = "\n\n".join(["The guards seized the mill"] * 4)
    assert len(find_statements(read_passage(text), mentions_of(text))) == 1


@pytest.mark.parametrize(
    "text",
    ["a column led by Tell Qamar", "printed by the Dawn Brigade", "held in May 2024", "in the Dawn Brigade"],
)  # fmt: skip
def test_by_a_party_or_in_a_month_is_no_place(text: str) -> None:
    assert not find_phrases(read_passage(text), mentions_of(text))


def test_a_place_in_words_is_read_with_the_whole_name() -> None:
    text = "a compound near the Saint Mara Hospital\n\nThe guards left"
    (phrase,) = find_phrases(read_passage(text), mentions_of(text))
    assert phrase.cues[0]["anchor_text"] == "Saint Mara Hospital"
    assert phrase.protected == "hospital"
