"""What a person does at the desk: decisions, runs, verification. Nothing else is ever written."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from indicia.case import Case
from indicia.console.decide import Asked, take_decision
from indicia.decision import KINDS, SEALED_TEXT, event_name
from indicia.desk.role import BY_TWO
from indicia.errors import CustodyError, UsageError
from indicia.store import TableStore

_INDICIA = "from indicia.cli import main; main()"
VALUES = "value."
"""How a form names a value of its decision: ``value.text``."""


def decide(case: Case, form: Mapping[str, str], about: Sequence[str]) -> str:
    """Take the decision that a form asks for; gives its event.

    Values that were left empty are not given, as on the command line.

    Raises:
        UsageError: the decision is not right, or names what the tables do not hold.
    """
    what = form.get("what", "")
    if what in BY_TWO:
        raise UsageError(f"{what}: needs two people; ask on the page for it (/custody)")
    pairs = [
        f"{key.removeprefix(VALUES)}={_plain(text)}"
        for key, text in form.items()
        if key.startswith(VALUES) and text.strip()
    ]
    _no_files(what, pairs)
    taken = take_decision(
        case, Asked(what, list(about), pairs, form.get("reason", "").strip()), False
    )
    return event_name(taken.seq) if taken.seq else ""


def renewed(case: Case, store: TableStore, old: Mapping[str, Any]) -> str:
    """Take a standing decision again about what of its subjects is still there; gives its event.

    The old one is taken back after the new one stands, so that neither is missing in between.

    Raises:
        UsageError: nothing of it is there any more, or it holds a text that must be written anew.
    """
    orphans = store.read("orphans", ["seq", "about", "state"]).to_pylist()
    gone = {row["about"] for row in orphans if row["seq"] == old["seq"] and row["state"] == "gone"}
    about = [name for name in old["about"] if name not in gone]
    if not about or SEALED_TEXT in old["value"]:
        raise UsageError(f"{old['what']}: cannot be taken again as it was; take it back instead")
    pairs = [f"{key}={text}" for key, text in old["value"].items()]
    taken = take_decision(case, Asked(old["what"], about, pairs, old["reason"] or ""), False)
    take_decision(case, Asked("undo", [old["event"]], [], f"taken again as {taken.seq}"), False)
    return event_name(taken.seq) if taken.seq else ""


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _no_files(what: str, pairs: Sequence[str]) -> None:
    """On the command line ``text=@FILE`` reads a file; a form must not read files of the machine."""
    if what in KINDS and any(pair.startswith("text=@") for pair in pairs):
        raise UsageError(
            f"{what}: a text cannot begin with @ here; put a space or a word before it"
        )


def verified(case: Case, sha256: str) -> str:
    """Read an original back and compare it with its hash; gives what is wrong, or nothing.

    Raises ``UsageError`` where the case has no such original.
    """
    if not re.fullmatch("[0-9a-f]{64}", sha256) or not case.objects.has(sha256):
        raise UsageError(f"verify: {sha256[:70]!r} is no original of this case")
    try:
        case.objects.read(sha256)
    except CustodyError as error:
        return str(error)
    return ""


@dataclass(slots=True)
class Runs:
    """Runs of the stages, one at a time, each in a process of its own."""

    root: Path
    process: subprocess.Popen[bytes] | None = None
    said: str = ""
    """The last words of the last run, where it failed."""
    _lock: Lock = field(default_factory=Lock)

    def start(self, actor: str) -> None:
        """Start a run, unless one is at work already."""
        with self._lock:
            if self.is_at_work():
                return
            self.said = ""
            command = [
                sys.executable,
                "-c",
                _INDICIA,
                "-C",
                str(self.root),
                "--actor",
                actor,
                "run",
            ]
            self.process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
            )

    def is_at_work(self) -> bool:
        """Whether a run that this desk started is not finished."""
        process = self.process
        if process is None:
            return False
        if process.poll() is None:
            return True
        if process.stderr is not None and not process.stderr.closed:
            lines = process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            process.stderr.close()
            self.said = lines[-1] if lines and process.returncode else ""
        return False
