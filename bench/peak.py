"""Peak memory of this process and its children, over a stretch of work (Linux only).

``VmHWM`` is the highest resident size since it was last reset; writing 5 to ``clear_refs`` resets
it. Peaks of several processes are added, though they need not fall together: the sum is at least
what was needed at once.
"""

from __future__ import annotations

import os
from pathlib import Path

KIB_IN_MIB = 1024


def family() -> list[int]:
    """This process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [os.getpid()]
    for process in found:
        found += parents.get(process, [])
    return found


def processor_seconds() -> float:
    """Processor seconds of this process and of all below it, ended ones included."""
    total = 0.0
    for process in family():
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def reset() -> None:
    """Start a stretch: the peak falls to what is held now."""
    for process in family():
        try:
            Path(f"/proc/{process}/clear_refs").write_text("5")
        except OSError:
            continue


def peak_mib() -> float:
    """MiB at the peak since ``reset``, children that are still there included."""
    total = 0
    for process in family():
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")
        )
    return total / KIB_IN_MIB
