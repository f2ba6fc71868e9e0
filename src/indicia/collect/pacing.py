"""Politeness: a pause between two requests to one host."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pacer:
    """Remembers when each host was asked, and waits; the clock and the wait are handed in."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._asked: dict[str, float] = {}

    def wait(self, host: str, seconds: float) -> None:
        """Return when ``seconds`` have passed since ``host`` was last asked, and note the asking."""
        before = self._asked.get(host)
        if before is not None and (left := before + seconds - self._clock()) > 0:
            self._sleep(left)
        self._asked[host] = self._clock()
