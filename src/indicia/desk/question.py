"""Questions: the answers as weighed, what speaks for each, and a sheet to judge an indication on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicia.case import Case
from indicia.console.judge import judge as judge_all
from indicia.decision import event_name
from indicia.desk.drawn import drawn
from indicia.desk.visit import Visit
from indicia.desk.weighing import weighing_of
from indicia.publish.historyfigure import history_figure
from indicia.publish.question import comparisons
from indicia.publish.waterfall import waterfall_figure
from indicia.settings import Question
from indicia.weigh.judged import Judged, complete, listed_answers, replay
from indicia.weigh.wordband import word_bands

BAND = "band."
"""How the sheet names the band of an answer: ``band.local``."""
WEIGHED = ("indication", "likelihood", "prior", "link", "searched", "reliability")
"""Decisions that change how a question is weighed."""
ORDER = {"judged": 0, "worded": 1, "drafted": 2}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indication with what stands for each answer, to be judged at once."""

    id: str
    text: str
    theme: str
    status: str
    judges: tuple[str, ...]
    bands: tuple[tuple[str, str, str], ...]
    """Answer, its text, the band as it stands; empty where nobody judged."""


def questions(visit: Visit) -> dict[str, Any]:
    """The values of the page: one question at a time, the first where none is asked for."""
    asked = visit.version.settings.questions
    chosen = next((q for q in asked if q.id == visit.query.get("q")), asked[0] if asked else None)
    if chosen is None:
        return {"asked": asked, "question": None}
    view = visit.view
    made = dict(zip((q.id for q in view.settings.questions), comparisons(view), strict=True))
    return {
        "asked": asked,
        "question": chosen,
        "comparison": made.get(chosen.id),
        "sheets": _sheets(visit, chosen),
        "bands": word_bands(),
        "weighing": weighing_of(visit.store, chosen),
        "figures": {
            "weights": drawn(waterfall_figure(view, chosen)),
            "moved": drawn(history_figure(view, chosen)),
        },
        "priors": _priors(visit, chosen),
        "stale": visit.store.generation().log_size < _last_judging(visit, chosen),
        "export": lambda path: visit.link(path, q=chosen.id),
    }


def _priors(visit: Visit, question: Question) -> tuple[tuple[str, str, str], ...]:
    """Answer, its text, this person's own prior as it stands; empty where they judged none."""
    said = {
        row["value"]["answer"]: row["value"]["band"]
        for row in visit.decisions
        if row["what"] == "prior"
        and row["value"]["question"] == question.id
        and row["actor"] == visit.case.actor
    }
    return tuple(
        (answer.id, answer.text, _said(said.get(answer.id)))
        for answer in question.answers
        if answer.id in listed_answers(question)
    )


def _last_judging(visit: Visit, question: Question) -> int:
    """The last event that bears on how a question is weighed."""
    if visit.at:
        return 0
    events = [r["seq"] for r in visit.decisions if r["what"] in WEIGHED]
    return max(events, default=0)


def _sheets(visit: Visit, question: Question) -> list[Sheet]:
    """What is worded, as the log has it now; then what the tables hold as drafts."""
    judgements = replay(visit.decisions)
    worded = [r for r in judgements.indications.values() if r.question == question.id]
    sheets = [_sheet(row, question, visit.case.actor) for row in worded]
    sheets += [
        Sheet(row["indication"], row["text"], row["theme"], "drafted", (), ())
        for row in visit.store.read("indications").to_pylist()
        if row["question"] == question.id
        and row["status"] == "drafted"
        and row["indication"] not in judgements.settled_drafts
    ]
    return sorted(sheets, key=lambda sheet: (ORDER[sheet.status], sheet.id))


def _sheet(row: Judged, question: Question, actor: str) -> Sheet:
    """The sheet as this person sees it: their own bands stand in it, to be changed."""
    own = row.said.get(actor, {})
    judges = tuple(complete(row.said, question))
    texts = {answer.id: answer.text for answer in question.answers}
    bands = tuple(
        (name, texts[name], _said(own[name].band) if name in own else "")
        for name in listed_answers(question)
    )
    return Sheet(row.id, row.text, row.theme, "judged" if judges else "worded", judges, bands)


def _said(band: Any) -> str:
    if band is None:
        return ""
    return ", ".join(f"{value:g}" for value in band) if isinstance(band, list) else str(band)


def judge(case: Case, form: Mapping[str, str]) -> str:
    """Judge one indication for all answers; gives the last event. Nothing is logged by halves.

    Raises:
        UsageError: a band is missing or cannot be read, or there is no reason.
    """
    pairs = [
        f"{key.removeprefix(BAND)}={text.strip()}"
        for key, text in form.items()
        if key.startswith(BAND) and text.strip()
    ]
    made = judge_all(case, form.get("about", ""), pairs, form.get("reason", "").strip(), False)
    last = made.taken[-1].seq
    return event_name(last) if last else ""
