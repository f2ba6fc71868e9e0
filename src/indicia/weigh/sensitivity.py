"""What other priors would have made of the same evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.weigh.evidence import Floats
from indicia.weigh.posterior import Scale, to_probabilities, utilities


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Posteriors (K) under equal priors, and per answer with its own prior at the low and at the
    high end of its band, the others keeping their proportions: ``ends`` (K, 2).
    """

    equal: Floats
    ends: Floats


def prior_sensitivity(scale: Scale) -> Sensitivity:
    """How the posterior hangs on the priors."""
    values = utilities(scale)
    priors = scale.evidence.model.priors
    ends = np.empty((len(values), 2))
    for answer, band in enumerate(priors):
        for column, end in enumerate((band.low, band.high)):
            moved = values.copy()
            moved[answer] += np.log(end / band.best)
            ends[answer, column] = to_probabilities(moved)[answer]
    return Sensitivity(to_probabilities(values - scale.log_prior), ends)
