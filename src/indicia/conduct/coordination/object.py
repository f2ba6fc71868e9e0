"""What posts share, by columns: links, pictures, texts, hashtags and forwarded posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.conduct.coordination.foldtext import same_words
from indicia.conduct.traffic import Traffic
from indicia.trace.feature import normal_link

KINDS = ("link", "picture", "text", "hashtag", "forward")
_TEXT_LINKS = ("identical", "identical_text", "near")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Which posts share which objects of one kind; neither need be distinct."""

    row: np.ndarray
    """Rows of the corpus."""
    object: np.ndarray
    """Numbers of objects."""


def sharings(traffic: Traffic) -> Iterator[tuple[str, Sharing]]:
    """Each kind of object with its sharing, one at a time, in the order of ``KINDS``."""
    groups = text_groups(traffic)
    grouped = np.flatnonzero(groups >= 0)
    yield "link", _listed(traffic.items, "urls", normal_link)
    yield "picture", _listed(traffic.items, "pictures", str)
    yield "text", Sharing(grouped, groups[grouped])
    yield "hashtag", _listed(traffic.items, "hashtags", str.casefold)
    yield "forward", _forwards(traffic, groups)


def text_groups(traffic: Traffic) -> np.ndarray:
    """The number of the group of posts with the same or nearly the same text; -1: it is alone.

    Equal texts count also where trace takes them for a formula and not for copies.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = traffic.items.num_rows
    words = same_words(column_of(traffic.items, "text", pa.string()))
    told = np.flatnonzero(words >= 0)
    a, b = _copied(traffic)
    # Each text is a node behind those of the posts, joined to the posts that have it.
    left, right = np.concatenate((told, a)), np.concatenate((count + words[told], b))
    size = count + int(words.max(initial=-1)) + 1
    graph = coo_matrix((np.ones(len(left), bool), (left, right)), shape=(size, size))
    label = connected_components(graph, directed=False)[1][:count].astype(np.int64)
    alone = np.bincount(label, minlength=1)[label] < 2
    groups: np.ndarray = np.where(alone, -1, label)
    return groups


def column_of(items: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray:
    """A column of the corpus; all null where it is absent."""
    if name in items.column_names:
        return items.column(name)
    return pa.chunked_array([pa.nulls(items.num_rows, kind)])


def _copied(traffic: Traffic) -> tuple[np.ndarray, np.ndarray]:
    """Rows of posts whose texts trace found to be the same or nearly so."""
    copies = traffic.copies
    kept = copies.filter(pc.is_in(copies.column("kind"), value_set=pa.array(_TEXT_LINKS)))
    items = traffic.items.column("item")
    a, b = (
        pc.fill_null(pc.index_in(kept.column(side), value_set=items), -1).to_numpy()
        for side in ("a", "b")
    )
    held = (a >= 0) & (b >= 0)
    return a[held].astype(np.int64), b[held].astype(np.int64)


def _forwards(traffic: Traffic, groups: np.ndarray) -> Sharing:
    """A forwarded post is a text from one origin."""
    origins = column_of(traffic.items, "forwarded_from", pa.string())
    number = numbers_of(origins)
    known = pc.fill_null(pc.not_equal(origins, ""), False).to_numpy()
    rows = np.flatnonzero(known & (groups >= 0))
    _, objects = np.unique(
        number[rows] * (int(groups.max(initial=0)) + 1) + groups[rows], return_inverse=True
    )
    return Sharing(rows, objects.astype(np.int64))


def numbers_of(values: pa.ChunkedArray) -> np.ndarray:
    """A number for each value, the same for the same; null is a value."""
    encoded = values.dictionary_encode(null_encoding="encode")
    parts = [chunk.indices.to_numpy() for chunk in encoded.chunks]
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)


def _listed(items: pa.Table, name: str, normal: Callable[[str], str]) -> Sharing:
    """Values of a column of lists; those that ``normal`` makes equal are one object, empty none."""
    rows, parts, start = [np.empty(0, np.int64)], [], 0
    for chunk in column_of(items, name, pa.list_(pa.string())).chunks:
        rows.append(pc.list_parent_indices(chunk).to_numpy() + start)
        parts.append(pc.list_flatten(chunk))
        start += len(chunk)
    values = pa.chunked_array(parts, pa.string())
    number = numbers_of(values)
    first = np.unique(number, return_index=True)[1]
    written = values.take(pa.array(first, pa.int64())).to_pylist()
    objects: dict[str, int] = {"": -1}
    plain = [objects.setdefault(normal(value or ""), len(objects) - 1) for value in written]
    thing = np.array(plain, np.int64)[number] if plain else number
    return Sharing(np.concatenate(rows)[thing >= 0], thing[thing >= 0])
