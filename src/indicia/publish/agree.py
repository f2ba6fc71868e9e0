"""Whether the figures of the answer's prose are the figures of the tables.

An analyst writes the answer in their own words; a number in it that the judgement no longer gives
is the commonest slip of a second update, and stops the build.
"""

from __future__ import annotations

import re

from indicia.publish.brief import Brief
from indicia.publish.view import View
from indicia.publish.wording import percent, spread
from indicia.weigh.wordband import word_bands

_FIGURES = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[–-]\s*(\d+(?:\.\d+)?))?\s*[%٪]")


def disagreements(brief: Brief, view: View, name: str) -> list[str]:
    """Messages for per cent figures of the answer that neither a band nor the judgement holds."""
    rows = _judged(brief, view)
    if not rows:
        return []
    allowed = {"80"}
    for row in rows:
        allowed |= {percent(row[key]) for key in ("mean", "low", "high")}
    for band in word_bands():
        allowed |= {str(round(band.low * 100)), str(round(band.high * 100))}
    lead = max(rows, key=lambda row: row["mean"])
    now = f"{percent(lead['mean'])} % (80 % interval {spread(lead['low'], lead['high'])})"
    return [
        f"{name}:{sentence.line}: {figure} % is no figure of the judgement, whose leading answer "
        f"has {now}; correct it, or draft the answer again with `indicia update --draft`"
        for sentence in brief.parts.get("answer", ())
        for match in _FIGURES.finditer(sentence.text)
        for figure in match.groups()
        if figure and figure not in allowed
    ]


def _judged(brief: Brief, view: View) -> list[dict[str, float]]:
    """The judged answers of the brief's question."""
    wanted = brief.fields.get("question") or next((q.id for q in view.settings.questions), "")
    return [
        row
        for row in view.rows("assessments")
        if row["question"] == wanted and row["confidence"] != "none"
    ]
