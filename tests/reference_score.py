"""How much of a hand-written list of a real document a case found, group by group.

The list is ``tests/reference/expected_document.tsv``: labels and spans, none of the prose.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.start import new_case
from indicia.run import run_case

EXPECTED = Path(__file__).parent / "reference" / "expected_document.tsv"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """One thing that the document holds."""

    group: str
    label: str
    kind: str
    start: int
    end: int
    speaker: str
    needs: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """The tables of one document in one case."""

    text: str
    mentions: Sequence[Row]
    statements: Sequence[Row]
    phrases: Sequence[Row]


def load_expected(path: Path = EXPECTED) -> list[Expected]:
    """The hand-written list, in order."""
    lines = [x for x in path.read_text("utf-8").splitlines() if x and not x.startswith("#")]
    made = []
    for row in csv.DictReader(lines, delimiter="\t"):
        needs = dict(pair.split("=", 1) for pair in (row["needs"] or "").split(";") if pair)
        span = int(row["start"]), int(row["end"])
        speaker = row["speaker"] or ""
        made.append(Expected(row["group"], row["label"], row["kind"], *span, speaker, needs))
    return made


def misses(found: Found, expected: Sequence[Expected]) -> list[Expected]:
    """What was expected and is not there."""
    return [wanted for wanted in expected if not is_found(found, wanted)]


def is_found(found: Found, wanted: Expected) -> bool:
    """A row of the right kind takes in the span, with the speaker and fields that it needs."""
    if wanted.kind == "phrase":
        return any(_takes_in(row, wanted) for row in found.phrases)
    if "/" not in wanted.kind:
        return any(row["kind"] == wanted.kind and _names(row, wanted) for row in found.mentions)
    return any(_is_statement(row, wanted) for row in found.statements)


def _takes_in(row: Row, wanted: Expected) -> bool:
    return bool(row["start"] <= wanted.start and wanted.end <= row["end"])


def _names(row: Row, wanted: Expected) -> bool:
    """The mention takes in the name and little more (a head word, an adjective)."""
    return _takes_in(row, wanted) and row["end"] - row["start"] <= wanted.end - wanted.start + 10


def _is_statement(row: Row, wanted: Expected) -> bool:
    kind, predicate = wanted.kind.split("/")
    if (row["kind"], row["predicate"]) != (kind, predicate):
        return False
    if not (row["content_start"] <= wanted.start and wanted.end <= row["content_end"]):
        return False
    if wanted.speaker == "source" and row["speaker_type"] != "source":
        return False
    if ":" in wanted.speaker:
        start, end = map(int, wanted.speaker.split(":"))
        if row["speaker_start"] is None or not start <= row["speaker_start"] < end:
            return False
    return all(_field(row, key) == value for key, value in wanted.needs.items())


def _field(row: Row, key: str) -> str:
    if key == "answers":
        return "|".join(answer["text"] for answer in json.loads(row["answers"]))
    return str(row[key])


def read_in_case(root: Path, documents: Sequence[Path], template: str | None = None) -> Case:
    """A new case of the template, or with an empty lexicon, run with these documents alone."""
    list(new_case(root, template, None, "tester", False))
    case = Case.open(root, actor="tester")
    add_paths(case, list(documents))
    run_case(case, "resolve")
    return case


def found_in(case: Case) -> Found:
    """The tables of the first document of a case."""
    store = case.store
    renditions = store.read("renditions").to_pylist()
    return Found(
        renditions[0]["text"],
        store.read("mentions").to_pylist(),
        store.read("statements").to_pylist(),
        store.read("place_phrases").to_pylist(),
    )


def table(columns: Mapping[str, Found], expected: Sequence[Expected]) -> str:
    """A Markdown table: a group a line, found of expected for each case."""
    groups = list(dict.fromkeys(wanted.group for wanted in expected))
    lines = [
        "| group | expected | " + " | ".join(columns) + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for group in [*groups, "all"]:
        wanted = [e for e in expected if group in ("all", e.group)]
        cells = [str(len(wanted) - len(misses(found, wanted))) for found in columns.values()]
        lines.append(f"| {group} | {len(wanted)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
