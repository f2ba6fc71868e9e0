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
from typing import Any

import numpy as np
import numpy.typing as npt

from indicia.names.sound import Units

SCALE = 16
_LONGEST = 24
_LITTLE = 5
_BLOCK = 1024
_NARROW = 80
"""Pairs in a block below which one slow call is quicker than many quick ones."""
NO_LEAST = -2.0
IntArray = npt.NDArray[np.int32]
SmallArray = npt.NDArray[np.int16]
Places = npt.NDArray[np.intp]
WordPair = tuple[Units, str, Units, str]
"""Units and script of two words."""


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
    gains: SmallArray
    """What an answer gains over leaving both units without one; 0 where it gains nothing."""


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
    gains = np.maximum(scores - scores[:, :1] - scores[:1, :], 0)
    gains[0, :] = gains[:, 0] = 0
    return LetterTable(left, right, scores, best_left, best_right, rows, gains.astype(np.int16))


def _codes(units: set[str]) -> _Codes:
    return _Codes({ord(u): chr(code) for code, u in enumerate(["-", *sorted(units)])})


def align_words(pairs: Sequence[WordPair], least: float = NO_LEAST) -> list[float]:
    """Score of the best alignment of each pair as a share of the most: 1 at best, below 0 where the
    words answer each other worse than chance, -1 where nothing is known about their scripts or
    only one of them has a sound. Two words without a sound do not differ: 1.

    Who needs no more than whether a share reaches ``least`` says so: what cannot is not aligned
    when there are many, and given as -1.
    """
    found = [-1.0 if a or b else 1.0 for a, _, b, _ in pairs]
    groups: dict[tuple[str, str], list[int]] = {}
    for number, (a, left_script, b, right_script) in enumerate(pairs):
        if a and b:
            groups.setdefault((left_script, right_script), []).append(number)
    for (left_script, right_script), numbers in groups.items():
        table = letter_table(left_script, right_script)
        if table is None:
            continue
        left, right = [pairs[n][0] for n in numbers], [pairs[n][2] for n in numbers]
        if len(numbers) < _LITTLE:
            shares = [_align_one(a, b, table) for a, b in zip(left, right, strict=True)]
        else:
            shares = _align_many(left, right, table, least).tolist()
        for n, share in zip(numbers, shares, strict=True):
            found[n] = share
    return found


def _align_one(left: Units, right: Units, table: LetterTable) -> float:
    a, b = _coded(left, table.left), _coded(right, table.right)
    rows = table.rows
    gaps_b = [rows[0][y] for y in b]
    above = [0]
    for gap in gaps_b:
        above.append(above[-1] + gap)
    for x in a:
        row = rows[x]
        gap_x = row[0]
        last = above[0] + gap_x
        line = [last]
        for j, y in enumerate(b):
            best = above[j] + row[y]
            down = above[j + 1] + gap_x
            if down > best:
                best = down
            last += gaps_b[j]
            if last < best:
                last = best
            line.append(last)
        above = line
    most = int(table.best_left[list(a)].sum() + table.best_right[list(b)].sum())
    return max(-1.0, min(1.0, 2.0 * above[-1] / most))


def _coded(units: Units, codes: _Codes) -> bytes:
    """A word as numbers of a table's rows or columns."""
    return units[:_LONGEST].translate(codes).encode("latin-1")


def _align_many(
    left: Sequence[Units], right: Sequence[Units], table: LetterTable, least: float
) -> npt.NDArray[np.float64]:
    """The same for many pairs, one cell of a block of them at a time.

    A unit without an answer costs the same wherever it stands. So what all cost without any answer
    is counted first, and the alignment then only adds what answers gain: whole numbers again.
    """
    a, of_left = _Words.of(left, table.left, table.scores[:, 0], table.best_left)
    b, of_right = _Words.of(right, table.right, table.scores[0], table.best_right)
    without = a.gaps[of_left] + b.gaps[of_right]
    most = a.most[of_left] + b.most[of_right]
    gained = np.zeros(len(left), dtype=np.int64)
    wanted = np.arange(len(left))
    if least > NO_LEAST:
        above = np.minimum(
            _at_most(a, of_left, b, of_right, table.gains),
            _at_most(b, of_right, a, of_left, np.ascontiguousarray(table.gains.T)),
        )
        wanted = np.flatnonzero(2.0 * (without + above) / most >= least)
    lengths_a, lengths_b = a.lengths[of_left[wanted]], b.lengths[of_right[wanted]]
    wanted = wanted[np.lexsort((lengths_b, lengths_a))]
    for start in range(0, len(wanted), _BLOCK):
        block = wanted[start : start + _BLOCK]
        gained[block] = _gained(a.codes[:, of_left[block]], b.codes[:, of_right[block]], table)
    shares = np.clip(2.0 * (without + gained) / most, -1.0, 1.0)
    if least > NO_LEAST:
        aligned = np.zeros(len(left), dtype=bool)
        aligned[wanted] = True
        shares[~aligned] = -1.0
    return shares


@dataclass(frozen=True, slots=True)
class _Words:
    """Different words as columns of codes, filled up with 0."""

    codes: Places
    lengths: Places
    gaps: Places
    """What each word costs if none of its units has an answer."""
    most: Places
    """What a perfect answer to each would score."""

    @classmethod
    def of(
        cls, words: Sequence[Units], codes: _Codes, gaps: IntArray, best: IntArray
    ) -> tuple[_Words, Places]:
        """The different ones among the words, and for each word its place among them."""
        places: dict[Units, int] = {}
        of_word = [places.setdefault(word, len(places)) for word in words]
        cut = [word[:_LONGEST] for word in places]
        longest = max(map(len, cut))
        joined = "".join([word.ljust(longest, "-") for word in cut]).translate(codes)
        flat = np.frombuffer(joined.encode("latin-1"), dtype=np.uint8).astype(np.intp)
        columns = np.ascontiguousarray(flat.reshape(len(cut), longest).T)
        lengths = np.array([len(word) for word in cut], dtype=np.intp)
        unanswered = gaps.copy()
        unanswered[0] = 0
        made = cls(
            columns,
            lengths,
            unanswered.take(columns).sum(axis=0, dtype=np.intp),
            best.take(columns).sum(axis=0, dtype=np.intp),
        )
        return made, np.array(of_word, dtype=np.intp)


def _at_most(
    one: _Words, of_one: Places, other: _Words, of_other: Places, gains: SmallArray
) -> Any:
    """The most that each pair could gain if the other's units each took their best answer."""
    best = gains.take(one.codes[0], axis=0)
    for codes in one.codes[1:]:
        np.maximum(best, gains.take(codes, axis=0), out=best)
    flat, start = best.ravel(), of_one * gains.shape[1]
    above = np.zeros(len(of_one), dtype=np.int64)
    for codes in other.codes:
        above += flat.take(start + codes.take(of_other))
    return above


def _gained(a: Places, b: Places, table: LetterTable) -> SmallArray:
    """What the best alignment of each pair (columns) gains by answers."""
    a, b = a[: _used(a)], b[: _used(b)]
    flat, width = table.gains.ravel(), table.gains.shape[1]
    above = np.zeros((len(b) + 1, a.shape[1]), dtype=np.int16)
    for codes in a:
        line = np.zeros_like(above)
        np.add(above[:-1], flat.take(b + codes * width), out=line[1:])
        np.maximum(line[1:], above[1:], out=line[1:])
        if line.shape[1] < _NARROW:
            np.maximum.accumulate(line, axis=0, out=line)
        else:
            for j in range(2, len(line)):
                np.maximum(line[j], line[j - 1], out=line[j])
        above = line
    return np.asarray(above[-1], np.int16)


def _used(codes: Places) -> int:
    """Number of rows down to the last unit of the longest word."""
    return int(np.flatnonzero(codes.any(axis=1))[-1]) + 1
