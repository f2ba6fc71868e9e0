"""Files of figures: ``/export/<figure>.svg``, ``.png`` and ``.csv`` of the selection that is shown.

A figure is offered by a line in :data:`FIGURES`: its name in the address, and what makes it from a
visit. A file may leave the case: places are as coarse as the policy says, and every text passes the
rules that updates pass (:mod:`indicia.desk.leaving`). Every file says that it is working material.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicia.desk.drawn import as_csv, as_png, standalone
from indicia.desk.leaving import as_it_may_leave, made_from
from indicia.desk.spread import conduct_figure, tree_figure
from indicia.desk.visit import Visit
from indicia.desk.weighing import moved_figure, weights_figure
from indicia.desk.when import hours_figure, stated_figure, when_figure
from indicia.desk.where import where_figure
from indicia.desk.who import network_figure
from indicia.desk.words import words_in
from indicia.errors import UsageError
from indicia.publish.figure import Figure

KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
FIGURES: Mapping[str, Callable[[Visit], Figure | None]] = {
    "network": network_figure,
    "where": where_figure,
    "when": when_figure,
    "hours": hours_figure,
    "stated": stated_figure,
    "tree": tree_figure,
    "conduct": conduct_figure,
    "weights": weights_figure,
    "moved": moved_figure,
}


def exported(visit: Visit, name: str) -> tuple[bytes, str]:
    """The file of a figure (``where.svg``) and its media type.

    Raises:
        UsageError: there is no such figure or kind, or the selection has nothing to draw.
    """
    figure_name, _, kind = name.rpartition(".")
    if kind not in KINDS or figure_name not in FIGURES:
        raise UsageError(
            f"{name}: no such file; there are {', '.join(FIGURES)}, each as {', '.join(KINDS)}"
        )
    figure = FIGURES[figure_name](visit)
    if figure is None:
        raise UsageError(f"{name}: the selection holds nothing that can be drawn so")
    figure = as_it_may_leave(visit, figure)
    if kind == "csv":
        return as_csv(figure), KINDS[kind]
    said = _said(visit)
    if kind == "png":
        return as_png(figure, said), KINDS[kind]
    return standalone(figure, said).encode(), KINDS[kind]


def _said(visit: Visit) -> list[str]:
    """What the file was made from, and that it is not published."""
    return [" · ".join(made_from(visit))[:200], words_in(visit.language)["working"]]
