"""Names across scripts: what is one, what is another, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.names.compare import compare_many, compare_names

SAME_UNITS = ["Fog 47", "Fawj 47", "47th Regiment", "فوج 47", "الفوج ٤٧", "Полк 47", "47-й полк"]
KINDS = ["person", "organisation", "place", "facility", "something else"]
LETTERS = "ابتثجحخدهويةءأإآلمن בגדהוזחט' абвгдежйщьъ abcdxyzshckh 0123٤٧ -.,'\"\u200f\u0301"
NAMES = st.one_of(st.text(max_size=30), st.text(alphabet=LETTERS, max_size=40))


@pytest.mark.parametrize("left", SAME_UNITS)
@pytest.mark.parametrize("right", SAME_UNITS)
def test_spellings_of_one_numbered_unit_are_the_same(left: str, right: str) -> None:
    assert compare_names(left, right, "organisation").zone == "same"


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Hezbollah", "حزب الله", "organisation"),
        ("Хезболла", "حزب الله", "organisation"),
        ("Hezbollah", "Хезболла", "organisation"),
        ("Liwa al-Wadi", "لواء الوادي", "organisation"),
        ("Valley Brigade", "لواء الوادي", "organisation"),
        ("Abu Rashid al-Tellawi", "أبو راشد التلاوي", "person"),
        ("Abdulrahman Darwish", "عبد الرحمن درويش", "person"),
        ("Abd ar-Rahman Darwish", "عبدالرحمن درويش", "person"),
        ("Karim Haddad", "كريم حداد", "person"),
        ("Karim Haddad", "Карим Хаддад", "person"),
        ("Karim Haddad", "כרים חדאד", "person"),
        ("Khirbat al-Zaytun", "خربة الزيتون", "place"),
        ("Tell Darwish", "تل درويش", "place"),
    ],
)
def test_one_name_in_two_scripts_is_in_the_automatic_zone(left: str, right: str, kind: str) -> None:
    found = compare_names(left, right, kind)
    assert found.zone == "same", found


@pytest.mark.parametrize(
    ("left", "right", "kind", "why"),
    [
        ("لواء 19", "Brigade 18", "organisation", "numbers differ (18 / 19)"),
        ("Brigade 19", "لواء", "organisation", "numbers differ"),
        ("Corps 5", "فوج 5", "organisation", "kinds of unit differ"),
        ("Kataib Hezbollah", "حزب الله", "organisation", "different organisations"),
        ("Kataib al-Nahr", "النهر", "organisation", "without a partner"),
        ("Karim Haddad", "سليم حداد", "person", "without a partner"),
        ("Karim Haddad", "كريم سالم", "person", "without a partner"),
        ("Karim", "كريم", "person", "one word is too little for a person"),
        ("SNA", "الجيش الوطني السوري", "organisation", "abbreviation"),
    ],
)
def test_what_differs_forbids_the_automatic_zone_and_is_named(
    left: str, right: str, kind: str, why: str
) -> None:
    found = compare_names(left, right, kind)
    assert found.zone != "same"
    assert why in found.reason


def test_a_name_of_a_person_is_not_translated() -> None:
    assert compare_names("Nasr Karim Haddad", "Zafer Karim Haddad", "person").zone == "review"
    assert compare_names("Nasr Karim Haddad", "نصر كريم حداد", "person").zone == "same"


def test_another_number_is_another_unit() -> None:
    assert compare_names("لواء 19", "Brigade 18", "organisation").zone == "different"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Umar ibn al-Wadi Mosque", "Al-Faruq Umar ibn al-Wadi Mosque"),
        ("Umar ibn al-Wadi Mosque", "Khalid ibn al-Nahr Mosque"),
        ("مسجد عمر بن الوادي", "Khalid ibn al-Wadi Mosque"),
    ],
)
def test_mosques_that_share_words_stay_two(left: str, right: str) -> None:
    assert compare_names(left, right, "place").zone != "same"


def test_a_number_in_words_is_the_number() -> None:
    found = compare_names("Fifth Brigade of the Valley", "لواء الوادي 5", "organisation")
    assert "5" in found.reason or "fifth" in found.reason
    assert "numbers differ" not in found.reason


def test_the_reason_names_pairs_meanings_and_what_was_ignored() -> None:
    found = compare_names("Liwa al-Mashhadani", "Бригада Машхадани", "organisation")
    assert "liwa = бригада by meaning" in found.reason
    assert "mashhadani = машхадани by sound" in found.reason
    assert "al ignored" in found.reason


def test_letters_of_two_scripts_mixed_in_one_word_are_read_as_one_script() -> None:
    assert compare_names("Anton Belov", "Aнтон Белов", "person").zone == "same"  # Latin A


def test_a_name_that_begins_with_al_is_not_cut() -> None:
    assert compare_names("Alden Haddad", "ألدن حداد", "person").score > 0.9


@given(NAMES, NAMES, st.sampled_from(KINDS))
@settings(max_examples=200)
def test_a_comparison_is_bounded_symmetric_and_never_raises(
    left: str, right: str, kind: str
) -> None:
    one, two = compare_names(left, right, kind), compare_names(right, left, kind)
    assert 0.0 <= one.score <= 1.0
    assert one == two
    assert one.reason


@given(NAMES, st.sampled_from(KINDS))
@settings(max_examples=100)
def test_a_name_is_the_same_as_itself(name: str, kind: str) -> None:
    found = compare_names(name, name, kind)
    assert (found.score, found.zone) == (1.0, "same")


def test_one_pair_alone_and_many_at_once_give_the_same() -> None:
    names = ["Karim Haddad", "كريم حداد", "Карим Хаддад", "כרים חדאד", "Brigade 7", "لواء ٧"]
    pairs = [(a, b, kind) for a in names for b in names for kind in KINDS]
    assert compare_many(pairs) == [compare_names(*pair) for pair in pairs]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("أبو عيسى المشهداني", "Abu Isa al-Mashhadani"),
        ("أبو عيسي المشهداني", "Abu Issa al-Mashhadani"),
        ("موسى الكبيسي", "Musa al-Kubaisi"),
        ("ليلى يوسف", "Layla Yusuf"),
        ("علي الجبوري", "Ali al-Juburi"),
    ],
)
def test_a_yeh_that_ends_a_name_sounds_as_i_or_as_a(left: str, right: str) -> None:
    found = compare_names(left, right, "person")
    assert found.score > 0.9 and "without a partner" not in found.reason
