"""Two questions together: how likely each pair of answers is, and what each says of the other.

Where a person declared how the answers hang together (P of the second's answer given the first's),
the joint is

    P(a, b)  proportional to  post_A(a) * P(b | a) * post_B(b) / prior_B(b)

since post_B / prior_B is what the evidence of B says of its answers, up to a factor. Where nothing
was declared the joint is the product of both, and that is said: nobody knows whether it holds.

Source: Pearl, Probabilistic Reasoning in Intelligent Systems (1988), section 4.2 (one link).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
INDEPENDENT = "taken as independent: nobody has declared how they hang together"
DECLARED = "by the table declared in case.toml"


@dataclass(frozen=True, slots=True)
class Joint:
    """Probabilities (A, B) of pairs of answers; both margins follow from them."""

    shares: Floats
    is_independent: bool

    @property
    def first(self) -> Floats:
        """Probabilities of the first question's answers, with what the second says."""
        margin: Floats = self.shares.sum(axis=1)
        return margin

    @property
    def second(self) -> Floats:
        """Probabilities of the second question's answers, with what the first says."""
        margin: Floats = self.shares.sum(axis=0)
        return margin


def independent(first: Floats, second: Floats) -> Joint:
    """The product of two sets of probabilities."""
    return Joint(np.outer(first, second), True)


def linked(first: Floats, second: Floats, prior_second: Floats, given: Floats) -> Joint:
    """The joint of two questions with a declared table.

    ``first`` (A) and ``second`` (B): posteriors by their own evidence; ``prior_second`` (B): the
    prior in ``second``; ``given`` (A, B): P(b | a), rows add up to 1. A table whose rows are all
    the prior of the second leaves both posteriors as they are.
    """
    evidence = second / prior_second
    weights = first[:, None] * given * evidence[None, :]
    return Joint(weights / weights.sum(), False)
