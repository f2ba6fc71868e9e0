"""Posts whose figures are set apart from the source's own history.

Each post is held against the 30 posts around it. How far the highest lie above them falls off by a
power law in most sources; its exponent is taken from the posts below the gap that is tested. Gaps
between ordered exponential values are independent, so the chance of every gap is exact under a
power law, and no jump hides another; where figures fall off faster than that it is too large. One
jump is likelier than many: the gap under the r highest has a share 1/r of the chance of error.

Sources: Renyi (1953), Acta Math. Hung. 4 (spacings); Kimber (1982), J. R. Stat. Soc. C 31 (tests of
several upper outliers of an exponential sample).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST_POSTS = 40
LEAST_TYPICAL = 20
"""What the middle post must have: below it whole numbers are too coarse for gaps."""
AROUND = 31
UPPER = 4
"""The power law is taken from the highest one in so many."""
ONE_IN, MOST_JUMPS = 20, 10
"""At most one post in 20, and ten, can be set apart; more are the source's habit."""
LEVEL = 0.05
FALLS_OFF_SLOWLY = 0.01


@dataclass(frozen=True, slots=True)
class Jumps:
    """What came of one source's figures. ``apart`` are places of the posts above the widest gap, empty where
    it is not wide (p above ``LEVEL``).

    ``gap`` is the widest gap as a multiple of what the lower posts make expected, with mean and
    spread of that multiple under the null; ``times`` how many times the posts around it the highest
    post has.
    """

    p: float | None
    gap: float | None
    null_mean: float | None
    null_sd: float | None
    times: float
    apart: np.ndarray
    posts: int
    refusal: str | None = None


def assess_jumps(figures: np.ndarray) -> Jumps:
    """Jumps among the figures of a source's posts (0 or more), in the order of posting."""
    posts = len(figures)
    none = np.empty(0, np.int64)
    if posts < LEAST_POSTS:
        reason = f"{posts} posts with figures of one age; {LEAST_POSTS} are needed"
        return Jumps(None, None, None, None, 0.0, none, posts, reason)
    typical = float(np.median(figures))
    if typical < LEAST_TYPICAL:
        reason = f"its middle post has {typical:.0f}; {LEAST_TYPICAL} are needed"
        return Jumps(None, None, None, None, 0.0, none, posts, reason)
    above = above_around(np.log(np.maximum(figures, 1.0)))
    times = float(np.exp(above.max()))
    order = np.argsort(above, kind="stable")
    upper = posts // UPPER
    most = max(1, min(posts // ONE_IN, MOST_JUMPS))
    spacing = np.diff(above[order[-upper - 1 :]]) * np.arange(upper, 0, -1)
    if falls_off_slowly(spacing[: upper - most]):
        reason = "its figures fall off more slowly than a power law: nothing stands out by chance"
        return Jumps(None, None, None, None, times, none, posts, reason)
    below = np.cumsum(spacing)[:-1][-most:]
    count = np.arange(1, upper)[-most:]
    single = np.exp(-count * np.log1p(spacing[-most:] / np.maximum(below, 1e-12)))
    share = 1 / np.arange(most, 0, -1)
    share /= share.sum()
    at = int(np.argmin(single / share))
    p = -np.expm1(np.log1p(-np.minimum(share * single[at] / share[at], 1 - 1e-12)).sum())
    apart = np.sort(order[posts - most + at :]) if p <= LEVEL else none
    trials = float(count[at])
    return Jumps(
        float(p),
        float(spacing[-most:][at] / max(below[at] / trials, 1e-12)),
        trials / (trials - 1),
        trials / (trials - 1) * float(np.sqrt(trials / (trials - 2))),
        times,
        apart,
        posts,
    )


def above_around(values: np.ndarray) -> np.ndarray:
    """Each value less the median of the ``AROUND`` values about it; ends use the nearest ones."""
    around = np.lib.stride_tricks.sliding_window_view(values, AROUND)
    middle = np.median(around, axis=1)
    edge = AROUND // 2
    level = np.concatenate((np.repeat(middle[0], edge), middle, np.repeat(middle[-1], edge)))
    return np.asarray(values - level)


def falls_off_slowly(spacing: np.ndarray) -> bool:
    """Whether scaled gaps of exponential values grow towards the top more than chance would make
    them: then the fall-off has no fixed exponent, and a gap at the top has no null.
    """
    from scipy.special import fdtrc

    half = len(spacing) // 2
    low, high = spacing[:half].sum(), spacing[-half:].sum()
    if half < 2 or low <= 0:
        return False
    return bool(fdtrc(2 * half, 2 * half, high / low) < FALLS_OFF_SLOWLY)
