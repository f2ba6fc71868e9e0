"""What the program drafts can be said in Arabic and Hebrew; what a person wrote stays."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from indicia.publish.drafted import said_in

ENTRIES = tomllib.loads(
    files("indicia.publish").joinpath("templates", "drafted.toml").read_text("utf-8")
)["sentence"]
HOLES = re.compile(r"<[a-z]+\d?>")


@pytest.mark.parametrize("entry", ENTRIES, ids=[e["en"][:40] for e in ENTRIES])
def test_each_form_is_said_in_both_languages_with_what_varies(entry: dict[str, str]) -> None:
    holes = set(HOLES.findall(entry["en"]))
    for language in ("ar", "he"):
        assert set(HOLES.findall(entry[language])) <= holes
        kept = {h for h in holes if re.match(r"<(?:n|d|num|text|sentence|who|by|verb|word|band|place)\d?>", h)}  # fmt: skip
        assert kept <= set(HOLES.findall(entry[language])), language
        letters = [c for c in HOLES.sub("", entry[language]) if c.isalpha()]
        assert letters or holes


@pytest.mark.parametrize(
    ("text", "arabic", "hebrew"),
    [
        (
            "It is likely (55–80 %) that the answer is “Residents of the town”.",
            "مرجح (55–80 %) أن الجواب هو “Residents of the town”.",
            "סביר (55–80 %) שהתשובה היא “Residents of the town”.",
        ),
        (
            "On 2026-09-23 the channel Sons (أبناء) says: “a: b. c”.",
            "في 2026-09-23 تقول القناة Sons (أبناء): “a: b. c”.",
            "ב־2026-09-23 הערוץ Sons (أبناء) אומר: “a: b. c”.",
        ),
        (
            "On 2026-10-02 the channel X, citing Brigade 19 (لواء 19), reports a denial: “no” (names a protected place: hospital).",
            "في 2026-10-02 تقول القناة X، نقلا عن Brigade 19 (لواء 19)، (نقل نفي): “no” (مكان محمي: مستشفى).",
            "ב־2026-10-02 הערוץ X, בשם Brigade 19 (لواء 19), מדווח על הכחשה: “no” (מקום מוגן: בית חולים).",
        ),
        (
            "On 2026-10-06 the web page Y, citing sources it does not name, says: “z”.",
            "في 2026-10-06 تقول صفحة الويب Y، نقلا عن مصادر لا تسميها: “z”.",
            "ב־2026-10-06 דף הרשת Y, בשם מקורות שאין הוא נוקב בשמם, אומר: “z”.",
        ),
        (
            "The picture “f.png” carries text that states a demand: “الخروج”.",
            "تقول الصورة “f.png” (نص فيها) (مطلب): “الخروج”.",
            "התמונה “f.png” (בטקסט שבה) מציב דרישה: “الخروج”.",
        ),
        (
            "On 2026-10-18 the web page Y, citing sources it does not name, says, with a hedge: “a , : b”.",
            "في 2026-10-18 تقول صفحة الويب Y، نقلا عن مصادر لا تسميها، بتحفظ: “a , : b”.",
            "ב־2026-10-18 דף הרשת Y, בשם מקורות שאין הוא נוקב בשמם, אומר, בהסתייגות: “a , : b”.",
        ),
        (
            "Five regions are shown on the map, each as the words put it, never as a point.",
            "المناطق المعروضة على الخريطة: 5، كل منها كما تصفها الكلمات، لا كنقطة أبدا.",
            "אזורים המוצגים במפה: 5, כל אחד כפי שהמילים מתארות אותו, לעולם לא כנקודה.",
        ),
        (
            "1,538 posts come from 1,380 origins; 97 were passed on by others.",
            "المنشورات: 1,538، من أصول عددها 1,380؛ نقل آخرون منها: 97.",
            "פרסומים: 1,538, ממקורות שמספרם 1,380; מהם הועברו בידי אחרים: 97.",
        ),
    ],
)  # fmt: skip
def test_a_drafted_sentence_keeps_its_figures_names_and_quotes(
    text: str, arabic: str, hebrew: str
) -> None:
    assert said_in(text, "en") == text
    assert said_in(text, "ar") == arabic
    assert said_in(text, "he") == hebrew


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was closed in May.",
        "On 2026-05-01 the mayor says: “No”.",
        "The mayor says: “No”.",
        "كتب إنسان هذا.",
        "",
    ],
)
def test_what_a_person_wrote_stays(text: str) -> None:
    assert said_in(text, "ar") == text and said_in(text, "he") == text
