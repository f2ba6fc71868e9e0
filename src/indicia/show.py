"""What the commands print: tables, hits, progress, reports. Words to stderr, data to stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from indicia.case import Case
from indicia.errors import UsageError
from indicia.run import Listener, RunReport, StageReport, run_case, store_at
from indicia.tables import TABLES
from indicia.text.script import visible_controls

ERR = Console(stderr=True, highlight=False, soft_wrap=True)
LONGEST_CELL = 60


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
        if not ERR.is_terminal:
            rows = ", ".join(f"{count} {name}" for name, count in report.rows.items())
            ERR.print(f"{report.stage:<8} {report.seconds:6.1f} s  {rows or 'as before'}")


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
    from indicia.search import update_index

    bars = Bars()
    with bars.bars:
        report = run_case(case, until, engine, as_of, bars)
    if as_of is None:
        update_index(case.store)
    return report


def print_run(
    case: Case, until: str | None, engine: str, as_of: datetime | None, as_json: bool
) -> None:
    """Run, then say what came out and what needs a look."""
    report = run_with_bars(case, until, engine, as_of)
    store = store_at(case, as_of)
    if as_json:
        stages = [
            {"stage": s.stage, "kept": s.kept, "seconds": round(s.seconds, 3), "rows": dict(s.rows)}
            for s in report.stages
        ]
        click.echo(orjson.dumps({"stages": stages, "changed": report.changed}))
        return
    counts = {
        name: store.read(name).num_rows
        for name in ("items", "post_versions", "faults", "find_faults")
    }
    origins = len(set(store.read("origins", ["origin"]).column("origin").to_pylist()))
    ERR.print(
        f"{counts['items']} items, {counts['post_versions']} post versions, {origins} origins"
    )
    if counts["faults"]:
        lost = store.read("faults", ["severity"]).column("severity").to_pylist().count("lost")
        ERR.print(
            f"{counts['faults']} faults ({lost} pieces could not be read): indicia show faults"
        )
    if counts["find_faults"]:
        ERR.print(f"{counts['find_faults']} texts could not be worked on: indicia show find_faults")


def print_status(case: Case, as_json: bool) -> None:
    """The status, for a person or as JSON."""
    from indicia.status import as_json as encoded
    from indicia.status import status_of

    status = status_of(case)
    if as_json:
        click.echo(encoded(status))
        return
    click.echo(visible_controls(status.title))
    click.echo(
        f"  {status.originals} originals, {status.items} items, {status.posts} posts from "
        f"{status.sources} sources; {status.events} events in the log"
    )
    click.echo(f"  {status.edited_posts} posts known in more than one version")
    faults = ", ".join(f"{n} {severity}" for severity, n in status.faults.items()) or "none"
    click.echo(f"  faults: {faults}; captures without content: {status.walls}")
    review = ", ".join(f"{n} {what}" for what, n in status.to_review.items() if n) or "nothing"
    click.echo(f"  to review: {review}; decisions without their subject: {status.orphans}")
    since = status.last_update or "never"
    click.echo(f"  last update: {since}; new since: {status.new_since_update} post versions")
    click.echo(f"next: {status.next_step}")


@dataclass(frozen=True, slots=True)
class Look:
    """Which rows and columns of a table to show."""

    where: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    limit: int = 50
    as_json: bool = False


def describe_tables(name: str | None) -> None:
    """The tables, or one table's columns, from their own descriptions."""
    if name is None:
        for table in TABLES.values():
            click.echo(f"{table.name:<15} {table.stage:<8} {table.row}")
        return
    table = _table(name)
    click.echo(f"{table.name}: {table.row} (written by {table.stage})")
    for column in table.columns:
        needed = "" if column.required else ", may be null"
        click.echo(f"  {column.name:<20} {column.doc} [{column.type}{needed}]")


def _table(name: str) -> Any:
    if name not in TABLES:
        raise UsageError(f"{name}: no such table; `indicia show` lists them")
    return TABLES[name]


def print_table(case: Case, name: str, look: Look, as_of: datetime | None) -> None:
    """Rows of a table. Raises ``UsageError`` for a table, column or condition that is not one."""
    table = _table(name)
    store = store_at(case, as_of)
    if not store.has(name):
        remedy = "indicia run" + (" --as-of the same time" if as_of else "")
        raise UsageError(f"{name}: has not been made yet; run `{remedy}` first")
    rows = store.read(name)
    for condition in look.where:
        rows = _filtered(table, rows, condition)
    for column in look.columns:
        if column not in rows.schema.names:
            raise UsageError(f"{name}: has no column {column}; `indicia show {name} --describe`")
    if look.columns:
        rows = rows.select(list(look.columns))
    total = rows.num_rows
    if look.limit:
        rows = rows.slice(0, look.limit)
    if look.as_json:
        for row in rows.to_pylist():
            click.echo(orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str))
    else:
        _print_grid(rows, look)
    if total > rows.num_rows:
        ERR.print(f"{rows.num_rows} of {total} rows; --limit 0 shows all")


def _filtered(table: Any, rows: pa.Table, condition: str) -> pa.Table:
    column, equals, value = condition.partition("=")
    if not equals or column not in rows.schema.names:
        message = f"--where {condition}: write COLUMN=VALUE; {table.name} has no column {column!r}"
        raise UsageError(message)
    values = rows.column(column).to_pylist()
    keep = [value in v if isinstance(v, list) else str(v) == value for v in values]
    return rows.filter(pa.array(keep, pa.bool_()))


def _print_grid(rows: pa.Table, look: Look) -> None:
    names = rows.schema.names if look.columns else _telling(rows.schema.names)
    grid = Grid(box=None, pad_edge=False)
    for name in names:
        grid.add_column(name, overflow="fold")
    for row in rows.select(names).to_pylist():
        grid.add_row(*(_cell(row[name]) for name in names))
    Console(file=sys.stdout, highlight=False, markup=False).print(grid)


def _telling(names: list[str]) -> list[str]:
    """Columns that a person looks at first; the rest is in ``--columns`` and ``--json``."""
    dull = {"rendition", "prefix", "suffix", "month", "made_by", "version", "start", "end", "extra"}
    return [name for name in names if name not in dull][:8]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        value = value.get("from_utc") or value.get("text") or ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = visible_controls(text.encode("utf-8", "replace").decode()).replace("\n", " ")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def print_hits(
    case: Case, words: str, limit: int, exact: bool, log_it: bool, as_json: bool
) -> None:
    """Search hits with their locators."""
    from indicia.search import search, spellings_of

    spellings = [] if exact else spellings_of(case.store, words)
    hits = search(case.store, words, limit, spellings)
    if log_it:
        params = {"place": "case", "query": case.seal({"query": words}), "hits": len(hits)}
        case.append("search", params)
    for hit in hits:
        if as_json:
            click.echo(orjson.dumps(hit.as_dict(), option=orjson.OPT_SORT_KEYS))
            continue
        when = (hit.posted_utc or "undated")[:16].replace("T", " ")
        where = f"{hit.original[:12]} {hit.locator} {hit.start}-{hit.end}"
        click.echo(f"{when}  {visible_controls(hit.source_name)}  [{where}]")
        click.echo(f"    {visible_controls(hit.excerpt)}")
        click.echo(f"    {hit.post_version}")
    also = f" (also as {', '.join(spellings[:6])})" if spellings else ""
    ERR.print(f"{len(hits)} hits for {words}{also}", markup=False)


def print_update(
    case: Case, brief: Path | None, exact: str | None, as_of: datetime | None, draft: bool
) -> None:
    """Write an update, or only its draft, and say where it lies and how to verify it."""
    from indicia.errors import GateStopped
    from indicia.publish.update import draft_brief, make_update

    run_with_bars(case, as_of=as_of)
    if draft:
        path = draft_brief(case, as_of)
        ERR.print(f"drafted {path}; edit it, then: indicia update --brief {path}")
        return
    try:
        report = make_update(case, as_of, brief, exact)
    except GateStopped as stopped:
        for finding in stopped.args[1:]:
            ERR.print(f"  {finding}", markup=False)
        raise
    ERR.print(f"update {report.number}: {report.folder}/index.html")
    for line in report.findings:
        ERR.print(f"  {line}", markup=False)
    ERR.print(f"verify it with: python3 {report.folder}/verify.py")


def print_verification(folder: Path, as_json: bool, codes: Sequence[str] = ()) -> int:
    """Verify a case; gives the exit code 0, 1 (damage) or 4 (could not run)."""
    from indicia.verification import report_dict, report_lines, verify_folder

    report = verify_folder(folder, codes)
    if as_json:
        click.echo(orjson.dumps(report_dict(report), option=orjson.OPT_SORT_KEYS))
    else:
        for line in report_lines(report):
            click.echo(line)
    return int(report.exit_code)


def print_findings(folder: Path, as_json: bool) -> int:
    """What doctor found; gives 1 where something is missing."""
    from indicia.doctor import examine

    findings = examine(folder)
    for finding in findings:
        if as_json:
            fields: Mapping[str, str] = {
                "what": finding.what,
                "state": finding.state,
                "message": finding.message,
            }
            click.echo(orjson.dumps(fields))
        else:
            click.echo(f"{finding.state:<8} {finding.what}: {finding.message}")
    return 1 if any(finding.state == "missing" for finding in findings) else 0
