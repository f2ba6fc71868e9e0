"""Who shared what and when: the events that every test of co-sharing works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indicia.conduct.coordination.mixing import mixed
from indicia.conduct.coordination.object import Sharing
from indicia.conduct.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Shares:
    """Events in columns, sorted by object, time and account.

    ``account``, ``object`` and ``stratum`` are numbers, accounts into the list of names;
    ``second`` is seconds since 1970; ``item`` is the row of the post. Their order, and so what a
    seed gives, does not depend on what anything is called.
    """

    account: np.ndarray
    object: np.ndarray
    second: np.ndarray
    stratum: np.ndarray
    item: np.ndarray
    accounts: tuple[str, ...]
    objects: int
    """How many objects there are."""

    def __len__(self) -> int:
        return len(self.account)


def shares_of(traffic: Traffic, sharing: Sharing, window: int) -> Shares:
    """Events of one kind of object, in one stratum. Undated posts are left out; of an account's
    repeats of an object within ``window`` seconds the first counts.
    """
    dated = traffic.dated[sharing.row]
    row, thing = sharing.row[dated], sharing.object[dated]
    return shares_from(
        (traffic.source[row], thing, traffic.second[row], row), window, traffic.sources
    )


def shares_from(
    columns: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    window: int,
    accounts: Sequence[str] = (),
) -> Shares:
    """Events from columns of account, object, second and item, in one stratum.

    Of an account's repeats of an object, those within ``window`` seconds of one that stands are
    left out. Without ``accounts`` the accounts are named by their numbers.
    """
    account, thing, second, item = columns
    order = np.lexsort((item, second, account, thing))
    order = order[_first_of_repeats(account[order], thing[order], second[order], window)]
    account, thing, second, item = (column[order] for column in (account, thing, second, item))
    thing = np.unique(thing, return_inverse=True)[1].reshape(-1).astype(np.int64)
    account_key, object_key = _keys(account, thing, second)
    rank = np.empty(len(object_key), np.int64)
    rank[np.argsort(object_key, kind="stable")] = np.arange(len(object_key))
    thing = rank[thing]
    order = np.lexsort((item, account_key[account], second, thing))
    return Shares(
        account[order],
        thing[order],
        second[order],
        np.zeros(len(order), np.int64),
        item[order],
        tuple(accounts) or tuple(map(str, range(int(account.max(initial=-1)) + 1))),
        len(rank),
    )


def _keys(
    account: np.ndarray, thing: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A key for each account and each object that rests on when what was shared, not on names.

    Sums of mixed 64-bit numbers over the events of each. Two that are never apart in time and
    company have equal keys, and then it does not matter which comes first.
    """
    times = mixed(second.astype(np.uint64))
    objects = _summed(thing, times)
    accounts = _summed(account, mixed(times + objects[thing]))
    return accounts, _summed(thing, mixed(times + accounts[account]))


def _summed(group: np.ndarray, values: np.ndarray) -> np.ndarray:
    sums = np.zeros(int(group.max(initial=-1)) + 1, np.uint64)
    np.add.at(sums, group, values)
    return sums


def _first_of_repeats(
    account: np.ndarray, thing: np.ndarray, second: np.ndarray, window: int
) -> np.ndarray:
    """Whether each row stands, of rows sorted by object, account and time."""
    if not len(account):
        return np.ones(0, bool)
    start = np.append(True, (thing[1:] != thing[:-1]) | (account[1:] != account[:-1]))
    # A row more than a window behind the one before it always stands: it opens a run.
    start[1:] |= np.diff(second) > window
    run = np.cumsum(start) - 1
    span = int(second.max() - second.min()) + window + 2
    place = run * span + (second - second.min())
    following = np.searchsorted(place, place + window, side="right")
    stops = np.append(np.flatnonzero(start)[1:], len(run))
    keep = start.copy()
    front = np.flatnonzero(start)
    while len(front):
        after = following[front]
        front = after[after < stops[run[front]]]
        keep[front] = True
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
    most = max(least, share * np.count_nonzero(np.bincount(shares.account, minlength=1)))
    earliest = int(shares.second.min(initial=0))
    span = int(shares.second.max(initial=0)) - earliest + window + 1
    place = shares.object * span + (shares.second - earliest)
    busy = np.searchsorted(place, place + window, side="right") - np.arange(len(shares)) > most
    return part_of(shares, ~np.isin(shares.object, shares.object[busy]))
