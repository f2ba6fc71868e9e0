"""Linked questions in words: the likeliest pair of answers, and whether dependence was declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicia.publish.view import View
from indicia.publish.wording import percent
from indicia.settings import Question


def joint_sentences(view: View, question: Question) -> list[str]:
    """A sentence for each question that is linked to this one."""
    rows = [r for r in view.rows("joint") if question.id in (r["first"], r["second"])]
    asked = {q.id: q for q in view.settings.questions}
    pairs = sorted({(r["first"], r["second"]) for r in rows})
    return [
        _sentence([r for r in rows if (r["first"], r["second"]) == pair], asked) for pair in pairs
    ]


def _sentence(rows: list[dict[str, Any]], asked: Mapping[str, Question]) -> str:
    best = max(rows, key=lambda row: row["probability"])
    texts = {(q.id, a.id): a.text.rstrip(".") for q in asked.values() for a in q.answers}
    first = texts[best["first"], best["first_answer"]]
    second = texts[best["second"], best["second_answer"]]
    how = best["note"] if best["independent"] else f"by a declared table ({best['note']})"
    return (
        f"Together with “{asked[best['second']].text}”: likeliest is “{first}” with “{second}”, "
        f"{percent(best['probability'])} %, {how}."
    )
