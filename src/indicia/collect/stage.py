"""Replays the log into the tables ``captures`` and ``decisions``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from indicia.decision import event_name, undone
from indicia.identity import derived_id
from indicia.stage import StageTables, Workspace
from indicia.tables import table_of

CAPTURES = ("import", "collect")


def run(work: Workspace) -> StageTables:
    """One pass over the log up to the position of the run."""
    captures: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    manifests: dict[str, list[str]] = {}
    for event in work.events():
        action = event.line["action"]
        if action in CAPTURES and event.line.get("object"):
            captures.append(_capture(work, event.seq, event.line, manifests))
        elif action == "delete":
            erased = (event.line["object"] or {}).get("sha256")
            captures = [row for row in captures if row["original"] != erased]
        elif action == "decide" and (content := work.sealed(event.line["params"]["content"])):
            decisions.append(_decision(content, event.seq, event.line))
    taken_back = undone(decisions)
    for row in decisions:
        row["undone_by"] = taken_back.get(row["seq"])
    return {
        "captures": table_of("captures", captures),
        "decisions": table_of("decisions", decisions),
    }


def _capture(
    work: Workspace, seq: int, line: Mapping[str, Any], manifests: dict[str, list[str]]
) -> dict[str, Any]:
    params, stored = line["params"], line["object"]
    manifest = params.get("manifest")
    if manifest and manifest not in manifests:
        content = work.sealed(manifest)
        manifests[manifest] = list(content.get("paths", []))  # type: ignore[call-overload]
    paths = manifests.get(manifest or "", [])
    index = params.get("index", -1)
    verdict = params.get("verdict") or line.get("content_verdict") or {}
    return {
        "seq": seq,
        "original": stored["sha256"],
        "captured_utc": datetime.fromisoformat(line["t"]),
        "action": line["action"],
        "batch": derived_id("b", manifest) if manifest else derived_id("b", seq),
        "path": paths[index] if 0 <= index < len(paths) else None,
        "url": line.get("url_final"),
        "size": stored["size"],
        "media_type": stored["media_type_sniffed"],
        "verdict": verdict.get("verdict", "content"),
        "verdict_rule": verdict.get("rule"),
        "actor": line["actor"]["id"],
    }


def _decision(content: Mapping[str, Any], seq: int, line: Mapping[str, Any]) -> dict[str, Any]:
    params = line["params"]
    return {
        "seq": seq,
        "event": event_name(seq),
        "decided_utc": datetime.fromisoformat(line["t"]),
        "actor": line["actor"]["id"],
        "what": params["what"],
        "about": params["about"],
        "value": _json(content.get("value", {})),
        "was": _json(content.get("was", {})),
        "reason": content.get("reason") or None,
    }


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
