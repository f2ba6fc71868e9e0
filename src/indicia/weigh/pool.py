"""Several people's judgements of one probability become one band, openly.

The pool is logarithmic with equal weights: the mean of the log odds (Genest and Zidek, Combining
probability distributions, Statistical Science 1 (1986)). What the judges disagree about is added
to the width of their bands, so that disagreement is never hidden in a narrow band.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from indicia.weigh.band import NORMAL_90, Band, logit, sigmoid

OPPOSED = 1.0
"""Best values that lie further apart than this, in log odds, and on two sides of one half, oppose."""


def pool(bands: Sequence[Band]) -> Band:
    """The band of several judges; that of a single one unchanged.

    On the log-odds scale: best is the mean of the best values; each side's variance is the mean of
    the judges' variances on that side plus the variance between their best values.
    """
    if len(bands) == 1:
        return bands[0]
    best = [logit(band.best) for band in bands]
    mean = math.fsum(sorted(best)) / len(best)
    between = math.fsum(sorted((value - mean) ** 2 for value in best)) / len(best)
    low = _width([logit(band.best) - logit(band.low) for band in bands], between)
    high = _width([logit(band.high) - logit(band.best) for band in bands], between)
    return Band(sigmoid(mean - low), sigmoid(mean), sigmoid(mean + high))


def _width(sides: Sequence[float], between: float) -> float:
    """Distance from the best value to an end (the 10 or 90 % point), in log odds."""
    within = math.fsum(sorted((side / NORMAL_90) ** 2 for side in sides)) / len(sides)
    return math.sqrt(within + between) * NORMAL_90


def are_opposed(bands: Sequence[Band]) -> bool:
    """Whether some judges find it likely and others unlikely, further apart than a slip."""
    best = [logit(band.best) for band in bands]
    return min(best, default=0.0) < 0 < max(best, default=0.0) and max(best) - min(best) > OPPOSED
