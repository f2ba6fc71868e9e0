"""Resolved questions: which answer turned out right, and how what was published had fared."""

from __future__ import annotations

from typing import Any

from indicia.console.score import FEW, score_desk
from indicia.desk.visit import Visit


def resolved(visit: Visit) -> dict[str, Any]:
    """The values of the page: each question with what was decided on its answer, and the record."""
    case = visit.case
    stand = [row for row in visit.decisions if row["what"] == "resolve"]
    record = score_desk([case.root])
    last = record.last
    return {
        "questions": [
            (question, [row for row in stand if row["value"]["question"] == question.id])
            for question in visit.version.settings.questions
        ],
        "scored": record.scored,
        "brier": sum(row.scores.published.brier for row in last) / len(last) if last else None,
        "said": [row for row in record.words() if row.used],
        "few": len(last) < FEW,
        "few_means": FEW,
    }
