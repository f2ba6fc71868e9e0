"""The model as arrays: one row an observed indication, one row a report, one column an answer.

Reports become pairs of likelihoods, P(it says so | present) and P(it says so | absent). All
agreeing relays of a report are one factor. Rows are sorted by id, so that no result depends on the
order in which evidence was written down. Nothing is summed here.

Source: Schum, The Evidential Foundations of Probabilistic Reasoning (1994), cascaded inference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indicia.weigh.model import Indication, Model, Report

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ReportRows:
    """Reports, R rows and K answers; logs of likelihoods given present and given absent.

    ``own_*`` (R, K) is the report with its reliability averaged out, ``relays_*`` (R, K) its
    relays, ``sure_*`` (R) the report if its origin is reliable, ``loose`` (R, K) if it is not.
    ``is_shared`` marks reports of origins that make two or more claims in the question.
    """

    indication: Ints
    origin: Ints
    own_present: Floats
    own_absent: Floats
    relays_present: Floats
    relays_absent: Floats
    sure_present: Floats
    sure_absent: Floats
    loose: Floats
    reliable: Floats
    is_shared: Flags
    speaks: Flags

    def __len__(self) -> int:
        return len(self.indication)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The observed part of a model as arrays; J indications sorted by id, K answers.

    ``low``, ``best``, ``high`` (J, K) are the judged P(present | answer), .5 for the residual;
    ``silence`` (J) is log(1 - d) after a search that found nothing, else 0.
    """

    model: Model
    rows: tuple[Indication, ...]
    reports: tuple[Report, ...]
    origins: tuple[str, ...]
    themes: tuple[str, ...]
    theme: Ints
    rho: Floats
    low: Floats
    best: Floats
    high: Floats
    silence: Floats
    said: ReportRows

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the observed indications, in row order."""
        return tuple(row.id for row in self.rows)


def gather_evidence(model: Model) -> Evidence:
    """The arrays of a model's observed indications."""
    rows = tuple(sorted((r for r in model.indications if r.is_observed), key=lambda r: r.id))
    said = [(j, report) for j, row in enumerate(rows) for report in _sorted(row.reports)]
    origins = tuple(sorted({report.origin for _, report in said}))
    themes = tuple(sorted({row.theme for row in rows}))
    number = {theme: t for t, theme in enumerate(themes)}
    bands = _bands(rows).reshape(len(rows), len(model.answers), 3)
    return Evidence(
        model=model,
        rows=rows,
        reports=tuple(report for _, report in said),
        origins=origins,
        themes=themes,
        theme=np.array([number[row.theme] for row in rows], dtype=np.int64),
        rho=np.array([model.rho[theme] for theme in themes], dtype=np.float64),
        low=bands[:, :, 0],
        best=bands[:, :, 1],
        high=bands[:, :, 2],
        silence=np.array(
            [np.log1p(-row.searched.detect) if row.searched else 0.0 for row in rows],
            dtype=np.float64,
        ),
        said=_report_rows(said, origins, len(model.answers)),
    )


def _bands(rows: Iterable[Indication]) -> Floats:
    """Low, best and high of every answer of every indication, in a row; .5 for the residual."""
    given = chain.from_iterable(row.present for row in rows)
    numbers = chain.from_iterable(
        (band.low, band.best, band.high) if band else (0.5, 0.5, 0.5) for band in given
    )
    return np.fromiter(numbers, np.float64)


def _sorted(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: report.origin)


def _report_rows(
    said: list[tuple[int, Report]], origins: tuple[str, ...], answers: int
) -> ReportRows:
    number = {origin: o for o, origin in enumerate(origins)}
    claims = Counter(report.origin for _, report in said)
    shape = (len(said), answers)
    reliable, anyway = (
        np.fromiter(chain.from_iterable(values), np.float64).reshape(shape)
        for values in ((r.reliable for _, r in said), (r.anyway for _, r in said))
    )
    error = np.array([r.error for _, r in said], dtype=np.float64)
    asserts = np.array([r.asserts for _, r in said], dtype=bool)
    sure_present = np.where(asserts, 1 - error, error)
    sure_absent = np.where(asserts, error, 1 - error)
    loose = np.where(asserts[:, None], anyway, 1 - anyway)
    present = reliable * sure_present[:, None] + (1 - reliable) * loose
    absent = reliable * sure_absent[:, None] + (1 - reliable) * loose
    unchecked, differing = _relays(said)
    return ReportRows(
        indication=np.array([j for j, _ in said], dtype=np.int64),
        origin=np.array([number[r.origin] for _, r in said], dtype=np.int64),
        own_present=np.log(present),
        own_absent=np.log(absent),
        relays_present=_relay_logs(present, unchecked, differing),
        relays_absent=_relay_logs(absent, unchecked, differing),
        sure_present=np.log(sure_present),
        sure_absent=np.log(sure_absent),
        loose=np.log(loose),
        reliable=reliable,
        is_shared=np.array([claims[r.origin] > 1 for _, r in said], dtype=bool),
        speaks=np.any((present != absent) | (present != present[:, :1]), axis=1),
    )


def _relays(said: list[tuple[int, Report]]) -> tuple[Floats, Floats]:
    """For every report: g, P(none of the agreeing relays checked), and the number that differ."""
    summed = [sum_relays(report) for _, report in said]
    found = np.array(summed, dtype=np.float64).reshape(len(said), 2)
    return found[:, 0], found[:, 1]


def sum_relays(report: Report) -> tuple[float, int]:
    """g, P(none of the agreeing relays checked the report), and the number that differ from it."""
    if not report.relays:
        return 1.0, 0
    agreeing = [relay.copied for relay in report.relays if relay.asserts == report.asserts]
    return min(agreeing, default=1.0), len(report.relays) - len(agreeing)


def _relay_logs(likelihood: Floats, unchecked: Floats, differing: Floats) -> Floats:
    """Log of the relays' factor: one further look with probability 1-g; contrary ones each."""
    checked = 1 - unchecked[:, None]
    agreeing = np.log1p(checked * (likelihood - 1))
    contrary = differing[:, None] * np.log1p(-likelihood)
    together: Floats = agreeing + np.where(differing[:, None] > 0, contrary, 0.0)
    return together
