"""One round: look at what is due, bring the tables up to date, say what is new, tell alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from indicia.case import Case
from indicia.collect.look import Look, Outside, look_at
from indicia.collect.memory import WatchMemory, memories
from indicia.errors import CaseLocked
from indicia.monitor.fact import person_entities, posting_times, seen_posts
from indicia.monitor.novelty import Novelty, novelties
from indicia.monitor.rule import Raised, Rules, volume_raised
from indicia.monitor.tell import Teller, Told, sort_out, told_before
from indicia.run import Listener, run_case
from indicia.search_index import update_index
from indicia.settings import Settings
from indicia.watch import Watch


@dataclass(slots=True)
class Digest:
    """What one round met: new, edited, gone, walls, failures, alerts, and notes."""

    started: datetime
    looks: list[Look] = field(default_factory=list)
    posts: list[Novelty] = field(default_factory=list)
    alerts: list[Told] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def captures(self) -> int:
        """Originals that came in."""
        return sum(look.captures for look in self.looks)

    @property
    def walls(self) -> list[str]:
        """Captures without content."""
        return [wall for look in self.looks for wall in look.walls]

    @property
    def failed(self) -> list[str]:
        """Sources that could not be reached."""
        return [look.failed for look in self.looks if look.failed]

    def of(self, what: str) -> list[Novelty]:
        """Posts that are ``new``, ``edited`` or ``deleted``."""
        return [novelty for novelty in self.posts if novelty.what == what]

    @property
    def exit_code(self) -> int:
        """1 where an alert was told, 3 where a source was not reached, else 0."""
        if any(told.state == "told" for told in self.alerts):
            return 1
        return 3 if self.failed else 0

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``: no text of posts, only what leads to them."""
        return {
            "started": self.started.isoformat(),
            "captures": self.captures,
            "unchanged": sum(look.unchanged for look in self.looks),
            **{
                what: [n.post_version for n in self.of(what)]
                for what in ("new", "edited", "deleted")
            },
            "walls": self.walls,
            "failed": self.failed,
            "alerts": [
                {
                    "rule": t.raised.rule,
                    "kind": t.raised.kind,
                    "state": t.state,
                    "why": t.raised.why,
                }
                for t in self.alerts
            ],
            "notes": self.notes,
        }


def one_round(
    case: Case, watches: Sequence[Watch], outside: Outside, listener: Listener | None = None
) -> Digest:
    """Look at ``watches``, one after the other, then at what they brought.

    The log position at the start is what "new" is measured from. A source that fails is told and
    the others go on. Where another run holds the case, the tables follow in the next round.
    """
    digest = Digest(outside.now())
    position = case.store.generation().log_size
    known = memories(case.log.events(None))
    for watch in watches:
        look = look_at(case, watch, known.get(watch.id) or WatchMemory(), outside)
        digest.looks.append(look)
        digest.notes += look.notes
    try:
        report = run_case(case, listener=listener)
    except CaseLocked as error:
        digest.notes.append(f"{error}. The next round says what is new")
        return digest
    if report.changed or not (case.store.derived / "search.sqlite").exists():
        update_index(case.store)
    settings = case.settings_at(None).settings
    digest.posts = novelties(case.store, position)
    _alert(case, settings, digest)
    return digest


def _alert(case: Case, settings: Settings, digest: Digest) -> None:
    if not settings.alerts:
        return
    rules = Rules(settings.alerts, person_entities(case.store))
    digest.notes += rules.refused()
    seen = seen_posts(case.store, digest.posts, settings.area)
    raised: list[Raised] = rules.raised(seen)
    fresh = {novelty.source for novelty in digest.posts}
    times = {s: t for s, t in posting_times(case.store).items() if s in fresh}
    names = {novelty.source: novelty.source_name for novelty in digest.posts}
    raised += volume_raised(settings.alerts, times, names, digest.started)
    by_id = {alert.id: alert for alert in settings.alerts}
    before = told_before(case.log.events(None))
    digest.alerts = sort_out(raised, by_id, before, digest.started, settings.zone())
    teller = Teller(case, settings.title)
    digest.notes += teller.tell(digest.alerts, by_id, digest.started)
