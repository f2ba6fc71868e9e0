"""Which suggested names wait for a person: signs, independent origins, forms of one name."""

from __future__ import annotations

import pytest
from workspace import decision, entities, mention, read_texts, resolved, waiting

from indicia.identity import derived_id
from indicia.resolve.evidence import Evidence, gates, is_worth_review
from indicia.resolve.form import forms_of_one, stem
from indicia.text.fold import fold_key


@pytest.mark.parametrize(
    ("texts", "kind", "name"),
    [
        (["Colonel Samir Dalvi came."], "person", "Samir Dalvi"),
        (["Приехал полковник Вадим Марров."], "person", "Вадим Марров"),
        (["وصل العقيد سمير الدلوي أمس"], "person", "سمير الدلوي"),
        (["met Abu Nader al-Tallawi there"], "person", "Abu Nader al-Tallawi"),
        (["The “Squad 47” militia came."], "organisation", "Squad 47"),
        (["Пришли бойцы отряда «Буря Долины»."], "organisation", "Буря Долины"),
        (["The Dawn Brigade said the mill was closed."], "organisation", "Dawn Brigade"),
        (["A compound near the Saint Mara Hospital burned."], "facility", "Saint Mara Hospital"),
        (["احترق بيت قرب جامع عمر بن سالم"], "facility", "جامع عمر بن سالم"),
        (["All is quiet on Old Salt Road now."], "road", "Old Salt Road"),
    ],
)  # fmt: skip
def test_one_text_is_enough_where_two_signs_agree(texts: list[str], kind: str, name: str) -> None:
    assert (kind, name) in waiting(*texts)


@pytest.mark.parametrize(
    ("one", "two", "kind", "name"),
    [
        ("We met the Dawn Militia.", "They left the Dawn Militia.", "organisation", "Dawn Militia"),
        ("Это полк Буря.", "Там стоял полк Буря вчера.", "organisation", "полк Буря"),
        ("رأينا لواء الفجر هناك", "غادرنا مع لواء الفجر أمس", "organisation", "لواء الفجر"),
        ("ראינו את גדוד ברקן", "נסענו עם גדוד ברקן אתמול", "organisation", "גדוד ברקן"),
        ("Captain Dalvi ate.", "Later Captain Dalvi slept.", "person", "Dalvi"),
    ],
)
def test_one_sign_needs_two_independent_origins(one: str, two: str, kind: str, name: str) -> None:
    assert (kind, name) not in waiting(one)
    assert (kind, name) in waiting(one, two)


def test_a_copy_is_no_second_origin_by_its_words_or_by_its_origin() -> None:
    text = "We met the Dawn Militia."
    assert not waiting(text, text)
    origins = [{"post_version": f"v-{day}", "origin": "o-1"} for day in (1, 2)]
    other = "They left the Dawn Militia."
    assert not waiting(text, other, more={"origins": origins})
    assert waiting(text, other)


def test_an_origin_that_three_sources_pass_on_is_a_burst() -> None:
    texts = ("We met the Dawn Militia.", "They met the Dawn Militia.", "He met the Dawn Militia.")
    origins = [{"post_version": f"v-{day}", "origin": "o-1"} for day in (1, 2, 3)]
    assert ("organisation", "Dawn Militia") in waiting(*texts, more={"origins": origins})


@pytest.mark.parametrize(
    "text",
    [
        "Настроили QXP и ZLTQ на сервере {n}",
        "Курс по Velmor Script и Plain Dunes номер {n}",
        "Наш QXP, версия {n}, работает быстро",
        "We tune QXP with Velmor Script on day {n}",
    ],
)
def test_capitals_of_techniques_are_no_organisation_and_no_person(text: str) -> None:
    assert not waiting(*(text.format(n=n) for n in range(1, 13)))


def test_capitals_that_speak_in_two_texts_are_an_organisation() -> None:
    assert ("organisation", "QXPV") in waiting(
        "The mill is closed, QXPV said.", "QXPV said that the bridge is open."
    )


def test_letters_in_brackets_behind_a_group_are_its_name() -> None:
    assert ("organisation", "DPM") in waiting("We met the Dawn People Movement (DPM) there.")


def test_words_over_many_pictures_are_a_mark_and_no_name() -> None:
    assert not waiting(*["Sample Overlay"] * 12, *["INVENTED - SAMPLE"] * 12)


def test_a_name_that_a_source_signs_with_is_one_origin_however_often() -> None:
    signed, posts = Evidence(), {1: 20, 2: 20}
    for number in range(18):
        signed.origins[1].add(number)
        signed.items[1].add(number)
        signed.contexts.add(f"{number}|")
    assert signed.independent(posts) == 1
    signed.origins[2].add(99)
    signed.items[2].add(99)
    assert signed.independent(posts) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("زيت", "كتاب", "بئر خبز", "ليل"),
        ("حليب", "مطر", "سوق طفل", "قمح"),
        ("לילה", "לחם", "בית ספר חלב", "גשם"),
    ],
)
def test_two_common_nouns_in_a_row_are_no_site(words: tuple[str, ...]) -> None:
    texts = [" ".join((*words[:1] * n, *words)) for n in range(1, 6)]
    assert not waiting(*texts)


@pytest.mark.parametrize(
    "text", ["Пожар в районе Каменки {n}", "Дождь в Велморской области Дарвино {n}"]
)
def test_a_district_with_a_noun_in_the_genitive_is_a_place_phrase_and_no_entity(text: str) -> None:
    assert not waiting(*(text.format(n=f"утром {n}") for n in range(4)))


def test_forms_of_a_russian_name_are_one_suggestion() -> None:
    found = waiting(
        "Это бригада Ветра.", "Там стояли бойцы бригады Ветра вчера.", "Видели бригаду Ветра утром."
    )
    assert len([name for kind, name in found if kind == "organisation"]) == 1


def test_joined_particles_do_not_make_a_second_arabic_or_hebrew_name() -> None:
    mentions = [
        mention(quote, "person", item=item)
        for quote in ("سمير الدلوي", "وسمير الدلوي", "דרור ברקן", "ודרור ברקן")
        for item in ("i-1", "i-2")
    ]
    for row in mentions:
        row["method"] = "rank"
    assert {"سمير الدلوي", "דרור ברקן"} <= set(entities(resolved(mentions)))
    assert not {"وسمير الدلوي", "ודרור ברקן"} & set(entities(resolved(mentions)))


def groups(kind: str, *names: str) -> list[list[str]]:
    """Names that are forms of one."""
    return forms_of_one({name: fold_key(name) for name in names}, kind)


def test_a_woman_and_a_man_of_one_surname_stay_two() -> None:
    assert groups("person", "Александр Марров", "Александра Маррова") == []
    both = groups("person", "Вадим Марров", "Вадиму Маррову", "Вадимом Марровым")
    assert [len(group) for group in both] == [3]
    assert groups("person", "Вадим Марров", "Вадимом Марровым", "Вадимой Марровой") == [
        ["Вадим Марров", "Вадимом Марровым"]
    ]
    assert groups("person", "Анна Маррова", "Анны Марровой") == [["Анна Маррова", "Анны Марровой"]]


@pytest.mark.parametrize(
    ("one", "two"),
    [("Каменка", "Каменкой"), ("поселок", "поселке"), ("Сергей", "Сергея"), ("южная", "южной")],
)
def test_a_stem_is_the_same_in_every_case(one: str, two: str) -> None:
    assert stem(fold_key(one)) == stem(fold_key(two))


@pytest.mark.parametrize(("one", "two"), [("Велмор", "Велмира"), ("Dawn", "Dawna"), ("Ока", "Ок")])
def test_other_words_have_other_stems(one: str, two: str) -> None:
    assert stem(fold_key(one)) != stem(fold_key(two))


def test_what_resembles_a_vouched_name_waits_at_once() -> None:
    row = mention("Karim Hadad", "person")
    row["method"] = "capitals"
    assert entities(resolved([row]))["Karim Hadad"]["status"] == "suggested"


def test_what_a_person_decided_on_is_kept_without_other_signs() -> None:
    row = mention("Plain Dunes", "person")
    row["method"] = "capitals"
    name = derived_id("x", "person", fold_key("Plain Dunes"))
    assert "Plain Dunes" not in entities(resolved([row]))
    for what in ("confirm", "reject"):
        assert "Plain Dunes" in entities(resolved([row], [decision(1, what, name)]))
    assert "Plain Dunes" in entities(resolved([row], [decision(1, "role", name, role="mayor")]))


def test_only_what_passed_the_gates_is_compared() -> None:
    found = read_texts("Курс Plain Dunes", "Курс Plain Duness")
    tables = resolved(found["mentions"])
    assert tables["name_pairs"].num_rows == 0


def test_more_signs_and_more_origins_never_close_a_gate() -> None:
    for gate in gates():
        kind = "person" if gate.kind == "any" else gate.kind
        assert is_worth_review(kind, gate.signs, gate.origins)
        assert is_worth_review(kind, gate.signs | {"number", "actor"}, gate.origins + 1)
        if gate.origins > 1:
            assert not is_worth_review(kind, (), gate.origins)
