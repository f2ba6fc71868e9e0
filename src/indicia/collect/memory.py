"""What the log knows of each watch: when it was looked at, what was found, how long to wait.

The log is the only memory, so a kill at any moment loses no more than the look at work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from indicia.custody.event import Event

NOTHING_NEW = "nothing new"
LOOKS = ("collect", "collect.fail", "import", "search")


@dataclass(slots=True)
class PageMemory:
    """The last answer for one address."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    tls: str | None = None
    """Protocol and SHA-256 of the server's certificate."""


@dataclass(slots=True)
class WatchMemory:
    """What is known of one watch."""

    looked: datetime | None = None
    """The last look, whatever it found."""
    met: datetime | None = None
    """The last look that reached the source."""
    failures: int = 0
    """Looks that failed since then."""
    wait_seconds: float = 0.0
    """How long the source asked to be left alone, from ``looked`` on."""
    newest: int | None = None
    """The highest post number seen."""
    rechecked: str | None = None
    """A hash over the held posts that were asked for again."""
    pages: dict[str, PageMemory] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    """SHA-256 of what came in by this watch."""


def memories(events: Iterable[Event]) -> dict[str, WatchMemory]:
    """The memory of every watch that the log names, by its id."""
    found: dict[str, WatchMemory] = {}
    for event in events:
        watch = (event.line.get("params") or {}).get("watch")
        if isinstance(watch, str) and event.action in LOOKS:
            _remember(found.setdefault(watch, WatchMemory()), event)
    return found


def hosts_met(events: Iterable[Event]) -> set[str]:
    """The hosts that were contacted before, as the log has them."""
    from urllib.parse import urlsplit

    asked = (e.line.get("url_requested") for e in events if e.action in ("collect", "collect.fail"))
    return {host for url in asked if url and (host := urlsplit(str(url)).hostname)}


def _remember(memory: WatchMemory, event: Event) -> None:
    line, params = event.line, event.line["params"]
    memory.looked = datetime.fromisoformat(line["t"])
    memory.wait_seconds = float(params.get("wait_seconds") or 0.0)
    if event.action == "collect.fail":
        memory.failures += 1
        return
    memory.failures, memory.met = 0, memory.looked
    sha256 = (line.get("object") or {}).get("sha256")
    if sha256:
        memory.held.add(sha256)
    memory.rechecked = params.get("rechecked", memory.rechecked)
    newest = params.get("newest")
    if isinstance(newest, int):
        memory.newest = max(newest, memory.newest or newest)
    if event.action == "collect" and line.get("url_requested") and sha256:
        memory.pages[str(line["url_requested"])] = _page(sha256, line, params)


def _page(sha256: str, line: Any, params: Any) -> PageMemory:
    return PageMemory(sha256, params.get("etag"), params.get("last_modified"), line.get("tls"))
