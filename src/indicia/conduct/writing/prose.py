"""What a source wrote itself: its own posts of one language, without what is not its wording.

Left out are forwards, everything that trace binds to a post of anybody, links, addresses,
hashtags and the lines, openings and endings that the source repeats. Of the rest a sample is
taken that spreads evenly over time, so that a large source costs no more than a small one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.functionword import Mask

MOST_CHARACTERS = 20_000
"""Of own text a source. Halves in time of one channel are told from pairs of channels with an area
of .90, .96, .98 at 5,000, 10,000 and 20,000 (docs/figures/conduct.md)."""
LINE_LEAST, LINE_SHARE = 4, 0.01
EDGE_LEAST, EDGE_SHARE, EDGE_WORDS = 5, 0.05, 8
SINGLE_SHARE = 0.2
"""As in :mod:`indicia.trace.boilerplate`, on texts with their points and capitals."""
GOLDEN = (5**0.5 - 1) / 2
NOT_WORDING = ("picture",)
"""Kinds of copy that say nothing about the text."""
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S*|[@#]\w+")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Prose:
    """A source's own text in one language: masked, in two halves of time, and what it is about."""

    characters: int
    """Of own text, before masking."""
    early: str
    late: str
    content: np.ndarray
    """How often each bucket of content words occurs: what it is about."""
    items: tuple[str, ...]
    """The posts that it comes from, in order of time."""


def own_rows(traffic: Traffic) -> np.ndarray:
    """Which rows are a source's own wording: not forwarded, and bound to no other post; one a post."""
    items = traffic.items.column("item")
    copies = traffic.copies
    told = pc.is_in(copies.column("kind"), pa.array(NOT_WORDING, pa.string()))
    worded = copies.filter(pc.invert(told))
    bound = pa.concat_arrays([*worded.column("a").chunks, *worded.column("b").chunks, _NONE])
    own = pc.and_(
        pc.invert(pc.is_in(items, bound)),
        pc.and_(
            pc.is_null(traffic.items.column("forwarded_from")),
            pc.greater(pc.fill_null(pc.utf8_length(traffic.items.column("text")), 0), 0),
        ),
    )
    found: np.ndarray = own.to_numpy() & one_version(traffic)
    return found


def one_version(traffic: Traffic) -> np.ndarray:
    """One row of each post, the first in the order of ids: an edit is not another post."""
    _, first = np.unique(traffic.post, return_index=True)
    kept = np.zeros(traffic.items.num_rows, bool)
    kept[first] = True
    return kept


_NONE = pa.array([], pa.string())


def prose_of(
    traffic: Traffic, rows: np.ndarray, mask: Mask, seed: int, most: int = MOST_CHARACTERS
) -> Prose:
    """The prose of the posts in ``rows`` (in order of time), of one source and language.

    Cost is bounded by ``most`` characters, however many posts there are.
    """
    chosen = _spread(rows, traffic, seed, 1.5 * most)
    texts = own_texts(traffic.items.column("text").take(pa.array(chosen)).to_pylist())
    kept: list[tuple[int, str]] = []
    characters = 0
    for place in _order(len(texts), seed):
        if texts[place] and characters < most:
            kept.append((int(place), texts[place]))
            characters += len(texts[place])
    kept.sort()
    ends = np.cumsum([len(text) for _, text in kept])
    half = int(np.searchsorted(ends, characters / 2))
    halves = ["\n\n".join(text for _, text in part) for part in (kept[:half], kept[half:])]
    items = traffic.items.column("item").take(pa.array(chosen[[p for p, _ in kept]], pa.int64()))
    early, late = (mask.of(half) for half in halves)
    return Prose(characters, early[0], late[0], early[1] + late[1], tuple(items.to_pylist()))


def _order(count: int, seed: int) -> np.ndarray:
    """Places 0..count-1 so that every beginning of the order is spread evenly over them."""
    start = np.random.default_rng([seed, 5]).random()
    turns = np.argsort((np.arange(count) * GOLDEN + start) % 1, kind="stable")
    order: np.ndarray = np.argsort(turns, kind="stable")
    return order


def _spread(rows: np.ndarray, traffic: Traffic, seed: int, characters: float) -> np.ndarray:
    """Rows of so many raw characters, spread over time, in its order."""
    lengths = pc.utf8_length(traffic.items.column("text").take(pa.array(rows))).to_numpy()
    order = _order(len(rows), seed)
    enough = np.searchsorted(np.cumsum(lengths[order]), characters) + 1
    chosen: np.ndarray = rows[np.sort(order[:enough])]
    return chosen


def own_texts(texts: Sequence[str]) -> list[str]:
    """Texts of one source without addresses, and without what they repeat; some are empty."""
    plain = [_plain(text) for text in texts]
    lines = [_lines(text) for text in plain]
    keyed = [_lines(_DIGITS.sub("0", text).lower()) for text in plain]
    different = {tuple(post) for post in keyed}
    least = max(LINE_LEAST, LINE_SHARE * len(different))
    counts = Counter(line for post in different for line in set(post))
    kept = [
        "\n".join(line for line, key in zip(post, keys, strict=True) if counts[key] < least)
        for post, keys in zip(lines, keyed, strict=True)
    ]
    return _without_edges(_without_edges(kept, last=True), last=False)


def _plain(text: str) -> str:
    if "@" in text:
        text = _MAIL.sub(" ", text)
    return _ADDRESS.sub(" ", text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _without_edges(texts: list[str], last: bool) -> list[str]:
    """Texts without the longest run of words that many of them end (or begin) with."""
    runs = [_runs(text, last) for text in texts]
    counts = Counter(run for found in dict(zip(texts, runs, strict=True)).values() for run in found)
    least = max(EDGE_LEAST, EDGE_SHARE * len(set(texts)))
    single = max(EDGE_LEAST, SINGLE_SHARE * len(set(texts)))
    cut = []
    for text, found in zip(texts, runs, strict=True):
        often = [run for run in found if counts[run] >= (least if " " in run else single)]
        if often:
            words = (
                text.rsplit(None, len(often[-1].split()))
                if last
                else text.split(None, len(often[-1].split()))
            )
            text = words[0] if last else words[-1]
        cut.append(text)
    return cut


def _runs(text: str, last: bool) -> list[str]:
    """The last (or first) 1, 2, ... words, shorter runs first; never the whole text."""
    words = (
        text.rsplit(None, EDGE_WORDS)[-EDGE_WORDS:]
        if last
        else text.split(None, EDGE_WORDS)[:EDGE_WORDS]
    )
    whole = len(text.split(None, EDGE_WORDS)) <= EDGE_WORDS
    most = len(words) - 1 if whole else len(words)
    return [" ".join(words[-n:] if last else words[:n]) for n in range(1, most + 1)]
