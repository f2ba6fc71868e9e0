"""Words of names that are translated, not transliterated: what concepts a word or phrase stands for.

The words are data (``types.tsv``; kinds of group language by language: ``kinds.tsv``). A word may stand for several concepts: Arabic writes one word
for "battalion" that the press calls a brigade too. Whole names of well-known organisations that no
rule connects (abbreviations, endonyms) are in ``aliases.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from indicia.text.fold import fold_key

Concepts = frozenset[str]
NO_CONCEPT: Concepts = frozenset()
_ENDING_WORDS = """ого его ому ему ыми ими ой ей ый ий ая яя ое ее ые ие ых их ую юю ом ем ам ям
    ами ями ах ях ов ев а я о е у ю ы и ь й"""
_ENDINGS = frozenset(fold_key(ending) for ending in _ENDING_WORDS.split())
_ONTO = {"Arab": ("وال", "بال", "لل", "ال", "ل", "و"), "Hebr": ("וה", "ה", "ל", "ב", "ו")}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts of a word or phrase, and the class of the first of them."""

    concepts: Concepts
    kind: str
    """unit, body, legal, place or word."""


def lines_of(name: str) -> Iterator[list[str]]:
    """The rows of a data file of this folder, cell by cell."""
    content = files(__package__).joinpath(name).read_text("utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _concepts() -> Iterator[tuple[str, str, list[str]]]:
    """Concept, class and words: words of any language, then kinds of group language by language."""
    for concept, kind, words in lines_of("types.tsv"):
        yield concept, kind, words.split("|")
    for concept, kind, *languages, _ in lines_of("kinds.tsv"):
        yield concept, kind, [word for words in languages for word in words.split("|")]


@cache
def _forms() -> dict[tuple[str, ...], Meaning]:
    """Folded words -> meaning; Russian words by stem too."""
    found: dict[tuple[str, ...], Meaning] = {}
    for concept, kind, words in _concepts():
        for word in words:
            whole = tuple(fold_key(word).replace("-", " ").split())
            keys = {whole}
            if len(whole) == 1 and "а" <= whole[0][:1] <= "я" and len(whole[0]) > 4:
                keys.add((f"{stem(whole[0])}~",))
            for key in keys:
                known = found.get(key)
                together = Meaning(frozenset({concept}), kind)
                if known is not None:
                    together = Meaning(known.concepts | {concept}, known.kind)
                found[key] = together
    return found


@cache
def beginnings_of_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> phrases of several words that begin with it, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for key in _forms():
        if len(key) > 1:
            found.setdefault(key[0], []).append(key)
    return {first: tuple(sorted(keys, key=len, reverse=True)) for first, keys in found.items()}


def phrase_at(words: tuple[str, ...], at: int) -> tuple[int, Meaning] | None:
    """Length and meaning of the longest phrase of several words that begins at a word."""
    for key in beginnings_of_phrases().get(words[at], ()):
        if words[at : at + len(key)] == key:
            return len(key), _forms()[key]
    return None


@lru_cache(maxsize=100_000)
def meaning_of(word: str, script: str) -> Meaning | None:
    """The meaning of one folded word, with or without what is written onto it."""
    forms = _forms()
    found = forms.get((word,))
    if found is not None:
        return found
    if script == "Cyrl" and len(word) > 4:
        return forms.get((f"{stem(word)}~",))
    for onto in _ONTO.get(script, ()):
        if word.startswith(onto) and len(word) - len(onto) > 2:
            found = forms.get((word[len(onto) :],))
            if found is not None:
                return found
    return None


def stem(word: str) -> str:
    """A Russian word without its ending."""
    for length in (3, 2, 1):
        if word[-length:] in _ENDINGS and len(word) - length >= 3:
            return word[:-length]
    return word


@cache
def known_names() -> dict[str, frozenset[str]]:
    """Folded whole names -> the organisations of ``aliases.tsv`` that they name."""
    found: dict[str, set[str]] = {}
    for names in lines_of("aliases.tsv"):
        for name in names[0].split("|"):
            found.setdefault(fold_key(name), set()).add(names[0].split("|")[0])
    return {name: frozenset(whose) for name, whose in found.items()}


@cache
def numerals() -> dict[str, str]:
    """Folded number words and Roman numerals -> digits."""
    return {
        fold_key(word): digits
        for digits, words in lines_of("numerals.tsv")
        for word in words.split("|")
    }
