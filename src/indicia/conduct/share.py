"""Who shared what and when: the events that every test of co-sharing works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indicia.trace.feature import normal_link
from indicia.trace.near import is_telling
from indicia.trace.post import Post
from indicia.trace.shingle import folded_words

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


def shares_of(posts: Sequence[Post], pairs: Sequence[tuple[int, str]], window: int) -> Shares:
    """Events of one kind of object, in one stratum. Undated posts are left out; of an account's
    repeats of an object within ``window`` seconds the first counts.
    """
    dated = [(row, value) for row, value in pairs if posts[row].posted is not None]
    accounts = sorted({posts[row].source for row, _ in dated})
    objects = sorted({value for _, value in dated})
    shares = shares_from(
        _numbers([posts[row].source for row, _ in dated], accounts),
        _numbers([value for _, value in dated], objects),
        np.array([(posts[row].posted or 0) // 1_000_000 for row, _ in dated], np.int64),
        np.array([row for row, _ in dated], np.int64),
        window,
    )
    return replace(shares, accounts=tuple(accounts), objects=tuple(objects))


def shares_from(
    account: np.ndarray, thing: np.ndarray, second: np.ndarray, item: np.ndarray, window: int
) -> Shares:
    """Events from columns of numbers, in one stratum.

    Of an account's repeats of an object, those within ``window`` seconds of one that stands are
    left out. Accounts and objects are named by their numbers.
    """
    order = np.lexsort((item, second, account, thing))
    keep = _first_of_repeats(account[order], thing[order], second[order], window)
    order = order[keep]
    order = order[np.lexsort((item[order], account[order], second[order], thing[order]))]
    return Shares(
        account[order],
        thing[order],
        second[order],
        np.zeros(len(order), np.int64),
        item[order],
        tuple(map(str, range(int(account.max(initial=-1)) + 1))),
        tuple(map(str, range(int(thing.max(initial=-1)) + 1))),
    )


def _first_of_repeats(
    account: np.ndarray, thing: np.ndarray, second: np.ndarray, window: int
) -> np.ndarray:
    """Rows that stand, of rows sorted by object, account and time."""
    keep = np.ones(len(account), bool)
    same = (thing[1:] == thing[:-1]) & (account[1:] == account[:-1])
    before = last = -1
    for row in (np.flatnonzero(same) + 1).tolist():
        if row - 1 != before:
            last = row - 1
        before = row
        if second[row] - second[last] <= window:
            keep[row] = False
        else:
            last = row
    return keep


def part_of(shares: Shares, keep: np.ndarray) -> Shares:
    """The events where ``keep`` is true, with all names."""
    return Shares(
        shares.account[keep],
        shares.object[keep],
        shares.second[keep],
        shares.stratum[keep],
        shares.item[keep],
        shares.accounts,
        shares.objects,
    )


def without_bursts(shares: Shares, window: int, least: int, share: float) -> Shares:
    """Shares without the objects that a large part of all accounts posts within one window.

    When more than ``max(least, share * accounts)`` events of an object fall into one window,
    everybody reacts to one event, and that says nothing about any two of them.
    """
    most = max(least, share * len(shares.accounts))
    span = int(shares.second.max(initial=0)) + window + 1
    place = shares.object * span + shares.second
    busy = np.searchsorted(place, place + window, side="right") - np.arange(len(shares)) > most
    return part_of(shares, ~np.isin(shares.object, shares.object[busy]))


def _numbers(values: Sequence[object], names: Sequence[object]) -> np.ndarray:
    number = {name: n for n, name in enumerate(names)}
    return np.array([number[value] for value in values], dtype=np.int64)


def _text_groups(posts: Sequence[Post], copies: Iterable[Mapping[str, object]]) -> dict[int, str]:
    """Groups of posts with the same or nearly the same text, named by their lowest item.

    Equal texts count also where trace takes them for a formula and not for copies.
    """
    row_of = {post.item: row for row, post in enumerate(posts)}
    parent = {row: row for row in range(len(posts))}

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    first_with: dict[str, int] = {}
    for row, post in enumerate(posts):
        text = folded_words(post.text)
        if is_telling(text):
            parent[row] = first_with.setdefault(text, row)
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
