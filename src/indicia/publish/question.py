"""The rival answers of each question, as the page compares them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from indicia.publish.answerversion import published_version
from indicia.publish.document import AnswerRow, Comparison
from indicia.publish.jointtext import joint_sentences
from indicia.publish.view import View
from indicia.publish.wording import (
    band_text,
    capital,
    count_of,
    judgement,
    percent,
    settled,
    spread,
)
from indicia.settings import Question

MOST_TOLD = 6
LEAST_DECIBANS = 0.1


def comparisons(view: View, before: Mapping[str, Any] | None = None) -> list[Comparison]:
    """One comparison a question, in the order of the settings. ``before``: the last update."""
    rows = view.rows("assessments")
    return [
        _comparison(view, question, [r for r in rows if r["question"] == question.id], before)
        for question in view.settings.questions
    ]


def published_words(
    before: Mapping[str, Any] | None, question: str, version: int
) -> dict[str, str]:
    """The word that the last update published for each answer of this version of a question."""
    rows = [row for row in (before["answers"] if before else ()) if row["question"] == question]
    if published_version(rows) != version:
        return {}
    return {row["answer"]: row["settled"] for row in rows if row.get("settled")}


def _comparison(
    view: View,
    question: Question,
    rows: list[dict[str, Any]],
    before: Mapping[str, Any] | None,
) -> Comparison:
    texts = {answer.id: answer.text for answer in question.answers}
    rows = sorted(rows, key=lambda r: r["rank"])
    words = published_words(before, question.id, question.version)
    shown = tuple(_answer(texts, row, words.get(row["answer"])) for row in rows)
    if not rows or rows[0]["confidence"] == "none":
        message = "Not judged yet: no person has judged an indication of this question."
        return Comparison(question.text, shown, (message,), (), (), judged=False)
    leading = sorted(rows, key=lambda r: -r["mean"])
    result = _result(view, rows[0]["result"])
    return Comparison(
        question.text,
        shown,
        tuple(judgement(question, leading, words.get(leading[0]["answer"]))),
        tuple(_tells_apart(view, question, result)),
        (*_would_change(view, question, result), *joint_sentences(view, question)),
    )


def _answer(texts: Mapping[str, str], row: Mapping[str, Any], previous: str | None) -> AnswerRow:
    word = settled(row, previous).word
    return AnswerRow(
        text=capital(texts.get(row["answer"], row["answer"])),
        mean=f"{percent(row['mean'])} %",
        interval=spread(row["low"], row["high"]),
        word=word,
        band=band_text(word),
        low=row["low"] * 100,
        high=row["high"] * 100,
        centre=row["mean"] * 100,
    )


def _result(view: View, sha: str) -> dict[str, Any]:
    path = view.store.derived / "files" / "weigh" / f"{sha}.json"
    return dict(orjson.loads(path.read_bytes())) if path.exists() else {}


def _texts(view: View, question: Question) -> dict[str, str]:
    """Indication -> its words; what was denied or sought in vain says so."""
    named = (("indications", "indication"), ("weights", "id"))
    return {
        row[key]: row["text"].rstrip(".")
        for table, key in named
        for row in view.rows(table)
        if row["question"] == question.id
    }


def _tells_apart(view: View, question: Question, result: Mapping[str, Any]) -> list[str]:
    """Indications by how far they move the odds between the leading answer and its best rival."""
    texts = _texts(view, question)
    answers = {answer.id: answer.text.rstrip(".") for answer in question.answers}
    weights = result.get("decibans", {})
    each = sorted(weights.get("indications", {}).items(), key=lambda e: (-abs(e[1]), e[0]))
    sides = (weights.get("leader", ""), weights.get("rival", ""))
    lines = []
    for name, weight in each[:MOST_TOLD]:
        if abs(weight) < LEAST_DECIBANS:
            continue
        favoured, other = sides if weight > 0 else sides[::-1]
        factor = 10 ** (abs(weight) / 10)
        lines.append(
            f"“{texts.get(name, name)}” speaks for “{answers.get(favoured, favoured)}” against "
            f"“{answers.get(other, other)}”, by a factor of {factor:.1f}."
        )
    return lines


def _would_change(view: View, question: Question, result: Mapping[str, Any]) -> list[str]:
    """The smallest set of evidence whose removal changes the lead, then what to look for next."""
    texts = _texts(view, question)
    answers = {answer.id: answer.text.rstrip(".") for answer in question.answers}
    lines = []
    flips = result.get("flip") or {}
    if (flip := flips.get("indications")) and flip["removed"]:
        removed = "; ".join(f"“{texts.get(name, name)}”" for name in flip["removed"])
        leader = answers.get(flip["new_leader"], flip["new_leader"])
        lines.append(f"Without these, “{leader}” would lead: {removed}.")
    if (flip := flips.get("origins")) and flip["size"]:
        origins = count_of(flip["size"], "independent origin")
        lines.append(f"The lead rests on {origins}: without them another answer leads.")
    for entry in result.get("look_next", [])[:5]:
        name, change = entry.get("id", ""), entry.get("leader_changes")
        chance = f"; the lead would change with {percent(change)} %" if change is not None else ""
        lines.append(f"Look next for: “{texts.get(name, name)}”{chance}.")
    if not result.get("look_next"):
        lines.append("No further indication is listed to look for.")
    return lines
