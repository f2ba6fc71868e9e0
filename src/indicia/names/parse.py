"""A name as tokens that can be compared across scripts: sound classes, numbers, group words.

Parsing drops what one script writes and another leaves out (articles, titles, "son of") and keeps
it for the reason. Sound classes are coarse on purpose: consonants alone, with letters joined that
romanisations confuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from indicia.text.fold import fold_key
from indicia.text.script import dominant_script
from indicia.text.transliterate import to_latin

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARTICLES = _words(
    "al el ul as ash an ar at ad az adh ath il l ال הא א of the and de in من في و של"
)
_TITLES = _words(
    """haji hajj hajji hadji haj sheikh shaykh shaikh sayyid sayed seyed dr mr mrs commander leader
    general colonel captain major mullah ayatollah imam qaid
    الحاج حاج الشيخ شيخ السيد سيد الدكتور القائد العميد العقيد النقيب
    хаджи шейх сейид командир генерал полковник доктор
    חאג' שייח סייד מפקד דוקטור"""
)
_SON = _words("bin ben ibn bint b بن ابن بنت бен ибн בן אבן")
_CLASSES = (
    ("sch", "S"), ("shch", "S"), ("tch", "S"), ("sh", "S"), ("ch", "S"), ("zh", "j"), ("dj", "j"),
    ("kh", "x"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"), ("ts", "s"),
    ("tz", "s"), ("x", "x"), ("q", "k"), ("c", "k"), ("z", "z"), ("v", "w"), ("w", "w"), ("p", "b"),
    ("g", "g"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy']+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name: as written, as sound classes, and what it is."""

    written: str
    latin: str
    sound: str
    kind: str
    """name, number, type, title, article or son."""
    concept: str = ""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name's tokens in order and its script."""

    text: str
    script: str
    tokens: tuple[Token, ...]

    def of_kind(self, *kinds: str) -> tuple[Token, ...]:
        """Its tokens of these kinds."""
        return tuple(token for token in self.tokens if token.kind in kinds)


@cache
def concepts() -> dict[str, str]:
    """Folded word -> concept, from ``types.tsv``."""
    found: dict[str, str] = {}
    content = files(__package__).joinpath("types.tsv").read_text("utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            concept, _, words = line.partition("\t")
            for word in words.split("|"):
                found.setdefault(fold_key(word), concept)
    return found


@lru_cache(maxsize=200_000)
def parse_name(text: str) -> ParsedName:
    """A name, parsed by its script."""
    script = dominant_script(text)
    folded = fold_key(text)
    tokens = [_token(word, script) for word in _TOKEN.findall(folded)]
    return ParsedName(text, script, tuple(tokens))


def _token(word: str, script: str) -> Token:
    number = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", word)
    if number.isdigit():
        return Token(word, number, number, "number")
    if word in _ARTICLES:
        return Token(word, word, "", "article")
    bare = _without_article(word, script)
    for form in (word, bare):
        if form in _TITLES:
            return Token(word, to_latin(form), sound_of(to_latin(form)), "title")
        if form in _SON:
            return Token(word, to_latin(form), sound_of(to_latin(form)), "son")
        if concept := concepts().get(form):
            latin = to_latin(form)
            return Token(word, latin, sound_of(latin), "type", concept)
    latin = to_latin(bare)
    return Token(word, latin, sound_of(latin), "name")


def _without_article(word: str, script: str) -> str:
    if script == "Arab" and word.startswith("ال") and len(word) > 3:
        return word[2:]
    if script == "Hebr" and word.startswith("אל") and len(word) > 4:
        return word[2:]
    if script == "Latn":
        for article in ("al-", "el-"):
            if word.startswith(article):
                return word[3:]
    return word


@lru_cache(maxsize=200_000)
def sound_of(latin: str) -> str:
    """Sound classes of a romanised word: consonants, without doubles."""
    text = latin.lower()
    for letters, sound in _CLASSES:
        text = text.replace(letters, sound)
    text = text.replace("iy", "y").replace("ou", "u")
    first_vowel = text[:1] in "aeiou'" and text[:1] != ""
    body = _VOWELS.sub("", text)
    collapsed = re.sub(r"(.)\1+", r"\1", body)
    return collapsed or ("A" if first_vowel else "")
