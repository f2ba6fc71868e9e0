"""Whether accounts share the same things at the same time more often than chance would.

A pair of accounts is a finding when it meets on at least three distinct objects, when that is
unlikely under both nulls of :mod:`indicia.conduct.coordination.nullmodel` after correction over all pairs of
accounts, and when shuffles confirm it. The same pipeline over shuffled copies of the rest of the
traffic gives the share of such findings that arise by chance. Nothing here speaks of intent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from indicia.conduct.chance import corrected, spread_tail
from indicia.conduct.coordination.meeting import Meetings, find_meetings
from indicia.conduct.coordination.nullmodel import names_null, ordinary_rows, times_null
from indicia.conduct.coordination.share import Shares, part_of
from indicia.conduct.coordination.shuffle import shuffle_meetings, shuffled_accounts


@dataclass(frozen=True, slots=True)
class CoordinationOptions:
    """Settings of the test; seconds, shares and counts."""

    window: int = 60
    least_objects: int = 3
    q: float = 0.05
    p_of_shuffles: float = 0.01
    shuffles: int = 999
    copies: int = 20
    copy_shuffles: int = 199
    burst_least: int = 8
    burst_share: float = 0.5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PairFinding:
    """One pair of accounts that meets more often than either null allows."""

    left: str
    right: str
    objects: int
    both: int
    """Distinct objects that the two share at whatever time."""
    null: str
    """The null that is nearer to what was seen: ``times`` or ``names``; mean, sd and p are its."""
    null_mean: float
    null_sd: float
    p: float
    q: float
    p_of_shuffles: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CoordinationResult:
    """Findings, what shuffled copies gave, and how strata were cut."""

    findings: tuple[PairFinding, ...]
    by_chance: tuple[tuple[tuple[str, str], ...], ...]
    """The pairs found in each shuffled copy of the rest of the traffic."""
    strata: str
    events: int
    pairs_tested: int

    @property
    def false_share(self) -> float | None:
        """Findings in a shuffled copy, on average, as a share of the findings; None without."""
        if not self.findings or not self.by_chance:
            return None
        return min(1.0, sum(map(len, self.by_chance)) / len(self.by_chance) / len(self.findings))


def find_coordination(
    shares: Shares, strata: str, options: CoordinationOptions
) -> CoordinationResult:
    """Pairs of accounts that meet more often than chance would; ``strata`` names their cut."""
    active = len(np.unique(shares.account))
    tests = active * (active - 1) // 2
    findings = _findings(shares, tests, options, np.random.default_rng([options.seed, 1]))
    return CoordinationResult(
        findings, _by_chance(shares, findings, options), strata, len(shares), tests
    )


def _findings(
    shares: Shares, tests: int, options: CoordinationOptions, rng: np.random.Generator
) -> tuple[PairFinding, ...]:
    if tests < 1:
        return ()
    meetings = find_meetings(shares, options.window, options.least_objects)
    times, names = times_null(meetings), names_null(shares, meetings)
    q = corrected(np.maximum(times.p, names.p), tests)
    passed = np.flatnonzero(q <= options.q)
    if not len(passed):
        return ()
    watched = (meetings.left[passed], meetings.right[passed], meetings.count[passed])
    null = shuffle_meetings(shares, ordinary_rows(meetings), watched, options.shuffles, rng)
    mean = np.maximum(null.mean, names.mean[passed])
    variance = np.maximum(null.variance, mean)
    by_names = spread_tail(watched[2], mean, variance)
    p = np.maximum(times.p[passed], by_names)
    q = corrected(p, tests)
    rests_on = _items(shares, meetings)
    name = shares.accounts
    found = [
        PairFinding(
            min(name[watched[0][n]], name[watched[1][n]]),
            max(name[watched[0][n]], name[watched[1][n]]),
            int(watched[2][n]),
            int(meetings.shared[row].sum()),
            "times" if times.p[row] >= by_names[n] else "names",
            float(times.mean[row] if times.p[row] >= by_names[n] else mean[n]),
            float(times.sd[row] if times.p[row] >= by_names[n] else np.sqrt(variance[n])),
            float(p[n]),
            float(q[n]),
            float(null.p[n]),
            rests_on(int(row)),
        )
        for n, row in enumerate(passed)
        if q[n] <= options.q and null.p[n] <= options.p_of_shuffles
    ]
    return tuple(sorted(found, key=lambda finding: (finding.left, finding.right)))


def _by_chance(
    shares: Shares, findings: tuple[PairFinding, ...], options: CoordinationOptions
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The pairs that the same pipeline finds in each shuffled copy of the rest of the traffic.

    The shares that the findings rest on are left out first: an hour that a cell fills would hold
    the same cell after any shuffle. Nothing when nothing was found.
    """
    if not findings:
        return ()
    rests_on = sorted({row for finding in findings for row in finding.items})
    rest = part_of(shares, ~np.isin(shares.item, rests_on))
    active = len(np.unique(rest.account))
    rng = np.random.default_rng([options.seed, 2])
    fewer = replace(options, shuffles=options.copy_shuffles)
    by_chance = []
    for _ in range(options.copies):
        copy = replace(rest, account=shuffled_accounts(rest, rng))
        found = _findings(copy, active * (active - 1) // 2, fewer, rng)
        by_chance.append(tuple((finding.left, finding.right) for finding in found))
    return tuple(by_chance)


def _items(shares: Shares, meetings: Meetings) -> Callable[[int], tuple[int, ...]]:
    """The rows of posts on which a pair meets, by its number."""
    order = np.argsort(meetings.pair, kind="stable")
    starts = np.searchsorted(meetings.pair[order], np.arange(len(meetings.left) + 1))

    def rests_on(pair: int) -> tuple[int, ...]:
        rows = meetings.rows[order[starts[pair] : starts[pair + 1]]]
        return tuple(np.unique(shares.item[rows]).tolist())

    return rests_on


def settings_of(
    options: CoordinationOptions, result: CoordinationResult, kind: str, finding: PairFinding
) -> Mapping[str, Any]:
    """Every setting behind a finding, for the table."""
    return {
        "object": kind,
        "window_seconds": options.window,
        "least_objects": options.least_objects,
        "strata": result.strata,
        "nulls": "names within strata; times given the shared objects; the larger p counts",
        "null_reported": finding.null,
        "shared_at_any_time": finding.both,
        "correction": "Benjamini-Hochberg over all pairs of accounts",
        "q_most": options.q,
        "shuffles": options.shuffles,
        "p_of_shuffles": finding.p_of_shuffles,
        "p_of_shuffles_most": options.p_of_shuffles,
        "pairs_tested": result.pairs_tested,
        "events": result.events,
        "shuffled_copies": options.copies,
        "shuffles_in_copies": options.copy_shuffles,
        "burst_least": options.burst_least,
        "burst_share": options.burst_share,
    }
