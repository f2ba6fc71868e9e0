"""Strata: within one of them, accounts are taken as exchangeable under the null."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from indicia.conduct.coordination.share import Shares

SPARSE = 10.0
"""Shares that the stratum of a typical share must hold, or there is nothing to exchange."""


def with_strata(shares: Shares, languages: np.ndarray) -> tuple[Shares, str]:
    """Strata as fine as the traffic allows: language by hour, by hour of day, or language alone.

    ``languages`` numbers the language of each share. The name of the cut comes with the shares.
    """
    hour = shares.second // 3600
    cuts = (
        ("language and hour", hour),
        ("language and hour of day", hour % 24),
        ("language", np.zeros_like(hour)),
    )
    for name, part in cuts:
        least, most = int(part.min(initial=0)), int(part.max(initial=0))
        key = languages * (most - least + 1) + (part - least)
        _, stratum, counts = np.unique(key, return_inverse=True, return_counts=True)
        if name == "language" or float(np.median(counts[stratum])) >= SPARSE:
            return replace(shares, stratum=stratum), name
    raise AssertionError("the last cut is always taken")
