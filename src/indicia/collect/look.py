"""One look of one watch: what came, what was met, and how it is told to the log.

A collector is a function from a case, a watch, its memory and the ways outside to a :class:`Look`.
Whatever it met is in the log before it returns. Others register collectors by entry points of the
group ``indicia.collectors``, named for the kind of watch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, cast
from urllib.parse import urlsplit

from indicia.case import Case
from indicia.collect.fetch import Fetched, FetchOptions, fetch_page, retry_after_seconds
from indicia.collect.memory import NOTHING_NEW, WatchMemory
from indicia.collect.pacing import Pacer
from indicia.collect.page import keep_page
from indicia.errors import IndiciaError, SourceUnreachable, UsageError
from indicia.watch import Watch

COLLECTORS = {
    "page": "indicia.collect.watched_page:look",
    "feed": "indicia.collect.watched_page:look",
    "preview": "indicia.collect.preview:look",
    "folder": "indicia.collect.arrival:look",
    "mail": "indicia.collect.arrival:look",
    "telegram": "indicia.collect.telegram:look",
}


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class RateLimited(SourceUnreachable):
    """The server asks to be left alone for ``seconds``."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Outside:
    """The ways outside that a round uses; tests bring their own."""

    options: FetchOptions = field(default_factory=FetchOptions)
    pacer: Pacer = field(default_factory=Pacer)
    now: Callable[[], datetime] = utc_now
    preview_base: str = "https://t.me/s/"
    client: Callable[[Watch], Any] | None = None
    """Makes the client of a live account; ``None``: the real one."""


@dataclass(slots=True)
class Look:
    """What one look met."""

    watch: str
    captures: int = 0
    """Originals that came in."""
    unchanged: int = 0
    """Addresses that had nothing new."""
    walls: list[str] = field(default_factory=list)
    """Captures without content: verdict and rule."""
    notes: list[str] = field(default_factory=list)
    failed: str | None = None
    """Why the source could not be reached; a sentence."""


Collector = Callable[[Case, Watch, WatchMemory, Outside], Look]


def collector_for(kind: str) -> Collector:
    """The collector of a kind of watch. Raises ``UsageError`` for an unknown one."""
    for entry in entry_points(group="indicia.collectors"):
        if entry.name == kind:
            return cast(Collector, entry.load())
    if kind not in COLLECTORS:
        raise UsageError(f"watch of kind {kind}: no collector; there are {', '.join(COLLECTORS)}")
    module, _, name = COLLECTORS[kind].partition(":")
    return cast(Collector, getattr(import_module(module), name))


def look_at(case: Case, watch: Watch, memory: WatchMemory, outside: Outside) -> Look:
    """One look; a source that cannot be reached is logged and told, never raised."""
    try:
        return collector_for(watch.kind)(case, watch, memory, outside)
    except RateLimited as error:
        return failed_look(case, watch, str(error), error.seconds)
    except IndiciaError as error:
        return failed_look(case, watch, str(error))


def failed_look(case: Case, watch: Watch, why: str, wait_seconds: float = 0.0) -> Look:
    """Log that the source was not reached, and how long it asks to wait."""
    case.append(
        "collect.fail",
        {"watch": watch.id, "wait_seconds": wait_seconds},
        url_requested=watch.address if watch.kind in ("page", "feed") else None,
    )
    return Look(watch.id, failed=why)


def log_silence(case: Case, watch: Watch, url: str | None, **told: Any) -> None:
    """Log a look that found nothing new: a silence after a search is evidence."""
    params = {"watch": watch.id, "outcome": NOTHING_NEW, "place": url, **told}
    case.append("search", params)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request met: the log's event number where something was kept."""

    fetched: Fetched
    seq: int | None
    verdict: str = ""


def ask(
    case: Case,
    watch: Watch,
    memory: WatchMemory,
    outside: Outside,
    look: Look,
    url: str,
    told: Callable[[Fetched], dict[str, Any]] | None = None,
) -> Answer:
    """Fetch one address of a watch, conditionally, at its pace; keep and log what came.

    Raises:
        SourceUnreachable: no answer, or a server that limits its rate (logged with its wait).
    """
    host = urlsplit(url).hostname or url
    outside.pacer.wait(host, watch.pause_seconds)
    fetched = fetch_page(url, _conditional(watch, memory, outside, url))
    before = memory.pages.get(url)
    if before and before.tls and fetched.tls and before.tls.split()[1] != fetched.tls.split()[1]:
        look.notes.append(f"{host}: answers with another certificate than before")
    wait = retry_after_seconds(fetched, outside.now())
    if fetched.status in (429, 503):
        seconds = 60.0 if wait is None else wait
        raise RateLimited(f"{host}: asks to be left alone for {seconds:.0f} seconds", seconds)
    if fetched.status == 304 and before is not None:
        look.unchanged += 1
        log_silence(case, watch, url, not_modified=True)
        return Answer(fetched, None)
    params = {
        "watch": watch.id,
        "etag": fetched.headers.get("etag"),
        "last_modified": fetched.headers.get("last-modified"),
        **(told(fetched) if told else {}),
    }
    event, verdict = keep_page(case, fetched, params)
    look.captures += 1
    if verdict.name != "content":
        look.walls.append(f"{host}: {verdict.name} ({verdict.rule})")
    return Answer(fetched, event.seq, verdict.name)


def _conditional(watch: Watch, memory: WatchMemory, outside: Outside, url: str) -> FetchOptions:
    before = memory.pages.get(url)
    headers: dict[str, str] = dict(outside.options.headers)
    if before and before.etag:
        headers["If-None-Match"] = before.etag
    if before and before.last_modified:
        headers["If-Modified-Since"] = before.last_modified
    return replace(outside.options, headers=headers, proxy=watch.proxy or outside.options.proxy)
