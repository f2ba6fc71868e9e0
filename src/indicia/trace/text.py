"""The different contents of a corpus: what is compared is texts, and each stands for its posts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from indicia.trace.boilerplate import Contents
from indicia.trace.hashing import taken_rows
from indicia.trace.post_columns import PostColumns
from indicia.trace.shingle import ShingleSets, character_shingles, run_sets
from indicia.trace.trait import DIGIT, folded_lines

LEAST_WORDS, LEAST_CHARACTERS = 4, 20


def is_telling(content: str) -> bool:
    """Whether a folded text is long enough that being equal means something."""
    return len(content) >= LEAST_CHARACTERS and content.count(" ") + 1 >= LEAST_WORDS


@dataclass(frozen=True)
class Texts:
    """Different telling contents, by number; ``hash`` is sorted.

    The posts with text n are ``rows[starts[n]:starts[n + 1]]``, by time.
    """

    posts: PostColumns
    contents: Contents
    folded: pa.ChunkedArray
    """Folded lines of short posts, as in a table of traits."""
    exact: np.ndarray
    """Hash of the stripped text of each post."""
    hash: np.ndarray
    rows: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, posts: PostColumns, contents: Contents, traits: pa.Table) -> Texts:
        """The different contents of posts, those that say too little left out."""
        telling = (contents.sizes >= LEAST_WORDS) & (contents.characters >= LEAST_CHARACTERS)
        rows = np.flatnonzero(telling)
        rows = rows[np.lexsort((posts.time_rank[rows], contents.hash[rows]))]
        hashes, starts = np.unique(contents.hash[rows], return_index=True)
        exact = traits.column("exact").to_numpy()
        starts = np.append(starts, len(rows))
        return cls(posts, contents, traits.column("folded"), exact, hashes, rows, starts)

    def __len__(self) -> int:
        return len(self.hash)

    @cached_property
    def first(self) -> np.ndarray:
        """The first post with each text."""
        rows: np.ndarray = self.rows[self.starts[:-1]]
        return rows

    @cached_property
    def sizes(self) -> np.ndarray:
        """Words of each text."""
        sizes: np.ndarray = self.contents.sizes[self.first]
        return sizes

    @cached_property
    def arrival(self) -> np.ndarray:
        """Rank of the arrival of the earliest post with each text."""
        if not len(self):
            return np.empty(0, np.int64)
        return np.minimum.reduceat(self.posts.arrival[self.rows], self.starts[:-1])

    def members(self, text: int) -> list[int]:
        """Rows of the posts with a text, by time."""
        return list(self.rows[self.starts[text] : self.starts[text + 1]].tolist())

    def words(self, text: int) -> np.ndarray:
        """Hashes of the words of a text."""
        return self.contents.words(int(self.first[text]))

    def numbers(self, text: int) -> frozenset[int]:
        """Hashes of the words of a text that have a digit."""
        row = int(self.first[text])
        at = slice(self.contents.starts[row], self.contents.starts[row + 1])
        return frozenset(self.contents.word[at][self.contents.mark[at] >= DIGIT].tolist())

    def word_runs(self, texts: np.ndarray, width: int, *, repeats: bool = False) -> ShingleSets:
        """Sets of ``width`` successive words of some texts, as :func:`run_sets` gives them."""
        words, starts = taken_rows(self.contents.word, self.contents.starts, self.first[texts])
        return run_sets(words, starts, width, repeats=repeats)

    def character_runs(self, texts: np.ndarray, width: int) -> ShingleSets:
        """Sets of ``width`` successive characters of some texts."""
        rows = self.first[texts]
        kept = self.folded.take(pa.array(rows, pa.int64())).to_pylist()
        written = []
        for row, folded in zip(rows.tolist(), kept, strict=True):
            lines = folded_lines(self.posts.text(row)) if folded is None else folded.split("\n")
            written.append(" ".join(lines[n] for n in self.contents.standing_lines(row)))
        return character_shingles(written, width)
