"""How well two words answer each other letter by letter, in whole log-odds units.

``letters.tsv`` holds, for each pair of scripts, the log-odds that two units stand for one sound
rather than for two (times ``SCALE``), and what a unit without an answer costs. The score of two
words is that of their best alignment. Whole numbers, so that one pair alone and a thousand pairs
at once give the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from indicia.names.sound import Units

SCALE = 16
_LONGEST = 24
_LITTLE = 12
_BLOCK = 4096
IntArray = npt.NDArray[np.int32]
WordPair = tuple[Units, str, Units, str]
"""Units and script of two words."""
Coded = tuple[bytes, bytes]
"""Two words as codes of a table's rows and columns."""


class _Codes(dict[int, str]):
    """Unit -> code as a character, for ``str.translate``; what is not known has the last code."""

    def __missing__(self, unit: int) -> str:
        return chr(len(self))


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Scores of one pair of scripts; row 0 and column 0 are "no answer"."""

    left: _Codes
    right: _Codes
    scores: IntArray
    best_left: IntArray
    """The most that each unit of the left can score: what a perfect answer would."""
    best_right: IntArray
    rows: tuple[tuple[int, ...], ...]
    """The scores again, as tuples, for one pair at a time."""


@cache
def _sections() -> dict[tuple[str, str], list[tuple[str, str, int]]]:
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    content = files(__package__).joinpath("letters.tsv").read_text("utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            one, two, left, right, score = line.split("\t")
            found.setdefault((one, two), []).append((left, right, int(score)))
    return found


@cache
def letter_table(left_script: str, right_script: str) -> LetterTable | None:
    """The table of two scripts in either order, or None where none was measured."""
    cells = _sections().get((left_script, right_script))
    if cells is None:
        turned = _sections().get((right_script, left_script))
        if turned is None:
            return None
        cells = [(b, a, score) for a, b, score in turned]
    return table_of(cells)


def table_of(cells: Sequence[tuple[str, str, int]]) -> LetterTable:
    """A table from (left unit, right unit, score); "-" is no answer, "*" any other unit."""
    left = _codes({a for a, _, _ in cells} - {"-", "*"})
    right = _codes({b for _, b, _ in cells} - {"-", "*"})
    floor = next(score for a, b, score in cells if a == b == "*")
    scores = np.full((len(left) + 1, len(right) + 1), floor, dtype=np.int32)
    for a, b, score in cells:
        if "*" not in (a, b):
            scores[ord(left[ord(a)]), ord(right[ord(b)])] = score
    scores[-1, :] = scores[:, -1] = floor
    scores[-1, 0] = scores[0, -1] = floor // 2
    best_left = np.maximum(scores[:, 1:].max(axis=1), 1)
    best_right = np.maximum(scores[1:, :].max(axis=0), 1)
    best_left[0] = best_right[0] = 0
    rows = tuple(tuple(int(v) for v in row) for row in scores)
    return LetterTable(left, right, scores, best_left, best_right, rows)


def _codes(units: set[str]) -> _Codes:
    return _Codes({ord(u): chr(code) for code, u in enumerate(["-", *sorted(units)])})


def align_words(pairs: Sequence[WordPair]) -> list[float]:
    """Score of the best alignment of each pair as a share of the most: 1 at best, below 0 where the
    words answer each other worse than chance, -1 where nothing is known about their scripts or
    only one of them has a sound. Two words without a sound do not differ: 1."""
    found = [-1.0 if a or b else 1.0 for a, _, b, _ in pairs]
    groups: dict[tuple[str, str], list[int]] = {}
    for number, (a, left_script, b, right_script) in enumerate(pairs):
        if a and b:
            groups.setdefault((left_script, right_script), []).append(number)
    for (left_script, right_script), numbers in groups.items():
        table = letter_table(left_script, right_script)
        if table is None:
            continue
        coded = [
            (
                pairs[n][0][:_LONGEST].translate(table.left).encode("latin-1"),
                pairs[n][2][:_LONGEST].translate(table.right).encode("latin-1"),
            )
            for n in numbers
        ]
        many = _align_few if len(coded) < _LITTLE else _align_many
        for n, share in zip(numbers, many(coded, table), strict=True):
            found[n] = share
    return found


def _share(total: int, most: int) -> float:
    return max(-1.0, min(1.0, 2.0 * total / most))


def _align_few(coded: Sequence[Coded], table: LetterTable) -> list[float]:
    return [
        _share(
            _align_one(a, b, table),
            int(table.best_left[list(a)].sum() + table.best_right[list(b)].sum()),
        )
        for a, b in coded
    ]


def _align_one(a: bytes, b: bytes, table: LetterTable) -> int:
    rows = table.rows
    gaps_b = [rows[0][y] for y in b]
    above = [0]
    for gap in gaps_b:
        above.append(above[-1] + gap)
    for x in a:
        row = rows[x]
        gap_x = row[0]
        left = above[0] + gap_x
        line = [left]
        for j, y in enumerate(b):
            best = above[j] + row[y]
            down = above[j + 1] + gap_x
            if down > best:
                best = down
            left += gaps_b[j]
            if left < best:
                left = best
            line.append(left)
        above = line
    return above[-1]


def _align_many(coded: Sequence[Coded], table: LetterTable) -> list[float]:
    """The same for many pairs, one cell of all of them at a time; words of like length together."""
    order = sorted(range(len(coded)), key=lambda n: (len(coded[n][0]), len(coded[n][1])))
    shares = [0.0] * len(coded)
    for start in range(0, len(order), _BLOCK):
        numbers = order[start : start + _BLOCK]
        block = _align_block([coded[n] for n in numbers], table)
        for n, share in zip(numbers, block, strict=True):
            shares[n] = share
    return shares


def _align_block(coded: Sequence[Coded], table: LetterTable) -> list[float]:
    a, ends_a = _padded([a for a, _ in coded])
    b, ends_b = _padded([b for _, b in coded])
    unanswered = np.zeros((len(b) + 1, len(coded)), dtype=np.int32)
    np.cumsum(table.scores[0].take(b), axis=0, out=unanswered[1:])
    above = unanswered
    totals = np.zeros(len(coded), dtype=np.int32)
    flat, width = table.scores.ravel(), table.scores.shape[1]
    for i in range(len(a)):
        start = a[i] * width
        line = above + flat.take(start)
        np.maximum(line[1:], above[:-1] + flat.take(start + b), out=line[1:])
        # Gaps along the line add up, so the best way along it is a running maximum without them.
        line -= unanswered
        np.maximum.accumulate(line, axis=0, out=line)
        line += unanswered
        above = line
        done = np.flatnonzero(ends_a == i + 1)
        totals[done] = above[ends_b[done], done]
    most = table.best_left.take(a).sum(axis=0) + table.best_right.take(b).sum(axis=0)
    return [_share(t, m) for t, m in zip(totals.tolist(), most.tolist(), strict=True)]


def _padded(words: Sequence[bytes]) -> tuple[IntArray, IntArray]:
    """Codes as columns, filled up with 0, and the length of each word."""
    longest = max(map(len, words))
    joined = b"".join(word.ljust(longest, b"\0") for word in words)
    codes = np.frombuffer(joined, dtype=np.uint8).reshape(len(words), longest)
    lengths = np.array([len(word) for word in words], dtype=np.int32)
    return np.ascontiguousarray(codes.T).astype(np.int32), lengths
