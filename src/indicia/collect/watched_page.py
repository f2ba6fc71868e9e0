"""A page or feed on a schedule: asked for conditionally, kept as it came."""

from __future__ import annotations

from indicia.case import Case
from indicia.collect.look import Look, Outside, ask
from indicia.collect.memory import WatchMemory
from indicia.watch import Watch


def look(case: Case, watch: Watch, memory: WatchMemory, outside: Outside) -> Look:
    """One look at the address of the watch."""
    met = Look(watch.id)
    ask(case, watch, memory, outside, met, watch.address)
    return met
