"""How fast custody is: appending beside a plain file with the same flush, and verifying.

``python bench/custody.py`` prints its table; both sides run in turn, on the same disk, and the
ratio is what counts. The plain file gets the same bytes a line, one ``write`` and one ``fsync``.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.console.start import PLAIN_CASE
from indicia.verification import verify_folder

ROUNDS, SINGLE, BATCHES, BATCH, VERIFIED = 7, 200, 10, 500, 10_000


def plain_append(path: Path, lines: list[bytes]) -> float:
    """Seconds to append each line with a write and a flush of its own."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    started = time.perf_counter()
    for line in lines:
        os.write(descriptor, line)
        os.fsync(descriptor)
    seconds = time.perf_counter() - started
    os.close(descriptor)
    return seconds


def timed(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that ``act`` takes by ``clock``."""
    started = clock()
    act()
    return clock() - started


def spread(values: list[float]) -> str:
    """Median, and the lowest and highest of the rounds."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        os.environ["INDICIA_CONFIG"] = str(folder / "config")
        toml = PLAIN_CASE.format(title="Bench").encode()
        case = Case.create(folder / "case", {"case.toml": toml}, "bench")
        sign_checkpoint(case)
        line = case.append("note", {"n": 0}).raw + b"\n"
        single, batched, rates = [], [], []
        for round_ in range(ROUNDS):
            plain = plain_append(folder / f"plain{round_}", [line] * SINGLE)
            ours = timed(lambda: [case.append("note", {"n": n}) for n in range(SINGLE)])
            single.append(ours / plain)
            rates.append(SINGLE / ours)
            plain = plain_append(folder / f"plain{round_}", [line * BATCH] * BATCHES)
            events = [("note", {"n": n}, {}) for n in range(BATCH)]
            ours = timed(lambda: [case.append_many(events) for _ in range(BATCHES)])  # noqa: B023
            batched.append(ours / plain)
        print(
            f"one event a flush: time against a plain file {spread(single)}; {spread(rates)} events/s"
        )
        print(f"{BATCH} events a flush: time against a plain file {spread(batched)}")
        _verify(folder, toml)


def _verify(folder: Path, toml: bytes) -> None:
    for signed in (True, False):
        root = folder / f"verify{signed}"
        case = Case.create(root, {"case.toml": toml}, "bench" if signed else "unsigned")
        if signed:
            sign_checkpoint(case)
        for _ in range(VERIFIED // BATCH):
            case.append_many([("note", {"n": n}, {}) for n in range(BATCH)])
        times = [timed(lambda: verify_folder(root), time.process_time) for _ in range(ROUNDS)]  # noqa: B023
        raw = b"".join(p.read_bytes() for p in sorted((root / "log").glob("*.jsonl")))
        hashing = [timed(lambda: _hash_lines(raw), time.process_time) for _ in range(ROUNDS)]  # noqa: B023
        ratio = statistics.median(times) / statistics.median(hashing)
        kind = "signed" if signed else "unsigned"
        print(
            f"verifying {VERIFIED:,} {kind} events: {spread(times)} s of processor time; {ratio:.1f} times "
            "hashing the same lines with SHA-256"
        )


def _hash_lines(raw: bytes) -> None:
    import hashlib

    for line in raw.split(b"\n"):
        hashlib.sha256(b"\0" + line).digest()


if __name__ == "__main__":
    main()
