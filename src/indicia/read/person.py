"""What people say of material: readings beside the machine's, and what kind a source is of."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.identity import rendition_id, text_sha256
from indicia.read.rows import MADE_BY
from indicia.stage import Workspace
from indicia.tables import finished, table_of
from indicia.text.language import language_of

KINDS = {"transcribe": "transcription", "correct": "correction", "translate": "translation"}


def person_renditions(work: Workspace, items: pa.Table, machine: pa.Table) -> pa.Table:
    """All renditions; where a person transcribed or corrected an item, theirs is preferred.

    A translation is never preferred: it is shown beside the text, with its translator. The
    machine's, where nobody gave another, are the same table.
    """
    given = _given(work, items)
    if not given:
        return machine
    better = pa.array(sorted(row["item"] for row in given if row["preferred"]), pa.string())
    worse = pc.is_in(machine.column("item"), value_set=better)
    preferred = pc.and_(machine.column("preferred"), pc.invert(worse))
    place = machine.schema.get_field_index("preferred")
    read = machine.set_column(place, machine.schema.field(place), preferred)
    return finished("renditions", pa.concat_tables([read, table_of("renditions", given)]))


def _given(work: Workspace, items: pa.Table) -> list[dict[str, Any]]:
    decisions = [
        row
        for row in work.table("decisions").to_pylist()
        if row["what"] in KINDS and row["undone_by"] is None
    ]
    about = pa.array(sorted({item for row in decisions for item in row["about"]}), pa.string())
    asked = items.select(["item", "original", "month"])
    asked = asked.filter(pc.is_in(asked.column("item"), value_set=about))
    known = {row["item"]: row for row in asked.to_pylist()}
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for decision in decisions:
        kind = KINDS[decision["what"]]
        value = orjson.loads(decision["value"])
        text = str(work.sealed(value.get("text_sha256", "")).get("text", ""))
        for item in decision["about"]:
            if item in known and text:
                row = _row(known[item], kind, decision, text, value.get("language"))
                rows[(item, kind, row["language"] or "")] = row
    _prefer_last(rows)
    return list(rows.values())


def _prefer_last(rows: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    """Of several texts that people gave for one item, the last is preferred."""
    last: dict[str, int] = {}
    for row in rows.values():
        if row["preferred"]:
            last[row["item"]] = max(last.get(row["item"], 0), row["seq"])
    for row in rows.values():
        row["preferred"] = row["preferred"] and row["seq"] == last[row["item"]]


def _row(
    item: dict[str, Any], kind: str, decision: dict[str, Any], text: str, language: str | None
) -> dict[str, Any]:
    digest = text_sha256(text)
    person = decision["actor"]
    return {
        "rendition": rendition_id(item["item"], f"person:{person}:{kind}", "1", digest),
        "item": item["item"],
        "original": item["original"],
        "kind": kind,
        "by": person,
        "reader": "person",
        "reader_version": "1",
        "text": text,
        "text_sha256": digest,
        "language": language or language_of(text),
        "preferred": kind != "translation",
        "confidence": None,
        "seq": decision["seq"],
        "month": item["month"],
        "made_by": MADE_BY,
    }


def sources_with_kinds(work: Workspace, sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sources with the kind that a person decided, else the one of case.toml, else the format's."""
    decided: dict[str, str] = {}
    for row in work.table("decisions").to_pylist():
        if row["what"] == "kind" and row["undone_by"] is None:
            decided.update(dict.fromkeys(row["about"], orjson.loads(row["value"])["kind"]))
    recorded = work.settings.source_kinds
    return [
        {
            **row,
            "kind": decided.get(row["source"])
            or recorded.get(row["platform_id"])
            or recorded.get(row["name"])
            or row["kind"],
        }
        for row in sources
    ]
