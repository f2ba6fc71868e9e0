"""What a source says again and again: signatures, subscription lines, templates, stock pictures.

They are found by counting and taken out before posts are compared, so that two posts of one
channel are not copies because both end in the same line. A line counts once for each different
text that it stands in: a post that is repeated whole is a copy, not boilerplate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indicia.trace.hashing import are_among, paired_hashes, sequence_hashes
from indicia.trace.post_columns import PostColumns
from indicia.trace.trait import MOST_CHARACTERS, Words

LINE_LEAST, LINE_SHARE = 4, 0.01
"""A line is boilerplate in at least 4 different texts of a source and 1 % of them."""
EDGE_LEAST, EDGE_SHARE, EDGE_WORDS = 5, 0.05, 16
"""Words that open or close a post: at least 5 different texts and 5 %, up to 16 words."""
SINGLE_SHARE = 0.2
"""A single closing word (a signature) must close a fifth of the texts; one opening word never is."""
PICTURE_LEAST = 5
"""A picture that a source shows with at least 5 different texts is stock."""


@dataclass(frozen=True)
class Contents:
    """What is left of each post: its words without the lines that its source repeats.

    The words of post i are ``word[starts[i]:starts[i + 1]]``; its core, without repeated opening
    and closing words, too, is ``word[core_start[i]:core_end[i]]`` and may be empty: what must be in
    the other when two texts are alike.
    """

    word: np.ndarray
    mark: np.ndarray
    starts: np.ndarray
    core_start: np.ndarray
    core_end: np.ndarray
    kept: np.ndarray
    """Whether each line stands, a row of ``line_starts`` a post."""
    line_starts: np.ndarray

    @cached_property
    def hash(self) -> np.ndarray:
        """A hash of each post's content; equal for equal words in equal order."""
        return sequence_hashes(self.word, self.starts)

    @cached_property
    def sizes(self) -> np.ndarray:
        """Words of each content."""
        return np.diff(self.starts)

    @cached_property
    def characters(self) -> np.ndarray:
        """Characters of each content, with a space between words."""
        lengths = np.concatenate(([0], np.cumsum((self.mark & MOST_CHARACTERS).astype(np.int64))))
        letters = lengths[self.starts[1:]] - lengths[self.starts[:-1]]
        whole: np.ndarray = letters + np.maximum(0, self.sizes - 1)
        return whole

    def words(self, row: int) -> np.ndarray:
        """Hashes of the words of a post's content."""
        return self.word[self.starts[row] : self.starts[row + 1]]

    def core(self, row: int) -> np.ndarray:
        """Hashes of the words of a post's core."""
        return self.word[self.core_start[row] : self.core_end[row]]

    def standing_lines(self, row: int) -> np.ndarray:
        """Places of the lines of a post that are not repeated."""
        return np.flatnonzero(self.kept[self.line_starts[row] : self.line_starts[row + 1]])


def contents_of(words: Words, source: np.ndarray) -> Contents:
    """The posts without what their source (a number) repeats."""
    posts = len(source)
    owner = np.repeat(np.arange(posts), np.diff(words.starts))
    opens = np.ones(len(owner), bool)
    opens[1:] = (owner[1:] != owner[:-1]) | (words.line[1:] != words.line[:-1])
    first = np.flatnonzero(opens)
    line_post = owner[first]
    line = sequence_hashes(words.hash, np.append(first, len(owner)))
    line_starts = _starts(line_post, posts)
    common = _common_lines(line, line_post, sequence_hashes(line, line_starts), source)
    standing = ~common[np.cumsum(opens) - 1] if len(owner) else np.empty(0, bool)
    starts = _starts(owner[standing], posts)
    word, mark = words.hash[standing], words.mark[standing]
    tail, head = _edges(word, starts, sequence_hashes(word, starts), source)
    return Contents(word, mark, starts, starts[:-1] + head, starts[1:] - tail, ~common, line_starts)


def stock_pictures(posts: PostColumns, content: np.ndarray) -> frozenset[tuple[int, str]]:
    """(source, picture) pairs that the source shows with several different contents (hashes)."""
    stock: set[tuple[int, str]] = set()
    for name in ("pictures", "picture_hashes"):
        rows, values = posts.values(name)
        if not values:
            continue
        _, picture = np.unique(np.array(values), return_inverse=True)
        shown = np.stack((posts.source[rows], picture), axis=1)
        pairs, place = np.unique(shown, axis=0, return_inverse=True)
        place = place.reshape(-1)
        with_text = np.unique(np.stack((place.astype(np.uint64), content[rows]), axis=1), axis=0)
        texts = np.bincount(with_text[:, 0].astype(np.int64), minlength=len(pairs))
        often = np.flatnonzero(texts >= PICTURE_LEAST)
        value_of = dict(zip(place.tolist(), values, strict=True))
        stock |= {(int(pairs[n, 0]), value_of[n]) for n in often.tolist()}
    return frozenset(stock)


def _starts(owner: np.ndarray, rows: int) -> np.ndarray:
    """Starts of rows whose sorted owners are given."""
    return np.searchsorted(owner, np.arange(rows + 1))


def _different(text: np.ndarray, source: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One row for each different text of a source, and how many each source has."""
    if not len(source):
        return np.empty(0, np.int64), np.zeros(1, np.int64)
    _, rows = np.unique(paired_hashes(source, text), return_index=True)
    return rows, np.bincount(source[rows])


def _common_lines(
    line: np.ndarray, line_post: np.ndarray, text: np.ndarray, source: np.ndarray
) -> np.ndarray:
    """Whether each line is one that its source repeats in different texts."""
    rows, texts = _different(text, source)
    chosen = np.zeros(len(source), bool)
    chosen[rows] = True
    least = np.maximum(LINE_LEAST, LINE_SHARE * texts)
    key = paired_hashes(source[line_post], line)
    among = chosen[line_post]
    owner, keys = line_post[among], key[among]
    _, once = np.unique(paired_hashes(owner, keys), return_index=True)
    found, at, counts = np.unique(keys[once], return_index=True, return_counts=True)
    return are_among(key, found[counts >= least[source[owner[once][at]]]])


def _edges(
    word: np.ndarray, starts: np.ndarray, text: np.ndarray, source: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How many words of each text close it and open it as other texts of its source do."""
    rows, texts = _different(text, source)
    least = np.maximum(EDGE_LEAST, EDGE_SHARE * texts)
    single = np.maximum(EDGE_LEAST, SINGLE_SHARE * texts)
    size = np.diff(starts)[rows]
    tail = np.zeros(len(rows), np.int64)
    for length, places in _repeated_runs(word, starts[rows + 1] - 1, -1, size, source[rows], least):
        enough = places[1] >= (single if length == 1 else least)[source[rows][places[0]]]
        tail[places[0][enough]] = length
    head = np.zeros(len(rows), np.int64)
    for length, places in _repeated_runs(word, starts[rows], 1, size, source[rows], least):
        if length > 1:
            inside = length < size[places[0]] - tail[places[0]]
            head[places[0][inside]] = length
    _, back = np.unique(paired_hashes(source, text), return_inverse=True)
    back = back.reshape(-1)
    return tail[back], head[back]


def _repeated_runs(
    word: np.ndarray,
    begin: np.ndarray,
    step: int,
    size: np.ndarray,
    source: np.ndarray,
    least: np.ndarray,
) -> list[tuple[int, tuple[np.ndarray, np.ndarray]]]:
    """For each length, the texts whose run from their edge is frequent in its source, and counts.

    A run can be frequent only where the run one word shorter is.
    """
    active = np.arange(len(begin))
    run = np.zeros(len(begin), np.uint64)
    found = []
    for length in range(1, EDGE_WORDS + 1):
        active = active[size[active] > length]
        if not len(active):
            break
        run[active] = paired_hashes(run[active], word[begin[active] + step * (length - 1)])
        key = paired_hashes(source[active], run[active])
        _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
        count = counts[place.reshape(-1)]
        often = count >= least[source[active]]
        active = active[often]
        found.append((length, (active, count[often])))
    return found
