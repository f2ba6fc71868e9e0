"""A readable Latin rendering of Arabic, Hebrew, Persian and Cyrillic, for people who read along.

Simplified forms of ALA-LC (Arabic, Persian), the Hebrew Academy's 2006 rules and BGN/PCGN
(Russian, Ukrainian), without diacritics. Short vowels that are not written are not guessed.
"""

from __future__ import annotations

import unicodedata


def _table(letters: str, latin: str) -> dict[str, str]:
    return dict(zip(letters, latin.split(" "), strict=True))


_ARABIC = _table(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئءپچژگکی",
    "a b t th j h kh d dh r z s sh s d t z ' gh f q k l m n h w y a a a i a w y ' p ch zh g k y",
)
_HEBREW = _table(
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "' v g d h v z h t y kh kh l m m n n s ' p f ts ts k r sh t",
)
_CYRILLIC = _table(
    "абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґ",
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya i yi ye g",
)
_MAP = {**_ARABIC, **_HEBREW, **_CYRILLIC, "،": ",", "؛": ";", "؟": "?", "ـ": "", "ъ": "", "ь": ""}
_POINTS = {
    "\u064e": "a",
    "\u064f": "u",
    "\u0650": "i",
    "\u064b": "an",
    "\u064c": "un",
    "\u064d": "in",
}


def to_latin(text: str, script: str | None = None) -> str:
    """The text in Latin letters; what is Latin already stays. ``script`` is not needed."""
    parts: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        low = character.lower()
        if low in _MAP:
            piece = _MAP[low]
            parts.append(piece.capitalize() if character != low else piece)
        elif character in _POINTS:
            parts.append(_POINTS[character])
        elif unicodedata.category(character) == "Nd":
            parts.append(str(unicodedata.digit(character)))
        elif unicodedata.category(character) not in ("Mn", "Cf"):
            parts.append(character)
    return "".join(parts)
