"""How time and memory of each stage grow with the corpus, and what that means at a million.

``python bench/growth.py [COUNT...]``: invented messages (bench/messages.py); 5,000 10,000 20,000
by default, 10000 50000 200000 for the long figure. Each stage of each size runs in a process of its
own, as ``indicia run --until STAGE`` does, so that its peak is its own and not what an earlier stage
left. The exponent is the slope of log processor seconds over log messages; memory at a million
follows from the straight line through the two largest sizes.

``python bench/growth.py --case FOLDER [STAGE...]``: the stages of a case that is there, one after
the other; a stage whose tables are current is not measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from indicia.case import Case
from indicia.stages import STAGES
from measured import add, measured_index, measured_run, plain_case
from messages import write

DEFAULT = (5_000, 10_000, 20_000)
MILLION = 1_000_000
NAMES = (*(stage.name for stage in STAGES), "index")
Figures = dict[str, tuple[float, float]]
"""Stage -> (processor seconds, peak MiB)."""


def one(folder: Path, name: str) -> None:
    """Run a case until one stage; print what that stage took as JSON, or null where it was kept."""
    case = Case.open(folder)
    found = [measured_index(case)] if name == "index" else measured_run(case, name)
    took = [[m.processor, m.peak] for m in found if m.stage == name]
    print(orjson.dumps(took[-1] if took else None).decode())


def measured_stages(folder: Path, names: Sequence[str] = NAMES) -> Figures:
    """What each stage takes in a process of its own."""
    figures: Figures = {}
    for name in names:
        command = [sys.executable, __file__, "--stage", str(folder), name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        took = orjson.loads(done.stdout.splitlines()[-1])
        if took is not None:
            figures[name] = (took[0], took[1])
            print(f"{name}: {took[0]:.1f} s, {took[1]:.0f} MiB", file=sys.stderr, flush=True)
    return figures


def measured(count: int) -> Figures:
    """What each stage takes on so many invented messages."""
    print(f"{count:,} messages", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch) / "in", count)
        case = plain_case(Path(scratch) / "case", "Growth")
        add(case, Path(scratch) / "in")
        return measured_stages(Path(scratch) / "case")


def report(found: dict[int, Figures]) -> None:
    """Markdown: a row a stage, with its exponent and what a million messages would need."""
    sizes = sorted(found)
    heads = " | ".join(f"{size:,}: s, MiB" for size in sizes)
    print(f"| stage | {heads} | exponent | a million: GiB |\n|{'---|' * (len(sizes) + 3)}")
    for stage in found[sizes[0]]:
        seconds = np.array([found[size][stage][0] for size in sizes])
        peaks = np.array([found[size][stage][1] for size in sizes])
        cells = " | ".join(f"{s:.1f}, {p:,.0f}" for s, p in zip(seconds, peaks, strict=True))
        slope = (peaks[-1] - peaks[-2]) / (sizes[-1] - sizes[-2])
        at_million = (peaks[-1] + slope * (MILLION - sizes[-1])) / 1024
        exponent = "too quick" if seconds[0] < 0.2 else f"{fitted(sizes, seconds):.2f}"
        print(f"| {stage} | {cells} | {exponent} | {at_million:.1f} |")


def fitted(sizes: list[int], seconds: np.ndarray) -> float:
    """The slope of log seconds over log sizes."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def main() -> None:
    """One stage with ``--stage``, a case that is there with ``--case``, else all and the table."""
    match sys.argv[1:]:
        case ["--stage", folder, name]:
            one(Path(folder), name)
        case ["--case", folder, *names]:
            for name, (seconds, peak) in measured_stages(Path(folder), names or NAMES).items():
                print(f"| {name} | {seconds:.1f} | {peak:,.0f} |")
        case counts:
            sizes = [int(count) for count in counts] or list(DEFAULT)
            report({size: measured(size) for size in sizes})


if __name__ == "__main__":
    main()
