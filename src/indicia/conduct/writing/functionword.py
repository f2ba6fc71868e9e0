"""Function words of a language, and texts of which nothing else is left but their form.

What a text is about stands in its content words. They are masked: each becomes one mark, so that
what remains is the writer's function words in their own spelling, capitals, punctuation, emoji
and the order of all these.

Source: Stamatatos (2017), EACL, 1138-1149 (text distortion, variant DV-SA).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np

from indicia.text.fold import fold_key

CONTENT, CAPITAL, NUMBER = "*", "^", "0"
"""What stands for a content word, one that begins with a capital, and a number."""
STEM, TOPICS = 5, 1 << 14
"""Content words count by their first five letters, in so many buckets of a hash."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ\u200c\u064b-\u0655\u0670]+[^\W\d_]+)*|\d+|\n|\s+|[^\w\s]|_")


@cache
def function_words(language: str) -> frozenset[str]:
    """Folded function words of a language (ISO 639-1), also with what is written onto them.

    Empty: there is no list for it.
    """
    words: set[str] = set()
    onto: set[str] = set()
    listed = (
        files("indicia.conduct.writing").joinpath("functionword.tsv").read_text(encoding="utf-8")
    )
    for line in listed.splitlines():
        if line.startswith(f"{language}\t"):
            _, kind, forms = line.split("\t")
            (onto if kind == "prefix" else words).update(map(fold_key, forms.split()))
    return frozenset(words | {head + word for head in onto for word in words})


class _Folds(dict[int, str]):
    """For ``str.translate``: what a code point folds to, learnt when it is first seen."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = fold_key(chr(point))
        return folded


_FOLDS = _Folds()


class Mask(dict[str, str]):
    """Token -> what stands for it; learns each token when it is first seen.

    ``about`` gives the bucket of each content word by its first letters (in place of a stem), 0 for
    any other token: what a text is about, in so many numbers.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._words = function_words(language)
        self.about: dict[str, int] = {}

    def __missing__(self, token: str) -> str:
        shown = self[token] = self._shown(token)
        masked = shown in (CONTENT, CAPITAL) and token[0].isalpha()
        stem = token.translate(_FOLDS)[:STEM] if masked else ""
        self.about[token] = 1 + crc32(stem.encode()) % (TOPICS - 1) if masked else 0
        return shown

    def _shown(self, token: str) -> str:
        first = token[0]
        if first.isalpha():
            if token.translate(_FOLDS) in self._words:
                return token.lower()
            return CAPITAL if first.isupper() else CONTENT
        if first.isdecimal():
            return NUMBER
        return token if not first.isspace() or first == "\n" else " "

    def of(self, text: str) -> tuple[str, np.ndarray]:
        """The text with its content words masked, and how often each bucket of them occurs.

        Linear in the length of the text.
        """
        tokens = _TOKEN.findall(text)
        masked = "".join(map(self.__getitem__, tokens))
        buckets = np.fromiter(map(self.about.__getitem__, tokens), np.int64, len(tokens))
        counts = np.bincount(buckets, minlength=TOPICS)
        counts[0] = 0
        return masked, counts
