"""How soon each command answers: ``--help`` and a bad argument, beside ``python -c pass``.

``python bench/start.py``: the least of three tries of each, as a ratio to starting Python. It ends
with 1 where ``indicia --help`` takes 0.3 s of processor time or more, or where a bad argument is not answered by
one sentence and exit code 2.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

CALL = "from indicia.cli import main; main()"
HEAVY = ("daft", "pyarrow", "numpy", "scipy", "cv2", "shapely", "trafilatura", "rapidfuzz", "ray")
TRIES = 3


def timed(arguments: list[str]) -> tuple[float, float, subprocess.CompletedProcess[str]]:
    """Seconds of the clock and of processors, the least of some tries, and what came back.

    On a machine that does other work too, only the second says something.
    """
    best = spent = float("inf")
    for _ in range(TRIES):
        began, before = time.perf_counter(), children()
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=False
        )
        best = min(best, time.perf_counter() - began)
        spent = min(spent, children() - before)
    return best, spent, done


def children() -> float:
    """Processor seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imported(arguments: list[str]) -> list[str]:
    """Which heavy packages a call imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", CALL, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line]
    return [name for name in HEAVY if name in lines]


def commands() -> list[list[str]]:
    """Every command, with the commands of groups."""
    import click

    import indicia.cli_plain  # noqa: F401  registers its commands
    from indicia.cli import cli

    found: list[list[str]] = []
    for name, command in sorted(cli.commands.items()):
        inner = sorted(command.commands) if isinstance(command, click.Group) else []
        found += [[name, below] for below in inner] or [[name]]
    return found


def main() -> int:
    """Print the table; gives 1 where a promise is not kept."""
    clock, plain, _ = timed(["-c", "pass"])
    print(f"python -c pass: {clock * 1000:.0f} ms, {plain * 1000:.0f} ms of processor")
    clock, answer, _ = timed(["-c", CALL, "--help"])
    print(
        f"indicia --help: {clock * 1000:.0f} ms, {answer * 1000:.0f} ms of processor, "
        f"{answer / plain:.1f} x\n"
    )
    print(
        "| command | --help: ms, processor ms | x python | imports | bad argument: processor ms | code | lines |"
    )
    print("|---|---|---|---|---|---|---|")
    failed = answer >= 0.3
    for command in commands():
        clock, seconds, help_ = timed(["-c", CALL, *command, "--help"])
        _, wrong, done = timed(["-c", CALL, *command, "--no-such-option"])
        sentences = done.stderr.strip().splitlines()
        failed |= help_.returncode != 0 or done.returncode != 2 or len(sentences) != 1
        heavy = ", ".join(imported([*command, "--help"])) or "none"
        print(
            f"| {' '.join(command)} | {clock * 1000:.0f}, {seconds * 1000:.0f} | {seconds / plain:.1f} | {heavy} | "
            f"{wrong * 1000:.0f} | {done.returncode} | {len(sentences)} |",
            flush=True,
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
