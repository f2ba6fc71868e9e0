"""Who shared what and when: the events that every test of co-sharing works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indicia.trace.feature import normal_link
from indicia.trace.post import Post

KINDS = ("link", "picture", "text", "hashtag", "forward")
_TEXT_LINKS = ("identical", "identical_text", "near")


@dataclass(frozen=True, slots=True)
class Shares:
    """Events in columns, sorted by object, time, account and item.

    ``account``, ``object`` and ``stratum`` are numbers into the name lists; ``second`` is seconds
    since 1970; ``item`` is the row of the post.
    """

    account: np.ndarray
    object: np.ndarray
    second: np.ndarray
    stratum: np.ndarray
    item: np.ndarray
    accounts: tuple[str, ...]
    objects: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.account)


def objects_of(
    posts: Sequence[Post], copies: Iterable[Mapping[str, object]]
) -> dict[str, list[tuple[int, str]]]:
    """(row of the post, object) by kind of object."""
    found: dict[str, list[tuple[int, str]]] = {kind: [] for kind in KINDS}
    for row, post in enumerate(posts):
        for kind, values in (
            ("link", {normal_link(url) for url in post.urls}),
            ("picture", set(post.pictures)),
            ("hashtag", {tag.casefold() for tag in post.hashtags}),
        ):
            found[kind].extend((row, value) for value in sorted(values) if value)
    for row, group in _text_groups(posts, copies).items():
        found["text"].append((row, group))
        origin = posts[row].forwarded_from
        if origin is not None:
            found["forward"].append((row, f"{origin} {group}"))
    return found


def shares_of(
    posts: Sequence[Post],
    pairs: Sequence[tuple[int, str]],
    communities: Mapping[str, str],
    window: int,
) -> Shares:
    """Events of one kind of object. Undated posts are left out; of an account's repeats of an
    object within ``window`` seconds the first counts.

    The stratum is (community, language, hour of posting since 1970).
    """
    rows = sorted(
        (value, posts[row].posted or 0, posts[row].source, posts[row].item, row)
        for row, value in pairs
        if posts[row].posted is not None
    )
    kept = []
    last: dict[tuple[str, str], int] = {}
    for value, posted, source, _, row in rows:
        second = posted // 1_000_000
        if (source, value) in last and second - last[source, value] <= window:
            continue
        last[source, value] = second
        kept.append((source, value, second, row))
    accounts = sorted({source for source, *_ in kept})
    objects = sorted({value for _, value, *_ in kept})
    strata = [
        (communities.get(source, ""), posts[row].language or "", second // 3600)
        for source, _, second, row in kept
    ]
    return Shares(
        _numbers([source for source, *_ in kept], accounts),
        _numbers([value for _, value, *_ in kept], objects),
        np.array([second for *_, second, _ in kept], np.int64),
        _numbers(strata, sorted(set(strata))),
        np.array([row for *_, row in kept], np.int64),
        tuple(accounts),
        tuple(objects),
    )


def close_pairs(shares: Shares, window: int) -> np.ndarray:
    """Pairs of events of one object at most ``window`` seconds apart: rows (i, j), i < j."""
    found = []
    step = 1
    size = len(shares)
    while step < size:
        same = shares.object[step:] == shares.object[:-step]
        close = same & (shares.second[step:] - shares.second[:-step] <= window)
        if not close.any():
            break
        first = np.flatnonzero(close)
        found.append(np.stack((first, first + step), axis=1))
        step += 1
    pairs = np.concatenate(found) if found else np.empty((0, 2), np.int64)
    ordered: np.ndarray = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return ordered


def without_bursts(shares: Shares, window: int, least: int, share: float) -> Shares:
    """Shares without the objects that a large part of all accounts posts within one window.

    When more than ``max(least, share * accounts)`` accounts post an object at once, everybody
    reacts to one event, and that says nothing about any two of them.
    """
    most = max(least, share * len(shares.accounts))
    end = np.searchsorted(
        shares.object.astype(np.float64) * 1e12 + shares.second,
        shares.object.astype(np.float64) * 1e12 + shares.second + window,
        side="right",
    )
    busy = (end - np.arange(len(shares))) > most
    keep = ~np.isin(shares.object, np.unique(shares.object[busy]))
    return Shares(
        shares.account[keep],
        shares.object[keep],
        shares.second[keep],
        shares.stratum[keep],
        shares.item[keep],
        shares.accounts,
        shares.objects,
    )


def _numbers(values: Sequence[object], names: Sequence[object]) -> np.ndarray:
    number = {name: n for n, name in enumerate(names)}
    return np.array([number[value] for value in values], dtype=np.int64)


def _text_groups(posts: Sequence[Post], copies: Iterable[Mapping[str, object]]) -> dict[int, str]:
    """Groups of posts with the same or nearly the same text, named by their lowest item."""
    row_of = {post.item: row for row, post in enumerate(posts)}
    parent = {row: row for row in range(len(posts))}

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for link in copies:
        a, b = row_of.get(str(link["a"])), row_of.get(str(link["b"]))
        if link["kind"] in _TEXT_LINKS and a is not None and b is not None:
            low, high = sorted((root(a), root(b)))
            parent[high] = low
    members: dict[int, list[int]] = defaultdict(list)
    for row in range(len(posts)):
        members[root(row)].append(row)
    return {
        row: posts[first].item for first, rows in members.items() if len(rows) > 1 for row in rows
    }
