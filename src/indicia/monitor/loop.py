"""``indicia monitor``: rounds on a schedule until somebody says stop.

Everything that a round must remember is in the log, so a kill loses at most the look at work. The
wait is cut in short pieces and the clock is read anew each time: a machine that slept, or whose
clock was set, goes on with what is due now.
"""

from __future__ import annotations

import fcntl
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from indicia.case import Case
from indicia.collect.look import Outside
from indicia.collect.memory import hosts_met, memories
from indicia.errors import CaseLocked, UsageError
from indicia.monitor.round import Digest, one_round
from indicia.monitor.schedule import due, next_due
from indicia.run import Listener
from indicia.watch import Watch

LONGEST_NAP_SECONDS = 15.0
TELEGRAM = "telegram.org"


@dataclass(slots=True)
class Stop:
    """Set when somebody says stop; waits end at once."""

    event: threading.Event = field(default_factory=threading.Event)

    def __call__(self, *_: object) -> None:
        """A signal's handler; the second signal ends at once."""
        if self.event.is_set():
            raise KeyboardInterrupt
        self.event.set()


def host_of(watch: Watch, outside: Outside) -> str | None:
    """The host that a watch contacts; ``None`` for what lies on this machine."""
    if watch.kind in ("folder", "mail"):
        return None
    if watch.kind == "telegram":
        return TELEGRAM
    address = outside.preview_base if watch.kind == "preview" else watch.address
    return urlsplit(address).hostname or watch.address


def confirmed(
    case: Case,
    watches: Sequence[Watch],
    outside: Outside,
    confirm: Callable[[str], bool],
) -> tuple[tuple[Watch, ...], list[str]]:
    """The watches whose hosts were met before or are confirmed now, and notes on the others."""
    known = hosts_met(case.log.events(None))
    if any(m.met for w, m in memories(case.log.events(None)).items() if w in _live(watches)):
        known.add(TELEGRAM)
    answers: dict[str, bool] = {}
    kept, notes = [], []
    for watch in watches:
        host = host_of(watch, outside)
        if host is not None and host not in known:
            answers.setdefault(host, confirm(host))
            if not answers[host]:
                notes.append(f"{watch.id}: first contact with {host} is not confirmed (--yes does)")
                continue
        kept.append(watch)
    return tuple(kept), notes


def _live(watches: Sequence[Watch]) -> set[str]:
    return {watch.id for watch in watches if watch.kind == "telegram"}


def chosen(watches: Sequence[Watch], only: Sequence[str]) -> tuple[Watch, ...]:
    """The watches named, or all. Raises ``UsageError`` for none or an unknown one."""
    if not watches:
        raise UsageError("monitor: case.toml watches nothing; add a [[watch]] (docs/monitor.md)")
    names = [watch.id for watch in watches]
    for name in only:
        if name not in names:
            raise UsageError(f"monitor --only {name}: no such watch; there are {', '.join(names)}")
    return tuple(watch for watch in watches if not only or watch.id in only)


def rounds(
    case: Case,
    watches: Sequence[Watch],
    outside: Outside,
    stop: Stop,
    listener: Callable[[], Listener] = Listener,
) -> Iterator[Digest]:
    """Rounds until ``stop``: each as soon as a watch is due."""
    while not stop.event.is_set():
        known, now = memories(case.log.events(None)), outside.now()
        ready = due(watches, known, now)
        if ready:
            yield one_round(case, ready, outside, listener())
            continue
        _nap(next_due(watches, known, now), now, stop)


def _nap(until: datetime | None, now: datetime, stop: Stop) -> None:
    seconds = LONGEST_NAP_SECONDS if until is None else (until - now).total_seconds()
    stop.event.wait(min(max(seconds, 0.05), LONGEST_NAP_SECONDS))


@contextmanager
def one_monitor(case: Case) -> Iterator[None]:
    """Hold the lock of the monitor. Raises ``CaseLocked`` where another one is at work."""
    folder = case.root / "derived"
    folder.mkdir(exist_ok=True)
    with (folder / ".monitor.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CaseLocked(
                f"{case.root}: another `indicia monitor` is at work on this case; stop it first"
            ) from error
        yield


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """A stop that SIGINT and SIGTERM set; the look at work is finished first."""
    stop = Stop()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
