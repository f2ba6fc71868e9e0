"""When each watch is due: from the log's times alone, so that a kill or a clock set back is no
harm. Pure functions; time is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from indicia.collect.memory import WatchMemory
from indicia.watch import Watch

LONGEST_BACKOFF_SECONDS = 86400
MOST_DOUBLINGS = 6


def due_at(watch: Watch, memory: WatchMemory | None, now: datetime) -> datetime:
    """When ``watch`` is to be looked at next.

    After failures the wait doubles, to a day at most, and is never shorter than what the source
    asked for. A last look that lies ahead of ``now`` (the clock was set back) does not hold the
    watch up.
    """
    if memory is None or memory.looked is None or memory.looked > now:
        return now
    wait = float(watch.every_seconds)
    if memory.failures:
        doubled = wait * 2 ** min(memory.failures - 1, MOST_DOUBLINGS)
        wait = max(min(doubled, LONGEST_BACKOFF_SECONDS), 60.0, memory.wait_seconds)
    return memory.looked + timedelta(seconds=max(wait, memory.wait_seconds))


def due(
    watches: Sequence[Watch], known: Mapping[str, WatchMemory], now: datetime
) -> tuple[Watch, ...]:
    """The watches that are due at ``now``, the longest waiting first."""
    times = {watch.id: due_at(watch, known.get(watch.id), now) for watch in watches}
    ready = [watch for watch in watches if times[watch.id] <= now]
    return tuple(sorted(ready, key=lambda watch: (times[watch.id], watch.id)))


def next_due(
    watches: Sequence[Watch], known: Mapping[str, WatchMemory], now: datetime
) -> datetime | None:
    """When the next watch is due; ``None`` where nothing is watched."""
    return min((due_at(watch, known.get(watch.id), now) for watch in watches), default=None)
