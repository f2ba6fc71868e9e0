"""What this machine and this case have and lack, each with its remedy."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from indicia.assets import assets_folder, ocr_languages
from indicia.case import Case, refuse_network_file_system
from indicia.errors import IndiciaError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``state``: fine, missing (something is lost), or warning."""

    what: str
    state: str
    message: str


def examine(root: Path) -> list[Finding]:
    """Look at the machine, and at the case in ``root`` if there is one."""
    findings = [_python(), _ocr(), _fonts(), _disk(root)]
    if (root / "case.toml").exists():
        findings += _case(root)
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", "fine", version)


def _ocr() -> Finding:
    have = ocr_languages()
    wanted = {"ara", "heb", "fas", "tur", "eng"}
    missing = sorted(wanted - set(have))
    if missing:
        message = f"no OCR for {', '.join(missing)}; run `make setup` in the project"
        return Finding("OCR", "missing", message)
    russian = (
        ""
        if "rus" in have
        else "; Russian is not supported here until you run "
        "`apt-get install tesseract-ocr-rus` and `make setup`"
    )
    return Finding("OCR", "fine" if not russian else "warning", ", ".join(have) + russian)


def _fonts() -> Finding:
    if (assets_folder() / "node_modules" / "@fontsource").is_dir():
        return Finding("fonts and base map", "fine", "Noto and Natural Earth are installed")
    return Finding("fonts and base map", "missing", "run `make setup` in the project")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free // 2**20
    state = "fine" if free > 2048 else "warning"
    more = "" if state == "fine" else "; under 2 GiB: a run may stop with a clear message"
    return Finding("disk", state, f"{free:,} MiB free{more}")


def _case(root: Path) -> list[Finding]:
    try:
        refuse_network_file_system(root)
        case = Case.open(root)
        findings = [Finding("case", "fine", f"{case.log.size} events in the log")]
    except IndiciaError as error:
        return [Finding("case", "missing", str(error))]
    device = _device_of(root)
    if device.startswith("/dev/") and not device.startswith(("/dev/mapper/", "/dev/dm-")):
        message = (
            f"{device} does not look encrypted; material about people belongs on a disk that is"
        )
        findings.append(Finding("encryption", "warning", message))
    return findings


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
