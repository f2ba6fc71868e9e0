"""The words of a judgement: a word of likelihood never stands without its band and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from indicia.settings import Question
from indicia.weigh.words import band_of_word

Row = Mapping[str, Any]


def percent(probability: float) -> str:
    """A probability as whole per cent; never 0 or 100, because neither is ever meant."""
    return f"{min(99, max(1, round(probability * 100)))}"


def judgement(question: Question, rows: Sequence[Row]) -> list[str]:
    """Three sentences: the leading answer, the next, and the confidence with its reasons."""
    texts = {answer.id: answer.text for answer in question.answers}
    first, second = rows[0], rows[1]
    band = band_of_word(first["word"])
    lead = (
        f"It is {first['word']} ({band}; our estimate {percent(first['mean'])} %, 80 % interval "
        f"{percent(first['low'])}-{percent(first['high'])} %) that this holds: "
        f"{_clause(texts[first['answer']])}."
    )
    rival = (
        f"The nearest rival answer has {percent(second['mean'])} % "
        f"({percent(second['low'])}-{percent(second['high'])} %): "
        f"{_clause(texts[second['answer']])}."
    )
    reasons = "; ".join(orjson.loads(first["reasons"])) or "no reason was recorded"
    return [lead, rival, f"Confidence in this is {first['confidence']}: {reasons}."]


def _clause(text: str) -> str:
    return text.rstrip(".")
