"""Progress in a terminal: a bar for each stage, a bar over files; plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from indicia.case import Case
from indicia.run import Listener, RunReport, StageReport, run_case

ERR = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


class Bars(Listener):
    """A progress bar for each stage; plain lines where stderr is no terminal."""

    def __init__(self) -> None:
        self.bars = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[what]}"),
            TimeElapsedColumn(),
            console=ERR,
            disable=not ERR.is_terminal,
        )

    def stage(self, name: str) -> _Bar:
        """A bar for the stage."""
        return _Bar(self.bars, self.bars.add_task(name, total=None, what=""))

    def done(self, report: StageReport) -> None:
        """Fill the bar, or print the line."""
        task = self.bars.tasks[-1]
        total = task.total or 1
        what = "as before" if report.kept else task.fields["what"]
        self.bars.update(task.id, total=total, completed=total, what=what)
        if not ERR.is_terminal and not report.kept:
            rows = ", ".join(f"{count} {name}" for name, count in report.rows.items())
            ERR.print(f"{report.stage:<8} {report.seconds:6.1f} s  {rows}")


class _Bar:
    """Progress of one stage, as :class:`indicia.stage.Progress`."""

    def __init__(self, bars: Progress, task: Any) -> None:
        self.bars, self.task = bars, task

    def start(self, total: int, what: str) -> None:
        self.bars.update(self.task, total=total, completed=0, what=what)

    def advance(self, steps: int = 1) -> None:
        self.bars.advance(self.task, steps)


@contextmanager
def file_bar() -> Iterator[Callable[[int], None]]:
    """A bar over files: called with their number first, then with 0 for each."""
    columns = (TextColumn("adding  "), BarColumn(30), MofNCompleteColumn(), TextColumn("files"))
    with Progress(*columns, console=ERR, disable=not ERR.is_terminal, transient=True) as bars:
        task = bars.add_task("files", total=None)
        state = {"started": False}

        def advance(total: int) -> None:
            if not state["started"]:
                state["started"] = True
                bars.update(task, total=total)
            else:
                bars.advance(task)

        yield advance


def run_with_bars(
    case: Case, until: str | None = None, engine: str = "local", as_of: datetime | None = None
) -> RunReport:
    """Run the stages with a bar each, then bring the search index up to date."""
    from indicia.search_index import update_index

    bars = Bars()
    with bars.bars:
        report = run_case(case, until, engine, as_of, bars)
    if all(stage.kept for stage in report.stages):
        ERR.print("the tables were up to date")
    if as_of is None:
        update_index(case.store)
    return report
