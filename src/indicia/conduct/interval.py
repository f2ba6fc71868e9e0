"""Exact intervals without a shape assumed: of a share, and of a median."""

from __future__ import annotations

import numpy as np

LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2


def share_interval(count: np.ndarray, trials: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Low and high ends for the share ``count / trials``, elementwise; parts of a count are allowed.

    Holds the true share at least at ``LEVEL`` for whole counts. Without trials: 0 and 1.
    Source: Clopper, Pearson (1934), Biometrika 26.
    """
    from scipy.special import betaincinv

    count, trials = np.asarray(count, float), np.asarray(trials, float)
    rest = np.maximum(trials - count, 0.0)
    low = betaincinv(np.maximum(count, 1e-9), rest + 1, _TAIL)
    high = betaincinv(count + 1, np.maximum(rest, 1e-9), 1 - _TAIL)
    return np.where(count > 0, low, 0.0), np.where(rest > 0, high, 1.0)


def median_places(trials: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places, from 0, of the ordered values that hold the median at least at ``LEVEL``.

    -1 in both where there are too few values for any (under six).
    Source: Hahn, Meeker (1991), Statistical Intervals, 5.2 (order statistics).
    """
    from scipy.special import bdtr, bdtrik

    trials = np.asarray(trials, np.int64)
    some = np.maximum(trials, 1)
    low = np.floor(np.nan_to_num(bdtrik(_TAIL, some, 0.5), nan=-1.0)).astype(np.int64)
    low = np.where(
        (trials > 0) & (low >= 0) & (bdtr(np.maximum(low, 0), some, 0.5) <= _TAIL), low, -1
    )
    return low, np.where(low >= 0, trials - 1 - low, -1)


def median_with_interval(values: np.ndarray) -> tuple[float, float | None, float | None]:
    """The median of at least one value, and the ends of its interval (None: too few values)."""
    ordered = np.sort(values)
    low, high = (int(place) for place in median_places(np.array(len(ordered))))
    middle = float(np.median(ordered))
    if low < 0:
        return middle, None, None
    return middle, float(ordered[low]), float(ordered[high])
