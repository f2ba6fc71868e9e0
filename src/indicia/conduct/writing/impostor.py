"""Whether two writings are nearer to each other than either is to impostors, and how unusual that is.

In each of many rounds, with half of the features, the other writing takes a rank among all
impostors by its likeness; the score is the mean of 1/rank, both ways round. 1: nearest in every
round. What a score is worth is read off the scores of pairs that are held to be different: every
other pair of the panel.

Source: Koppel, Winter (2014), JASIST 65, 178-187; Kestemont et al. (2016), Expert Syst. Appl. 63,
86-96 (General Impostors); Potha, Stamatatos (2017), CLEF (the rank in place of the first place).
"""

from __future__ import annotations

import numpy as np


def rank_scores(cosines: np.ndarray) -> np.ndarray:
    """Score of each pair of a panel, 0 to 1, symmetric; the diagonal is 0.

    ``cosines`` is (rounds, panel, panel). The impostors of a pair are all others of the panel.
    """
    rounds, size, _ = cosines.shape
    score = np.zeros((size, size))
    own = np.arange(size)
    for turn in range(rounds):
        alike = cosines[turn].copy()
        alike[own, own] = -np.inf
        order = np.argsort(-alike, axis=1, kind="stable")
        rank = np.empty((size, size))
        np.put_along_axis(rank, order, np.arange(1.0, size + 1)[None, :], axis=1)
        score += 1 / rank
    score[own, own] = 0
    both: np.ndarray = (score + score.T) / (2 * rounds)
    return both


def half_scores(cosines: np.ndarray) -> np.ndarray:
    """Score of each writing's two halves, among the halves of all others.

    ``cosines`` is (rounds, early halves, late halves).
    """
    own = np.einsum("rii->ri", cosines)
    ranks = [(cosines >= own[:, :, None]).sum(2), (cosines >= own[:, None, :]).sum(1)]
    score: np.ndarray = ((1 / ranks[0]) + (1 / ranks[1])).mean(0) / 2
    return score


def upper_p(score: float, null: np.ndarray) -> float:
    """Share of the null at or above a score, the score itself counted in."""
    return float((1 + (null >= score).sum()) / (1 + len(null)))
