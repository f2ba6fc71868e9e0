"""A judgement of a probability as a band: low, best and high, never 0 or 1.

The ends are the 10 and 90 % points of a logit-normal around the best value. Takes numbers, three
numbers or a word of likelihood; gives bands. It knows nothing of answers or evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from indicia.errors import BadInput
from indicia.weigh.wordband import word_of

# The 90 % point of the standard normal: the ends of a band are the 10 and 90 % points.
NORMAL_90 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Band:
    """A probability judged as low, best, high; each between 0 and 1, ends excluded."""

    low: float
    best: float
    high: float

    @property
    def spread(self) -> float:
        """Standard deviation of the judgement on the logit scale: half the band over 1.28."""
        return (logit(self.high) - logit(self.low)) / 2 / NORMAL_90

    @property
    def as_list(self) -> list[float]:
        """Low, best, high."""
        return [self.low, self.best, self.high]


def logit(probability: float) -> float:
    """Natural log of the odds."""
    return math.log(probability) - math.log1p(-probability)


def sigmoid(log_odds: float) -> float:
    """The probability that has these log odds."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)


def parse_band(value: object, place: str) -> Band:
    """A band from ``[low, best, high]``, one number (a band without width) or a word of likelihood.

    Raises: BadInput with ``place`` for anything else, values outside (0, 1) and reversed ends.
    """
    if isinstance(value, str):
        return _word_band(value, place)
    if isinstance(value, list):
        if len(value) != 3:
            raise BadInput(
                f"{place}: a band has three numbers, low, best and high; found {len(value)}."
            )
        low, best, high = (open_probability(part, place) for part in value)
        if not low <= best <= high:
            raise BadInput(
                f"{place}: band reversed: found {low}, {best}, {high}. "
                "Write low, best, high in rising order."
            )
        return Band(low, best, high)
    best = open_probability(value, place)
    return Band(best, best, best)


def open_probability(value: object, place: str) -> float:
    """A probability strictly between 0 and 1. Raises: BadInput with ``place``."""
    number = finite_number(value, place)
    if not 0 < number < 1:
        raise BadInput(
            f"{place}: {value} is not between 0 and 1, ends excluded. "
            "A judgement is never certain: use at most .99 or at least .01."
        )
    return number


def closed_share(value: object, place: str) -> float:
    """A share from 0 to 1, ends included. Raises: BadInput with ``place``."""
    number = finite_number(value, place)
    if not 0 <= number <= 1:
        raise BadInput(f"{place}: {value} is not between 0 and 1. Give a share of one.")
    return number


def finite_number(value: object, place: str) -> float:
    """A finite number that is no truth value. Raises: BadInput with ``place``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{place}: expected a number, found {type(value).__name__}.")
    try:
        number = float(value)
    except OverflowError as error:
        raise BadInput(f"{place}: the number is too large.") from error
    if not math.isfinite(number):
        raise BadInput(f"{place}: expected a finite number, found {value}.")
    return number


def _word_band(value: str, place: str) -> Band:
    word = word_of(value)
    if word is None:
        raise BadInput(
            f"{place}: {value!r} is no word of likelihood. "
            "Use one of the ICD 203 words (such as 'likely'), or [low, best, high]."
        )
    best = sigmoid((logit(word.low) + logit(word.high)) / 2)
    return Band(word.low, best, word.high)
