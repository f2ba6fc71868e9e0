"""Words that pin a place to one building: house numbers, doors, metres from a landmark.

"Near the mosque" leaves a quarter of a town open, and passes. "200 m north of the mosque" and
"the third house after the bakery" are coordinates in other clothes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indicia.geo.coarsen import PrecisionPolicy, find_exact_locations

_NUMBER = r"(\d[\d,.٫٬]*)"
_METRES = re.compile(
    rf"{_NUMBER}\s?(?:m|metres?|meters?|yards?|paces|steps|مترا?|أمتار|خطوات?|خطوة|מטר(?:ים)?|צעדים|м|метр\w*)\s+"
    r"(?:to the\s+|away\s+)?(?:north|south|east|west|from|of\b|off|away|behind|past|beyond|before|after|down|up|along|inside|"
    r"شمال|جنوب|شرق|غرب|عن|من|خلف|بعد|قبل|داخل|צפונ|דרומ|מזרח|מערב|מ(?=[א-ת])|מאחורי|אחרי|לפני|от\b|к\s|за\b|после\b)"
)  # fmt: skip
_KILOMETRES = re.compile(
    rf"{_NUMBER}\s?(?:km|kilomet(?:re|er)s?|كم|كيلومترا?|ק\"מ|קילומטר|км)\s+"
    r"(?:to the\s+|away\s+)?(?:north|south|east|west|from|of\b|away|شمال|جنوب|شرق|غرب|عن|من|צפונ|דרומ|מזרח|מערב|מ|к\s|от\b)"
)  # fmt: skip
_BUILDING = re.compile(
    r"\b\d{1,4}[A-Za-z]?\s+(?:[A-Z][\w'-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Alley|Square)\b|"
    r"\b(?:[Hh]ouse|[Bb]uilding|[Ff]lat|[Aa]partment|[Vv]illa|[Ss]hop)\s+(?:number|no\.?|#|№)\s*\d+|"
    r"\b(?:[Ff]lat|[Aa]partment)\s+\d+|\b(?:on|to|from) the \w+ floor of\b|"
    r"\b(?:first|second|third|fourth|fifth|sixth|last|\d+(?:st|nd|rd|th)) (?:house|building|door|gate|shop|villa|roof) "
    r"(?:on|from|after|past|before|behind|left|right|to)\b|"
    r"\b(?:next door to|(?:directly|right|immediately) (?:opposite|behind|across from|next to|in front of))\b|"
    r"(?:بيت|منزل|دار|بناء|بناية|البناية|مبنى|المبنى|شقة|فيلا|محل)\s+رقم\s*\d+|شارع\s+(?:\w+\s+){1,3}رقم\s*\d+|"
    r"(?:البيت|المنزل|البناء|الباب|المبنى)\s+(?:الأول|الثاني|الثالث|الرابع|الخامس|الأخير)\s+(?:بعد|قبل|على|من|خلف)|"
    r"(?:مقابل|خلف|أمام|بجانب)\s+(?:\w+\s+){1,3}(?:مباشرة|تماما)|(?:مباشرة|تماما)\s+(?:مقابل|خلف|أمام|بجانب)|"
    r"(?:בית|בניין|דירה|וילה|חנות)\s+(?:מספר|מס['׳])\s*\d+|דירה\s+\d+|רחוב\s+(?:[א-ת\"'-]+\s+){1,3}\d+|"
    r"(?:הבית|הבניין|הדלת)\s+(?:הראשון|השני|השלישי|הרביעי|האחרון|הראשונה|השנייה)\s+(?:אחרי|לפני|מ|משמאל|מימין)|"
    r"(?:ממש|בדיוק|ישירות)\s+(?:מול|מאחורי|ליד|לפני)"
)  # fmt: skip


def find_place_words(text: str, cell_m: float = 1000.0) -> list[tuple[int, int]]:
    """Spans that say a place more finely than a cell of ``cell_m`` metres, in words or figures."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(_all(text, cell_m), key=lambda s: (s[0], -s[1])):
        if kept and start < kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept


def _all(text: str, cell_m: float) -> Iterator[tuple[int, int]]:
    for spot in find_exact_locations(text, PrecisionPolicy(cell_m=cell_m)):
        yield spot.start, spot.end
    for match in _BUILDING.finditer(text):
        yield match.span()
    for pattern, metres in ((_METRES, 1.0), (_KILOMETRES, 1000.0)):
        for match in pattern.finditer(text):
            if _length(match.group(1)) * metres < cell_m:
                yield match.span()


def _length(written: str) -> float:
    """A number as written, of any script; where it is none, as fine as can be."""
    plain = written.replace("٬", "").replace("٫", ".").strip(".,")
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return 0.0
