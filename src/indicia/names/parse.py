"""A name as tokens that can be compared across scripts: units of sound, numbers, words with meaning.

Parsing finds what one script writes and another leaves out (articles, titles, "son of"), joins what
some write apart (Abd al-X), reads numbers in any form, and looks words up in the glossary. Nothing
is lost: each token keeps the word as written, for the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from indicia.names.glossary import (
    NO_CONCEPT,
    Concepts,
    beginnings_of_phrases,
    known_names,
    meaning_of,
    numerals,
    phrase_at,
)
from indicia.names.sound import Units, name_key, one_script, units_of
from indicia.text.fold import fold_key
from indicia.text.script import Script, script_of

_TOKEN = re.compile(r"\d+|[^\W_\d]+(?:['\"][^\W_\d]+)*'?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARTICLES = _words(
    """al el ul as ash an ar at ad az adh ath il l ale 'l eh the of de du des la le da do di von van
    der den and for fi wa wal li lil min ye e i ال في و ل لل من و הא ה א אל של ו
    аль эль ас аш ан ат ад аз ас ар уль ут уд ул ас ур эд эш и в на по о
    ha ve"""
)
_TITLES = _words(
    """haji hajj hajji hadji haj sheikh shaykh shaikh shaykh shekh sayyid sayed seyed sayyed dr mr mrs ms
    sir lord prof professor engineer commander leader gen col capt lt
    general colonel captain major mullah ayatollah imam qaid hujjat hojjat hojatoleslam eng
    الحاج حاج الشيخ شيخ السيد سيد الدكتور دكتور د القائد العميد العقيد النقيب اللواء الفريق المهندس الملازم
    الرائد المقدم اقا آقا حجت آیت آيت حجه آيه
    хаджи шейх сейид командир генерал полковник доктор господин мулла имам аятолла
    חאג' שייח' שייח סייד מפקד דוקטור ד"ר מר גברת פרופ' הרב רב אלוף"""
)
_SON = _words("bin ben ibn bint b بن ابن بنت بنو بني бен ибн бин בן אבן בת ould ولد")
_ABD = {
    "Latn": re.compile(r"^[a']?abd(?:[uaeoi]+[lrsnztd]?)?$"),
    "Arab": re.compile(r"^عبد$"),
    "Hebr": re.compile(r"^עבד$"),
    "Cyrl": re.compile(r"^абд(?:[уаеэо]+[лрсншздт]?ь?)?$"),
}
_ABD_BEGINS = ("ab", "'a", "aa", "عب", "עב", "аб")
_ABDUL = {"Latn": "abdul", "Arab": "عبدال", "Hebr": "עבדאל", "Cyrl": "абдул"}
_SILENT = ("title", "legal", "number")
_UNCOUNTED = ("article", "son")
_NOTHING: frozenset[str] = frozenset()
_ORDINAL = _words("st nd rd th та тя ма ша га я й е го ой ая му м ый ий тый тая ти ная ный ה")
_SCRIPTED = ("Arab", "Hebr", "Cyrl", "Latn")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name: as written, folded, as units of sound, and what it is."""

    written: str
    key: str
    script: str
    units: Units
    kind: str
    """name, number, word (has a meaning), unit, body, legal, place, title, son, article, initial."""
    concepts: Concepts = NO_CONCEPT
    bare: Units = ""
    """Units without an article written onto the word; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name's tokens in order, articles among them."""

    text: str
    script: str
    tokens: tuple[Token, ...]
    counted: tuple[Token, ...]
    """The tokens that are compared: all but articles and "son of"."""
    key: str
    """The folded text."""
    run: Units
    """All sounds of the counted tokens in one piece."""
    numbers: frozenset[str]
    units: Concepts
    """Concepts of the words for a kind of unit."""
    concepts: Concepts
    """Concepts of all words."""
    known: frozenset[str]
    """Well-known organisations that it is a name of."""
    alone: Token | None
    """Its one word with a sound, where it has just one."""
    initials: Units
    """The first sound of each word, words for a form of company aside."""
    initials_script: str

    def of_kind(self, *kinds: str) -> tuple[Token, ...]:
        """Its tokens of these kinds."""
        return tuple(token for token in self.tokens if token.kind in kinds)


@lru_cache(maxsize=1 << 16)
def parse_name(text: str) -> ParsedName:
    """A name, parsed by its script. Never raises; a text without words has no tokens."""
    words = tuple(map(one_script, _TOKEN.findall(name_key(text))))
    tokens = _read(words)
    counted = tuple([t for t in tokens if t.kind not in _UNCOUNTED]) or tokens
    script = next((t.script for t in counted if t.script != "Zyyy"), "Zyyy")
    key = fold_key(text)
    sounding = [t for t in counted if t.units]
    first = [t for t in sounding if t.kind != "legal"]
    return ParsedName(
        text=text,
        script=script,
        tokens=tokens,
        counted=counted,
        key=key,
        run=run_of(counted, script),
        numbers=frozenset([t.key for t in tokens if t.kind == "number"]),
        units=frozenset([c for t in tokens if t.kind == "unit" for c in t.concepts]),
        concepts=frozenset([c for t in counted if t.concepts for c in t.concepts]),
        known=known_names().get(key, _NOTHING),
        alone=sounding[0] if len(sounding) == 1 else None,
        initials="".join([t.units[0] for t in first]),
        initials_script=first[0].script if first else "Zyyy",
    )


def run_of(tokens: Iterable[Token], script: str, without: Concepts = NO_CONCEPT) -> Units:
    """All sounds of the tokens in one piece, but for those whose meaning is among ``without``."""
    return "".join(
        [
            t.units
            for t in tokens
            if t.script == script and t.kind not in _SILENT and without.isdisjoint(t.concepts)
        ]
    )


def _read(words: tuple[str, ...]) -> tuple[Token, ...]:
    keys = tuple(map(_key, words))
    tokens: list[Token] = []
    beginnings = beginnings_of_phrases()
    at = 0
    while at < len(words):
        if keys[at] in beginnings and (phrase := phrase_at(keys, at)) is not None:
            length, meaning = phrase
            first = _token(words[at])
            units = "".join(_token(w).units for w in words[at : at + length])
            tokens.append(
                Token(" ".join(words[at : at + length]), " ".join(keys[at : at + length]),
                      first.script, units, meaning.kind, meaning.concepts)
            )  # fmt: skip
            at += length
            continue
        token = _token(words[at])
        if token.key[:2] in _ABD_BEGINS and (joined := _abd(words, at, token)) is not None:
            token, at = joined
        elif tokens and tokens[-1].kind == "number" and words[at] in _ORDINAL:
            token = replace(token, kind="article")
        tokens.append(token)
        at += 1
    return tuple(tokens)


@lru_cache(maxsize=200_000)
def _key(word: str) -> str:
    return fold_key(word)


def _abd(words: tuple[str, ...], at: int, token: Token) -> tuple[Token, int] | None:
    """Abd (al-) X as one token, and the place of its last word."""
    pattern = _ABD.get(token.script)
    if pattern is None or not pattern.match(token.key):
        return None
    last = at + 1
    if last < len(words) and _token(words[last]).kind == "article":
        last += 1
    if last >= len(words) or _token(words[last]).script != token.script:
        return None
    rest = words[last]
    if rest.startswith(("ال", "אל")):
        rest = rest[2:]
    whole = _ABDUL[token.script] + rest
    written = " ".join(words[at : last + 1])
    return Token(written, whole, token.script, units_of(whole, token.script), "name"), last


@lru_cache(maxsize=200_000)
def _token(word: str) -> Token:
    key, script = _key(word), str(script_of(word[0]))
    if key.isdigit():
        return Token(word, key.lstrip("0") or "0", "Zyyy", "", "number")
    units = units_of(word, script)
    if (digits := numerals().get(key)) is not None:
        return Token(word, digits, script, units, "number")
    if key in _ARTICLES:
        return Token(word, key, script, units, "article")
    bare = _without_article(word, script)
    bare_units = units_of(bare, script) if bare != word else ""
    short = _key(bare)
    if key in _TITLES or short in _TITLES:
        return Token(word, key, script, units, "title")
    if key in _SON:
        return Token(word, key, script, units, "son")
    meaning = meaning_of(key, script)
    if meaning is not None:
        return Token(word, key, script, bare_units or units, meaning.kind, meaning.concepts)
    if len(key) == 1 and script in ("Latn", "Cyrl"):
        return Token(word, key, script, units, "initial")
    if script in ("Arab", "Hebr") and bare_units:
        return Token(word, key, script, bare_units, "name", NO_CONCEPT, units)
    return Token(word, key, script, units, "name", NO_CONCEPT, bare_units)


def _without_article(word: str, script: str | Script) -> str:
    if script == "Arab":
        for article in ("وال", "لل", "ال"):
            if word.startswith(article) and len(word) > len(article) + 1:
                return word[len(article) :]
    if script == "Hebr" and word.startswith("אל") and len(word) > 4:
        return word[2:]
    if script == "Hebr" and word.startswith("ה") and len(word) > 4:
        return word[1:]
    if script == "Latn" and word.startswith(("al", "el", "ha")) and len(word) > 5:
        return word[2:]
    if script == "Cyrl" and word.startswith(("аль", "эль")) and len(word) > 6:
        return word[3:]
    return word
