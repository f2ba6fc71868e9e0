"""Questions: the answers as weighed, what speaks for each, and a sheet to judge an indication on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from indicia.case import Case, parse_instant
from indicia.console.decide import Asked, take_decision
from indicia.decision import event_name
from indicia.desk.mark import standing
from indicia.desk.visit import Visit
from indicia.errors import UsageError
from indicia.publish.question import comparisons
from indicia.publish.update import view_of
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.wordband import word_bands

BAND = "band."
"""How the sheet names the band of an answer: ``band.local``."""
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
    asked = visit.case.settings_at(visit.case.position_at(_instant(visit))).settings.questions
    chosen = next((q for q in asked if q.id == visit.query.get("q")), asked[0] if asked else None)
    if chosen is None:
        return {"asked": asked, "question": None, "comparison": None, "sheets": [], "bands": []}
    view = view_of(visit.case, _instant(visit))
    made = dict(zip((q.id for q in view.settings.questions), comparisons(view), strict=True))
    return {
        "asked": asked,
        "question": chosen,
        "comparison": made.get(chosen.id),
        "sheets": _sheets(visit, chosen),
        "bands": word_bands(),
    }


def _instant(visit: Visit) -> Any:
    return parse_instant(visit.at) if visit.at else None


def _sheets(visit: Visit, question: Question) -> list[Sheet]:
    given = _given(visit)
    sheets = []
    for row in visit.store.read("indications").to_pylist():
        if row["question"] != question.id:
            continue
        held = {**orjson.loads(row["likelihoods"]), **given.get(row["indication"], {})}
        bands = tuple(
            (answer.id, answer.text, _said(held.get(answer.id)))
            for answer in question.answers
            if answer.id != SOMETHING_ELSE
        )
        judged = all(band for _, _, band in bands)
        status = row["status"] if row["status"] == "drafted" else "judged" if judged else "worded"
        sheets.append(
            Sheet(
                row["indication"], row["text"], row["theme"], status, tuple(row["judged_by"]), bands
            )
        )
    return sorted(sheets, key=lambda sheet: (ORDER[sheet.status], sheet.id))


def _given(visit: Visit) -> dict[str, dict[str, str]]:
    """Indication -> answer -> the band that was judged last, also before any run."""
    found: dict[str, dict[str, str]] = {}
    for row in standing(visit.case, visit.store):
        if row["what"] == "likelihood" and row["about"]:
            found.setdefault(row["about"][0], {})[row["value"]["answer"]] = row["value"]["band"]
    return found


def _said(band: Any) -> str:
    if band is None:
        return ""
    return ", ".join(f"{value:g}" for value in band) if isinstance(band, list) else str(band)


def judge(case: Case, form: Mapping[str, str]) -> str:
    """Judge one indication for all answers; gives the last event. Nothing is logged by halves.

    Raises:
        UsageError: a band is missing or cannot be read, or there is no reason.
    """
    about = form.get("about", "")
    bands = {
        key.removeprefix(BAND): text.strip() for key, text in form.items() if key.startswith(BAND)
    }
    missing = [answer for answer, text in bands.items() if not text]
    if missing or not bands:
        raise UsageError(
            f"judge: no band for {', '.join(missing) or 'any answer'}; an indication is judged for "
            "every answer, or it tells nothing apart"
        )
    reason = form.get("reason", "").strip()
    asked = [
        Asked("likelihood", [about], [f"answer={answer}", f"band={text}"], reason)
        for answer, text in bands.items()
    ]
    for decision in asked:
        take_decision(case, decision, dry_run=True)
    taken = [take_decision(case, decision, dry_run=False) for decision in asked]
    return event_name(taken[-1].seq) if taken[-1].seq else ""
