"""Coordination over many planted corpora: power, false discoveries, and p-values under the null.

The chance of a count is discrete, so P(X >= x) cannot be uniform under its null: it lies above.
The randomised p, P(X > x) + V P(X = x) with V uniform, is uniform exactly when the null is right;
it is used to test the test and never reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from conduct_world import World, WorldPlan, make_world

from indicia.conduct.coordination.meeting import Meetings, find_meetings
from indicia.conduct.coordination.nullmodel import Null, names_null, ordinary_rows, times_null
from indicia.conduct.coordination.pair import (
    CoordinationOptions,
    CoordinationResult,
    find_coordination,
)
from indicia.conduct.coordination.share import Shares, shares_from, without_bursts
from indicia.conduct.coordination.shuffle import shuffle_meetings, shuffled_accounts
from indicia.conduct.coordination.stratum import with_strata

QUICK = CoordinationOptions(shuffles=199, copies=0)
PAIRS_OF_WORLD = 40
"""Pairs whose p is looked at, among the busiest accounts of a corpus."""
BUSIEST = 40
SHUFFLES = 199


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one corpus, against what was planted."""

    topics: int
    planted: int
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class NullP:
    """Randomised p of pairs of one corpus in which the null of each holds by construction."""

    names: np.ndarray
    times: np.ndarray
    shuffles: np.ndarray


def proof_plan(seed: int) -> WorldPlan:
    """A corpus of the proof: even seeds without topics, odd ones with; cells of at least ten
    accounts and thirty events, in which a member takes part in .6 to .9 of the events."""
    rng = np.random.default_rng([seed, 77])
    return WorldPlan(
        accounts=int(rng.integers(150, 400)),
        shares=int(rng.integers(5_000, 15_000)),
        objects=int(rng.integers(800, 2_500)),
        topics=1 if seed % 2 == 0 else int(rng.choice([4, 12, 40])),
        languages=int(rng.integers(1, 4)),
        cells=int(rng.integers(1, 5)),
        cell_size=int(rng.integers(10, 16)),
        cell_events=int(rng.integers(30, 61)),
        takes_part=float(rng.uniform(0.6, 0.9)),
        breaking=float(rng.choice([0.03, 0.1, 0.3])),
    )


def shares_in(world: World, options: CoordinationOptions) -> tuple[Shares, str]:
    """Events of a world with their strata, as ``coshare_tests`` makes them."""
    rows = np.arange(len(world.account))
    shares = shares_from((world.account, world.object, world.second, rows), options.window)
    shares = without_bursts(shares, options.window, options.burst_least, options.burst_share)
    return with_strata(shares, world.language[shares.account])


def found_in(world: World, options: CoordinationOptions) -> CoordinationResult:
    """The findings of a world."""
    return find_coordination(*shares_in(world, options), options)


def pairs_of(result: CoordinationResult) -> set[tuple[int, int]]:
    """The pairs found, by account numbers, lower first."""
    return {(min(p), max(p)) for p in ((int(f.left), int(f.right)) for f in result.findings)}


def outcomes(seeds: Iterable[int]) -> list[Outcome]:
    """What is found in each corpus of the proof."""
    rows = []
    for seed in seeds:
        plan = proof_plan(seed)
        world = make_world(plan, 50_000 + seed)
        found = pairs_of(found_in(world, QUICK))
        right = len(found & world.planted)
        rows.append(Outcome(plan.topics, len(world.planted), right, len(found) - right))
    return rows


def null_ps(seed: int) -> NullP:
    """Randomised p of forty pairs in a corpus without cells, for each null where it holds."""
    rng = np.random.default_rng([seed, 78])
    world = make_world(replace(proof_plan(seed), cells=0), 90_000 + seed)
    shares, _ = shares_in(world, QUICK)
    by_names = replace(shares, account=shuffled_accounts(shares, rng))
    by_times = _shares_at_other_times(world, rng)
    pairs = _pairs(shares, rng)
    return NullP(
        _randomised(by_names, pairs, lambda m: names_null(by_names, m), rng),
        _randomised(by_times, pairs, times_null, rng),
        _by_shuffles(by_names, pairs, rng),
    )


def _pairs(shares: Shares, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of the busiest accounts, whoever they meet."""
    activity = np.bincount(shares.account, minlength=len(shares.accounts))
    busy = np.sort(np.argsort(-activity, kind="stable")[:BUSIEST])
    left, right = np.triu_indices(len(busy), 1)
    drawn = rng.choice(len(left), PAIRS_OF_WORLD, replace=False)
    return busy[left[drawn]], busy[right[drawn]]


def _shares_at_other_times(world: World, rng: np.random.Generator) -> Shares:
    """Who shared an object when is left to chance: its times are dealt out anew among its
    sharers. Everybody shares an object once, so that no repeat is dropped afterwards."""
    once = np.unique(
        world.object * (int(world.account.max()) + 1) + world.account, return_index=True
    )[1]
    thing, account, second = world.object[once], world.account[once], world.second[once]
    order, mixed = np.argsort(thing, kind="stable"), np.argsort(thing + rng.random(len(thing)))
    dealt = np.empty_like(second)
    dealt[order] = second[mixed]
    rows = np.arange(len(once))
    shares = shares_from((account, thing, dealt, rows), QUICK.window)
    return with_strata(shares, world.language[shares.account])[0]


def _met(
    shares: Shares, pairs: tuple[np.ndarray, np.ndarray], window: int, least: int
) -> tuple[Meetings, np.ndarray]:
    """Rates as the test takes them, and for the given pairs their counts and shared objects."""
    from scipy.sparse import csr_matrix

    meetings, every = find_meetings(shares, window, least), find_meetings(shares, window, 1)
    number = len(shares.accounts)
    counts = dict(
        zip((every.left * number + every.right).tolist(), every.count.tolist(), strict=True)
    )
    keys = pairs[0] * number + pairs[1]
    count = np.array([counts.get(key, 0) for key in keys.tolist()])
    held = csr_matrix(
        (np.ones(len(shares)), (shares.account, shares.object)), (number, shares.objects)
    )
    held.data[:] = 1.0
    held.sum_duplicates()
    held.data[:] = 1.0
    shared = held[pairs[0]].multiply(held[pairs[1]]).tocsr()
    return replace(meetings, left=pairs[0], right=pairs[1], count=count, shared=shared), count


def _randomised(
    shares: Shares,
    pairs: tuple[np.ndarray, np.ndarray],
    null: Callable[[Meetings], Null],
    rng: np.random.Generator,
) -> np.ndarray:
    met, count = _met(shares, pairs, QUICK.window, QUICK.least_objects)
    as_many, more = null(met).p, null(replace(met, count=count + 1)).p
    p: np.ndarray = more + rng.random(len(count)) * (as_many - more)
    return p


def _by_shuffles(
    shares: Shares, pairs: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """The shuffles' own p, ties broken by chance."""
    met, count = _met(shares, pairs, QUICK.window, 1)
    rows = ordinary_rows(replace(met, apart=np.zeros_like(met.apart)))
    seed = int(rng.integers(2**32))
    as_many, more = (
        shuffle_meetings(shares, rows, (*pairs, observed), SHUFFLES, np.random.default_rng(seed)).p
        for observed in (count, count + 1)
    )
    # (1 + as many) / (1 + all) is P(X >= x) with the observed one among the shuffles.
    p: np.ndarray = (
        more - 1 / (1 + SHUFFLES) + rng.random(len(count)) * (as_many - more + 1 / (1 + SHUFFLES))
    )
    return p


def renamed(world: World, seed: int) -> tuple[World, np.ndarray]:
    """The same world with other names in another order of rows, and each account's new number."""
    rng = np.random.default_rng(seed)
    accounts = rng.permutation(len(world.language))
    things = rng.permutation(int(world.object.max()) + 1)
    order = rng.permutation(len(world.account))
    language = np.empty_like(world.language)
    language[accounts] = world.language
    planted = frozenset(
        (int(min(accounts[a], accounts[b])), int(max(accounts[a], accounts[b])))
        for a, b in world.planted
    )
    return (
        World(
            accounts[world.account][order],
            things[world.object][order],
            world.second[order],
            language,
            planted,
        ),
        accounts,
    )
