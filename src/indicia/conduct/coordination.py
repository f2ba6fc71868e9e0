"""Whether accounts share the same things at the same time more often than chance would.

Screen: for each pair of accounts the number of objects both shared within a window is compared
with a Poisson null that keeps each account's activity within strata (language, hour); all pairs
are corrected together (Benjamini-Hochberg). What survives is confirmed by shuffling the accounts'
labels within strata. The same screen over shuffled copies of the same traffic gives the share of
such findings that arise by chance.

Source: Poisson screen and stratified shuffle as measured in the project's design notes on nulls;
Benjamini, Hochberg (1995), J. R. Stat. Soc. B 57.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from indicia.conduct.share import Shares, close_pairs

SPARSE = 10.0


@dataclass(frozen=True, slots=True)
class CoordinationOptions:
    """Settings of the test; seconds, shares and counts."""

    window: int = 60
    least_objects: int = 3
    q: float = 0.05
    p: float = 0.01
    shuffles: int = 999
    copies: int = 20
    burst_least: int = 8
    burst_share: float = 0.5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PairFinding:
    """One pair of accounts that survived the screen."""

    left: str
    right: str
    objects: int
    null_mean: float
    null_sd: float
    p: float
    q: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CoordinationResult:
    """Findings, the share of such findings in shuffled copies, and how strata were cut."""

    findings: tuple[PairFinding, ...]
    false_share: float | None
    strata: str
    events: int
    pairs_tested: int


def with_strata(shares: Shares, languages: np.ndarray) -> tuple[Shares, str]:
    """Strata as fine as the traffic allows: language by hour, by hour of day, or language alone.

    A stratum with few events has nothing to shuffle, so the first cut with ten events in the
    stratum of a typical event is taken.
    """
    hour = shares.second // 3600
    cuts = (
        ("language and hour", hour),
        ("language and hour of day", hour % 24),
        ("language", np.zeros_like(hour)),
    )
    for name, part in cuts:
        keys = np.stack((languages, part), axis=1)
        _, stratum, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        stratum = stratum.reshape(-1)
        if name == "language" or float(np.median(counts[stratum])) >= SPARSE:
            return replace(shares, stratum=stratum), name
    raise AssertionError("the last cut is always taken")


def pair_objects(
    account: np.ndarray, shares: Shares, pairs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of accounts (as left * n + right) and their number of distinct shared objects."""
    number = len(shares.accounts)
    a, b = account[pairs[:, 0]], account[pairs[:, 1]]
    other = a != b
    low, high = np.minimum(a, b)[other], np.maximum(a, b)[other]
    key = low * number + high
    both = np.unique(np.stack((key, shares.object[pairs[:, 0]][other]), axis=1), axis=0)
    names, counts = np.unique(both[:, 0], return_counts=True)
    return names, counts


def expected(
    account: np.ndarray, shares: Shares, pairs: np.ndarray, keys: np.ndarray
) -> np.ndarray:
    """Mean number of shared objects of each pair under the null: activity and strata kept.

    lambda = sum over strata s of M_s * 2 n_as n_bs / (N_s (N_s - 1)).
    """
    number, strata = len(shares.accounts), int(shares.stratum.max()) + 1
    counts = np.zeros((number, strata))
    np.add.at(counts, (account, shares.stratum), 1.0)
    total = counts.sum(axis=0)
    close = np.bincount(shares.stratum[pairs[:, 0]], minlength=strata).astype(float)
    rate = np.divide(2.0 * close, total * (total - 1.0), out=np.zeros(strata), where=total > 1)
    left, right = keys // number, keys % number
    return np.asarray((counts[left] * counts[right] * rate).sum(axis=1))


def screen(
    account: np.ndarray, shares: Shares, pairs: np.ndarray, options: CoordinationOptions
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surviving pairs (keys), their counts and their q, over all pairs of accounts."""
    from scipy.stats import poisson

    keys, counts = pair_objects(account, shares, pairs)
    if not len(keys):
        return keys, counts, np.empty(0)
    p = poisson.sf(counts - 1, expected(account, shares, pairs, keys))
    number = len(shares.accounts)
    q = corrected(p, number * (number - 1) // 2)
    keep = (q <= options.q) & (counts >= options.least_objects)
    return keys[keep], counts[keep], q[keep]


def corrected(p: np.ndarray, tests: int) -> np.ndarray:
    """Benjamini-Hochberg q of each p among ``tests`` tests, of which the rest have p = 1."""
    order = np.argsort(p, kind="stable")
    ranked = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty_like(q)
    found[order] = np.minimum(q, 1.0)
    return found


def shuffled(shares: Shares, rng: np.random.Generator) -> np.ndarray:
    """Accounts with their labels shuffled inside each stratum."""
    order = np.lexsort((rng.random(len(shares)), shares.stratum))
    inside = np.lexsort((np.arange(len(shares)), shares.stratum))
    account = np.empty_like(shares.account)
    account[inside] = shares.account[order]
    return account


def find_coordination(
    shares: Shares, strata: str, options: CoordinationOptions
) -> CoordinationResult:
    """Pairs of accounts that share more often than their strata would by chance."""
    if len(shares) < 2 or len(shares.accounts) < 2:
        return CoordinationResult((), None, strata, len(shares), 0)
    pairs = close_pairs(shares, options.window)
    keys, counts, q = screen(shares.account, shares, pairs, options)
    rng = np.random.default_rng([options.seed, 1])
    null = _null_counts(shares, pairs, keys, options.shuffles, rng) if len(keys) else None
    findings = []
    number = len(shares.accounts)
    for index, key in enumerate(keys):
        assert null is not None
        column = null[:, index]
        p = (1 + int((column >= counts[index]).sum())) / (options.shuffles + 1)
        if p > options.p:
            continue
        left, right = int(key) // number, int(key) % number
        findings.append(
            PairFinding(
                shares.accounts[left],
                shares.accounts[right],
                int(counts[index]),
                float(column.mean()),
                float(column.std()),
                p,
                float(q[index]),
                _rows(shares, pairs, left, right),
            )
        )
    share = _false_share(shares, pairs, options, len(findings))
    return CoordinationResult(
        tuple(findings), share, strata, len(shares), number * (number - 1) // 2
    )


def _null_counts(
    shares: Shares, pairs: np.ndarray, keys: np.ndarray, shuffles: int, rng: np.random.Generator
) -> np.ndarray:
    null = np.zeros((shuffles, len(keys)), np.int64)
    for turn in range(shuffles):
        found, counts = pair_objects(shuffled(shares, rng), shares, pairs)
        place = np.searchsorted(found, keys)
        held = (place < len(found)) & (found[np.minimum(place, len(found) - 1)] == keys)
        null[turn, held] = counts[place[held]]
    return null


def _false_share(
    shares: Shares, pairs: np.ndarray, options: CoordinationOptions, found: int
) -> float | None:
    """Findings of the screen per shuffled copy, as a share of what was found in the real traffic."""
    if not found:
        return None
    rng = np.random.default_rng([options.seed, 2])
    by_chance = [
        len(screen(shuffled(shares, rng), shares, pairs, options)[0]) for _ in range(options.copies)
    ]
    return min(1.0, float(np.mean(by_chance)) / found)


def _rows(shares: Shares, pairs: np.ndarray, left: int, right: int) -> tuple[int, ...]:
    a, b = shares.account[pairs[:, 0]], shares.account[pairs[:, 1]]
    close = ((a == left) & (b == right)) | ((a == right) & (b == left))
    return tuple(sorted({int(row) for row in shares.item[pairs[close]].ravel()}))


def settings_of(
    options: CoordinationOptions, result: CoordinationResult, kind: str
) -> Mapping[str, Any]:
    """Every setting of a finding, for the table."""
    return {
        "object": kind,
        "window_seconds": options.window,
        "least_objects": options.least_objects,
        "strata": result.strata,
        "screen": "Poisson, Benjamini-Hochberg over all pairs (q)",
        "shuffles": options.shuffles,
        "pairs_tested": result.pairs_tested,
        "events": result.events,
        "shuffled_copies": options.copies,
    }
