"""The word lists of ``harm.toml`` as patterns over untouched text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

QUOTED = re.compile('“[^”]*”|«[^»]*»|"[^"]*"|„[^“”]*[“”]')
_PREFIX = {"ar": r"(?:[وف]?[بلك]?(?:ال|لل)?)", "he": "[והבלמשכ]{0,2}"}
_VARIANTS = {"ا": "[اأإآ]", "أ": "[اأإآ]", "إ": "[اأإآ]", "ي": "[يى]", "ى": "[يى]", "ة": "[ةه]"}
_POINTS = "[\u0640\u064b-\u0652\u0591-\u05c7]*"
"""Vowel points and the stretching line, which may stand behind any letter."""


def own_words(text: str) -> str:
    """A sentence without what it quotes: what the writer says in their own voice."""
    return QUOTED.sub("“”", text)


def find_word(kind: str, text: str) -> str | None:
    """The first word of a list that stands in the text, as written there, or ``None``."""
    match = pattern(kind).search(text)
    return match.group() if match else None


@cache
def words_of(kind: str) -> frozenset[str]:
    """The words of a list in every language, without case."""
    return frozenset(word.casefold() for words in _lists()[kind].values() for word in words)


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """One pattern over every language of a list.

    Raises:
        KeyError: ``harm.toml`` has no such list.
    """
    parts = [
        f"{_PREFIX.get(language, '')}{_spelled(word)}"
        for language, words in _lists()[kind].items()
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _spelled(word: str) -> str:
    """A word of a list as a pattern: variants of letters, points between them, any ending."""
    open_end = word.endswith("*")
    letters = (_letter(c) for c in word.rstrip("*"))
    return "".join(letters) + (r"\w*" if open_end else "")


def _letter(character: str) -> str:
    if character == " ":
        return r"\s+"
    if character.isascii():
        return re.escape(character)
    return _VARIANTS.get(character, re.escape(character)) + _POINTS


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("harm.toml").read_text("utf-8"))
