"""What each post is written in: its language, its scripts, its variety of Arabic, its Cyrillic.

One label a post and kind, found for all posts at once. A post that has nothing to be labelled by
(too few letters, no marker word) has none, and does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.dialect import LABELS, dialect_labels
from indicia.text.script import script_of

SCRIPTS = ("Arab", "Cyrl", "Hebr", "Latn")
DIGITS = "Latn with digits as letters"
SCRIPT_LABELS = (*SCRIPTS, DIGITS, *(f"{a} and {b}" for a in SCRIPTS for b in SCRIPTS if a < b))
_BOTH = np.array(
    [
        [SCRIPT_LABELS.index(a if a == b else f"{min(a, b)} and {max(a, b)}") for b in SCRIPTS]
        for a in SCRIPTS
    ]
)
"""Label of two scripts."""
LEAST_LETTERS = 4
SECOND_SHARE = 0.2
"""Two scripts stand in a post when the second has a fifth of its letters."""
DIGIT_WORDS = 2
"""Latin text writes digits as letters (7abibi, ma3lesh) when it has so many such words."""
_DIGIT_WORD = r"(?i)\b(?:[a-z]+[2357][a-z]{2,}|[3579][a-z]{3,})\b"
_ADDRESS = r"(?:https?://|www\.|t\.me/)\S*|\S+@\S+|[@#]\w+"
_UKRAINIAN, _RUSSIAN = "іїєґІЇЄҐ", "ыэъёЫЭЪЁ"
_LETTERS = ("Ukrainian letters", "Russian letters", "letters of both")
_BLOCK, BLOCK = 4000, 50_000
_BITS, _MOST = 16, 0xFFFF


@dataclass(frozen=True, slots=True)
class Labels:
    """A label for each row of ``rows``: a place in ``names``, or -1."""

    kind: str
    codes: np.ndarray
    names: tuple[str, ...]


def labels_of(traffic: Traffic, rows: np.ndarray) -> list[Labels]:
    """Language, script, Arabic variety and Cyrillic letters of the posts in ``rows``.

    Block by block, so that no copy of all texts is held.
    """
    column = traffic.items.column("language").take(pa.array(rows, pa.int64()))
    coded = pc.dictionary_encode(column.combine_chunks())
    language = pc.fill_null(coded.indices, -1).to_numpy().astype(np.int64)
    languages = tuple(coded.dictionary.to_pylist())
    arabic = language == (languages.index("ar") if "ar" in languages else -2)
    parts = [
        _block_labels(texts_of(traffic, rows[at : at + BLOCK]), arabic[at : at + BLOCK])
        for at in range(0, len(rows), BLOCK)
    ]
    script, variety, letters = (np.concatenate(codes) for codes in zip(*parts, strict=True))
    return [
        Labels("language mixture", language, languages),
        Labels("script mixture", script, SCRIPT_LABELS),
        Labels("dialect mixture", variety, LABELS),
        Labels("letter mixture", letters, _LETTERS),
    ]


def texts_of(traffic: Traffic, rows: np.ndarray) -> pa.Array:
    """The texts of some posts, in their order; empty where there is none."""
    taken = traffic.items.column("text").take(pa.array(rows, pa.int64()))
    return taken.combine_chunks().fill_null("")


def _block_labels(texts: pa.Array, arabic: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    letters = letter_counts(texts)
    variety = np.full(len(texts), -1)
    if arabic.any():
        variety[arabic] = dialect_labels(texts.filter(pa.array(arabic)))
    return _scripts(texts, letters), variety, _cyrillic(letters)


def _scripts(texts: pa.Array, letters: np.ndarray) -> np.ndarray:
    counts = letters[:, : len(SCRIPTS)]
    order = np.argsort(-counts, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    total = counts.sum(1)
    both = np.take_along_axis(counts, second[:, None], 1)[:, 0] >= SECOND_SHARE * np.maximum(
        total, 1
    )
    codes = np.where(both, _BOTH[first, second], first)
    codes[total < LEAST_LETTERS] = -1
    latin = codes == SCRIPT_LABELS.index("Latn")
    if latin.any():
        plain = pc.replace_substring_regex(texts.filter(pa.array(latin)), _ADDRESS, " ")
        digits = pc.count_substring_regex(plain, _DIGIT_WORD).to_numpy() >= DIGIT_WORDS
        codes[np.flatnonzero(latin)[digits]] = SCRIPT_LABELS.index(DIGITS)
    return codes


def _cyrillic(letters: np.ndarray) -> np.ndarray:
    """Which of the letters that only one of Ukrainian and Russian has a post uses."""
    ukrainian, russian = (letters[:, len(SCRIPTS) + at] > 0 for at in (0, 1))
    return np.where(ukrainian & russian, 2, np.where(russian, 1, np.where(ukrainian, 0, -1)))


def letter_counts(texts: pa.Array) -> np.ndarray:
    """Letters of each text by script (columns as ``SCRIPTS``), then of Ukrainian and of Russian only.

    Looks at the first 65,535 characters of each.
    """
    cut = pc.utf8_slice_codeunits(texts, 0, _MOST)
    parts = [_block(cut[at : at + _BLOCK].to_pylist()) for at in range(0, len(cut), _BLOCK)]
    return np.concatenate([*parts, np.zeros((0, len(SCRIPTS) + 2), np.int64)])


def _block(texts: list[str]) -> np.ndarray:
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    bounds = np.cumsum([0, *map(len, texts)])
    inside = np.minimum(points, 0xFFFF)
    columns = []
    for table, kinds in zip(_classes(), (len(SCRIPTS), 2), strict=True):
        # Every kind counts in sixteen bits of one sum of its own; a difference never overflows.
        summed = np.zeros(len(points) + 1, np.uint64)
        np.cumsum(table[inside], out=summed[1:])
        counts = summed[bounds[1:]] - summed[bounds[:-1]]
        for kind in range(kinds):
            part = (counts >> np.uint64(_BITS * kind)) & np.uint64(_MOST)
            columns.append(part.astype(np.int64))
    return np.stack(columns, axis=1)


@cache
def _classes() -> tuple[np.ndarray, np.ndarray]:
    """For each point of the basic plane one count of its script, and of whose letter it only is."""
    script = np.zeros(0x10000, np.uint64)
    for point in (*range(0x41, 0x2E00), *range(0xA640, 0xA6A0), *range(0xFB00, 0xFFFF)):
        name = script_of(chr(point))
        if name in SCRIPTS and chr(point).isalpha():
            script[point] = 1 << (_BITS * SCRIPTS.index(name))
    only = np.zeros(0x10000, np.uint64)
    for kind, letters in enumerate((_UKRAINIAN, _RUSSIAN)):
        only[[ord(letter) for letter in letters]] = 1 << (_BITS * kind)
    return script, only
