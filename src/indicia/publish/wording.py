"""The words of a judgement: a word of likelihood never stands without its band and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from indicia.settings import Question
from indicia.weigh.wordband import word_of
from indicia.weigh.words import confidence_sentence, likelihood_sentence

Row = Mapping[str, Any]


def percent(probability: float) -> str:
    """A probability as whole per cent; never 0 or 100, because neither is ever meant."""
    return f"{min(99, max(1, round(probability * 100)))}"


def band_text(words: str) -> str:
    """The band of a word in figures, or of the two words that an interval spans."""
    bands = [band for part in words.split(" to ") if (band := word_of(part))]
    return " to ".join(band.percent for band in bands)


def judgement(question: Question, rows: Sequence[Row]) -> list[str]:
    """Three sentences: the leading answer, the next, and the confidence with its reasons.

    ``rows`` are sorted by probability, the leading answer first.
    """
    texts = {answer.id: answer.text for answer in question.answers}
    first, second = rows[0], rows[1]
    lead = likelihood_sentence(
        "this holds: " + texts[first["answer"]].rstrip("."),
        first["mean"],
        first["low"],
        first["high"],
    )
    rival = (
        f"The nearest rival answer has {percent(second['mean'])} % "
        f"(80 % interval {percent(second['low'])}-{percent(second['high'])} %): "
        f"{texts[second['answer']].rstrip('.')}."
    )
    reasons = orjson.loads(first["reasons"]) or ["no reason was recorded"]
    return [lead, rival, confidence_sentence(first["confidence"], reasons)]
