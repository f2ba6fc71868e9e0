"""Memory goes back to the system after each stage, where the system can take it."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from indicia.memory import give_back


def resident_mib() -> float:
    """MiB that this process holds now."""
    status = Path("/proc/self/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_what_arrow_held_goes_back_to_the_system() -> None:
    give_back()
    before = resident_mib()
    numbers = pa.array(np.arange(100_000))
    held = [pc.add(numbers, start) for start in range(200)]
    assert resident_mib() - before > 100
    del held
    give_back()
    assert resident_mib() - before < 40


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
    give_back()

    def no_library(name: object) -> object:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    give_back()
