"""RO-Crate metadata: what is in a full export, for archives that index such packages.

Source: RO-Crate 1.1, https://w3id.org/ro/crate/1.1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
FOLDERS = {
    "objects/": "Originals and sealed words, each named by the SHA-256 of its bytes",
    "log/": "Custody and decisions: append-only, chained, with signed checkpoints",
    "lexicon/": "Names that the analysts vouch for, each with its source",
    "updates/": "What was published, each with its own verifier",
}
FILES = {
    "case.toml": ("application/toml", "Title, area, questions and answers, publication policy"),
    "web/captures.wacz": ("application/wacz", "Web captures, one WARC file each"),
    "README.txt": ("text/plain", "How to check and open this package"),
}


@dataclass(frozen=True, slots=True)
class CrateFacts:
    """What the metadata says of the whole: ``exported`` is a UTC time, ``root`` the log's root."""

    title: str
    exported: str
    checkpoint: str
    software: str


def crate_metadata(facts: CrateFacts, paths: Sequence[str], sizes: dict[str, int]) -> bytes:
    """``ro-crate-metadata.json`` over the paths of a package (relative, with forward slashes)."""
    parts: list[dict[str, Any]] = []
    for folder, description in FOLDERS.items():
        inside = [path for path in paths if path.startswith(folder)]
        if inside:
            size = str(sum(sizes[path] for path in inside))
            parts.append(
                {
                    "@id": folder,
                    "@type": "Dataset",
                    "name": folder.rstrip("/"),
                    "description": f"{description} ({len(inside)} files)",
                    "contentSize": size,
                }
            )
    for path in paths:
        if path in FILES or path.endswith("/index.html"):
            media, text = FILES.get(path, ("text/html", "A published update"))
            parts.append(
                {
                    "@id": path,
                    "@type": "File",
                    "name": path.rsplit("/", 1)[-1],
                    "description": text,
                    "encodingFormat": media,
                    "contentSize": str(sizes[path]),
                }
            )
    graph = [_descriptor(), _root(facts, parts), _software(facts), *parts]
    document = {"@context": CONTEXT, "@graph": graph}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _descriptor() -> dict[str, Any]:
    return {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _root(facts: CrateFacts, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        "description": f"A whole case, not redacted. Checkpoint of its log: {facts.checkpoint}",
        "datePublished": facts.exported,
        "license": "Not licensed for publication: material of third parties, held as evidence",
        "isBasedOn": {"@id": "#indicia"},
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }


def _software(facts: CrateFacts) -> dict[str, Any]:
    name, _, version = facts.software.partition(" ")
    return {"@id": "#indicia", "@type": "SoftwareApplication", "name": name, "version": version}
