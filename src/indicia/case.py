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
import platform
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicia import __version__
from indicia.columns import ColumnCache
from indicia.custody.event import Event, NewEvent
from indicia.custody.keys import SigningKey, load_key, stands_in_log
from indicia.custody.log import Log
from indicia.custody.objects import ObjectStore
from indicia.custody.sealed import seal, unseal
from indicia.custody.storage import make_folder, storage_error, write_new_file
from indicia.decision import check_decision
from indicia.errors import CaseLocked, CustodyError, NotACase, StorageError, UsageError
from indicia.identity import member_file
from indicia.lexicon import Lexicon, parse_lexicon
from indicia.settings import Settings, parse_settings
from indicia.store import TableStore

# fmt: off
NETWORK_FILE_SYSTEMS = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "lustre", "davfs", "vboxsf",
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "fuse.glusterfs", "fuse.gvfsd-fuse",
})
# fmt: on
RUN_LOCK = "run.lock"
SETTING_FILES = ("case.toml", "lexicon")


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """The settings and lexicon that a log position has, with the digest over their files."""

    settings: Settings
    lexicon: Lexicon
    digest: str
    files: Mapping[str, str]
    layers: Mapping[str, bytes] = field(default_factory=dict)
    """``layers/*.geojson`` by path: what the maps of updates show beside the regions."""


class Case:
    """An open case. ``actor`` is who acts; the default is the user's log-in name.

    ``cache`` keeps columns of its tables in memory, for who reads them many times.
    """

    def __init__(
        self, root: Path, actor: str | None = None, cache: ColumnCache | None = None
    ) -> None:
        self.root = root
        self.actor = actor or os.environ.get("INDICIA_ACTOR") or _login()
        self.objects = ObjectStore(root / "objects")
        self.log = Log(root / "log", find_signer=self._signer)
        self.store = TableStore(root / "derived", cache)

    @classmethod
    def open(cls, root: Path, actor: str | None = None, cache: ColumnCache | None = None) -> Case:
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
        return cls(root, actor, cache)

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
        existed = root.exists()
        try:
            for folder in ("objects", "log", "derived", "updates", "lexicon"):
                make_folder(root / folder)
            refuse_network_file_system(root)
            root.chmod(root.stat().st_mode & 0o770)  # it will name people in a conflict
            for name, content in files.items():
                write_new_file(root / name, content)
            case = cls(root, actor)
            case.append("case.create", {"title_sha256": _digest(files["case.toml"])})
            case.record_settings()
        except BaseException as error:
            # The folder held nothing before: what was begun goes, so that the command can be repeated.
            for entry in root.iterdir() if root.is_dir() else ():
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            if not existed and root.is_dir():
                root.rmdir()
            if isinstance(error, OSError):
                raise storage_error("Making the case", root, error) from error
            raise
        return case

    def _signer(self) -> SigningKey | None:
        """The actor's key where it has entered the log; without one lines are not signed."""
        key = load_key(self.actor)
        return key if key is not None and stands_in_log(key, self.root / "log") else None

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
        words = [text] if (text := value.get("text_sha256")) else []
        return self.append("decide", params, inputs=words)

    def seal(self, content: Mapping[str, Any]) -> str:
        """Keep words in a salted object; the log will hold only its SHA-256."""
        return seal(self.objects, content, secrets.token_bytes(16))

    def picture_bytes(self, sha256: str) -> bytes:
        """The bytes of a picture: an original, or one inside an original.

        Raises:
            CustodyError: it is neither; a run makes what lay inside an original again.
        """
        inside = self.root / "derived" / "files" / member_file(sha256)
        if not self.objects.has(sha256) and inside.is_file():
            return inside.read_bytes()
        return self.objects.read(sha256)

    def sealed(self, sha256: str) -> Mapping[str, Any]:
        """What a sealed object holds; an erased one gives nothing."""
        return unseal(self.objects, sha256) if self.objects.has(sha256) else {}

    def setting_files(self) -> dict[str, bytes]:
        """The settings files as they lie in the folder, by their path in the case."""
        paths = [self.root / "case.toml", *sorted((self.root / "lexicon").glob("*.csv"))]
        paths += sorted((self.root / "layers").glob("*.geojson"))
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
        if "case.toml" not in files:
            raise CustodyError(
                f"{self.root}/log: holds no version of case.toml, so lines are missing; "
                "`indicia verify` says what, and log/ comes back from a copy of the folder"
            )
        contents = {name: self.objects.read(sha) for name, sha in files.items()}
        settings = parse_settings(contents.pop("case.toml"))
        layers = {n: contents.pop(n) for n in sorted(contents) if n.startswith("layers/")}
        digest = _digest("".join(f"{n}={s};" for n, s in sorted(files.items())).encode())
        return SettingsVersion(settings, parse_lexicon(contents), digest, files, layers)

    def settings_on_disk(self, logged: SettingsVersion) -> SettingsVersion:
        """Settings and lexicon as they lie in the folder: ``logged`` where they are the same.

        Raises:
            SettingsError: a file is not valid.
        """
        contents = self.setting_files()
        files = {name: _digest(content) for name, content in contents.items()}
        if files == dict(logged.files):
            return logged
        settings = parse_settings(contents.pop("case.toml"))
        return SettingsVersion(settings, parse_lexicon(contents), "", files)

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Hold the lock of a run. Raises ``CaseLocked`` at once where another run holds it."""
        path = self.root / "log" / RUN_LOCK  # not in derived/, which may be deleted at any time
        try:
            (self.root / "derived").mkdir(exist_ok=True)
            handle = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise storage_error("Locking the case for a run with", path, error) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                handle.seek(0)
                raise CaseLocked(
                    f"{self.root}: another run is at work on this case "
                    f"({handle.read().strip() or 'it has only begun'}); wait for it to end, or "
                    "stop that process if it hangs: nothing that was acknowledged is lost. "
                    "Searching and deciding go on meanwhile"
                ) from error
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            holder = f"{self.actor}, process {os.getpid()} on {platform.node()}, since {since}"
            with suppress(OSError):  # it only informs others; a full disk shows where it matters
                handle.truncate(0)
                os.write(handle.fileno(), holder.encode("utf-8", "backslashreplace"))
            try:
                yield
            finally:
                with suppress(OSError):
                    handle.truncate(0)

    def finish_erasures(self) -> int:
        """Remove what the log says is erased and is there still; gives how many objects went.

        With an original everything derived goes, for texts of it may stand anywhere in it.
        """
        erased: set[str] = set()
        for event in self.log.events(None):
            sha256 = (event.line["object"] or {}).get("sha256")
            if event.action == "delete" and sha256:
                erased.add(sha256)
            elif event.action in ("import", "collect"):
                erased.discard(sha256)
        left = sorted(sha256 for sha256 in erased if self.objects.has(sha256))
        if left:
            shutil.rmtree(self.root / "derived", ignore_errors=True)
            (self.root / "derived").mkdir(exist_ok=True)
        for sha256 in left:
            self.objects.remove(sha256)
        return len(left)

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


def refuse_network_file_system(root: Path, mounts: str | None = None) -> None:
    """Raise ``StorageError`` where ``root`` lies on a file system that cannot lock for certain.

    ``mounts`` is the system's table of mounts; read from it for None.
    """
    if mounts is None:
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
