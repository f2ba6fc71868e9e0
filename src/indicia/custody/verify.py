"""Verifying a case: every object, every line, chain, tree, signatures, checkpoints, citations."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indicia.custody.checkpoint import load_checkpoint
from indicia.custody.event import Event, signed_part
from indicia.custody.keys import is_valid, public_key_of
from indicia.custody.log import scan
from indicia.custody.merkle import Tree
from indicia.custody.note import signers
from indicia.custody.objects import ObjectStore, sha256_of_file
from indicia.errors import CustodyError

RenditionCheck = Callable[[str, int, int, str], str | None]
"""(rendition's SHA-256, start, end, words) -> what is wrong, or None."""
_CHUNK = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, and what."""

    where: str
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at and what is wrong. ``damage`` decides the exit code."""

    objects: int = 0
    events: int = 0
    checkpoints: int = 0
    citations: int = 0
    damage: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0, or 1 where something is damaged."""
        return 1 if self.damage else 0

    def lines(self) -> Iterable[str]:
        """The report for a person."""
        yield (
            f"{self.events} log lines, {self.objects} objects, {self.checkpoints} checkpoints, "
            f"{self.citations} citations looked at"
        )
        for finding in self.damage:
            yield f"DAMAGED {finding.where}: {finding.what}"
        for finding in self.notes:
            yield f"note    {finding.where}: {finding.what}"
        yield "verified" if not self.damage else f"NOT verified: {len(self.damage)} findings"

    def as_dict(self) -> dict[str, Any]:
        """The report for ``--json``."""
        return {**asdict(self), "verified": not self.damage}


def verify_case(folder: Path, says: RenditionCheck | None = None) -> Report:
    """Verify a case's folder. Nothing is written; nothing is raised for damage."""
    report = Report()
    events = _verified_log(folder, report)
    keys = {public: name for e in events if (found := public_key_of(e)) for name, public in [found]}
    _verify_signatures(events, keys, report)
    _verify_objects(folder, events, report)
    tree = Tree([event.leaf for event in events])
    for path in sorted(folder.glob("log/checkpoints/*")) + sorted(
        folder.glob("updates/*/checkpoint.txt")
    ):
        _verify_checkpoint(path, folder, tree, keys, report)
    for update in sorted(folder.glob("updates/*/citations.json")):
        _verify_citations(update, folder, events, says, report)
    return report


def _verified_log(folder: Path, report: Report) -> list[Event]:
    events: list[Event] = []
    try:
        for event in scan(folder / "log"):
            expected = events[-1].leaf.hex() if events else "0" * 64
            if event.line.get("prev") != expected or event.seq != len(events) + 1:
                where = f"log line {len(events) + 1}"
                report.damage.append(Finding(where, "does not follow from the line before it"))
            events.append(event)
    except CustodyError as error:
        report.damage.append(Finding(f"log after line {len(events)}", str(error)))
    for torn in sorted(folder.glob("log/torn/*")):
        report.notes.append(
            Finding(f"log/torn/{torn.name}", "a line cut off by a crash, kept aside")
        )
    report.events = len(events)
    return events


def _verify_signatures(events: list[Event], keys: Mapping[bytes, str], report: Report) -> None:
    for event in events:
        sig = event.line.get("sig")
        if not sig:
            continue
        signature = bytes.fromhex(sig.get("signature", ""))
        if not any(is_valid(public, signature, signed_part(event.line)) for public in keys):
            report.damage.append(Finding(f"log line {event.seq}", "its signature does not hold"))


def _verify_objects(folder: Path, events: list[Event], report: Report) -> None:
    store = ObjectStore(folder / "objects")
    deleted = {
        str((e.line.get("object") or {}).get("sha256")) for e in events if e.action == "delete"
    }
    present = set(store)
    for sha in sorted(present):
        report.objects += 1
        try:
            digest, _ = sha256_of_file(store.path(sha))
        except OSError as error:
            report.damage.append(Finding(f"object {sha}", f"cannot be read ({error.strerror})"))
            continue
        if digest != sha:
            report.damage.append(Finding(f"object {sha}", "its bytes were changed"))
    for event in events:
        for sha in sorted(_named(event.line)):
            if sha in present:
                continue
            if sha in deleted:
                report.notes.append(
                    Finding(f"object {sha}", f"was deleted; named by line {event.seq}")
                )
            else:
                report.damage.append(
                    Finding(f"object {sha}", f"is missing; log line {event.seq} names it")
                )


def _named(line: Mapping[str, Any]) -> set[str]:
    """Objects that a line of the log must have: its original, its inputs, its sealed words."""
    if line["action"] == "delete":
        return set()
    params = line.get("params") or {}
    named = {(line.get("object") or {}).get("sha256"), *line.get("inputs", ())}
    named |= {params.get(key) for key in ("manifest", "content", "sealed", "query")}
    return {sha for sha in named if isinstance(sha, str) and _CHUNK.match(sha)}


def _verify_checkpoint(
    path: Path, folder: Path, tree: Tree, keys: Mapping[bytes, str], report: Report
) -> None:
    where = path.relative_to(folder).as_posix()
    report.checkpoints += 1
    try:
        checkpoint, note = load_checkpoint(path)
        named = signers(note, keys)
    except (CustodyError, ValueError) as error:
        report.damage.append(Finding(where, str(error)))
        return
    if not named:
        report.damage.append(Finding(where, "no key of the log has signed it"))
    if checkpoint.size > tree.size:
        missing = checkpoint.size - tree.size
        report.damage.append(Finding(where, f"covers {missing} events that the log lacks"))
    elif tree.root(checkpoint.size) != checkpoint.root:
        report.damage.append(Finding(where, "the log it was signed over is not this log"))


def _verify_citations(
    path: Path, folder: Path, events: list[Event], says: RenditionCheck | None, report: Report
) -> None:
    update = path.parent.name
    _verify_files(path.parent, folder, report)
    try:
        proofs = json.loads(path.read_bytes())
        citations = proofs["citations"]
        sealed_name = json.loads(proofs["publish"]["line"])["params"]["sealed"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        report.damage.append(Finding(f"updates/{update}/citations.json", f"not readable ({error})"))
        return
    exact = _exact_words(folder, sealed_name)
    captured = {
        str((e.line.get("object") or {}).get("sha256")) for e in events if e.line.get("object")
    }
    for citation in citations:
        report.citations += 1
        where = f"update {update}, citation {citation['id']}"
        if citation["original"] not in captured:
            report.damage.append(Finding(where, "the log holds no capture of its original"))
        words = exact.get(citation["id"], citation["quote"])
        if says is not None:
            fault = says(citation["rendition_sha256"], citation["start"], citation["end"], words)
            if fault:
                report.notes.append(Finding(where, fault))


def _exact_words(folder: Path, sealed_name: str) -> dict[str, str]:
    from indicia.custody.sealed import unseal

    store = ObjectStore(folder / "objects")
    try:
        content = unseal(store, sealed_name)
    except (CustodyError, OSError, ValueError):
        return {}
    return {name: kept["quote"] for name, kept in content.get("exact", {}).items()}


def _verify_files(update: Path, folder: Path, report: Report) -> None:
    try:
        listed = json.loads((update / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError) as error:
        report.damage.append(
            Finding(f"updates/{update.name}/manifest.json", f"not readable ({error})")
        )
        return
    for name, digest in listed.items():
        path = update / name
        where = path.relative_to(folder).as_posix()
        if not path.is_file():
            report.damage.append(Finding(where, "is missing"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            report.damage.append(Finding(where, "was changed after it was published"))
