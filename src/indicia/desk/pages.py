"""Every view that has an address of its own: its template, what makes its values, who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from indicia.desk import (
    brief,
    custody,
    difference,
    handover,
    inbox,
    question,
    resolved,
    review,
    spread,
    today,
    when,
    where,
    who,
)
from indicia.desk.role import KEEPS, READS
from indicia.desk.visit import Visit

View = Callable[[Visit], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """A view: its address, its template, what makes the template's values, the least role."""

    path: str
    name: str
    view: View
    role: str = READS


def _update_page(visit: Visit) -> dict[str, Any]:
    return brief.update(visit, check=visit.query.get("check") == "1")


PAGES = (
    Page("/", "today", today.today),
    Page("/search", "search", inbox.inbox),
    Page("/review", "review", review.review),
    Page("/who", "who", who.who),
    Page("/where", "where", where.where),
    Page("/when", "when", when.when),
    Page("/spread", "spread", spread.spread),
    Page("/questions", "questions", question.questions),
    Page("/update", "update", _update_page),
    Page("/difference", "difference", difference.difference),
    Page("/handover", "handover", handover.handover),
    Page("/resolved", "resolved", resolved.resolved),
    Page("/custody", "custody_desk", custody.custody, KEEPS),
)
"""Every view but that of one id."""
