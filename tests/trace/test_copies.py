"""Each kind of copy in four languages, and what is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from indicia.trace.copies import find_copies
from indicia.trace.link import SUREST_BY_TIME
from indicia.trace.post import Post, table_of_posts

HOUR = 3_600_000_000
START = 1_790_000_000_000_000
REPORTS = {
    "en": (
        "Fighters of the Amber Battalion withdrew from the village of Tal Rimah on Tuesday after "
        "two weeks of clashes with local tribes, the council of elders announced."
    ),
    "ar": (
        "انسحب مقاتلو كتيبة العنبر من قرية تل ريمة يوم الثلاثاء بعد أسبوعين من الاشتباكات مع "
        "العشائر المحلية، بحسب ما أعلن مجلس الشيوخ في المنطقة."
    ),
    "ru": (
        "Бойцы батальона «Янтарь» покинули деревню Таль-Рима во вторник после двух недель "
        "столкновений с местными племенами, сообщил совет старейшин."
    ),
    "he": (
        "לוחמי גדוד הענבר נסוגו מהכפר תל רימה ביום שלישי לאחר שבועיים של עימותים עם השבטים "
        "המקומיים, כך הודיעה מועצת הזקנים של האזור."
    ),
}
LEADS = {"en": "We hear that", "ar": "وردنا الآن أن", "ru": "Нам пишут, что", "he": "נמסר לנו כי"}
MORE = {
    "en": "More than forty families had fled to the hills and now wait for news of their homes. The "
    "council asks for tents, flour and water, and says that the bridge stays closed until Friday.",
    "ar": "وكانت أكثر من أربعين عائلة قد نزحت إلى التلال وهي تنتظر أخبار بيوتها. ويطلب المجلس خياما "
    "وطحينا ومياها ويقول إن الجسر يبقى مغلقا حتى يوم الجمعة المقبل بسبب الألغام.",
    "ru": "Более сорока семей ушли в холмы и теперь ждут вестей о своих домах. Совет просит палатки, "
    "муку и воду и говорит, что мост останется закрытым до пятницы из-за мин на дороге.",
    "he": "יותר מארבעים משפחות ברחו אל הגבעות ומחכות כעת לידיעות על בתיהן. המועצה מבקשת אוהלים, קמח "
    "ומים ואומרת שהגשר יישאר סגור עד יום שישי בגלל המוקשים שבדרך.",
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar", "ru", "he"])


def post(name: str, text: str, hour: float = 0, **more: Any) -> Post:
    return Post(name, more.pop("source", f"channel {name}"), START + int(hour * HOUR), text, **more)


def links(*posts: Post) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["a"], r["b"]): r for r in find_copies(table_of_posts(posts)).to_pylist()}


def kinds(*posts: Post) -> list[str]:
    return [row["kind"] for row in find_copies(table_of_posts(posts)).to_pylist()]


@LANGUAGES
def test_the_same_text_is_identical(language: str) -> None:
    text = REPORTS[language]
    found = links(post("a", text), post("b", text, 1))["a", "b"]
    assert (found["kind"], found["similarity"], found["direction"]) == ("identical", 1.0, "a_first")


@LANGUAGES
def test_other_punctuation_and_a_link_are_the_same_words(language: str) -> None:
    changed = REPORTS[language].replace(",", "").replace("،", "") + "!! https://t.example/991"
    assert kinds(post("a", REPORTS[language]), post("b", changed, 1)) == ["identical_text"]


def test_arabic_written_with_vowel_points_and_other_letters_is_the_same_text() -> None:
    plain = "أعلن المجلس في مدينة الوردية فتح الطريق أمام القوافل الإنسانية صباحا"
    pointed = "اعلَن المجلِس في مدينه الورديّة فتحُ الطريق امام القوافل الانسانيه صباحًا"
    assert kinds(post("a", plain), post("b", pointed, 1)) == ["identical_text"]


@LANGUAGES
def test_one_word_more_is_near(language: str) -> None:
    words = f"{REPORTS[language]} {MORE[language]}".split()
    changed = " ".join([*words[:9], "X", *words[9:]])
    found = links(post("a", " ".join(words)), post("b", changed, 1))["a", "b"]
    assert found["kind"] == "near"
    assert 0.7 <= found["similarity"] < 1


@LANGUAGES
def test_a_new_lead_and_two_words_less_are_reworded(language: str) -> None:
    words = REPORTS[language].split()
    del words[15], words[8]
    changed = f"{LEADS[language]} {' '.join(words)}"
    found = links(post("a", REPORTS[language]), post("b", changed, 1))["a", "b"]
    assert found["kind"] == "reworded"
    assert "weighed by the rarity" in found["reason"]


@LANGUAGES
def test_a_short_post_inside_a_longer_one_is_contained(language: str) -> None:
    longer = f"{MORE[language]} {REPORTS[language]} {MORE[language][::-1]}"
    found = links(post("a", REPORTS[language]), post("b", longer, 1))["a", "b"]
    assert found["kind"] == "contained"


@LANGUAGES
def test_two_reports_of_one_sort_are_no_copies(language: str) -> None:
    assert kinds(post("a", REPORTS[language]), post("b", MORE[language], 1)) == []


TRANSLATED = {
    "en": "A shell hit the bakery of Kafr Lazurd at 06:45 and wounded 17 people, the doctor Sami Karam said.",
    "ar": "أصابت قذيفة مخبز كفر لازورد عند 06:45 وجرح 17 شخصا، بحسب الطبيب سامي كرم.",
    "ru": "Снаряд попал в пекарню Кафр-Лазурд в 06:45, ранены 17 человек, сообщил врач Сами Карам.",
    "he": "פגז פגע במאפייה של כפר לאזורד בשעה 06:45 ו-17 אנשים נפצעו, אמר הרופא סאמי כרם.",
}


@pytest.mark.parametrize("pair", ["en ar", "en ru", "en he", "ar ru", "ar he", "ru he"])
def test_a_translation_is_suggested(pair: str) -> None:
    one, other = pair.split()
    found = links(
        post("a", TRANSLATED[one], language=one), post("b", TRANSLATED[other], 2, language=other)
    )
    assert found["a", "b"]["kind"] == "translation"
    assert "different languages share" in found["a", "b"]["reason"]


@pytest.mark.parametrize("pair", ["en ar", "en ru", "en he", "ar ru", "ar he", "ru he"])
def test_a_report_of_the_same_sort_with_another_time_and_number_is_no_translation(
    pair: str,
) -> None:
    one, other = pair.split()
    changed = TRANSLATED[other].replace("06:45", "21:10").replace("17", "4")
    assert kinds(post("a", TRANSLATED[one], language=one), post("b", changed, language=other)) == []


def test_languages_are_told_by_their_script_when_nobody_says_them() -> None:
    assert kinds(post("a", TRANSLATED["en"]), post("b", TRANSLATED["ar"], 1)) == ["translation"]


@LANGUAGES
def test_a_signature_does_not_make_copies(language: str) -> None:
    """A channel that signs each post with the same long line, as its sister channel does."""
    sign = (
        f"Subscribe to the Amber Wire for every hour of news, pictures and maps {LEADS[language]}"
    )
    bodies = [
        f"{word} {REPORTS[language].split()[n]} {n}"
        for n, word in enumerate(MORE[language].split()[:14])
    ]
    posts = [
        post(f"{channel}{n:02d}", f"{body}\n{sign}", n, source=channel)
        for n, body in enumerate(bodies)
        for channel in (("one", "two")[n % 2],)
    ]
    assert kinds(*posts) == []


def test_repeated_words_in_the_same_line_do_not_make_copies() -> None:
    names = ("Rimah", "Lazurd", "Zuhur", "Nahlan", "Safiya", "Borkan", "Dalya", "Marsa", "Tufah")
    posts = [
        post(
            f"p{n}",
            f"Siren in {name}. Amber Wire: always first with the news of the whole valley",
            n,
            source="wire",
        )
        for n, name in enumerate(names)
    ]
    assert kinds(*posts) == []


@pytest.mark.parametrize("text", ["", "ok", "Thank you all!", "شكرا لكم جميعا", "Спасибо вам всем"])
def test_a_text_that_says_too_little_is_no_copy(text: str) -> None:
    assert kinds(post("a", text), post("b", text, 1)) == []


def test_a_greeting_that_comes_again_and_again_is_no_copy() -> None:
    text = "Good evening to all friends of our dear valley"
    days = (0, 5, 9, 14, 20)
    posts = [post(f"g{n}", text, day * 24, source=f"c{n % 3}") for n, day in enumerate(days)]
    assert kinds(*posts) == []


def test_a_short_text_on_two_days_only_may_be_a_late_copy_and_is_linked() -> None:
    """The limit of knowing a greeting by its use: twice is no habit yet."""
    text = "Good evening to all friends of our dear valley"
    posts = [post(f"g{n}", text, day * 24, source=f"c{n}") for n, day in enumerate((0, 9))]
    assert kinds(*posts) == ["identical"]


def test_a_slogan_that_spreads_in_one_wave_is_copied() -> None:
    text = "Good evening to all friends of our dear valley"
    posts = [post(f"g{n}", text, n, source=f"c{n % 3}") for n in range(4)]
    assert kinds(*posts) == ["identical"] * 6


def test_a_form_filled_with_other_numbers_is_another_report_unless_it_follows_at_once() -> None:
    form = "The ministry of the valley counts {} trucks and {} tons of wheat at the crossing of Marsa since the morning"
    first = post("a", form.format(41, 320))
    assert kinds(first, post("b", form.format(44, 355), 30)) == []
    soon = links(first, post("b", form.format(42, 320), 1))["a", "b"]
    assert soon["kind"] == "near"
    assert "correction" in soon["reason"]


def test_the_same_picture_binds_two_posts_and_a_stock_picture_does_not() -> None:
    shown = post("a", "At the mill.", pictures=("f" * 64,))
    assert kinds(shown, post("b", "Seen today", 1, pictures=("f" * 64,))) == ["picture"]
    stock = [
        post(f"s{n}", f"Weather of day {n}: {word}", n, source="s", pictures=("e" * 64,))
        for n, word in enumerate(("sun", "rain", "wind", "hail", "fog", "snow"))
    ]
    assert kinds(*stock) == []


def test_close_perceptual_hashes_are_the_same_picture() -> None:
    near, far = f"{0b111:064x}", "f" * 64
    posts = [
        post(name, "", n, picture_hashes=(value,))
        for n, (name, value) in enumerate([("a", "0" * 64), ("b", near), ("c", far)])
    ]
    found = links(*posts)
    assert list(found) == [("a", "b")]
    assert found["a", "b"]["similarity"] == pytest.approx(253 / 256)


def test_a_forward_by_id_is_surer_than_one_by_name() -> None:
    first = post("a", REPORTS["en"], source="id9")
    by_id = post("b", REPORTS["en"], 1, forwarded_from="id9", forwarded_kind="id")
    by_name = post("c", REPORTS["en"], 1, forwarded_from="id9", forwarded_kind="name")
    rows = find_copies(table_of_posts([first, by_id, by_name])).to_pylist()
    sure = {(r["a"], r["b"]): r["direction_certainty"] for r in rows if r["kind"] == "forward"}
    assert sure["a", "b"] == 0.99
    assert sure["a", "c"] == 0.8


def test_a_longer_lag_makes_the_direction_surer_but_never_certain() -> None:
    text = REPORTS["en"]
    sure = [
        links(post("a", text), post("b", text, hours))["a", "b"]["direction_certainty"]
        for hours in (0.01, 0.1, 1, 1000)
    ]
    assert sure == sorted(sure)
    assert 0.5 < sure[0] < sure[-1] <= SUREST_BY_TIME


def test_the_direction_is_unknown_without_times() -> None:
    first = replace(post("a", REPORTS["en"]), posted=None)
    found = links(first, post("b", REPORTS["en"]))["a", "b"]
    assert (found["direction"], found["direction_certainty"]) == ("unknown", 0.0)
    assert found["lag_seconds"] is None
