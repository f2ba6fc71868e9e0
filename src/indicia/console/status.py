"""What is new, edited, gone, to review, orphaned and stale: the first look of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.case import Case, parse_instant
from indicia.console.stale import overtaken, reasons
from indicia.custody.event import Event
from indicia.identity import sha256_hex
from indicia.publish.change import earlier_updates
from indicia.store import TableStore

QUIET_ACTIONS = ("settings", "publish", "checkpoint", "search", "key.add")
"""Events after which the tables need no run."""
MARKING = ("star", "tag", "note")
NEXT_STEPS = {
    "add": "add material: indicia add PATH",
    "run": "bring the tables up to date: indicia run",
    "orphans": "decide anew where the subject has changed: indicia show orphans",
    "judge": "judge again what new material may have overtaken: indicia show evidence",
    "first_update": (
        "write the first update: indicia update --draft, edit it, then indicia update"
    ),
    "update": "write an update: indicia update",
    "review": "look at what is suggested: indicia show name_pairs, indicia show entities",
    "look_again": (
        "nothing waits; look for edits and deletions with a fresh export: indicia add PATH"
    ),
}
"""What there is to do next, the first that applies first, and the command for it."""


@dataclass(frozen=True, slots=True)
class Status:
    """Counts for one look at a case. ``next_step`` is the sensible thing to do now."""

    title: str
    events: int
    originals: int
    items: int
    posts: int
    sources: int
    edited_posts: int
    possibly_deleted: int
    faults: dict[str, int]
    walls: int
    new_since_update: int
    last_update: str | None
    to_review: dict[str, int]
    marked: dict[str, int]
    """Stars, notes, and each tag (``tag NAME``) with what it stands on."""
    orphans: int
    alerts: int
    """Alerts of `indicia monitor` that were told since the last update."""
    overtaken: dict[str, dict[str, int]]
    """Question -> why its judgement may be overtaken (``edited gone new``) -> how many posts."""
    judged_indications: int
    waiting_events: int
    settings_changed: bool
    step: str
    """The key of ``NEXT_STEPS``."""

    @property
    def next_step(self) -> str:
        """The next sensible thing and its command."""
        return NEXT_STEPS[self.step]

    @property
    def stale(self) -> dict[str, list[str]]:
        """Question -> why its judgement may be overtaken, in sentences."""
        return reasons(self.overtaken)

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "next_step": self.next_step, "stale": self.stale}


def status_of(case: Case, store: TableStore | None = None, position: int | None = None) -> Status:
    """The status of a case, from its tables as they stand and the log behind them.

    ``store`` and ``position``: the tables and the end of the log as of an earlier time.

    Raises ``SettingsError`` where no version of case.toml is in the log.
    """
    store = store or case.store
    events = [e for e in case.log.events(None) if position is None or e.seq <= position]
    versions = store.read("post_versions", ["post", "first_seen_utc"])
    faults = Counter(store.read("faults", ["severity"]).column("severity").to_pylist())
    captures = store.read("captures", ["original", "verdict"])
    walls = int(pc.sum(pc.not_equal(captures.column("verdict"), "content")).as_py() or 0)
    versions_of_post = pc.value_counts(versions.column("post").combine_chunks()).field("counts")
    last, last_time = _last_update(case, events, position)
    new = versions.num_rows
    if last_time is not None and versions.num_rows:
        later = pc.greater(versions.column("first_seen_utc").cast("int64"), last_time)
        new = int(pc.sum(later).as_py() or 0)
    gone = set(store.read("absences", ["post"]).column("post").to_pylist())
    indications = store.read("indications", ["status"]).column("status").to_pylist()
    made = Status(
        title=case.settings_at(position).settings.title,
        events=len(events),
        originals=pc.count_distinct(captures.column("original")).as_py(),
        items=store.count("items"),
        posts=len(versions_of_post),
        sources=pc.count_distinct(store.read("sources", ["source"]).column("source")).as_py(),
        edited_posts=int(pc.sum(pc.greater(versions_of_post, 1)).as_py() or 0),
        possibly_deleted=len(gone),
        faults=dict(sorted(faults.items())),
        walls=walls,
        new_since_update=new,
        last_update=last,
        to_review=_to_review(store),
        marked=_marked(store),
        orphans=store.count("orphans"),
        alerts=_alerts(events),
        overtaken=overtaken(store, gone),
        judged_indications=indications.count("judged"),
        waiting_events=_waiting(events, store.generation().log_size),
        settings_changed=position is None and _settings_changed(case),
        step="",
    )
    return replace(made, step=_step(made, store.generation().number, _added(events)))


def _waiting(events: Sequence[Event], size: int) -> int:
    """Events after the first ``size`` that the tables do not hold yet."""
    later = [event for event in events if event.seq > size and event.action not in QUIET_ACTIONS]
    return sum(not is_alert(event) for event in later)


def _added(events: Sequence[Event]) -> bool:
    """Whether anything was ever added."""
    return any(event.action in ("import", "collect") for event in events)


def _alerts(events: Sequence[Event]) -> int:
    """Alerts that were told after the last update."""
    published = max((event.seq for event in events if event.action == "publish"), default=0)
    return sum(is_alert(event) for event in events if event.seq > published)


def is_alert(event: Event) -> bool:
    """Whether an event says that `indicia monitor` told an alert."""
    return event.action == "note" and "alert" in (event.line.get("params") or {})


def _settings_changed(case: Case) -> bool:
    files = {name: sha256_hex(content) for name, content in case.setting_files().items()}
    return dict(case.settings_at(None).files) != files


def _last_update(
    case: Case, events: Sequence[Event], position: int | None
) -> tuple[str | None, int | None]:
    """The newest update's name, and when it was published (microseconds since 1970)."""
    if position is None:
        names = sorted(p.parent.name for p in (case.root / "updates").glob("*/update.json"))
    else:
        names = [made["folder"] for made in earlier_updates(case.root / "updates", position)]
    if not names:
        return None, None
    published = [event for event in events if event.action == "publish"]
    if not published:
        return names[-1], None
    instant = parse_instant(published[-1].line["t"])
    return names[-1], int(instant.timestamp() * 1_000_000)


def _standing(store: TableStore) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.read("decisions").to_pylist()
    return [row for row in rows if row["undone_by"] is None]


def _to_review(store: TableStore) -> dict[str, int]:
    entities = Counter(store.read("entities", ["status"]).column("status").to_pylist())
    pairs = store.read("name_pairs", ["zone", "decision"]).to_pylist()
    orphaned = {
        (row["seq"], row["about"]) for row in store.read("orphans", ["seq", "about"]).to_pylist()
    }
    about = {
        name
        for row in _standing(store)
        for name in row["about"]
        if (row["seq"], name) not in orphaned
    }
    marks = store.read("marks", ["mark"]).column("mark").to_pylist()
    pictures = store.read("pictures", ["picture"]).column("picture").to_pylist()
    drafted = store.read("indications", ["status"]).column("status").to_pylist()
    return {
        "names": entities["suggested"],
        "name pairs": sum(p["zone"] != "different" and p["decision"] is None for p in pairs),
        "marks": sum(mark not in about for mark in marks),
        "pictures": sum(picture not in about for picture in pictures),
        "indications": drafted.count("drafted") + drafted.count("worded"),
        "decisions": len(orphaned),
    }


def _marked(store: TableStore) -> dict[str, int]:
    """What people marked for themselves: stars, notes, tags."""
    found: dict[str, set[str]] = {}
    for row in _standing(store):
        if row["what"] in MARKING:
            tag = orjson.loads(row["value"]).get("tag", "")
            name = f"tag {tag}" if row["what"] == "tag" else row["what"]
            found.setdefault(name, set()).update(row["about"])
    return {name: len(about) for name, about in sorted(found.items())}


def _step(status: Status, generation: int, added: bool) -> str:
    if not added:
        return "add"
    if status.waiting_events or status.settings_changed or not generation:
        return "run"
    if status.orphans:
        return "orphans"
    if status.overtaken:
        return "judge"
    if status.last_update is None:
        return "first_update"
    if status.new_since_update:
        return "update"
    if status.to_review["name pairs"] or status.to_review["names"]:
        return "review"
    return "look_again"


def as_json(status: Status) -> bytes:
    """One line of JSON."""
    return orjson.dumps(status.as_dict(), option=orjson.OPT_SORT_KEYS)
