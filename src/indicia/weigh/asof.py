"""The model as it was known at a time: what became known later is left out.

Indications, reports, relays and searches carry ``known``, the time at which the desk came to know
of them; without it they have always been known.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from indicia.errors import BadInput
from indicia.weigh.model import Indication, Model, Report


def model_as_of(model: Model, time: str) -> Model:
    """The model with only what was known at ``time`` (ISO 8601 with a zone), that instant included.

    Themes keep their rho; a report whose relays came later loses those relays only.
    """
    limit = _instant(time)
    kept = tuple(_known(row, limit) for row in model.indications if _is_known(row.known, limit))
    themes = {row.theme for row in kept}
    rho = {theme: value for theme, value in model.rho.items() if theme in themes}
    return replace(model, indications=kept, rho=rho)


def _known(row: Indication, limit: datetime) -> Indication:
    reports = tuple(
        _report(report, limit) for report in row.reports if _is_known(report.known, limit)
    )
    searched = row.searched if row.searched and _is_known(row.searched.known, limit) else None
    return replace(row, reports=reports, searched=searched)


def _report(report: Report, limit: datetime) -> Report:
    relays = tuple(relay for relay in report.relays if _is_known(relay.known, limit))
    return replace(report, relays=relays)


def _is_known(known: str | None, limit: datetime) -> bool:
    return known is None or datetime.fromisoformat(known) <= limit


def _instant(time: str) -> datetime:
    try:
        instant = datetime.fromisoformat(time)
    except ValueError as error:
        raise BadInput(f"as of {time!r}: no time. Write 2026-11-23T10:00:00Z.") from error
    if instant.tzinfo is None:
        raise BadInput(f"as of {time!r}: no zone. Write 2026-11-23T10:00:00Z.")
    return instant
