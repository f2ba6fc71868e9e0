"""Words that translators render by one another, as concepts: a small dictionary of the field.

The words are data (``concept.tsv``). Takes a folded word of any language, gives what it may mean;
Arabic and Hebrew clitics are tried off. Not a translation: only what two texts may share.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from indicia.text.clitic import stems
from indicia.text.fold import fold_key

_LEAST_STEM = 2


def concepts_of(word: str) -> tuple[str, ...]:
    """Concepts of a folded word, sorted."""
    whole, beginnings = _words()
    found: set[str] = set()
    for start, end in stems(word):
        stem = word[start:end]
        found.update(whole.get(stem, ()))
        for length in range(_LEAST_STEM, len(stem) + 1):
            found.update(beginnings.get(stem[:length], ()))
    return tuple(sorted(found))


def pair_concepts(word: str, after: str) -> tuple[str, ...]:
    """Concepts of two folded words that stand together, sorted."""
    whole, _ = _words()
    return tuple(sorted(whole.get(f"{word} {after}", ()))) if word in _openers() else ()


@cache
def _openers() -> frozenset[str]:
    """First words of the pairs."""
    return frozenset(words.partition(" ")[0] for words in _words()[0] if " " in words)


@cache
def _words() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Concepts by whole word (or two words), and by the beginning of a word."""
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    table = files("indicia.trace").joinpath("concept.tsv").read_text("utf-8")
    for line in table.splitlines():
        if line.startswith("#") or line == "concept\twords":
            continue
        concept, words = line.split("\t")
        for word in words.split("|"):
            place = beginnings if word.endswith("*") else whole
            place.setdefault(fold_key(word.rstrip("*")), set()).add(concept)
    return whole, beginnings
