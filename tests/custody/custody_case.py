"""A small case with everything custody keeps, and what to do in it; invented words only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.collect.folder import add_paths
from indicia.console.start import PLAIN_CASE
from indicia.custody.event import Event
from indicia.verification import verify_folder

ACTOR = "tester"


def make_case(root: Path, actor: str = ACTOR) -> Case:
    """A new case without material."""
    case = Case.create(root, {"case.toml": PLAIN_CASE.format(title="T").encode()}, actor)
    sign_checkpoint(case)
    return case


def write_material(folder: Path) -> Path:
    """Two notes and a larger file; invented."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "one.txt").write_text("The ferry of Lower Ambria did not sail on Tuesday.\n")
    (folder / "two.txt").write_text("A council of Upper Ambria denies that it owns a ferry.\n")
    (folder / "three.csv").write_text("id,text\n" + "".join(f"{n},line {n}\n" for n in range(900)))
    return folder


class Acknowledged:
    """Every event that the log has acknowledged, as whoever wrote it was told."""

    def __init__(self, case: Case) -> None:
        self.events: list[Event] = []
        self._append = case.log.append_many
        case.log.append_many = self._told  # type: ignore[method-assign]

    def _told(self, events: Any) -> list[Event]:
        written = self._append(events)
        self.events += written
        return written


def work_in(case: Case, material: Path) -> None:
    """Add material, decide, write a note, sign a checkpoint."""
    add_paths(case, [material])
    case.decide("note", ["i-1"], {"text": "seen"}, "")
    case.append("note", {"n": 1})
    sign_checkpoint(case)


def assert_kept(root: Path, told: list[Event]) -> None:
    """Whatever was acknowledged is in the log, whole, and its objects can be read."""
    case = Case.open(root, "reader")
    held = {event.seq: event.leaf for event in case.log.events(None)}
    for event in told:
        assert held.get(event.seq) == event.leaf, f"line {event.seq} is gone or another"
        params = event.line["params"]
        for sha256 in (
            (event.line["object"] or {}).get("sha256"),
            params.get("content"),
            params.get("manifest"),
        ):
            if sha256:
                case.objects.read(sha256)


def assert_whole(root: Path) -> None:
    """Verification finds no damage."""
    report = verify_folder(root)
    assert report.exit_code == 0, [str(f) for f in report.findings if f.severity == "damage"]


@contextmanager
def without_flushing() -> Iterator[None]:
    """Real flushes left out: what they promise is modelled where this is used, and they are slow."""
    with mock.patch.object(os, "fsync", lambda descriptor: None):
        yield
