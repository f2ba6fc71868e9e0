"""Protected places in text, with the neutral legal term for each kind.

A find is a flag for the reader, not a finding of law: whether a place has lost protection is
never said here. Words come from ``protected.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indicia.text.fold import fold_key

LEGAL_TERMS = {
    "hospital": "medical unit, specifically protected under international humanitarian law",
    "school": "civilian object dedicated to education, protected under international "
    "humanitarian law",
    "worship": "place of worship, protected under international humanitarian law",
    "camp": "place that shelters civilians, protected under international humanitarian law",
    "water": "object indispensable to the survival of the civilian population, protected under "
    "international humanitarian law",
}
"""Kind of protected place -> neutral term to show beside it."""

_WORD = re.compile(r"\w+")
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ה", "ב", "ל", "מ", "ו")


@dataclass(frozen=True, slots=True)
class ProtectedPlace:
    """A word for a protected place: span in code points, kind and its neutral term."""

    start: int
    end: int
    kind: str
    term: str


def protected_kind(text: str) -> str | None:
    """The kind of protected place that the words name first, or None."""
    found = find_protected(text)
    return found[0].kind if found else None


def find_protected(text: str) -> tuple[ProtectedPlace, ...]:
    """Every word for a protected place, in order; the longest phrase wins where two begin."""
    exact, beginnings = _words()
    tokens = [(m.start(), m.end(), fold_key(m.group())) for m in _WORD.finditer(text)]
    found: list[ProtectedPlace] = []
    i = 0
    while i < len(tokens):
        kind, length = _match(tokens, i, exact, beginnings)
        if kind:
            span = tokens[i][0], tokens[i + length - 1][1]
            found.append(ProtectedPlace(*span, kind, LEGAL_TERMS[kind]))
        i += max(1, length)
    return tuple(found)


def _match(
    tokens: list[tuple[int, int, str]],
    i: int,
    exact: dict[tuple[str, ...], str],
    beginnings: dict[str, str],
) -> tuple[str, int]:
    """Kind and number of tokens matched at i; ``("", 0)`` when there is none."""
    firsts = _without_prefixes(tokens[i][2])
    for length in (3, 2, 1):
        if i + length > len(tokens):
            continue
        rest = tuple(t[2] for t in tokens[i + 1 : i + length])
        # A definite phrase writes its article onto the later words.
        bare = tuple(_without_article(word) for word in rest)
        for first in firsts:
            kind = exact.get((first, *rest)) or exact.get((first, *bare))
            if kind:
                return kind, length
    word = tokens[i][2]
    for cut in range(4, min(len(word), 16) + 1):
        if word[:cut] in beginnings:
            return beginnings[word[:cut]], 1
    return "", 0


def _without_prefixes(word: str) -> tuple[str, ...]:
    """The word, and the word without an article or particle written onto it."""
    cut = [word[len(p) :] for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= 3]
    return (word, *cut)


def _without_article(word: str) -> str:
    for article in ("ال", "ה"):
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    return word


@cache
def _words() -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """Phrases by folded tokens, and beginnings of words."""
    exact: dict[tuple[str, ...], str] = {}
    beginnings: dict[str, str] = {}
    table = files("indicia.geo").joinpath("protected.tsv").read_text(encoding="utf-8")
    rows = [line for line in table.splitlines() if line and not line.startswith("#")]
    for line in rows[1:]:
        kind, _language, word = line.split("\t")
        if word.endswith("*"):
            beginnings[fold_key(word[:-1])] = kind
        else:
            exact[tuple(fold_key(part) for part in word.split())] = kind
    return exact, beginnings
