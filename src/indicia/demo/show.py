"""``indicia demo``: the invented case from material to a verified update, with progress."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.progress import ERR, file_bar, run_with_bars
from indicia.console.start import first_checkpoint
from indicia.demo.build import build_demo
from indicia.demo.case_files import case_files
from indicia.demo.decisions import ANALYST, apply_decisions
from indicia.demo.later import FOLDER, apply_later
from indicia.demo.score import as_markdown, score
from indicia.demo.traffic import make_traffic
from indicia.errors import UsageError
from indicia.publish.update import make_update
from indicia.verification import report_lines, verify_folder


def run_demo(folder: Path, seed: int = 1) -> int:
    """Make, run, publish twice and verify the demonstration; gives the exit code of the verification.

    A second call goes on from what is there and is quick.

    Raises:
        UsageError: the folder holds something that is not the demonstration.
    """
    home = folder / "case"
    if home.exists():
        case = Case.open(home, ANALYST)
    elif folder.exists() and any(folder.iterdir()) and not (folder / "truth.json").exists():
        raise UsageError(f"{folder}: is not empty and holds no demonstration; name a new folder")
    else:
        case = _made(folder, home, seed)
    ERR.print("reading, finding, tracing, testing, weighing")
    run_with_bars(case)
    if not case.store.read("decisions").num_rows:
        count = apply_decisions(case, seed)
        ERR.print(f"an invented analyst takes {count} decisions; the tables follow")
        run_with_bars(case)
    page = _update(case)
    if _later(case, folder, seed):
        page = _update(case)
    truth = orjson.loads((folder / "truth.json").read_bytes())
    (folder / "score.md").write_text(as_markdown(score(case, truth)), encoding="utf-8")
    return _verified(home, page)


def _made(folder: Path, home: Path, seed: int) -> Case:
    ERR.print(f"inventing material in {folder}/material")
    build_demo(folder, seed)
    case = Case.create(home, case_files(), ANALYST)
    first_checkpoint(case)
    with file_bar() as advance:
        collected = add_paths(case, [folder / "material"], advance)
    ERR.print(f"added {collected.new} originals ({collected.size / 1e6:.1f} MB)")
    return case


def _later(case: Case, folder: Path, seed: int) -> bool:
    """Add and decide the second round; false where it was done before."""
    if len(list((case.root / "updates").glob("*/index.html"))) != 1:
        return False
    ERR.print("some days later: new posts come in, and the analyst decides again")
    add_paths(case, [folder / FOLDER])
    run_with_bars(case)
    apply_later(case, make_traffic(seed))
    run_with_bars(case)
    return True


def _update(case: Case) -> Path:
    """The page of the newest update; a new one only where decisions or material came since."""
    found = sorted((case.root / "updates").glob("*/index.html"))
    changed = any(
        event.line["action"] in ("import", "collect", "decide", "settings")
        for event in case.log.events(None)
        if event.seq > _published(case)
    )
    if found and not changed:
        return found[-1]
    report = make_update(case)
    for line in report.findings:
        ERR.print(f"  {line}", markup=False)
    return report.folder / "index.html"


def _published(case: Case) -> int:
    events = [e.seq for e in case.log.events(None) if e.line["action"] == "publish"]
    return events[-1] if events else 0


def _verified(home: Path, page: Path) -> int:
    report = verify_folder(home)
    command = [sys.executable, "-I", str(page.parent / "verify.py"), str(page.parent)]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in report_lines(report) if report.exit_code else ():
        ERR.print(line, markup=False)
    if alone.returncode:
        ERR.print(alone.stdout + alone.stderr, markup=False)
    good = not report.exit_code and not alone.returncode
    ERR.print("the case and its update verify" if good else "verification FAILED", markup=False)
    ERR.print(f"page:    {page}", markup=False)
    ERR.print(f"verify:  python3 {page.parent}/verify.py", markup=False)
    ERR.print(
        f"next:    indicia -C {home} status   (the score against the truth: {home.parent}/score.md)",
        markup=False,
    )
    return 0 if good else 1
