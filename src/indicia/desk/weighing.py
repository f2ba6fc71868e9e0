"""What moves the answer of a question, what it hangs on, and how it moved: figures and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from indicia.desk.visit import Visit
from indicia.publish.figure import Figure
from indicia.publish.historyfigure import history_figure
from indicia.publish.waterfall import waterfall_figure
from indicia.settings import Question
from indicia.store import TableStore

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Weighing:
    """Rows of a question's weights and sensitivity, as its page tells them.

    ``without``: what the leading answer would have without one indication or origin, lowest first.
    ``flips``: kind (``indication origin``) -> ids of the smallest set that changes the lead.
    ``worst``, ``priors``, ``looks``: what it hangs on, and what to look for.
    """

    leader: str
    without: list[Row]
    flips: Mapping[str, list[str]]
    worst: list[Row]
    priors: list[Row]
    looks: list[Row]


def weighing_of(store: TableStore, question: Question) -> Weighing | None:
    """What the tables say of a question; ``None`` where nothing is judged."""
    weights = _rows(store, "weights", question)
    if not weights:
        return None
    sensitivity = _rows(store, "sensitivity", question)
    texts = {answer.id: answer.text for answer in question.answers}
    words = {
        row["indication"]: row["text"]
        for row in store.read("indications", ["indication", "text"]).to_pylist()
    }
    return Weighing(
        texts.get(weights[0]["leader"], weights[0]["leader"]),
        sorted((row for row in weights if row["without"] is not None), key=lambda r: r["without"]),
        {
            kind: [row["id"] for row in weights if row["kind"] == kind and row["in_flip_set"]]
            for kind in ("indication", "origin")
        },
        [row for row in sensitivity if row["kind"] == "gamma"],
        [
            {**row, "text": texts.get(row["id"], row["id"])}
            for row in sensitivity
            if row["kind"] == "prior"
        ],
        [
            {**row, "text": words.get(row["id"], row["id"])}
            for row in sensitivity
            if row["kind"] == "look"
        ],
    )


def _rows(store: TableStore, table: str, question: Question) -> list[dict[str, Any]]:
    rows = store.read(table)
    mine = rows.filter(pc.equal(rows.column("question"), question.id)).sort_by("place")
    found: list[dict[str, Any]] = mine.to_pylist()
    return found


def weights_figure(visit: Visit) -> Figure | None:
    """What moves the answer, step by step (parameter ``q``: the question)."""
    view = visit.view
    return waterfall_figure(view, _question(visit, view.settings.questions))


def moved_figure(visit: Visit) -> Figure | None:
    """How the answer moved from decision to decision (parameter ``q``: the question)."""
    view = visit.view
    return history_figure(view, _question(visit, view.settings.questions))


def _question(visit: Visit, asked: Any) -> Question | None:
    wanted = visit.query.get("q", "")
    return next((q for q in asked if q.id == wanted), asked[0] if asked else None)
