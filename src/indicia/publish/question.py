"""The rival answers of each question, as the page compares them."""

from __future__ import annotations

from typing import Any

import orjson

from indicia.case import Case
from indicia.publish.document import AnswerRow, Comparison
from indicia.publish.view import View
from indicia.publish.wording import band_text, judgement, percent
from indicia.settings import Question


def comparisons(case: Case, view: View) -> list[Comparison]:
    """One comparison a question, in the order of the settings."""
    rows = view.rows("assessments")
    return [
        _comparison(case, view, question, [r for r in rows if r["question"] == question.id])
        for question in view.settings.questions
    ]


def _comparison(
    case: Case, view: View, question: Question, rows: list[dict[str, Any]]
) -> Comparison:
    texts = {answer.id: answer.text for answer in question.answers}
    rows = sorted(rows, key=lambda r: r["rank"])
    shown = tuple(
        AnswerRow(
            text=texts.get(row["answer"], row["answer"]),
            mean=percent(row["mean"]),
            interval=f"{percent(row['low'])}–{percent(row['high'])} %",
            word=row["word"],
            band=band_text(row["word"]),
            low=row["low"] * 100,
            high=row["high"] * 100,
            centre=row["mean"] * 100,
        )
        for row in rows
    )
    if not rows or rows[0]["confidence"] == "none":
        message = (
            "Nobody has judged an indication of this question yet: these are starting weights."
        )
        return Comparison(question.text, shown, (message,), (), ())
    leading = sorted(rows, key=lambda r: -r["mean"])
    result = _result(case, view, rows[0]["result"])
    return Comparison(
        question.text,
        shown,
        tuple(judgement(question, leading)),
        tuple(_tells_apart(view, question, result)),
        tuple(_look_next(view, question, result)),
    )


def _result(case: Case, view: View, sha: str) -> dict[str, Any]:
    path = view.store.derived / "files" / "weigh" / f"{sha}.json"
    return dict(orjson.loads(path.read_bytes())) if path.exists() else {}


def _texts(view: View, question: Question) -> dict[str, str]:
    return {
        row["indication"]: row["text"]
        for row in view.rows("indications")
        if row["question"] == question.id
    }


def _tells_apart(view: View, question: Question, result: dict[str, Any]) -> list[str]:
    """Indications by their weight in decibans for the leading answer against its best rival."""
    texts = _texts(view, question)
    weights = result.get("decibans", {})
    each = sorted(weights.get("indications", {}).items(), key=lambda e: (-abs(e[1]), e[0]))
    sides = (weights.get("leader", ""), weights.get("rival", ""))
    return [
        f"{texts.get(name, name)}: {abs(weight):.1f} decibans for "
        f"“{sides[0] if weight > 0 else sides[1]}”."
        for name, weight in each[:6]
        if abs(weight) >= 0.1
    ]


def _look_next(view: View, question: Question, result: dict[str, Any]) -> list[str]:
    texts = _texts(view, question)
    lines = []
    for entry in result.get("look_next", [])[:5]:
        name = entry.get("id", "")
        change = entry.get("leader_changes")
        chance = f" (chance that the lead changes: {change:.0%})" if change is not None else ""
        lines.append(f"{texts.get(name, name)}{chance}")
    flip = (result.get("flip") or {}).get("origins")
    if flip:
        count = flip["size"]
        origins = "one origin" if count == 1 else f"{count} origins"
        lines.append(f"Without {origins} of the evidence, another answer would lead.")
    return lines
