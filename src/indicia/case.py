"""A case: one folder with originals, a log, and what is derived from both.

::

    case.toml  lexicon/*.csv  objects/  log/  derived/  updates/

Opening checks that the folder is a case and that its file system can lock. Every write goes
through :meth:`Case.append`, so that each has an actor, a tool and a time.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicia import __version__
from indicia.custody.event import Event, NewEvent
from indicia.custody.log import Log
from indicia.custody.objects import ObjectStore
from indicia.custody.sealed import seal, unseal
from indicia.decision import check_decision
from indicia.errors import CaseLocked, NotACase, StorageError, UsageError
from indicia.lexicon import Lexicon, parse_lexicon
from indicia.settings import Settings, parse_settings
from indicia.store import TableStore

NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p", "ceph")
SETTING_FILES = ("case.toml", "lexicon")


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """The settings and lexicon that a log position has, with the digest over their files."""

    settings: Settings
    lexicon: Lexicon
    digest: str
    files: Mapping[str, str]


class Case:
    """An open case. ``actor`` is who acts; the default is the user's log-in name."""

    def __init__(self, root: Path, actor: str | None = None) -> None:
        self.root = root
        self.actor = actor or os.environ.get("INDICIA_ACTOR") or _login()
        self.objects = ObjectStore(root / "objects")
        self.log = Log(root / "log")
        self.store = TableStore(root / "derived")

    @classmethod
    def open(cls, root: Path, actor: str | None = None) -> Case:
        """Open the case in ``root``.

        Raises:
            NotACase: there is no case.toml with a log beside it.
            StorageError: the folder lies on a network file system or cannot be read.
        """
        if not (root / "case.toml").is_file() or not (root / "log").is_dir():
            raise NotACase(
                f"{root}: is not a case (no case.toml with a log/ beside it); go to a case's "
                "folder, name it with -C DIR, or make one with `indicia new DIR`"
            )
        refuse_network_file_system(root)
        if not os.access(root, os.R_OK | os.X_OK):
            raise StorageError(f"{root}: cannot be read; ask its owner for the rights")
        return cls(root, actor)

    @classmethod
    def create(cls, root: Path, files: Mapping[str, bytes], actor: str | None = None) -> Case:
        """Make a case in an empty or new folder from ``case.toml`` and lexicon files.

        Raises:
            UsageError: the folder holds something, or a settings file is not valid.
            StorageError: the folder cannot be written.
        """
        parse_settings(files["case.toml"])
        parse_lexicon({n: c for n, c in files.items() if n.startswith("lexicon/")})
        if root.exists() and any(root.iterdir()):
            raise UsageError(f"{root}: is not empty; name a new folder")
        try:
            for folder in ("objects", "log", "derived", "updates", "lexicon"):
                (root / folder).mkdir(parents=True, exist_ok=True)
            refuse_network_file_system(root)
            for name, content in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content)
        except PermissionError as error:
            message = f"{root}: cannot be written ({error.strerror}); choose another folder"
            raise StorageError(message) from error
        case = cls(root, actor)
        case.append("case.create", {"title_sha256": _digest(files["case.toml"])})
        case.record_settings()
        return case

    def append(self, action: str, params: Mapping[str, Any], **fields: Any) -> Event:
        """Append one event to the log; it is acknowledged when this returns."""
        return self.append_many([(action, params, fields)])[0]

    def append_many(
        self, events: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]]
    ) -> list[Event]:
        """Append events with one flush to the disk."""
        actor = {"id": self.actor, "role": "analyst", "session": str(os.getpid())}
        tool = {"name": "indicia", "version": __version__}
        return self.log.append_many(
            [
                NewEvent(action=action, actor=actor, tool=tool, params=dict(params), **fields)
                for action, params, fields in events
            ]
        )

    def decide(
        self,
        what: str,
        about: Sequence[str],
        value: Mapping[str, str],
        reason: str = "",
        was: Mapping[str, Any] | None = None,
    ) -> Event:
        """Write a decision. Raises ``UsageError`` where its parts are not right."""
        check_decision(what, about, value, reason)
        content = {"value": dict(value), "was": dict(was or {}), "reason": reason}
        sealed = self.seal(content)
        params = {"what": what, "about": list(about), "content": sealed}
        return self.append("decide", params)

    def seal(self, content: Mapping[str, Any]) -> str:
        """Keep words in a salted object; the log will hold only its SHA-256."""
        return seal(self.objects, content, secrets.token_bytes(16))

    def sealed(self, sha256: str) -> Mapping[str, Any]:
        """What a sealed object holds; an erased one gives nothing."""
        return unseal(self.objects, sha256) if self.objects.has(sha256) else {}

    def setting_files(self) -> dict[str, bytes]:
        """The settings files as they lie in the folder, by their path in the case."""
        paths = [self.root / "case.toml", *sorted((self.root / "lexicon").glob("*.csv"))]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    def record_settings(self) -> None:
        """Log case.toml and lexicon where they differ from the logged version.

        Raises:
            SettingsError: a file is not valid; the logged version stays in force.
        """
        files = self.setting_files()
        parse_settings(files["case.toml"])
        parse_lexicon({n: c for n, c in files.items() if n.startswith("lexicon/")})
        digests = {name: _digest(content) for name, content in files.items()}
        if digests == self._logged_files(None):
            return
        for content in files.values():
            self.objects.put(content)
        self.append("settings", {"files": digests}, inputs=sorted(set(digests.values())))

    def _logged_files(self, upto: int | None) -> Mapping[str, str]:
        found: Mapping[str, str] = {}
        for event in self.log.events(upto):
            if event.line["action"] == "settings":
                found = event.line["params"]["files"]
        return found

    def settings_at(self, upto: int | None = None) -> SettingsVersion:
        """Settings and lexicon as logged at or before position ``upto``."""
        files = self._logged_files(upto)
        contents = {name: self.objects.read(sha) for name, sha in files.items()}
        settings = parse_settings(contents.pop("case.toml"))
        digest = _digest("".join(f"{n}={s};" for n, s in sorted(files.items())).encode())
        return SettingsVersion(settings, parse_lexicon(contents), digest, files)

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Hold the lock of a run. Raises ``CaseLocked`` at once where another run holds it."""
        (self.root / "derived").mkdir(exist_ok=True)
        try:
            handle = (self.root / "derived" / ".run.lock").open("a")
        except PermissionError as error:
            message = f"{self.root}/derived: cannot be written; give yourself the rights to it"
            raise StorageError(message) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CaseLocked(
                    f"{self.root}: another run is at work on this case; wait for it to end. "
                    "Searching and deciding go on meanwhile"
                ) from error
            yield

    def position_at(self, instant: datetime | None) -> int:
        """How many events the log had at ``instant``; all of them for ``None``."""
        if instant is None:
            return self.log.size
        count = 0
        for event in self.log.events(None):
            if parse_instant(event.line["t"]) <= instant:
                count = event.seq
        return count


def parse_instant(text: str) -> datetime:
    """A time such as ``2026-11-23``, ``2026-11-23T10:00`` or with a zone; UTC where none is given.

    Raises ``UsageError``. A day means its end, so that ``--as-of 2026-11-23`` includes that day.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            text += "T23:59:59.999999"
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text}: not a time; write 2026-11-23 or 2026-11-23T10:00Z") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def refuse_network_file_system(root: Path) -> None:
    """Raise ``StorageError`` where ``root`` lies on a file system that cannot lock for certain."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    best = ("", "")
    where = str(root.resolve())
    for line in mounts.splitlines():
        point, kind = line.split()[1:3]
        point = point.replace("\\040", " ")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, kind)
    if best[1] in NETWORK_FILE_SYSTEMS:
        raise StorageError(
            f"{root}: lies on a network file system ({best[1]}), whose locks cannot be trusted; "
            "move the case to a local disk, and copy the finished folder to the network"
        )


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "analyst"
