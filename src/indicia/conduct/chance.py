"""Statistics that the tests share: tails, and the correction for many tests."""

from __future__ import annotations

import numpy as np


def corrected(p: np.ndarray, tests: int) -> np.ndarray:
    """Benjamini-Hochberg q of each p among ``tests`` tests, of which the unlisted have p = 1.

    Source: Benjamini, Hochberg (1995), J. R. Stat. Soc. B 57.
    """
    order = np.argsort(p, kind="stable")
    ranked = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty_like(q)
    found[order] = np.minimum(q, 1.0)
    return found


def binomial_tail(count: np.ndarray, trials: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """P(X >= count) of ``trials`` with mean ``chance``, elementwise.

    Of all sums of independent trials with this mean chance the binomial has the heaviest tail
    above its mean, so unequal chances make this p too large, never too small.
    Source: Hoeffding (1956), Ann. Math. Stat. 27.
    """
    from scipy.special import betainc

    inside = np.clip(chance, 0.0, 1.0)
    least = np.maximum(count, 1)
    tail = betainc(least, np.maximum(trials - least + 1, 1e-9), inside)
    return np.where(count > 0, np.where(count > trials, 0.0, tail), 1.0)


def spread_tail(count: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """P(X >= count): Poisson, or negative binomial where ``variance`` exceeds ``mean``."""
    from scipy.special import betainc, gammainc

    least, mean = np.maximum(count, 1), np.maximum(mean, 1e-12)
    poisson = gammainc(least, mean)
    wide = variance > mean * (1 + 1e-9)
    shape = np.where(wide, mean * mean / np.where(wide, variance - mean, 1.0), 1.0)
    tail = np.where(wide, betainc(least, shape, mean / (mean + shape)), poisson)
    return np.where(count > 0, np.maximum(tail, poisson), 1.0)
