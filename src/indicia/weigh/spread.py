"""Rows of ``judgements``: what each judge said, who counts, and the band that was pooled from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indicia.settings import Question
from indicia.weigh.band import parse_band
from indicia.weigh.judged import (
    Judgements,
    Judging,
    Said,
    complete,
    complete_before,
    listed_answers,
    pooled,
)

POOLED = "pooled"
"""Stands for the judge in the row of the band that is weighed."""


def judgement_rows(questions: Sequence[Question], judgements: Judgements) -> list[dict[str, Any]]:
    """A row for each band that somebody gave, and one for each that was pooled from several."""
    rows: list[dict[str, Any]] = []
    for question in questions:
        rows += _rows(question, None, judgements.priors.get(question.id, {}))
        for indication in judgements.indications.values():
            if indication.question == question.id:
                rows += _rows(question, indication.id, indication.said)
    return rows


def _rows(question: Question, indication: str | None, said: Judging) -> Iterator[dict[str, Any]]:
    names = [answer.id for answer in question.answers]
    counted = complete_before(said, question) if indication is None else complete(said, question)
    for judge in sorted(said):
        for answer, given in sorted(said[judge].items()):
            for before in given.earlier:
                yield _row(question, indication, answer, judge, before, "replaced")
            known = answer in names
            status = "counted" if judge in counted and known else "incomplete" if known else "gone"
            yield _row(question, indication, answer, judge, given, status)
    if len(counted) > 1:
        for answer in names if indication is None else listed_answers(question):
            band = pooled(said, counted, answer)
            if band is not None:
                yield _row(question, indication, answer, POOLED, Said(band, ""), POOLED)


def _row(
    question: Question, indication: str | None, answer: str, judge: str, given: Said, status: str
) -> dict[str, Any]:
    band = parse_band(given.band, f"{judge} on {answer}")
    return {
        "question": question.id,
        "indication": indication,
        "answer": answer,
        "judge": judge,
        "low": band.low,
        "best": band.best,
        "high": band.high,
        "word": given.band if isinstance(given.band, str) else None,
        "status": status,
        "event": given.event or None,
    }
