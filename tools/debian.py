"""What only Debian has: Pango, which the PDF edition needs, and the OCR data for Russian.

With ``--test`` also what tests look at the product with: a browser, and a tracer of system calls.

Where something is missing and apt may be used without asking anybody (root, Debian), it is
installed; elsewhere the line that installs it is printed. Nothing else needs either: an update's
page, mail, feeds and data are complete without PDF, and pictures are read in five languages.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TESSDATA = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata")


@dataclass(frozen=True)
class Need:
    """One thing that is wanted from Debian."""

    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    without: str


def has_pango() -> bool:
    """Whether the libraries that WeasyPrint opens are on this machine."""
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))


def has_russian() -> bool:
    """Whether Debian's OCR data for Russian are on this machine."""
    return any((Path(folder) / "rus.traineddata").exists() for folder in TESSDATA)


NEEDS = (
    Need(
        has_pango,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        "updates come without PDF",
    ),
    Need(has_russian, ("tesseract-ocr-rus",), "pictures are not read in Russian"),
)

TEST_NEEDS = (
    Need(lambda: shutil.which("chromium") is not None, ("chromium",), "pages are not tested"),
    Need(lambda: shutil.which("strace") is not None, ("strace",), "system calls are not traced"),
)


def may_install() -> bool:
    """Whether apt can be used without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: tuple[str, ...]) -> None:
    """Install packages by apt, with a fresh list where the old one does not do."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (wanted, ["apt-get", "update", "-qq"], wanted):
        done = subprocess.run(command, env=quiet, capture_output=True, check=False)
        if command is wanted and done.returncode == 0:
            return


def main() -> None:
    """Say what is there, what was installed, or what to type."""
    for need in (*NEEDS, *(TEST_NEEDS if "--test" in sys.argv else ())):
        if not need.is_there() and may_install():
            install(need.packages)
        if not need.is_there():
            line = f"apt-get install --no-install-recommends {' '.join(need.packages)}"
            print(f"set-up: {need.without} here. For that: sudo {line}")


if __name__ == "__main__":
    main()
