"""Who says what: real turns of phrase in four languages, about invented people and places."""

from __future__ import annotations

import pytest
from text_world import frames_of, lexicon, one, said_by

from indicia.lexicon import Name

DAWN = Name("dawn", "organisation", "لواء الفجر", "test")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lina Marr said that the Dawn Brigade seized the mill.", "Lina Marr"),
        ("According to Lina Marr, the Dawn Brigade seized the mill.", "Lina Marr"),
        ("The Dawn Brigade seized the mill, said Lina Marr.", "Lina Marr"),
        ("قالت لينا مراد إن لواء الفجر صادر المطحنة", "لينا مراد"),
        ("أكد القائد سالم أن لواء الفجر صادر المطحنة", "القائد سالم"),
        ("وذكر شهود عيان أن لواء الفجر صادر المطحنة", "شهود عيان"),
        ("לינה מאר אמרה כי הגדוד החרים את הטחנה", "לינה מאר"),
        ("Лина Марр заявила, что полк Буря захватил мельницу.", "Лина Марр"),
        ("По словам Лины Марр, полк Буря захватили мельницу.", "Лины Марр"),
    ],
)
def test_the_speaker_is_found_where_each_language_puts_it(text: str, speaker: str) -> None:
    frames = [f for f in frames_of(text) if f.predicate == "seizes"]
    assert frames, text
    assert said_by(frames[0]) == [speaker] and frames[0].allegation


def test_an_arabic_verb_comes_before_its_speaker_and_its_content() -> None:
    frame = one("أعلن لواء الفجر أن المقاتلين انسحبوا من القرية", "withdraws")
    assert said_by(frame) == ["لواء الفجر"] and frame.content.text.startswith("المقاتلين")


def test_an_arabic_subject_before_its_verb_is_found_too() -> None:
    frame = one("وكان المتحدث سالم قد صرح بعد الغارة أن الجنود انسحبوا", "withdraws")
    assert said_by(frame) == ["المتحدث سالم"]


def test_an_arabic_participle_goes_back_to_the_party_before_it() -> None:
    frame = one("أصدرت وزارة الزراعة بيانا نافية قيامها بقصف المطحنة", "attacks")
    assert said_by(frame) == ["وزارة الزراعة"] and frame.kind == "denial"


@pytest.mark.parametrize(
    "text",
    [
        "The Dawn Brigade did not attack the clinic.",
        "The Dawn Brigade never attacked the clinic.",
        "لم يهاجم لواء الفجر العيادة",
        "הגדוד לא תקף את המרפאה",
        "Полк Буря не атаковал больницу.",
    ],
)
def test_a_negated_verb_has_the_polarity_no(text: str) -> None:
    assert one(text, "attacks").polarity == "no"


@pytest.mark.parametrize(
    "text",
    [
        "The Dawn Brigade, not the army, attacked the clinic.",
        "It is clear whether or not the Dawn Brigade attacked the clinic.",
        "There is no doubt that the Dawn Brigade attacked the clinic.",
        "Officials gave no date for the raid but the Dawn Brigade attacked the clinic.",
        "لا شك أن لواء الفجر هاجم العيادة",
        "لم يأت أحد لكن لواء الفجر هاجم العيادة",
    ],
)
def test_a_negator_reaches_no_further_than_its_scope(text: str) -> None:
    assert [f.polarity for f in frames_of(text) if f.predicate == "attacks"] == ["yes"]


@pytest.mark.parametrize(
    ("text", "hedge", "modality"),
    [
        ("Apparently the guards seized the mill.", "Apparently", "possible"),
        ("The guards reportedly seized the mill.", "reportedly", "hearsay"),
        ("If the guards seized the mill, nobody saw it.", "If", "conditional"),
        ("ربما صادر الحراس المطحنة", "ربما", "possible"),
        ("הגדוד כנראה החרים את הטחנה", "כנראה", "possible"),
        ("Полк якобы захватил мельницу.", "якобы", "hearsay"),
    ],
)
def test_a_hedge_is_kept_with_its_words(text: str, hedge: str, modality: str) -> None:
    frame = one(text, "seizes")
    assert frame.modality == modality and [h.text for h in frame.hedges] == [hedge]


def test_a_hedge_of_one_clause_does_not_weaken_the_next() -> None:
    frames = frames_of("The guards may have looted the shop, and they burned the mill.")
    assert [(f.predicate, f.modality) for f in frames] == [
        ("steals", "possible"),
        ("attacks", "asserted"),
    ]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("وكان الحراس قد صادروا المطحنة", "asserted"),
        ("قد يصادر الحراس المطحنة", "possible"),
    ],
)
def test_qad_doubts_what_is_coming_and_not_what_is_done(text: str, modality: str) -> None:
    assert one(text, "seizes").modality == modality


@pytest.mark.parametrize(
    "text",
    [
        "There is no evidence that the guards attacked the mill.",
        "لا يوجد دليل على أن الحراس قصفوا المطحنة",
        "אין ראיות לכך שהגדוד תקף את הטחנה",
        "Нет доказательств, что полк обстрелял мельницу.",
    ],
)
def test_what_is_not_shown_is_not_so_and_yet_no_denial(text: str) -> None:
    frame = one(text, "attacks")
    assert (frame.kind, frame.polarity) == ("claim", "no")


def test_who_claims_responsibility_speaks() -> None:
    frame = one("تبنى لواء الفجر الهجوم على المطحنة", "claims responsibility")
    assert frame.polarity == "yes"
    frame = one("Группировка Буря взяла на себя ответственность за взрыв.", "claims responsibility")
    assert said_by(frame) == ["Группировка Буря"]


def test_speakers_named_around_each_other_end_the_chain() -> None:
    text = (
        '"My cousin told me the guards looted the mill," a farmer told Desert Desk, residents said.'
    )
    assert all(len(said_by(frame)) <= 3 for frame in frames_of(text))


def test_may_is_a_month_before_it_is_a_hedge() -> None:
    assert one("On 5 May 2024 the guards seized the mill.", "seizes").modality == "asserted"


def test_indications_speak_and_a_pronoun_goes_back_to_them() -> None:
    text = (
        "According to some indications, the group is a local organisation. According to them, the "
        "guards are looting shops."
    )
    frames = frames_of(text)
    assert [said_by(f) for f in frames] == [["some indications"]] * 2
    assert {(f.modality, f.speaker_type) for f in frames} == {("hearsay", "unnamed")}
    assert [[h.text for h in f.hedges] for f in frames] == [
        ["According to some indications"],
        ["According to them"],
    ]


def test_sources_form_a_chain_with_the_outermost_last() -> None:
    frame = one("Desert Desk reported that residents said the guards looted shops.", "steals")
    assert said_by(frame) == ["residents", "Desert Desk"]


def test_what_nobody_is_said_to_say_is_the_sources_own() -> None:
    frame = one("Access to the clinic is restricted by guards.", "denies access")
    assert frame.speaker_type == "source" and frame.allegation and not frame.chain


@pytest.mark.parametrize(
    "text",
    [
        "Residents said the Dawn Brigade bombed the mill. The Dawn Brigade denied it had bombed the mill.",
        "قال السكان إن لواء الفجر قصف المطحنة. نفى لواء الفجر قصف المطحنة.",
        "תושבים אמרו כי הגדוד תקף את הטחנה. דובר הגדוד הכחיש כי הגדוד תקף את הטחנה.",
        "Жители заявили, что полк обстрелял мельницу. Командование опровергло, что полк обстрелял мельницу.",
    ],
)
def test_a_denial_is_linked_to_what_it_denies(text: str) -> None:
    frames = [f for f in frames_of(text, lexicon(DAWN)) if f.predicate == "attacks"]
    assert [f.polarity for f in frames] == ["yes", "no"]
    denial = frames_of(text, lexicon(DAWN)).index(frames[1])
    assert frames[1].kind == "denial"
    assert frames_of(text, lexicon(DAWN))[denial].denies == frames_of(text, lexicon(DAWN)).index(
        frames[0]
    )


def test_claims_called_false_are_denied_by_who_calls_them_so() -> None:
    frame = one("Claims made by the Dawn Brigade are untrue.")
    assert frame.kind == "denial" and not frame.chain
    assert frame.target is not None and frame.target.text == "Dawn Brigade"


def test_whoever_publishes_a_false_report_is_not_who_denies_it() -> None:
    text = 'On the page of the Dawn Brigade:\n"نشرت وسائل الإعلام خبرا كاذبا حول قصف المطحنة."'
    frame = one(text, "attacks")
    assert said_by(frame) == ["Dawn Brigade"] and frame.polarity == "no"


@pytest.mark.parametrize(
    "text",
    [
        "The Dawn Brigade claimed responsibility for the blast at the mill.",
        "تبنى لواء الفجر الهجوم على المطحنة",
        "הגדוד נטל אחריות לפיצוץ",
        "Группировка Буря взяла на себя ответственность за взрыв.",
    ],
)
def test_a_claim_of_responsibility_has_its_own_predicate(text: str) -> None:
    assert "claims responsibility" in {f.predicate for f in frames_of(text)}


def test_quoted_paragraphs_belong_to_who_was_announced() -> None:
    text = "The Dawn Brigade states the following:\n\n*We did not bomb the mill.*\n\nThe mill burned down."
    frames = [f for f in frames_of(text) if f.predicate == "attacks"]
    assert [said_by(f) for f in frames] == [["The Dawn Brigade"], []]


def test_who_contacted_whom_does_not_make_them_speak() -> None:
    frame = one("Desert Desk contacted local residents who confirmed the guards looted shops.")
    assert said_by(frame) == ["local residents"]


def test_a_participle_before_a_noun_attributes_nothing() -> None:
    (frame,) = frames_of("The reported raid destroyed the mill.")
    assert not frame.chain


def test_the_sources_own_conclusion_is_not_the_speakers() -> None:
    text = "Residents reported the guards looted shops, therefore we can assume the guards burned the mill."
    frames = {f.predicate: f for f in frames_of(text)}
    assert said_by(frames["steals"]) == ["Residents"] and not frames["attacks"].chain


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Post three: Dawn Brigade base, north-east of the town on the R7 road.", "Dawn Brigade base"),
        ("الموقع الثالث: قاعدة لواء الفجر شمال شرق المدينة على الطريق R7", "قاعدة لواء الفجر"),
        ("The Dawn Brigade base is located north of the town.", "The Dawn Brigade base"),
    ],
)  # fmt: skip
def test_where_a_site_stands_is_a_statement_with_or_without_a_verb(text: str, site: str) -> None:
    frame = one(text, "located at")
    assert frame.actor is not None and frame.actor.text == site


@pytest.mark.parametrize(
    ("text", "user", "site"),
    [
        ("The compound is used by the Dawn Brigade.", "the Dawn Brigade", "The compound"),
        ("The mill serves as the headquarters of the Dawn Brigade.", "the Dawn Brigade", "The mill"),
        ("In an old mill is a base of the Dawn Brigade.", "the Dawn Brigade", "an old mill"),
        ("The Dawn Brigade uses the mill.", "The Dawn Brigade", "the mill"),
    ],
)  # fmt: skip
def test_who_uses_a_site_and_which_is_never_turned_round(text: str, user: str, site: str) -> None:
    frame = one(text, "uses site")
    assert frame.actor and frame.object
    assert (frame.actor.text, frame.object.text) == (user, site)


def test_whoever_is_led_is_the_one_that_belongs() -> None:
    frame = one("The Dawn Brigade is led by Salem Nasser.", "belongs to")
    assert frame.actor and frame.object
    assert (frame.actor.text, frame.object.text) == ("The Dawn Brigade", "Salem Nasser")


def test_a_building_bombed_is_the_target_not_the_bomber() -> None:
    frame = one("The mosque bombed on Friday was old.", "attacks")
    assert frame.actor is None and frame.target and frame.target.text == "The mosque"


def test_a_label_in_bare_verbs_states_nothing() -> None:
    assert not frames_of("Bomb a mosque in Tell Qamar")


@pytest.mark.parametrize(
    "text",
    [
        "نفى لواء البجع إغلاق الجسر، وقال ناطق باسمه إن الأهالي فتحوه.",
        "نفى لواء البجع إغلاق الجسر وقال إن الأهالي فتحوه.",
        "نفى لواء البجع أن يكون أغلق الجسر، وأكد أن الأهالي فتحوه.",
        "The Heron Front denied closing the quay, and its spokesman said that residents opened it.",
        "Бригада Цапля опровергла закрытие причала, а её представитель сказал, что его открыли.",
        "חזית האנפה הכחישה את סגירת המזח, ודובר מטעמה אמר שהתושבים פתחו אותו.",
    ],
)
def test_what_is_said_beside_a_denial_is_not_denied(text: str) -> None:
    assert [frame.polarity for frame in frames_of(text)] == ["no", "yes"]
