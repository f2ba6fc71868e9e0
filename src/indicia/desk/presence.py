"""Who looks at the same page now. Kept in memory only: it is never logged."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

LASTS = 60.0
"""Seconds after which somebody who asked for a page is no longer said to be there."""


@dataclass(slots=True)
class Presence:
    """Page (its path) -> person -> when they last asked for it."""

    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, dict[str, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def see(self, path: str, name: str) -> None:
        """Somebody looks at a page, and so at no other."""
        with self._lock:
            now = self.clock()
            for people in self._seen.values():
                people.pop(name, None)
            self._seen.setdefault(path, {})[name] = now
            for page in [page for page, people in self._seen.items() if not people]:
                del self._seen[page]

    def others(self, path: str, name: str) -> list[str]:
        """Who else looks at a page, by name."""
        with self._lock:
            now = self.clock()
            people = self._seen.get(path, {})
            return sorted(n for n, seen in people.items() if n != name and now - seen < LASTS)
