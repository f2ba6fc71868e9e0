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


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Scores of one pair of scripts; row 0 and column 0 are "no answer"."""

    left: dict[str, int]
    right: dict[str, int]
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
    left = {u: i for i, u in enumerate(["-", *sorted({a for a, _, _ in cells} - {"-", "*"})])}
    right = {u: i for i, u in enumerate(["-", *sorted({b for _, b, _ in cells} - {"-", "*"})])}
    floor = next(score for a, b, score in cells if a == b == "*")
    scores = np.full((len(left) + 1, len(right) + 1), floor, dtype=np.int32)
    for a, b, score in cells:
        if "*" not in (a, b):
            scores[left[a], right[b]] = score
    for unknown in (scores[-1, :], scores[:, -1]):
        unknown[:] = floor
    scores[-1, 0] = scores[0, -1] = floor // 2
    best_left, best_right = scores[:, 1:].max(axis=1), scores[1:, :].max(axis=0)
    best_left, best_right = np.maximum(best_left, 1), np.maximum(best_right, 1)
    rows = tuple(tuple(int(v) for v in row) for row in scores)
    return LetterTable(left, right, scores, best_left, best_right, rows)


def align_words(pairs: Sequence[WordPair]) -> list[float]:
    """Score of the best alignment of each pair as a share of the most: 1 at best, below 0 where the
    words answer each other worse than chance, -1 where nothing is known about their scripts."""
    found: list[float] = [-1.0] * len(pairs)
    groups: dict[tuple[str, str], list[int]] = {}
    for number, (a, left_script, b, right_script) in enumerate(pairs):
        if a and b:
            groups.setdefault((left_script, right_script), []).append(number)
    for (left_script, right_script), numbers in groups.items():
        table = letter_table(left_script, right_script)
        if table is None:
            continue
        coded = [(_codes(pairs[n][0], table.left), _codes(pairs[n][2], table.right)) for n in numbers]
        if len(coded) < _LITTLE:
            totals = [_align_one(a, b, table) for a, b in coded]
        else:
            totals = _align_many(coded, table)
        for n, (a, b), total in zip(numbers, coded, totals, strict=True):
            most = int(table.best_left[list(a)].sum() + table.best_right[list(b)].sum())
            found[n] = max(-1.0, min(1.0, 2.0 * total / most)) if most else -1.0
    return found


def _codes(units: Units, known: dict[str, int]) -> tuple[int, ...]:
    return tuple(known.get(unit, len(known)) for unit in units[:_LONGEST])


def _align_one(a: tuple[int, ...], b: tuple[int, ...], table: LetterTable) -> int:
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


def _align_many(coded: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], table: LetterTable) -> list[int]:
    """The same for many pairs, one cell of all of them at a time; shorter words first."""
    order = sorted(range(len(coded)), key=lambda n: (len(coded[n][0]), len(coded[n][1])))
    totals = [0] * len(coded)
    for start in range(0, len(order), _BLOCK):
        numbers = order[start : start + _BLOCK]
        for n, total in zip(numbers, _align_block([coded[n] for n in numbers], table), strict=True):
            totals[n] = total
    return totals


def _align_block(
    coded: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], table: LetterTable
) -> list[int]:
    lengths_a = np.array([len(a) for a, _ in coded])
    lengths_b = np.array([len(b) for _, b in coded])
    a, b = _padded([a for a, _ in coded]), _padded([b for _, b in coded])
    gaps_b = table.scores[0, b]
    above = np.zeros((b.shape[1] + 1, len(coded)), dtype=np.int32)
    above[1:] = np.cumsum(gaps_b.T, axis=0)
    ends = np.zeros(len(coded), dtype=np.int32)
    every = np.arange(len(coded))
    for i in range(a.shape[1]):
        row = table.scores[a[:, i]]
        gap_x = row[:, 0]
        answers = row[every[:, None], b].T
        best = np.maximum(above[:-1] + answers, above[1:] + gap_x)
        line = np.empty_like(above)
        line[0] = above[0] + gap_x
        for j in range(b.shape[1]):
            line[j + 1] = np.maximum(best[j], line[j] + gaps_b[:, j])
        above = line
        done = lengths_a == i + 1
        ends[done] = above[lengths_b[done], every[done]]
    return [int(v) for v in ends]


def _padded(words: Sequence[tuple[int, ...]]) -> IntArray:
    longest = max(map(len, words))
    return np.array([word + (0,) * (longest - len(word)) for word in words], dtype=np.int32)
