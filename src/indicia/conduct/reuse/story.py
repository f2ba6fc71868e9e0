"""Stories: what several sources hold, and since when each has held it.

Posts that a link of copying binds, or that share a link or a picture, are one story. Of each source
only its earliest dated post in a story counts, so repeats and several captured versions of one post
are one holding. A long post that contains parts of two stories is a digest and belongs to none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.traffic import Traffic
from indicia.trace.feature import normal_link

TEXT_KINDS = (
    "identical",
    "identical_text",
    "near",
    "reworded",
    "translation",
    "contained",
    "forward",
)
LEAST_HEADER = 0.5
"""A header by a name that several sources bear binds no story below this certainty."""
HABIT = 5
"""A link that one source puts into more posts than this is its signature, not a story."""
_PLACE_ONLY = re.compile(r"^(?:[^/?]+|(?:t|telegram)\.me/[^/?]+)/?$")
"""A site or a channel as such: nothing that one source could have had before another."""


@dataclass(frozen=True)
class Holdings:
    """One row a story and source, sorted by story, second and source; two sources or more a story.

    ``row`` is the post that held it first, as a row of the corpus.
    """

    story: np.ndarray
    source: np.ndarray
    second: np.ndarray
    row: np.ndarray

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each story begins; one past the last at the end."""
        return starts_of(self.story)

    @cached_property
    def first(self) -> np.ndarray:
        """For each row, where its story begins."""
        return np.repeat(self.starts[:-1], np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Headers:
    """Forwards whose post is held: the row forwarded, the row it comes from, how sure."""

    child: np.ndarray
    parent: np.ndarray
    certainty: np.ndarray


def starts_of(ordered: np.ndarray) -> np.ndarray:
    """Where each run of equal values begins; the length at the end."""
    if not len(ordered):
        return np.zeros(1, np.int64)
    inner = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    return np.concatenate(([0], inner, [len(ordered)]))


def copies_between(traffic: Traffic, kinds: tuple[str, ...]) -> tuple[pa.Table, np.ndarray]:
    """The copies of such kinds with both posts in the corpus, and their rows as (n, 2)."""
    copies = traffic.copies
    copies = copies.filter(pc.is_in(copies.column("kind"), pa.array(kinds)))
    items = traffic.items.column("item").combine_chunks()
    ends = [
        pc.fill_null(pc.index_in(copies.column(name), items), -1).to_numpy() for name in ("a", "b")
    ]
    rows = np.stack(ends, axis=1).astype(np.int64).reshape(-1, 2)
    held = (rows >= 0).all(axis=1)
    return copies.filter(pa.array(held)), rows[held]


def headers_of(traffic: Traffic) -> Headers:
    """Forwards by header, one a forwarded post: the surest."""
    copies, rows = copies_between(traffic, ("forward",))
    if not len(rows):
        return Headers(*(np.empty(0, t) for t in (np.int64, np.int64, float)))
    known = pc.not_equal(copies.column("direction"), "unknown").to_numpy()
    a_first = pc.equal(copies.column("direction"), "a_first").to_numpy()
    sure = pc.fill_null(copies.column("direction_certainty"), 0.0).to_numpy()
    child = np.where(a_first, rows[:, 1], rows[:, 0])
    parent = np.where(a_first, rows[:, 0], rows[:, 1])
    order = np.lexsort((parent, -sure, child))
    order = order[known[order] & (sure[order] >= LEAST_HEADER)]
    order = order[starts_of(child[order])[:-1]]
    return Headers(child[order], parent[order], sure[order])


def text_stories(traffic: Traffic) -> tuple[np.ndarray, np.ndarray]:
    """The story of each post by text and headers (-1: none), and whether it is a digest."""
    copies, rows = copies_between(traffic, TEXT_KINDS)
    size = traffic.items.num_rows
    digest = np.zeros(size, bool)
    if not len(rows):
        return np.full(size, -1), digest
    kind = copies.column("kind")
    sure = pc.fill_null(copies.column("direction_certainty"), 0.0).to_numpy()
    part = pc.equal(kind, "contained").to_numpy()
    weak = pc.equal(kind, "forward").to_numpy() & (sure < LEAST_HEADER)
    firm = rows[~part & ~weak]
    label = components(size, firm)
    letters = pc.fill_null(pc.utf8_length(traffic.items.column("text")), 0).to_numpy()
    a, b = rows[part].T
    longer = letters[a] >= letters[b]
    whole, piece = np.where(longer, a, b), np.where(longer, b, a)
    stories = np.unique(np.stack((whole, label[piece]), axis=1), axis=0)
    digest[np.flatnonzero(np.bincount(stories[:, 0], minlength=size) > 1)] = True
    kept = ~digest[whole]
    label = components(size, np.concatenate((firm, np.stack((whole, piece), axis=1)[kept])))
    label = np.where(np.bincount(label, minlength=size)[label] > 1, label, -1)
    return np.where(digest, -1, label), digest


def components(size: int, ends: np.ndarray) -> np.ndarray:
    """The component of each of ``size`` nodes."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(size, size))
    label: np.ndarray = connected_components(graph, directed=False)[1]
    return label.astype(np.int64)


def text_holdings(traffic: Traffic, label: np.ndarray) -> Holdings:
    """Who holds which text, forwards included; ``label`` as :func:`text_stories` gives it."""
    rows = np.flatnonzero(label >= 0)
    return holdings_from(traffic, rows, label[rows])


def picture_holdings(traffic: Traffic) -> Holdings:
    """Who holds which picture, equal or nearly so."""
    _, rows = copies_between(traffic, ("picture",))
    label = components(traffic.items.num_rows, rows) if len(rows) else np.empty(0, np.int64)
    held = np.unique(rows)
    return holdings_from(traffic, held, label[held])


def link_holdings(traffic: Traffic) -> Holdings:
    """Who shares which link, without addresses of whole sites and without signatures."""
    urls = traffic.items.column("urls").combine_chunks()
    rows = pc.list_parent_indices(urls).to_numpy().astype(np.int64)
    coded = pc.fill_null(pc.list_flatten(urls), "").dictionary_encode()
    if not len(rows):
        return holdings_from(traffic, rows, rows)
    written = [normal_link(url) for url in coded.dictionary.to_pylist()]
    number = {link: n for n, link in enumerate(sorted(set(written)))}
    telling = np.array([bool(link) and not _PLACE_ONLY.match(link) for link in sorted(number)])
    link = np.array([number[name] for name in written])[coded.indices.to_numpy()]
    pairs = np.unique(np.stack((link, rows), axis=1), axis=0)
    pairs = pairs[telling[pairs[:, 0]]]
    uses = pairs[:, 0] * (len(traffic.sources) + 1) + traffic.source[pairs[:, 1]]
    _, back, times = np.unique(uses, return_inverse=True, return_counts=True)
    habitual = np.unique(pairs[times[back] > HABIT, 0])
    pairs = pairs[~np.isin(pairs[:, 0], habitual)]
    return holdings_from(traffic, pairs[:, 1], pairs[:, 0])


def holdings_from(traffic: Traffic, rows: np.ndarray, story: np.ndarray) -> Holdings:
    """Holdings from rows of the corpus and the story of each; undated rows are left out."""
    dated = traffic.dated[rows]
    rows, story = rows[dated], story[dated]
    source, second = traffic.source[rows], traffic.second[rows]
    order = np.lexsort((rows, second, source, story))
    earliest = np.r_[True, (np.diff(source[order]) != 0) | (np.diff(story[order]) != 0)]
    order = order[earliest[: len(order)]]
    order = order[np.lexsort((source[order], second[order], story[order]))]
    _, back, sizes = np.unique(story[order], return_inverse=True, return_counts=True)
    order = order[sizes[back] > 1] if len(order) else order
    return Holdings(story[order], source[order], second[order], rows[order])
