"""What a source says again and again: signatures, subscription lines, templates, stock pictures.

They are found by counting and taken out before posts are compared, so that two posts of one
channel are not copies because both end in the same line. A line counts once for each different
text that it stands in: a post that is repeated whole is a copy, not boilerplate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indicia.trace.post import Post
from indicia.trace.shingle import folded_words

LINE_LEAST, LINE_SHARE = 4, 0.01
"""A line is boilerplate in at least 4 different texts of a source and 1 % of them."""
EDGE_LEAST, EDGE_SHARE, EDGE_WORDS = 5, 0.05, 16
"""Words that open or close a post: at least 5 different texts and 5 %, up to 16 words."""
SINGLE_SHARE = 0.2
"""A single closing word (a signature) must close a fifth of the texts; one opening word never is."""
PICTURE_LEAST = 5
"""A picture that a source shows with at least 5 different texts is stock."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is left of each post: folded words, and the pictures that are not stock."""

    texts: tuple[str, ...]
    """Without the lines that the source repeats: what is compared."""
    cores: tuple[str, ...]
    """Without its repeated opening and closing words, too: what must be in the other when two
    texts are alike. May be empty."""
    stock: frozenset[tuple[str, str]]
    """(source, picture) pairs that are stock."""


def contents_of(posts: Sequence[Post]) -> Contents:
    """The posts without what their source repeats."""
    lines = [_folded_lines(post.text) for post in posts]
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, post in enumerate(posts):
        rows_of[post.source].append(row)
    texts = [""] * len(posts)
    cores = [""] * len(posts)
    for rows in rows_of.values():
        for row, (text, core) in zip(rows, _without_repeats([lines[r] for r in rows]), strict=True):
            texts[row], cores[row] = text, core
    return Contents(tuple(texts), tuple(cores), _stock_pictures(posts, texts))


def _folded_lines(text: str) -> tuple[str, ...]:
    lines = (folded_words(line) for line in text.splitlines() if line.strip())
    return tuple(line for line in lines if line)


def _without_repeats(posts: Sequence[tuple[str, ...]]) -> list[tuple[str, str]]:
    """(text, core) of each post of one source."""
    different = {tuple(lines) for lines in posts}
    least = max(LINE_LEAST, LINE_SHARE * len(different))
    counts = Counter(line for lines in different for line in set(lines))
    common = {line for line, count in counts.items() if count >= least}
    texts = [" ".join(line for line in lines if line not in common) for lines in posts]
    edges = _EdgeWords(set(texts))
    return [(text, edges.stripped(text)) for text in texts]


class _EdgeWords:
    """Runs of words with which many different texts of a source open or close."""

    def __init__(self, texts: set[str]) -> None:
        least = max(EDGE_LEAST, EDGE_SHARE * len(texts))
        single = max(EDGE_LEAST, SINGLE_SHARE * len(texts))
        heads: Counter[tuple[str, ...]] = Counter()
        tails: Counter[tuple[str, ...]] = Counter()
        for text in texts:
            words = text.split()
            for length in range(1, min(EDGE_WORDS, len(words) - 1) + 1):
                if length > 1:
                    heads[tuple(words[:length])] += 1
                tails[tuple(words[-length:])] += 1
        self._heads = {run for run, count in heads.items() if count >= least}
        self._tails = {
            run for run, count in tails.items() if count >= (least if len(run) > 1 else single)
        }

    def stripped(self, text: str) -> str:
        """The text without its longest repeated opening and closing."""
        words = text.split()
        for length in range(min(EDGE_WORDS, len(words) - 1), 0, -1):
            if tuple(words[-length:]) in self._tails:
                words = words[:-length]
                break
        for length in range(min(EDGE_WORDS, len(words) - 1), 0, -1):
            if tuple(words[:length]) in self._heads:
                words = words[length:]
                break
        return " ".join(words)


def _stock_pictures(posts: Sequence[Post], texts: Sequence[str]) -> frozenset[tuple[str, str]]:
    shown: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post, text in zip(posts, texts, strict=True):
        for picture in post.pictures + post.picture_hashes:
            shown[post.source, picture].add(text)
    return frozenset(key for key, with_texts in shown.items() if len(with_texts) >= PICTURE_LEAST)
