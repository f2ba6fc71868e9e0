"""Kinds of mention besides names, in each language: dates of three calendars, counts, identifiers, roads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_world import mentions_of

from indicia.find.calendar import (
    calendar_of,
    hijri_day,
    hijri_year,
    persian_day,
    persian_length,
    persian_year,
)

POSTED = "2024-05-15"

DATES = [
    # absolute, Gregorian
    ("on 3 March 2024 they left", "3 March 2024", "2024-03-03", "day", "gregorian"),
    ("in March 2024 they left", "March 2024", "2024-03-01", "month", "gregorian"),
    ("غادروا في 3 آذار/مارس 2024 المدينة", "3 آذار/مارس 2024", "2024-03-03", "day", "gregorian"),
    ("عقد في ٣ مارس ٢٠٢٤", "٣ مارس ٢٠٢٤", "2024-03-03", "day", "gregorian"),
    ("вышли 3 марта 2024 года", "3 марта 2024", "2024-03-03", "day", "gregorian"),
    ("יצאו ב-3 במרץ 2024", "3 במרץ 2024", "2024-03-03", "day", "gregorian"),
    ("در ۳ ژوئن ۲۰۲۴ رفتند", "۳ ژوئن ۲۰۲۴", "2024-06-03", "day", "gregorian"),
    ("بتاريخ 03/04/2024 صدر", "03/04/2024", "2024-04-03", "day", "gregorian"),
    ("report of 2024-04-03 said", "2024-04-03", "2024-04-03", "day", "gregorian"),
    # relative to the posting, a Wednesday
    ("they left yesterday", "yesterday", "2024-05-14", "day", "gregorian"),
    ("they left three days ago", "three days ago", "2024-05-12", "day", "gregorian"),
    ("غادروا أمس", "أمس", "2024-05-14", "day", "gregorian"),
    ("غادروا قبل ثلاثة أيام", "قبل ثلاثة أيام", "2024-05-12", "day", "gregorian"),
    ("غادروا قبل 10 أيام", "قبل 10 أيام", "2024-05-05", "day", "gregorian"),
    ("غادروا قبل يومين", "قبل يومين", "2024-05-13", "day", "gregorian"),
    ("غادروا يوم الأحد", "يوم الأحد", "2024-05-12", "day", "gregorian"),
    ("وصلوا الأسبوع الماضي", "الأسبوع الماضي", "2024-05-06", "week", "gregorian"),
    ("они ушли вчера", "вчера", "2024-05-14", "day", "gregorian"),
    ("они ушли 3 дня назад", "3 дня назад", "2024-05-12", "day", "gregorian"),
    ("они ушли в понедельник", "в понедельник", "2024-05-13", "day", "gregorian"),
    ("הם עזבו אתמול", "אתמול", "2024-05-14", "day", "gregorian"),
    ("הם עזבו לפני שלושה ימים", "לפני שלושה ימים", "2024-05-12", "day", "gregorian"),
    ("הם עזבו ביום ראשון", "ביום ראשון", "2024-05-12", "day", "gregorian"),
    ("دیروز رفتند", "دیروز", "2024-05-14", "day", "gregorian"),
    ("سه روز پیش رفتند", "سه روز پیش", "2024-05-12", "day", "gregorian"),
    # Hijri
    ("في 12 رمضان 1445 هـ صدر", "12 رمضان 1445 هـ", "2024-03-22", "day", "hijri"),
    ("في 12 من رمضان صدر البيان", "12 من رمضان", "2024-03-22", "day", "hijri"),
    ("بيان ربيع الأول 1445", "ربيع الأول 1445", "2023-09-16", "month", "hijri"),
    ("بيان 1445/09/12هـ صدر", "1445/09/12هـ", "2024-03-22", "day", "hijri"),
    ("issued on 12 Ramadan 1445", "12 Ramadan 1445", "2024-03-22", "day", "hijri"),
    ("dated 5 Dhul Hijjah 1445", "5 Dhul Hijjah 1445", "2024-06-12", "day", "hijri"),
    # Persian
    ("در ۱ فروردین ۱۴۰۳ گفت", "۱ فروردین ۱۴۰۳", "2024-03-20", "day", "persian"),
    ("در ۲۲ بهمن ۱۴۰۲ گفت", "۲۲ بهمن ۱۴۰۲", "2024-02-11", "day", "persian"),
    ("در ۲۲ بهمن گفت", "۲۲ بهمن", "2024-02-11", "day", "persian"),
    ("مهر ۱۴۰۲ گفت", "مهر ۱۴۰۲", "2023-09-23", "month", "persian"),
    ("تاریخ ۱۴۰۳/۰۲/۲۶ ثبت شد", "۱۴۰۳/۰۲/۲۶", "2024-05-15", "day", "persian"),
    ("on 22 Bahman 1402 he said", "22 Bahman 1402", "2024-02-11", "day", "persian"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "begins", "precision", "calendar"), DATES)
def test_a_date_is_found_with_its_precision_and_calendar(
    text: str, words: str, begins: str, precision: str, calendar: str
) -> None:
    found = [m for m in mentions_of(text, day=POSTED) if m.kind == "date"]
    assert [text[m.start : m.end] for m in found] == [words]
    value = found[0].value
    assert value is not None
    assert value["from_utc"][:10] == begins
    assert (value["precision"], value["calendar"]) == (precision, calendar)


@pytest.mark.parametrize("text", ["غادروا قبل أيام", "הם עזבו לפני ימים", "غادروا أمس"])
def test_a_time_that_tells_no_day_is_a_mention_without_one(text: str) -> None:
    (found,) = [m for m in mentions_of(text) if m.kind == "date"]
    assert found.value is not None and found.value["from_utc"] is None


@pytest.mark.parametrize(
    "text", ["يوم جديد", "three ships", "مهر مادری", "version 1403/99/12", "дорога в 3 дня"]
)
def test_words_that_only_look_like_a_date_are_none(text: str) -> None:
    assert not [m for m in mentions_of(text, day=POSTED) if m.kind == "date"]


def test_known_days_of_both_calendars() -> None:
    assert persian_day(1357, 11, 22) == date(1979, 2, 11)
    assert [persian_length(y, 12) for y in (1399, 1403, 1404, 1408)] == [30, 30, 29, 30]
    assert persian_day(1400, 1, 1) == date(2021, 3, 21)
    assert hijri_day(1, 1, 1).year == 622
    assert hijri_day(1446, 1, 1) == date(2024, 7, 8)
    with pytest.raises(ValueError, match="no such day"):
        persian_day(1404, 12, 30)


@given(st.dates(date(1900, 1, 1), date(2080, 1, 1)))
def test_a_day_lies_in_its_year_in_both_calendars(day: date) -> None:
    year = persian_year(day)
    assert persian_day(year, 1, 1) <= day < persian_day(year + 1, 1, 1)
    year = hijri_year(day)
    assert hijri_day(year, 1, 1) <= day < hijri_day(year + 1, 1, 1)


@given(st.integers(1244, 1471), st.integers(1, 12))
def test_persian_months_follow_one_another(year: int, month: int) -> None:
    last = persian_day(year, month, persian_length(year, month))
    after = persian_day(year + month // 12, month % 12 + 1, 1)
    assert last + timedelta(days=1) == after


def test_a_bare_year_is_of_the_calendar_that_lies_nearer() -> None:
    posted = date(2024, 5, 15)
    assert calendar_of(1403, posted) == "persian" and calendar_of(1445, posted) == "hijri"
    assert calendar_of(1400, None) == "persian" and calendar_of(1440, None) == "hijri"


COUNTS = [
    ("killed 12 fighters there", 12, "person"),
    ("قتل 12 مقاتلا هناك", 12, "person"),
    ("نحو ٣٫٥ كم من هنا", 3.5, "kilometre"),
    ("погибли 12 человек там", 12, "person"),
    ("נהרגו 12 לוחמים שם", 12, "person"),
    ("۱۲ نفر کشته شدند", 12, "casualty"),
    ("در ۱۲ کیلومتری شهر", 12, "kilometre"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "unit"), COUNTS)
def test_a_count_is_found_with_what_it_counts(text: str, number: float, unit: str) -> None:
    (found,) = [m for m in mentions_of(text) if m.kind == "quantity"]
    assert found.value == {"number": number, "unit": unit}


IDENTIFIERS = [
    ("اتصلوا على +963 944 000 111 الآن", "phone", "+963 944 000 111"),
    ("اتصلوا على ٠٩٤٤٠٠٠١١١ الآن", "phone", "٠٩٤٤٠٠٠١١١"),
    ("звоните 8 (900) 000-11-22 сейчас", "phone", "8 (900) 000-11-22"),
    ("התקשרו 050-000-1122 עכשיו", "phone", "050-000-1122"),
    ("write to desk@velmora.example today", "email", "desk@velmora.example"),
    ("قناة https://t.me/velmora_now على", "url", "https://t.me/velmora_now"),
    ("קישור velmora.example/news כאן www.velmora.example", "url", "www.velmora.example"),
    ("تابعوا @velmora_now دائما", "handle", "@velmora_now"),
    ("وسم #أخبار_الوادي اليوم", "hashtag", "#أخبار_الوادي"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "words"), IDENTIFIERS)
def test_an_identifier_is_found_whatever_the_language(text: str, kind: str, words: str) -> None:
    assert [text[m.start : m.end] for m in mentions_of(text) if m.kind == kind] == [words]


ROADS = [
    ("they closed the M20 highway near the mill", "M20"),
    ("along Old Market Road towards the mill", "Old Market Road"),
    ("قطعوا الطريق الدولي M5 قرب الجسر", "M5"),
    ("وقع الانفجار في شارع الزيتون أمس", "شارع الزيتون"),
    ("قطعوا طريق الوردية صباحا", "طريق الوردية"),
    ("взрыв на улице Садовой вчера", "улице Садовой"),
    ("на Вельморском шоссе стоят машины", "Вельморском шоссе"),
    ("הפיצוץ ברחוב הזית אתמול", "רחוב הזית"),
    ("חסמו את כביש 60 ליד הגשר", "כביש 60"),
    ("انفجار در خیابان زیتون بود", "خیابان زیتون"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), ROADS)
def test_a_road_is_found_by_number_or_name(text: str, words: str) -> None:
    assert words in [text[m.start : m.end] for m in mentions_of(text) if m.kind == "road"]


@pytest.mark.parametrize(
    "text",
    ["قطعوا الطريق أمس", "a long road ahead", "по дороге домой", "בדרך הביתה", "خارطة طريق جديدة"],
)
def test_a_road_without_a_name_is_none(text: str) -> None:
    assert not [m for m in mentions_of(text) if m.kind == "road"]


FACILITIES = [
    ("the Badr Hospital was closed", "Badr Hospital"),
    ("أغلق مشفى النور أبوابه", "مشفى النور"),
    ("закрыли больницу «Заря» вчера", "Заря"),
    ("סגרו את בית החולים השלום אתמול", "בית החולים השלום"),
    ("بیمارستان نور بسته شد", "بیمارستان نور"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FACILITIES)
def test_a_site_is_found_by_the_word_for_it(text: str, words: str) -> None:
    found = [text[m.start : m.end] for m in mentions_of(text) if m.kind == "facility"]
    assert any(words in name for name in found), found
