"""``indicia verify``: custody's report over a folder, and whether cited texts still say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indicia.count import counted
from indicia.custody.verify import RenditionCheck, Report, verify_case
from indicia.errors import NotACase
from indicia.store import TableStore


def verify_folder(folder: Path, codes: Sequence[str] = ()) -> Report:
    """Verify the case in ``folder``: objects, log, checkpoints, and every update's citations.

    ``codes``: short codes of checkpoints, as they were kept outside the folder.

    Raises:
        NotACase: there is no log in the folder.
    """
    from indicia.publish.verify import Check  # the verifier that each update carries

    if not (folder / "log").is_dir():
        raise NotACase(f"{folder}: holds no log/, so nothing can be verified; name a case's folder")
    return verify_case(folder, _says(folder), Check.faults_of, codes)


def report_lines(report: Report) -> Iterator[str]:
    """The report for a person; the last line says the outcome."""
    looked = (
        f"{counted(report.events, 'log line')} ({report.signed_events:,} signed)",
        counted(report.objects, "object"),
        counted(report.checkpoints, "checkpoint"),
        counted(report.updates, "update"),
        counted(report.citations, "citation"),
    )
    yield f"looked at {', '.join(looked)}"
    yield from map(str, report.findings)
    yield "NOT verified" if report.exit_code else "verified"


def report_dict(report: Report) -> dict[str, Any]:
    """The report for ``--json``."""
    return {**asdict(report), "verified": not report.exit_code}


def _says(folder: Path) -> RenditionCheck:
    """A check of a frozen citation: does its rendition stand in the tables and hold its words?"""
    store = TableStore(folder / "derived")
    texts: dict[str, str] = {}
    if store.has("renditions"):
        rows = store.read("renditions", ["text_sha256", "text"])
        pairs = zip(rows["text_sha256"].to_pylist(), rows["text"].to_pylist(), strict=True)
        texts = dict(pairs)

    def check(entry: Mapping[str, Any]) -> str | None:
        text = texts.get(entry["rendition_sha256"])
        if text is None:
            return None if not texts else "the cited rendition is not in the tables"
        same = text[entry["start"] : entry["end"]] == entry["exact_quote"]
        return None if same else "the cited rendition no longer says this"

    return check
