"""How time and memory of each stage grow with the corpus, and what that means at a million.

``python bench/growth.py [COUNT...]``: invented messages (bench/messages.py); 5,000 10,000 20,000
by default, 10000 50000 200000 for the long figure. Each size runs in a process of its own. The
exponent is the slope of log processor seconds over log messages; memory at a million follows from
the straight line through the two largest sizes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import orjson

from measured import add, measured_run, plain_case
from messages import write

DEFAULT = (5_000, 10_000, 20_000)
MILLION = 1_000_000


def one(count: int) -> None:
    """Run one size; print its measures as JSON."""
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch) / "in", count)
        case = plain_case(Path(scratch) / "case", "Growth")
        add(case, Path(scratch) / "in")
        found = [[m.stage, m.processor, m.peak] for m in measured_run(case)]
    print(orjson.dumps(found).decode())


def measured(count: int) -> dict[str, tuple[float, float]]:
    """Stage -> (processor seconds, peak MiB) at one size, from a process of its own."""
    command = [sys.executable, __file__, "--one", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = orjson.loads(done.stdout.splitlines()[-1])
    print(f"{count}: {rows}", file=sys.stderr, flush=True)
    return {stage: (seconds, peak) for stage, seconds, peak in rows}


def report(found: dict[int, dict[str, tuple[float, float]]]) -> None:
    """Markdown: a row a stage, with its exponent and what a million messages would need."""
    sizes = sorted(found)
    heads = " | ".join(f"{size:,}: s, MiB" for size in sizes)
    print(f"| stage | {heads} | exponent | a million: GiB |\n|{'---|' * (len(sizes) + 3)}")
    for stage in found[sizes[0]]:
        seconds = np.array([found[size][stage][0] for size in sizes])
        peaks = np.array([found[size][stage][1] for size in sizes])
        cells = " | ".join(f"{s:.1f}, {p:.0f}" for s, p in zip(seconds, peaks, strict=True))
        slope = (peaks[-1] - peaks[-2]) / (sizes[-1] - sizes[-2])
        at_million = (peaks[-1] + slope * (MILLION - sizes[-1])) / 1024
        exponent = "too quick" if seconds[0] < 0.2 else f"{fitted(sizes, seconds):.2f}"
        print(f"| {stage} | {cells} | {exponent} | {at_million:.1f} |")


def fitted(sizes: list[int], seconds: np.ndarray) -> float:
    """The slope of log seconds over log sizes."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def main() -> None:
    """One size with ``--one``, else all and the table."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        one(int(arguments[1]))
        return
    sizes = [int(argument) for argument in arguments] or list(DEFAULT)
    report({size: measured(size) for size in sizes})


if __name__ == "__main__":
    main()
