"""The words of likelihood and their bands, read from ``words.tsv``.

Gives the band a word stands for and the word a probability falls in. It writes no sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class WordBand:
    """One word of likelihood with the band it stands for, as shares of one."""

    word: str
    others: tuple[str, ...]
    low: float
    high: float

    @property
    def percent(self) -> str:
        """The band as it is printed: ``55-80 %``."""
        return f"{round(self.low * 100)}-{round(self.high * 100)} %"


@cache
def word_bands() -> tuple[WordBand, ...]:
    """All words in rising order; neighbours share their boundary."""
    text = resources.files("indicia.weigh").joinpath("words.tsv").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, others, low, high = line.split("\t")
            found.append(WordBand(word, tuple(others.split("|")), float(low), float(high)))
    return tuple(found)


def word_of(name: str) -> WordBand | None:
    """The band of a word or of one of its other forms; None if it is no word of likelihood."""
    folded = " ".join(name.lower().split())
    for band in word_bands():
        if folded == band.word or folded in band.others:
            return band
    return None


def word_for(probability: float) -> WordBand:
    """The word whose band holds ``probability``; below 1 % and above 99 % the outermost word.

    A probability on a boundary takes the word nearer to an even chance: no more is said than held.
    """
    bands = word_bands()
    if probability < 0.5:
        return next((band for band in bands if probability < band.high), bands[0])
    return next((band for band in bands if probability <= band.high), bands[-1])
