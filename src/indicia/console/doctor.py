"""What this machine and this case have and lack, each with its remedy. Changes nothing."""

from __future__ import annotations

import ctypes.util
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indicia.assets import assets_folder, ocr_languages
from indicia.case import Case, parse_instant, refuse_network_file_system
from indicia.custody.keys import configuration_folder, key_name
from indicia.errors import AssetMissing, IndiciaError

SET_UP = "run `make setup` in the project"
PANGO = (
    "PDF needs Pango: sudo apt-get install --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
LEAST_FREE_MIB = 2048
TRUSTED_SINCE = datetime(2025, 1, 1, tzinfo=UTC)
"""A clock before this version was written is wrong."""
CODES: Mapping[str, str] = {
    "ar": "ara",
    "en": "eng",
    "fa": "fas",
    "he": "heb",
    "ru": "rus",
    "tr": "tur",
}
"""Language of a case (ISO 639-1) -> Tesseract's code of its model."""
RUSSIAN = "apt-get install tesseract-ocr-rus, then `make setup`"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``state``: fine, missing (something is lost), or warning."""

    what: str
    state: str
    message: str
    remedy: str = ""


def examine(root: Path, now: datetime | None = None) -> list[Finding]:
    """Look at the machine, and at the case in ``root`` if there is one.

    Raises nothing: what cannot be looked at is a finding.
    """
    now = now or datetime.now(UTC)
    findings = [_python(), _ocr(), _fonts(), _base_map(), _pango(), _disk(root), _clock(now)]
    if (root / "case.toml").exists():
        findings += _case(root, now)
    else:
        findings.append(
            Finding("case", "fine", f"{root} is no case; only the machine was looked at")
        )
    return findings


def _python() -> Finding:
    return Finding("Python", "fine", ".".join(map(str, sys.version_info[:3])))


def _ocr() -> Finding:
    have = set(ocr_languages())
    missing = sorted(set(CODES.values()) - have - {"rus"})
    if missing:
        message = f"no model for {', '.join(missing)}: pictures in it are kept and not read"
        return Finding("OCR", "missing", message, SET_UP)
    if "rus" not in have:
        return Finding("OCR", "warning", f"{', '.join(sorted(have))}; no Russian here", RUSSIAN)
    return Finding("OCR", "fine", ", ".join(sorted(have)))


def _fonts() -> Finding:
    if (assets_folder() / "node_modules" / "@fontsource").is_dir():
        return Finding("fonts", "fine", "Noto is installed")
    message = "no fonts: an update's page falls back to those of its reader"
    return Finding("fonts", "missing", message, SET_UP)


def _base_map() -> Finding:
    from indicia.assets import base_map

    try:
        base_map()
    except AssetMissing:
        return Finding("base map", "missing", "maps come without borders", SET_UP)
    return Finding("base map", "fine", "Natural Earth is installed")


def _pango() -> Finding:
    if all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0")):
        return Finding("PDF", "fine", "Pango is installed")
    return Finding("PDF", "warning", "updates come without PDF; everything else is complete", PANGO)


def _disk(root: Path) -> Finding:
    try:
        free = shutil.disk_usage(root).free // 2**20
    except OSError as error:
        message = f"could not be looked at ({error.strerror})"
        return Finding("disk", "warning", message, "name a folder that exists with -C DIR")
    if free > LEAST_FREE_MIB:
        return Finding("disk", "fine", f"{free:,} MiB free")
    message = f"{free:,} MiB free: a run may stop, with nothing lost"
    return Finding("disk", "warning", message, f"free {LEAST_FREE_MIB:,} MiB or move the case")


def _clock(now: datetime) -> Finding:
    if now < TRUSTED_SINCE:
        message = f"says {now:%Y-%m-%d %H:%M} UTC, which is in the past"
        return Finding("clock", "missing", message, "set the clock; times in the log rest on it")
    return Finding("clock", "fine", f"{now:%Y-%m-%d %H:%M} UTC")


def _case(root: Path, now: datetime) -> list[Finding]:
    try:
        refuse_network_file_system(root)
        case = Case.open(root)
        case.settings_at(None)
        findings = [Finding("case", "fine", f"{case.log.size:,} events in the log")]
        findings.append(_log_clock(case, now))
    except IndiciaError as error:
        return [Finding("case", "missing", str(error), "`indicia verify` says what is damaged")]
    findings += [_rights(root), _encryption(root), _key(case)]
    return findings


def _log_clock(case: Case, now: datetime) -> Finding:
    """A log that is ahead of the clock means that one of the two was wrong."""
    last = max((parse_instant(e.line["t"]) for e in case.log.events(None)), default=now)
    if last > now:
        message = f"the newest event is of {last:%Y-%m-%d %H:%M} UTC, after this machine's clock"
        remedy = "set the clock; the order of the log does not rest on it, its times do"
        return Finding("log and clock", "warning", message, remedy)
    return Finding("log and clock", "fine", f"newest event {last:%Y-%m-%d %H:%M} UTC")


def _rights(root: Path) -> Finding:
    mode = root.stat().st_mode & 0o777
    if mode & 0o007:
        message = f"everybody on this machine may look into the folder (mode {mode:o})"
        return Finding("rights", "warning", message, f"chmod o-rwx {root}")
    return Finding("rights", "fine", f"mode {mode:o}")


def _encryption(root: Path) -> Finding:
    device = _device_of(root)
    if not device.startswith("/dev/") or device.startswith(("/dev/mapper/", "/dev/dm-")):
        return Finding("encryption", "fine", f"{device or 'unknown device'}: no plain disk is seen")
    message = f"{device} does not look encrypted, and the material is about people"
    return Finding("encryption", "warning", message, "keep the case on an encrypted volume")


def _key(case: Case) -> Finding:
    """The acting person's signing key: there, safe, and entered into the log. Makes none."""
    path = configuration_folder() / "keys" / f"{key_name(case.actor)}.ed25519"
    entered = any(
        event.line["action"] == "key.add" and event.line["params"]["person"] == case.actor
        for event in case.log.events(None)
    )
    if not path.exists():
        if entered:
            message = f"the key of {case.actor} is in the log and not on this machine"
            return Finding("key", "warning", message, "a new one is made at the next update")
        message = f"{case.actor} has none yet; the first update makes it"
        return Finding("key", "fine", message)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        message = f"others may read the key of {case.actor} (mode {mode:o})"
        return Finding("key", "missing", message, f"chmod 600 {path}")
    state = "entered into the log" if entered else "not in this log yet"
    return Finding("key", "fine", f"{case.actor}: {state}")


def _device_of(root: Path) -> str:
    best, device = "", ""
    where = str(root.resolve())
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        name, point = line.split()[:2]
        if (where + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(best):
            best, device = point, name
    return device
