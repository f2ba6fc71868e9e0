"""A run whose stages are measured: seconds of the clock, of processors, and peak memory."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.start import PLAIN_CASE
from indicia.run import Listener, StageReport, run_case
from indicia.search_index import update_index
from indicia.stage import NoProgress, Progress
from peak import peak_mib, processor_seconds, reset


@dataclass(frozen=True, slots=True)
class Measure:
    """One stage: wall-clock and processor seconds with children, and MiB at its peak."""

    stage: str
    seconds: float
    processor: float
    peak: float
    rows: int


@dataclass
class Measuring(Listener):
    """Notes every stage that was not kept."""

    found: list[Measure] = field(default_factory=list)
    started: float = 0.0

    def stage(self, name: str) -> Progress:
        """Reset the peak."""
        reset()
        self.started = processor_seconds()
        return NoProgress()

    def done(self, report: StageReport) -> None:
        """Note the stage."""
        if not report.kept:
            spent, rows = processor_seconds() - self.started, sum(report.rows.values())
            self.found.append(Measure(report.stage, report.seconds, spent, peak_mib(), rows))


def measured_run(case: Case, last: str | None = None) -> list[Measure]:
    """Run the case, up to and with stage ``last``; a measure for each stage that ran, in order.

    A whole run brings the index up to date too.
    """
    listener = Measuring()
    run_case(case, last=last, listener=listener)
    return [*listener.found, measured_index(case)] if last is None else listener.found


def measured_index(case: Case) -> Measure:
    """Bring the index up to date."""
    reset()
    began, spent = time.monotonic(), processor_seconds()
    texts = update_index(case.store)
    ended = time.monotonic() - began
    return Measure("index", ended, processor_seconds() - spent, peak_mib(), texts)


def plain_case(root: Path, title: str, mapping: str = "") -> Case:
    """An empty case with the plain settings."""
    return Case.create(root, {"case.toml": (PLAIN_CASE.format(title=title) + mapping).encode()})


def add(case: Case, *paths: Path) -> None:
    """Add files to a case."""
    add_paths(case, list(paths))
