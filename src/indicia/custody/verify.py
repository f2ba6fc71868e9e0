"""Checking a whole case: objects, log, signatures, checkpoints, updates and their citations.

Reads and never writes. Every fault is found that can be found, not the first only; what is wrong
and where is said for each. Damage is ``damage``; what is worth knowing and no fault is ``notice``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from indicia.custody.checkpoint import checkpoint_text, load_checkpoint, origin_of, short_code
from indicia.custody.event import FIRST_PREV, Event, signed_part
from indicia.custody.excerpt import entry_leaf
from indicia.custody.keys import is_valid, key_id, public_key_of
from indicia.custody.log import parse_line
from indicia.custody.merkle import Peaks, Tree
from indicia.custody.note import signers
from indicia.custody.objects import ObjectStore, sha256_of_file
from indicia.custody.sealed import unseal
from indicia.custody.segment import read_lines, segment_paths, torn_batch_offset
from indicia.errors import CustodyError, IndiciaError, NewerCase

RenditionCheck = Callable[[Mapping[str, Any]], str | None]
"""Takes a frozen citation (with ``exact_quote``); gives what does not hold, or None."""
UpdateFaults = Callable[[str], list[tuple[str, str]]]
"""Takes an update's folder; gives (where, what) for each fault, as its own verifier finds them."""


class Severity(StrEnum):
    """How bad a finding is."""

    DAMAGE = "damage"
    NOTICE = "notice"
    COULD_NOT_RUN = "could not run"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and where."""

    severity: Severity
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what}"


@dataclass(slots=True)
class Report:
    """All findings, and how much was looked at."""

    findings: list[Finding] = field(default_factory=list)
    objects: int = 0
    events: int = 0
    signed_events: int = 0
    checkpoints: int = 0
    updates: int = 0
    citations: int = 0
    erased: list[str] = field(default_factory=list)
    """Objects that are gone because the log says so."""

    @property
    def exit_code(self) -> int:
        """0 nothing wrong, 1 damage, 4 could not run."""
        severities = {finding.severity for finding in self.findings}
        if Severity.COULD_NOT_RUN in severities:
            return 4
        return 1 if Severity.DAMAGE in severities else 0

    def damage(self, where: str, what: str) -> None:
        """Add a fault."""
        self.findings.append(Finding(Severity.DAMAGE, where, what))

    def notice(self, where: str, what: str) -> None:
        """Add what is worth knowing."""
        self.findings.append(Finding(Severity.NOTICE, where, what))


def verify_case(
    folder: Path,
    rendition_check: RenditionCheck | None = None,
    update_faults: UpdateFaults | None = None,
    codes: Sequence[str] = (),
) -> Report:
    """Check the case in ``folder``. Without ``rendition_check`` originals are not read again;
    without ``update_faults`` the files of updates are not checked. ``codes`` are short codes of
    checkpoints that were kept outside the folder.
    """
    report = Report()
    try:
        if not segment_paths(folder / "log"):
            text = "there is no log here; name a case's folder"
            report.findings.append(Finding(Severity.COULD_NOT_RUN, str(folder / "log"), text))
            return report
        events = _check_lines(folder / "log", report)
        _check_signatures(events, report)
        _check_objects(folder / "objects", events, report)
        _check_checkpoints(folder, events, report)
        _check_codes(codes, events, report)
        _check_updates(folder, events, report, rendition_check, update_faults)
    except NewerCase as error:
        report.findings.append(Finding(Severity.COULD_NOT_RUN, str(folder / "log"), str(error)))
    except OSError as error:
        text = f"{error.strerror}; get the right to read it"
        report.findings.append(Finding(Severity.COULD_NOT_RUN, str(error.filename), text))
    return report


def _check_lines(folder: Path, report: Report) -> list[Event]:
    events: list[Event] = []
    expected, prev = 1, FIRST_PREV
    paths = segment_paths(folder)
    for number, path in enumerate(paths, 1):
        if int(path.stem) != number:
            report.damage(str(path), f"the log's file {number} is missing before it")
        torn = torn_batch_offset(path) if path == paths[-1] else None
        for offset, raw in read_lines(path):
            where = f"{path}, byte {offset}"
            if offset == torn:
                report.notice(where, "a write was cut off; it was never acknowledged")
                break
            try:
                event = parse_line(raw.removesuffix(b"\n"), where)
            except CustodyError:
                report.damage(where, "it is not a line of a log")
                expected, prev = expected + 1, ""
                continue
            if event.seq != expected:
                report.damage(where, f"line {event.seq} stands where line {expected} should")
            if prev and event.line["prev"] != prev:
                report.damage(where, f"line {event.seq} does not follow from the line before it")
            if event.action == "recover":
                report.notice(where, f"line {event.seq} records a cut-off write moved to torn/")
            if "backwards_us" in (event.line.get("clock") or {}):
                seconds = event.line["clock"]["backwards_us"] / 1e6
                report.notice(where, f"before line {event.seq} the clock went back {seconds:g} s")
            events.append(event)
            expected, prev = event.seq + 1, event.leaf.hex()
    report.events = len(events)
    return events


def _check_signatures(events: list[Event], report: Report) -> None:
    keys: dict[str, bytes] = {}
    for event in events:
        held = public_key_of(event)
        if held and event.action == "key.add":
            keys[key_id(held[1])] = held[1]
        if event.line.get("sig") is not None:
            report.signed_events += 1
            if not _signature_holds(event, keys):
                report.damage(
                    f"line {event.seq}", "its signature does not hold, or its key is gone"
                )
        if held and event.action == "key.retire":
            keys.pop(key_id(held[1]), None)


def _signature_holds(event: Event, keys: Mapping[str, bytes]) -> bool:
    try:
        sig = event.line["sig"]
        signature = base64.b64decode(sig["ed25519"], validate=True)
        return is_valid(keys[sig["key"]], signature, signed_part(event.line))
    except (KeyError, TypeError, binascii.Error, IndiciaError):
        return False


def _check_objects(root: Path, events: list[Event], report: Report) -> None:
    store = ObjectStore(root)
    named, deleted = _named_objects(events, report)
    report.erased = sorted(deleted)
    for sha256 in store:
        report.objects += 1
        where = str(store.path(sha256))
        if sha256_of_file(store.path(sha256))[0] != sha256:
            report.damage(where, "its bytes are not those of its name")
        if sha256 in deleted:
            report.damage(
                where, f"line {deleted[sha256]} says that it was erased; `indicia run` erases it"
            )
        elif sha256 not in named:
            report.notice(where, "no line of the log names it")
    for sha256, seq in named.items():
        if sha256 not in deleted and not store.has(sha256):
            report.damage(str(store.path(sha256)), f"it is missing; line {seq} names it")
    for path in store.strays():
        report.notice(str(path), "it is no object; a cut-off write or a stranger left it")


def _named_objects(events: list[Event], report: Report) -> tuple[dict[str, int], dict[str, int]]:
    named: dict[str, int] = {}
    deleted: dict[str, int] = {}
    for event in events:
        sha256 = (event.line.get("object") or {}).get("sha256")
        if event.action == "delete":
            params = event.line.get("params") or {}
            if sha256:
                deleted[sha256] = event.seq
                report.notice(f"line {event.seq}", _tombstone(event))
            if len(set(params.get("people") or ())) < 2:
                report.damage(f"line {event.seq}", "an erasure needs two people and names fewer")
            continue
        for name in _hashes(event):
            named.setdefault(name, event.seq)
            if event.action in ("import", "collect"):
                deleted.pop(name, None)
    return named, deleted


def _tombstone(event: Event) -> str:
    stone, params = event.line["object"], event.line.get("params") or {}
    people = " and ".join(map(str, params.get("people") or ())) or "nobody named"
    return f"the object {stone['sha256']} ({stone.get('size')} bytes) was erased by {people}"


def _hashes(event: Event) -> list[str]:
    """Objects that a line says are kept: its object, its inputs, what it sealed."""
    line = event.line
    params = line.get("params") or {}
    found = [(line.get("object") or {}).get("sha256")]
    found += [params.get(name) for name in ("sealed", "content", "manifest")]
    found.append(line.get("headers_sha256") if params.get("headers_kept") else None)
    if event.action in ("settings", "decide"):
        found += list(line.get("inputs") or ())
    return [sha for sha in found if isinstance(sha, str) and _is_hash(sha)]


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def _check_checkpoints(folder: Path, events: list[Event], report: Report) -> None:
    paths = sorted((folder / "log" / "checkpoints").glob("[!.]*.txt"))
    paths += sorted((folder / "updates").glob("[!.]*/checkpoint.txt"))
    wanted: dict[int, list[Path]] = {}
    loaded = {}
    for path in paths:
        try:
            loaded[path] = load_checkpoint(path)
            wanted.setdefault(loaded[path][0].size, []).append(path)
        except CustodyError:
            report.damage(str(path), "it is not a checkpoint")
    roots = _roots(events, set(wanted))
    keys = {held[1]: held[0] for event in events if (held := public_key_of(event))}
    origin = origin_of(events[0].leaf) if events else ""
    sound = 0
    for path, (checkpoint, note) in sorted(loaded.items(), key=lambda pair: pair[1][0].size):
        report.checkpoints += 1
        if checkpoint.origin != origin:
            report.damage(str(path), "it is of another log, or the log's first line was changed")
        if checkpoint.size not in roots:
            report.damage(
                str(path), f"it covers {checkpoint.size} lines; the log has {len(events)}"
            )
        elif roots[checkpoint.size] != checkpoint.root:
            report.damage(
                str(path),
                f"the log's lines {sound + 1} to {checkpoint.size} are not all those that it was "
                "signed over",
            )
        else:
            sound = checkpoint.size
        try:
            if not signers(note, keys):
                report.damage(str(path), "no key of the log signed it")
        except ValueError as error:
            report.damage(str(path), str(error))


def _check_codes(codes: Sequence[str], events: list[Event], report: Report) -> None:
    """Whether some beginning of the log has each code; a code needs no file of the folder."""
    wanted = {code: _letters(code) for code in codes}
    found: dict[str, int] = {}
    peaks, origin = Peaks(), origin_of(events[0].leaf) if events else ""
    for event in events if wanted else ():
        peaks.add(event.leaf)
        found[_letters(short_code(checkpoint_text(origin, peaks.size, peaks.root())))] = peaks.size
    for code, letters in wanted.items():
        if letters in found:
            report.notice(f"code {code}", f"holds: it is that of the first {found[letters]} lines")
        else:
            report.damage(f"code {code}", "no beginning of this log has it: lines were changed")


def _letters(code: str) -> str:
    return code.replace("-", "").strip().upper()


def _roots(events: list[Event], sizes: set[int]) -> dict[int, bytes]:
    peaks, roots = Peaks(), {}
    for event in events:
        peaks.add(event.leaf)
        if peaks.size in sizes:
            roots[peaks.size] = peaks.root()
    return roots


def _check_updates(
    folder: Path,
    events: list[Event],
    report: Report,
    check: RenditionCheck | None,
    update_faults: UpdateFaults | None,
) -> None:
    store = ObjectStore(folder / "objects")
    published = {
        event.line["params"].get("update"): event for event in events if event.action == "publish"
    }
    present = {
        path.name
        for path in (folder / "updates").glob("[!.]*")
        if (path / "checkpoint.txt").is_file()
    }
    for path in (folder / "updates").glob(".*.new"):
        report.notice(str(path), "an update was cut off here; it was never published")
    for name, event in published.items():
        where = f"updates/{name}"
        if name not in present:
            report.notice(where, f"line {event.seq} published it, and its folder is not here")
        _check_frozen(store, where, event, report, check)
    for name in sorted(present):
        report.updates += 1
        faults = update_faults(str(folder / "updates" / name)) if update_faults else []
        for place, what in faults:
            report.damage(f"updates/{name}/{place}", what)
        if name not in published:
            report.damage(f"updates/{name}", "no line of the log published it")


def _check_frozen(
    store: ObjectStore, where: str, event: Event, report: Report, check: RenditionCheck | None
) -> None:
    params = event.line["params"]
    try:
        sealed = unseal(store, params["sealed"])
        entries = list(sealed["entries"])
        root = Tree([entry_leaf(entry) for entry in entries]).root().hex()
        promised = params["excerpts"]["root"]
    except (CustodyError, KeyError, TypeError, ValueError, orjson.JSONDecodeError) as error:
        report.damage(where, f"what it froze cannot be read ({error})")
        return
    if root != promised:
        report.damage(where, "what it froze is not what its publish line commits to")
    for entry in entries:
        if entry["kind"] != "citation":
            continue
        report.citations += 1
        exact = sealed["exact"].get(entry["id"], {}).get("quote", entry["quote"])
        if entry.get("original") in report.erased:
            report.notice(f"{where}, citation {entry['id']}", "its original was erased since")
            continue
        fault = check({**entry, "exact_quote": exact}) if check else None
        if fault:
            report.damage(f"{where}, citation {entry['id']}", fault)
