"""Two nulls for how often two accounts meet; a finding must be unlikely under both.

*Times*: the two share what they share (topics, interests, fame are given); only when is left to
chance. Each shared object is a trial, and its chance is how often others who shared it met on it.

*Names*: within a stratum (language and hour) the accounts of shares are exchangeable. With M_s
close pairs in stratum s, N_s shares and n_as of them by a, the expected number of meetings is
sum_s M_s 2 n_as n_bs / (N_s (N_s - 1)); pairs that straddle two strata add
M_st (n_as n_bt + n_at n_bs) / (N_s N_t).

Neither counts the pairs that are set apart (:mod:`indicia.conduct.coordination.meeting`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.chance import binomial_tail, spread_tail
from indicia.conduct.coordination.meeting import Meetings
from indicia.conduct.coordination.share import Shares

LEAST_OF_POOLED = 0.25
"""A stratum in which nobody else meets still expects this part of the rate of all strata: seeing
none in a quiet hour is no proof that none was possible."""


@dataclass(frozen=True, slots=True)
class Null:
    """Mean and spread of each pair's meetings under one null, and the chance of as many."""

    mean: np.ndarray
    sd: np.ndarray
    p: np.ndarray


def times_null(meetings: Meetings) -> Null:
    """Meetings given what both share, when only the times are left to chance."""
    both = meetings.both
    mean = np.asarray(meetings.shared @ meetings.rate).ravel()
    variance = np.asarray(meetings.shared @ (meetings.rate * (1 - meetings.rate))).ravel()
    p = binomial_tail(meetings.count, both, mean / np.maximum(1.0, both))
    return Null(mean, np.sqrt(variance), p)


def names_null(shares: Shares, meetings: Meetings) -> Null:
    """Meetings given each account's activity in each stratum, as a Poisson count."""
    mean = _expected(shares, ordinary_rows(meetings), meetings.left, meetings.right)
    return Null(mean, np.sqrt(mean), spread_tail(meetings.count, mean, mean))


def ordinary_rows(meetings: Meetings) -> np.ndarray:
    """Close rows of shares but for those of pairs that are set apart."""
    aside = np.append(meetings.apart, False)[meetings.pair]
    rows: np.ndarray = meetings.rows[~aside]
    return rows


def _expected(shares: Shares, rows: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    from scipy.sparse import coo_matrix

    accounts, strata = len(shares.accounts), int(shares.stratum.max(initial=0)) + 1
    activity = coo_matrix(
        (np.ones(len(shares)), (shares.account, shares.stratum)), shape=(accounts, strata)
    ).tocsr()
    size = np.bincount(shares.stratum, minlength=strata).astype(float)
    s, t = np.sort(shares.stratum[rows], axis=1).T
    cells, meets = np.unique(s * strata + t, return_counts=True)
    s, t = cells // strata, cells % strata
    ways = np.where(s == t, size[s] * (size[s] - 1), size[s] * size[t])
    joint = coo_matrix((meets / np.maximum(1.0, ways), (s, t)), shape=(strata, strata)).tocsr()
    weighted = activity @ (joint + joint.T)  # on the diagonal 2 M_s / (N_s (N_s - 1))
    mean = np.asarray(weighted[left].multiply(activity[right]).sum(axis=1)).ravel()
    pooled = 2.0 * len(rows) / max(1.0, float((size * (size - 1)).sum()))
    chances = np.asarray(activity[left].multiply(activity[right]).sum(axis=1)).ravel()
    floored: np.ndarray = np.maximum(mean, LEAST_OF_POOLED * pooled * chances)
    return floored
