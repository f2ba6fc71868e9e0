"""Make the PDF edition possible: Pango, its one need outside Python.

Where Pango is missing and apt may be used without asking anybody (root, Debian), it is installed;
elsewhere the line that installs it is printed. Nothing else needs it: an update's page, mail, feeds
and data are complete without.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
LINE = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"


def has_pango() -> bool:
    """Whether the libraries that WeasyPrint opens are on this machine."""
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0"))


def may_install() -> bool:
    """Whether apt can be used without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> bool:
    """Install Pango by apt; gives whether it is there afterwards."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    for command in (wanted, ["apt-get", "update", "-qq"], wanted):
        done = subprocess.run(command, env=quiet, capture_output=True, check=False)
        if command is wanted and done.returncode == 0:
            break
    return has_pango()


def main() -> None:
    """Say what is there, what was installed, or what to type."""
    if has_pango() or (may_install() and install()):
        return
    print(f"set-up: no Pango here, so updates come without PDF. For PDF: sudo {LINE}")


if __name__ == "__main__":
    main()
