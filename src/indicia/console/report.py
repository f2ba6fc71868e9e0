"""What run, status, update, verify and doctor say: words to stderr, data to stdout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from indicia.case import Case
from indicia.console.origins import counted_origins, links_in
from indicia.console.progress import ERR, run_with_bars
from indicia.console.sheet import clean, isolated
from indicia.console.status import Status
from indicia.count import counted
from indicia.run import plan_run, store_at

if TYPE_CHECKING:
    from indicia.publish.update import Wish

MOST_FINDINGS = 40
SEVERITIES = {
    "lost": ("piece not read", "pieces not read"),
    "doubt": ("read with a doubt", "read with a doubt"),
    "note": ("note", "notes"),
}


def print_run(
    case: Case, until: str | None, engine: str, as_of: datetime | None, as_json: bool
) -> None:
    """Run, then say what came out and what needs a look."""
    report = run_with_bars(case, until, engine, as_of)
    if as_json:
        stages = [
            {"stage": s.stage, "kept": s.kept, "seconds": round(s.seconds, 3), "rows": dict(s.rows)}
            for s in report.stages
        ]
        click.echo(orjson.dumps({"stages": stages, "changed": report.changed}))
        return
    store = store_at(case, as_of)
    items, versions = store.count("items"), store.count("post_versions")
    if not items and not store.count("captures"):
        ERR.print("there is nothing to read yet; add material: indicia add PATH")
        return
    origins = counted_origins(links_in(store).count_all())
    ERR.print(f"{counted(items, 'item')}, {counted(versions, 'post version')}, {origins}")
    if count := store.count("faults"):
        lost = store.read("faults", ["severity"]).column("severity").to_pylist().count("lost")
        what = f" ({counted(lost, 'piece')} could not be read)" if lost else ""
        ERR.print(f"{counted(count, 'fault')}{what}: indicia show faults")
    if count := store.count("find_faults"):
        ERR.print(f"{counted(count, 'text')} could not be worked on: indicia show find_faults")
    if as_of is not None:
        ERR.print("look at it with the same --as-of: indicia show TABLE --as-of TIME")
    elif until is None:
        ERR.print("next: indicia status")


def print_plan(case: Case, until: str | None, as_of: datetime | None, as_json: bool) -> None:
    """What a run would do now; writes nothing."""
    for stage, why in plan_run(case, until, as_of):
        if as_json:
            click.echo(orjson.dumps({"stage": stage, "would_run": bool(why), "why": why or None}))
        else:
            click.echo(f"{stage:<8} {'would run: ' + why if why else 'as before'}")


def print_status(case: Case, as_json: bool) -> None:
    """The status, for a person or as JSON."""
    from indicia.console.status import as_json as encoded
    from indicia.console.status import status_of

    status = status_of(case)
    if as_json:
        click.echo(encoded(status))
        return
    for line in status_lines(status):
        click.echo(line)


def status_lines(status: Status) -> list[str]:
    """The status as a person reads it: a line a matter; what is nothing is left out."""
    lines = [isolated(clean(status.title))]

    def add(head: str, text: str) -> None:
        if text:
            lines.append(f"  {head:<12} {text}")

    if status.originals:
        add(
            "holds",
            f"{counted(status.originals, 'original')}, {counted(status.items, 'item')}, "
            f"{counted(status.posts, 'post')} from {counted(status.sources, 'source')}",
        )
    add("log", counted(status.events, "event"))
    since = f"since the update of {status.last_update}" if status.last_update else "not published"
    if status.new_since_update:
        add("new", f"{counted(status.new_since_update, 'post version')} {since}")
    if status.edited_posts:
        add("edited", f"{counted(status.edited_posts, 'post')} known in more than one version")
    if status.possibly_deleted:
        posts = counted(status.possibly_deleted, "post")
        add(
            "gone",
            f"{posts} that a later capture looked for and did not hold: indicia show absences",
        )
    faults = [counted(n, *SEVERITIES.get(name, (name, name))) for name, n in status.faults.items()]
    add("faults", ", ".join(faults) + (": indicia show faults" if faults else ""))
    if status.walls:
        add("no content", f"{counted(status.walls, 'capture')} (walls, errors, empty files)")
    review = [counted(n, _one(what), what) for what, n in status.to_review.items() if n]
    add("to review", ", ".join(review))
    add("marked", ", ".join(_marked(name, n) for name, n in status.marked.items()))
    if status.orphans:
        decisions = counted(status.orphans, "decision")
        add("orphaned", f"{decisions} whose subject changed or is gone: indicia show orphans")
    if status.alerts:
        add("alerts", f"{counted(status.alerts, 'alert')} told {since}")
    for question, reasons in status.stale.items():
        add("stale", f"the judgement of {question}: {'; '.join(reasons)}")
    add("last update", status.last_update or "never")
    if status.waiting_events or status.settings_changed:
        waiting = [counted(status.waiting_events, "event")] if status.waiting_events else []
        waiting += ["changed settings"] if status.settings_changed else []
        add("waiting", f"{' and '.join(waiting)} that no run has taken in")
    return [*lines, f"next: {status.next_step}"]


def _marked(name: str, number: int) -> str:
    """Stars, notes and tags in words: ``3 starred``, ``2 tagged money``, ``1 note``."""
    if name == "note":
        return counted(number, "note")
    return f"{number:,} {name.replace('star', 'starred', 1).replace('tag ', 'tagged ', 1)}"


def _one(what: str) -> str:
    """The singular of a matter under review."""
    return what.removesuffix("s")


def print_update(
    case: Case, brief: Path | None, wish: Wish, as_of: datetime | None, draft: bool
) -> None:
    """Write an update, or only its draft, and say where it lies and how to verify it."""
    from indicia.errors import GateStopped
    from indicia.publish.update import draft_brief, make_update

    run_with_bars(case, as_of=as_of)
    _say_if_empty(case, as_of)
    if draft:
        path = draft_brief(case, as_of)
        ERR.print(f"drafted {path}; edit it, then: indicia update --brief {path}")
        return
    try:
        report = make_update(case, as_of, brief, wish)
    except GateStopped as stopped:
        for finding in stopped.args[1:]:
            ERR.print(f"  {finding}")
        raise
    ERR.print(f"update {report.number}: {report.folder}/index.html")
    for line in report.findings:
        ERR.print(f"  {line}")
    ERR.print(f"verify it with: python3 {report.folder}/verify.py")


def print_withdrawal(case: Case, name: str, reason: str, dry_run: bool) -> None:
    """Withdraw an update, or say what that would do."""
    from indicia.publish.change import earlier_updates
    from indicia.publish.correction import withdrawal
    from indicia.publish.withdraw import withdraw_update

    if dry_run:
        notice = withdrawal(earlier_updates(case.root / "updates"), name, reason)
        ERR.print(f"would publish update {notice.by}: it withdraws {notice.folder}")
        return
    report = withdraw_update(case, name, reason)
    ERR.print(f"update {report.number} withdraws {name}: {report.folder}/index.html")
    for line in report.findings:
        ERR.print(f"  {line}")
    ERR.print(f"verify it with: python3 {report.folder}/verify.py")


def print_update_check(
    case: Case, brief: Path | None, wish: Wish, as_of: datetime | None, draft: bool
) -> int:
    """What an update would say and what the gate finds, from the tables as they stand.

    Gives 1 where the gate would stop it. Writes nothing.
    """
    from indicia.publish.update import check_update

    _say_if_empty(case, as_of)
    if draft:
        ERR.print(f"would draft {case.root / 'updates' / 'brief.md'}")
        return 0
    sentences, citations, findings = check_update(case, as_of, brief, wish)
    for finding in findings[:MOST_FINDINGS]:
        ERR.print(f"  {finding}")
    what = f"{counted(sentences, 'sentence')} with {counted(citations, 'citation')}"
    stop = f"; the gate would stop it ({counted(len(findings), 'finding')})" if findings else ""
    ERR.print(f"would publish {what} from the tables as they stand{stop}")
    return 1 if findings else 0


def _say_if_empty(case: Case, as_of: datetime | None) -> None:
    if not store_at(case, as_of).count("items"):
        ERR.print("the case holds nothing that was read: indicia add PATH, then indicia run")


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
    from indicia.console.doctor import examine

    findings = examine(folder)
    for finding in findings:
        if as_json:
            fields: Mapping[str, str] = {
                "what": finding.what,
                "state": finding.state,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            click.echo(orjson.dumps(fields))
            continue
        click.echo(f"{finding.state:<8} {finding.what}: {finding.message}")
        if finding.remedy:
            click.echo(f"         {finding.remedy}")
    return 1 if any(finding.state == "missing" for finding in findings) else 0
