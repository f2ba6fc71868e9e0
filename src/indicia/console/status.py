"""What is new, edited, gone, to review, orphaned and stale: the first look of the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.case import Case, parse_instant
from indicia.console.stale import stale_judgements
from indicia.identity import sha256_hex
from indicia.store import TableStore

QUIET_ACTIONS = ("settings", "publish", "checkpoint", "search", "key.add")
"""Events after which the tables need no run."""
MARKING = ("star", "tag", "note")


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
    stale: dict[str, list[str]]
    """Question -> why its judgement may be overtaken."""
    judged_indications: int
    waiting_events: int
    settings_changed: bool
    next_step: str

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def status_of(case: Case) -> Status:
    """The status of a case, from its tables as they stand and the log behind them.

    Raises ``SettingsError`` where no version of case.toml is in the log.
    """
    store = case.store
    versions = store.read("post_versions", ["post", "first_seen_utc"])
    faults = Counter(store.read("faults", ["severity"]).column("severity").to_pylist())
    captures = store.read("captures", ["original", "verdict"])
    walls = sum(v != "content" for v in captures.column("verdict").to_pylist())
    posts = Counter(versions.column("post").to_pylist())
    last, last_time = _last_update(case)
    new = versions.num_rows
    if last_time is not None and versions.num_rows:
        later = pc.greater(versions.column("first_seen_utc").cast("int64"), last_time)
        new = int(pc.sum(later).as_py() or 0)
    gone = set(store.read("absences", ["post"]).column("post").to_pylist())
    indications = store.read("indications", ["status"]).column("status").to_pylist()
    made = Status(
        title=case.settings_at(None).settings.title,
        events=case.log.size,
        originals=len(set(captures.column("original").to_pylist())),
        items=store.count("items"),
        posts=len(posts),
        sources=len(set(store.read("sources", ["source"]).column("source").to_pylist())),
        edited_posts=sum(count > 1 for count in posts.values()),
        possibly_deleted=len(gone),
        faults=dict(sorted(faults.items())),
        walls=walls,
        new_since_update=new,
        last_update=last,
        to_review=_to_review(store),
        marked=_marked(store),
        orphans=store.count("orphans"),
        stale=stale_judgements(store, gone),
        judged_indications=indications.count("judged"),
        waiting_events=_waiting(case),
        settings_changed=_settings_changed(case),
        next_step="",
    )
    return _with_next_step(made, store.generation().number, _added(case))


def _waiting(case: Case) -> int:
    size = case.store.generation().log_size
    return sum(
        event.line["action"] not in QUIET_ACTIONS
        for event in case.log.events(None)
        if event.seq > size
    )


def _added(case: Case) -> bool:
    """Whether anything was ever added."""
    return any(event.line["action"] in ("import", "collect") for event in case.log.events(None))


def _settings_changed(case: Case) -> bool:
    files = {name: sha256_hex(content) for name, content in case.setting_files().items()}
    return dict(case.settings_at(None).files) != files


def _last_update(case: Case) -> tuple[str | None, int | None]:
    """The newest update's name, and when it was published (microseconds since 1970)."""
    folders = sorted(p.parent for p in (case.root / "updates").glob("*/update.json"))
    if not folders:
        return None, None
    published = [e for e in case.log.events(None) if e.line["action"] == "publish"]
    if not published:
        return folders[-1].name, None
    instant = parse_instant(published[-1].line["t"])
    return folders[-1].name, int(instant.timestamp() * 1_000_000)


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


def _with_next_step(status: Status, generation: int, added: bool) -> Status:
    values = {**status.as_dict(), "next_step": _next_step(status, generation, added)}
    return Status(**values)


def _next_step(status: Status, generation: int, added: bool) -> str:
    if not added:
        return "add material: indicia add PATH"
    if status.waiting_events or status.settings_changed or not generation:
        return "bring the tables up to date: indicia run"
    if status.orphans:
        return "decide anew where the subject has changed: indicia show orphans"
    if status.stale:
        return "judge again what new material may have overtaken: indicia show evidence"
    if status.last_update is None:
        return "write the first update: indicia update --draft, edit it, then indicia update"
    if status.new_since_update:
        return "write an update: indicia update"
    if status.to_review["name pairs"] or status.to_review["names"]:
        return "look at what is suggested: indicia show name_pairs, indicia show entities"
    return "nothing waits; look for edits and deletions with a fresh export: indicia add PATH"


def as_json(status: Status) -> bytes:
    """One line of JSON."""
    return orjson.dumps(status.as_dict(), option=orjson.OPT_SORT_KEYS)
