"""How unlikely a value is under a null of which a few draws are known.

A hundred draws cannot give a p under .01, which no correction over two hundred sources survives. So
the tail beyond the draws is that of the distribution with their mean, spread and skewness; within
the draws the share of draws counts.

Source: Winkler et al. (2016), NeuroImage 141 (tail and gamma approximations of permutation
tests); Pearson (1895), type III.
"""

from __future__ import annotations

import numpy as np

ENOUGH_BEYOND = 10
"""Draws beyond the value from which their share is taken as it is."""
LEAST_P = 1e-9


def upper_tail(value: np.ndarray, null: np.ndarray) -> np.ndarray:
    """P(null >= value) for each of S values, from draws of shape (R, S). NaN where a value is NaN."""
    from scipy.special import gammainc, gammaincc, ndtr

    draws = len(null)
    mean, spread = null.mean(axis=0), null.std(axis=0, ddof=1)
    flat = ~(spread > 1e-12 * (1 + np.abs(mean)))
    spread = np.where(flat, 1.0, spread)
    skew = (((null - mean) / spread) ** 3).mean(axis=0)
    # A heavier tail than was seen, by the skewness' own error: few draws must not make p small.
    skew = skew + np.sqrt(6.0 / draws)
    z = (value - mean) / (spread * np.sqrt(1 + 1 / draws))
    shape = 4.0 / np.maximum(skew * skew, 1e-4)
    root = np.sqrt(shape)
    with np.errstate(invalid="ignore"):
        right = gammaincc(shape, np.maximum(shape + z * root, 0))
        left = gammainc(shape, np.maximum(shape - z * root, 0))
    fitted = np.where(skew > 0.01, right, np.where(skew < -0.01, left, ndtr(-z)))
    beyond = (null >= value).sum(axis=0)
    share = (1.0 + beyond) / (draws + 1)
    p = np.where(beyond >= ENOUGH_BEYOND, share, np.minimum(fitted, (1.0 + ENOUGH_BEYOND) / draws))
    p = np.where(flat, np.where(value > mean, 1.0 / (draws + 1), 1.0), p)
    return np.where(np.isnan(value), np.nan, np.clip(p, LEAST_P, 1.0))


def both_tails(value: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Two-sided p: twice the smaller of the two tails."""
    low, high = upper_tail(-value, -null), upper_tail(value, null)
    found: np.ndarray = np.minimum(1.0, 2 * np.minimum(low, high))
    return found
