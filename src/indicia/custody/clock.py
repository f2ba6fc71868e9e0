"""The clock that stamps the log; it is handed in, so that a test or a rebuild brings its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a clock, in microseconds."""

    utc_us: int
    """Since 1970-01-01 UTC; may go backwards when somebody sets the clock."""
    monotonic_us: int
    """Since some start of this machine; never goes backwards until it is started again."""
    source: str = "system"
    offset_us: int | None = None
    """Last known distance from a better clock; None where it is not known."""


Clock = Callable[[], Reading]


def system_clock() -> Reading:
    """The machine's own clocks; their distance from true time is not known."""
    return Reading(time.time_ns() // 1000, time.monotonic_ns() // 1000)


def utc_text(utc_us: int) -> str:
    """Microseconds since 1970 as ``2026-11-23T10:00:00.000000Z``."""
    moment = _EPOCH + timedelta(microseconds=utc_us)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}Z"


def utc_us(text: str) -> int:
    """The reverse of ``utc_text``. Raises ValueError."""
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
