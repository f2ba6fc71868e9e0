"""A written word as sound units: the letters and letter groups that another script may answer.

Units keep what each script writes (Arabic and Hebrew letters one by one, Latin and Cyrillic letters
with their digraphs), because how one script answers another is measured unit by unit
(:mod:`indicia.names.align`). Doubled letters are one unit; signs for hamza, ayn and softness none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from indicia.text.fold import fold_key

Units = str
"""One character a unit: letter groups have signs of their own, so that a word of units is a string."""

_KEPT = {
    "گ": "گ",
    "ڤ": "ڤ",
    "ة": "ة",
    "ک": "ك",
    "ڭ": "گ",
    "أ": "أ",
    "إ": "إ",
    "آ": "آ",
    "й": "й",
    "ї": "ї",
    "ў": "ў",
    "Й": "й",
    "Ї": "ї",
    "Ў": "ў",
}
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
_UNIT = {
    "Latn": re.compile(r"shch|sch|tch|sh|ch|kh|gh|th|dh|zh|dj|ph|ts|tz|ck|qu|ou|oo|ee|[a-zç]"),
    "Cyrl": re.compile(r"дж|[а-яіїєґўјљњћџ]"),
    "Hebr": re.compile(r"[גזצתדחעטס]'|וו|יי|[א-ת]"),
    "Arab": re.compile(r"[ء-يپچژگڤ]"),
}
_SIGNS = {
    "shch": "ș", "sch": "ŝ", "tch": "č", "sh": "š", "ch": "č", "kh": "ḫ", "gh": "ġ", "th": "ṯ",
    "dh": "ḏ", "zh": "ž", "dj": "ǧ", "ph": "f", "ts": "ţ", "tz": "ť", "ck": "ķ", "qu": "ʠ", "ou": "u",
    "oo": "u", "ee": "i", "x": "ks", "дж": "џ", "וו": "װ", "יי": "ײ", "ג'": "ǵ", "ז'": "ź", "צ'": "ć",
    "ת'": "ṭ", "ד'": "ď", "ח'": "ḥ", "ע'": "ǥ", "ט'": "ẓ", "ס'": "ṣ", "أ": "ا", "إ": "ا", "آ": "ا",
}  # fmt: skip
_SOFT_C = "ç"
_SOFT_CS = re.compile("c(?=[eiy])")
_DOUBLED = re.compile(r"(.)\1+")


class _Signs(dict[str, str]):
    """Letters of a unit -> its sign; most are their own."""

    def __missing__(self, letters: str) -> str:
        return letters


_SIGN_OF = _Signs(_SIGNS)
_SOFT = re.compile("[ьъ]")


# Letters that look alike in two scripts and are mixed in one word by hand or by OCR.
_LOOKALIKES = dict(zip("aceopxyiklmhtbĸʼ", "асеорхуіклмнтвк'", strict=True))
_TO_CYRILLIC = str.maketrans(_LOOKALIKES)
_TO_LATIN = str.maketrans({v: k for k, v in _LOOKALIKES.items() if k.isascii()})
_HAS_CYRILLIC, _HAS_LATIN = re.compile("[а-яіїєґўј]"), re.compile("[a-zĸ]")


def one_script(word: str) -> str:
    """A folded word whose letters of Latin and Cyrillic are mixed, in the script of most of them."""
    if word.isascii():
        return word
    cyrillic, latin = len(_HAS_CYRILLIC.findall(word)), len(_HAS_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


class _Folding(dict[int, str]):
    """What each code point folds to, as ``str.translate`` asks for it."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = _KEPT.get(character) or fold_key(character) or " " * character.isspace()
        self[point] = folded
        return folded


_FOLDING = _Folding()


def name_key(text: str) -> str:
    """The text folded for names: as :func:`fold_key`, but Persian gaf, ve, ta marbuta and hamza on alef stay."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.translate(_FOLDING).split())


_FINAL_YEH = "ى"
"""A yeh that ends a word: folding makes it and alef maqsura one, and it sounds like either."""


@lru_cache(maxsize=200_000)
def units_of(word: str, script: str) -> Units:
    """The units of one folded word; empty where it has none of its script."""
    found = _UNIT.get(script)
    if found is None:
        return ""
    if script == "Hebr":
        word = word.translate(_FINALS)
    elif script == "Cyrl":
        word = _SOFT.sub("", word)
    elif script == "Latn":
        word = word.replace("'", "")
        word = _SOFT_CS.sub(_SOFT_C, word)
    elif script == "Arab" and len(word) > 1 and word[-1] == "ي":
        word = word[:-1] + _FINAL_YEH
    return _DOUBLED.sub(r"\1", "".join(map(_SIGN_OF.__getitem__, found.findall(word))))


def spelled(letters: str) -> Units:
    """The sign of a letter group as data files write it: "sh", "c1" (c before e, i, y), "ג'"."""
    return _SOFT_C if letters == "c1" else _SIGNS.get(letters, letters)
