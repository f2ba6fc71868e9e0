"""How published probabilities fared once the question was resolved.

Brier score over all answers (0 best, 2 worst), log score with a floor of .001, both beside those of
the prior and of an earlier publication; and for every word of likelihood how often it came true.

Source: Brier, Verification of forecasts expressed in terms of probability (1950); Good, Rational
decisions (1952).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from indicia.errors import BadInput
from indicia.weigh.wordband import word_bands, word_for

LOG_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Score:
    """Brier (0 to 2) and log score (in nats, 0 best) of one set of probabilities."""

    brier: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """The score of a published assessment beside that of its prior and of the one before it."""

    published: Score
    prior: Score | None = None
    previous: Score | None = None


@dataclass(frozen=True, slots=True)
class WordRecord:
    """How often a word was used, how often what it was said of came true, and the mean said."""

    word: str
    low: float
    high: float
    used: int
    came_true: int
    mean_said: float | None

    @property
    def share_true(self) -> float | None:
        """Share that came true; None if the word was never used."""
        return self.came_true / self.used if self.used else None

    def interval(self) -> tuple[float, float]:
        """The 80 % interval of the share: Jeffreys, which holds for few uses too (Brown, Cai and
        DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001)).
        """
        from scipy.stats import beta

        a, b = self.came_true + 0.5, self.used - self.came_true + 0.5
        low = float(beta.ppf(0.1, a, b)) if self.came_true else 0.0
        high = float(beta.ppf(0.9, a, b)) if self.came_true < self.used else 1.0
        return low, high


def score(probabilities: Mapping[str, float], truth: str) -> Score:
    """The scores of one set of probabilities, given the answer that was right.

    Raises: BadInput if ``truth`` is none of the answers or the probabilities do not add up to 1.
    """
    if truth not in probabilities:
        raise BadInput(
            f"resolution {truth!r}: none of the answers ({', '.join(probabilities)}). "
            "Resolve to one of them; the residual answer is one."
        )
    if abs(sum(probabilities.values()) - 1) > 1e-6:
        raise BadInput(f"probabilities: they add up to {sum(probabilities.values()):.6g}, not 1.")
    brier = sum((p - (answer == truth)) ** 2 for answer, p in probabilities.items())
    return Score(brier, -log(max(probabilities[truth], LOG_FLOOR)))


def score_resolved(
    published: Mapping[str, float],
    truth: str,
    prior: Mapping[str, float] | None = None,
    previous: Mapping[str, float] | None = None,
) -> Resolved:
    """The score of a publication, beside prior and previous publication where there are any."""
    return Resolved(
        score(published, truth),
        score(prior, truth) if prior is not None else None,
        score(previous, truth) if previous is not None else None,
    )


def settle_resolution(resolutions: Sequence[str]) -> str:
    """The answer a question was resolved to. Raises: BadInput if the resolutions contradict."""
    distinct = sorted(set(resolutions))
    if len(distinct) != 1:
        found = ", ".join(map(repr, distinct)) or "none"
        raise BadInput(f"resolution: expected one answer, found {found}. Undo the wrong one first.")
    return distinct[0]


def record_words(said: Iterable[tuple[float, bool]]) -> list[WordRecord]:
    """Reliability per word over (published probability, whether it came true)."""
    by_word: dict[str, list[tuple[float, bool]]] = {}
    for probability, came_true in said:
        by_word.setdefault(word_for(probability).word, []).append((probability, came_true))
    records = []
    for band in word_bands():
        uses = by_word.get(band.word, [])
        mean = sum(p for p, _ in uses) / len(uses) if uses else None
        true = sum(came for _, came in uses)
        records.append(WordRecord(band.word, band.low, band.high, len(uses), true, mean))
    return records


def learn_reliability(right: int, wrong: int) -> float:
    """Reliability of an origin from claims resolved since, shrunk by Beta(2, 2).

    Never from agreement with our own conclusion: count only claims that were settled otherwise.
    """
    if right < 0 or wrong < 0:
        raise BadInput(
            f"resolved claims: {right} right and {wrong} wrong; counts are not negative."
        )
    return (right + 2) / (right + wrong + 4)
