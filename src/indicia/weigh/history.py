"""How the assessment of a question went, decision by decision.

Each step is the model that stood after one decision, weighed anew; steps at which the model did not
change are left out. The origins of posts are those known now, so that the steps differ by decisions
alone: what the program would have said then, with what it knew then, is ``indicia run --as-of``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.decision import undone
from indicia.settings import Question
from indicia.weigh.assess import Assessment
from indicia.weigh.change import changes_by_answer
from indicia.weigh.judged import Judgements, replay
from indicia.weigh.words import settle_word

MOST_STEPS = 40
"""Steps of one question: the first, the last, and others evenly between."""
MOST_WEIGHED = 2_000
"""Indications that are weighed over all steps of one question; many indications get fewer steps."""

Row = Mapping[str, Any]
ModelOf = Callable[[Question, Judgements], Mapping[str, Any]]
Weigh = Callable[[Mapping[str, Any]], Assessment]


@dataclass(frozen=True, slots=True)
class Step:
    """The model after one decision, and when that was taken (UTC)."""

    at: datetime
    model: Mapping[str, Any]


def steps_of(question: Question, decisions: Sequence[Row], model_of: ModelOf) -> list[Step]:
    """The models of a question in the order of the log, each different from the one before.

    ``decisions`` are all of them, also those that were taken back: they stood until then.
    """
    bearing = [row["seq"] for row in decisions if _may_bear(row)]
    found: list[Step] = []
    before = b""
    for seq in _thinned(bearing, 4 * MOST_STEPS):
        upto = [row for row in decisions if row["seq"] <= seq]
        taken = undone(upto)
        model = model_of(question, replay([row for row in upto if row["seq"] not in taken]))
        key = canonical_bytes(model)
        if model["indications"] and key != before:
            found.append(Step(upto[-1]["decided_utc"], model))
            before = key
    if not found:
        return []
    most = max(2, min(MOST_STEPS, MOST_WEIGHED // max(1, len(found[-1].model["indications"]))))
    return _thinned(found, most)


def _may_bear(row: Row) -> bool:
    return row["what"] in (
        *("indication", "likelihood", "prior", "link", "reliability", "searched", "reject", "undo"),
    )


def _thinned(rows: Sequence[Any], most: int) -> list[Any]:
    """At most so many, evenly, always with the first and the last."""
    if len(rows) <= most:
        return list(rows)
    last = len(rows) - 1
    return [rows[round(place * last / (most - 1))] for place in range(most)]


def history_rows(
    question: Question, steps: Sequence[Step], weigh: Weigh
) -> Iterator[dict[str, Any]]:
    """Rows of ``history``: each answer at each step, with its word and why it moved.

    A word stays until the mean passes its boundary by .02, as in publications.
    """
    words: dict[str, str] = {}
    before: Assessment | None = None
    for place, step in enumerate(steps):
        made = weigh(step.model)
        moved = changes_by_answer(before, made, words) if before is not None else {}
        for h, answer in enumerate(made.model.answers):
            mean = float(made.published.mean[h])
            words[answer] = settle_word(words.get(answer), mean)
            yield {
                "question": question.id,
                "question_version": question.version,
                "step": place,
                "at_utc": step.at,
                "answer": answer,
                "mean": mean,
                "low": float(made.published.low[h]),
                "high": float(made.published.high[h]),
                "word": words[answer],
                "because": moved.get(answer),
            }
        before = made
