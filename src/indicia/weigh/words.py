"""The sentences in which a probability is published, in English.

A word of likelihood never stands without its band and the numbers; an interval that reaches into
another band names both words; confidence has a sentence of its own with its reasons. A word changes
only when the probability passes the boundary by .02.
"""

from __future__ import annotations

from collections.abc import Sequence

from indicia.weigh.wordband import WordBand, word_bands, word_for, word_of

HYSTERESIS = 0.02


def words_for_interval(mean: float, low: float, high: float) -> str:
    """The word of the mean; where the interval crosses a boundary, the words of both its ends."""
    ends = word_for(low), word_for(high)
    if ends[0] == ends[1]:
        return word_for(mean).word
    return f"{ends[0].word} to {ends[1].word}"


def settle_word(previous: str | None, mean: float) -> str:
    """The word to publish, given the word published before.

    The old word stays until the mean lies more than .02 outside its band.
    """
    before = word_of(previous) if previous else None
    if before is None:
        return word_for(mean).word
    bands = word_bands()
    low = 0.0 if before == bands[0] else before.low - HYSTERESIS
    high = 1.0 if before == bands[-1] else before.high + HYSTERESIS
    return before.word if low <= mean <= high else word_for(mean).word


def likelihood_sentence(
    claim: str, mean: float, low: float, high: float, previous: str | None = None
) -> str:
    """What is judged of ``claim`` (a clause, without full stop), with the word, band and numbers.

    ``previous`` is the word published before, for hysteresis.
    """
    settled = word_of(settle_word(previous, mean)) or word_for(mean)
    return (
        f"{_it_is(settled)} ({settled.percent}; our estimate {percent(mean)} %, 80 % interval "
        f"{percent(low)}-{percent(high)} %{_reach(low, high)}) that {claim}."
    )


def _it_is(word: WordBand) -> str:
    if word.word == "almost no chance":
        return "There is almost no chance"
    article = "a " if word.word.endswith("chance") else ""
    return f"It is {article}{word.word}"


def _reach(low: float, high: float) -> str:
    ends = word_for(low), word_for(high)
    if ends[0] == ends[1]:
        return ""
    return (
        f", which reaches from {ends[0].word} ({ends[0].percent}) to "
        f"{ends[1].word} ({ends[1].percent})"
    )


def confidence_sentence(level: str, reasons: Sequence[str]) -> str:
    """The sentence on confidence, with its reasons."""
    return f"Confidence in this is {level}: {'; '.join(reasons)}."


def residual_sentence(residual: str, mean: float, low: float, high: float) -> str:
    """The sentence on the residual answer, which is always printed."""
    word = word_for(mean)
    return (
        f"That it is {residual} is judged {word.word} ({word.percent}; our estimate "
        f"{percent(mean)} %, 80 % interval {percent(low)}-{percent(high)} %{_reach(low, high)})."
    )


def percent(probability: float) -> str:
    """A probability in per cent, whole, except near 0 and 1: never 0 and never 100."""
    whole = round(probability * 100)
    if whole < 1:
        return "under 1"
    if whole > 99:
        return "over 99"
    return str(whole)
