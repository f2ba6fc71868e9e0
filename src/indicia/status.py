"""What is new, edited, missing, to review, orphaned and stale: the first look of the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.case import Case


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
    faults: dict[str, int]
    walls: int
    new_since_update: int
    last_update: str | None
    to_review: dict[str, int]
    orphans: int
    judged_indications: int
    waiting_events: int
    settings_changed: bool
    next_step: str

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def status_of(case: Case) -> Status:
    """The status of a case, from its tables as they stand and the log behind them."""
    store = case.store
    generation = store.generation()
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
    waiting = sum(
        event.line["action"] not in ("settings", "publish", "checkpoint", "search")
        for event in case.log.events(None)
        if event.seq > generation.log_size
    )
    changed = case.settings_at(None).files != {
        name: _sha(content) for name, content in case.setting_files().items()
    }
    review = _to_review(case)
    indications = store.read("indications", ["status"]).column("status").to_pylist()
    return Status(
        title=case.settings_at(None).settings.title,
        events=case.log.size,
        originals=len(set(captures.column("original").to_pylist())),
        items=store.read("items", ["item"]).num_rows,
        posts=len(posts),
        sources=len(set(store.read("sources", ["source"]).column("source").to_pylist())),
        edited_posts=sum(count > 1 for count in posts.values()),
        faults=dict(sorted(faults.items())),
        walls=walls,
        new_since_update=new,
        last_update=last,
        to_review=review,
        orphans=store.read("orphans", ["seq"]).num_rows,
        judged_indications=indications.count("judged"),
        waiting_events=waiting,
        settings_changed=changed,
        next_step=_next_step(case, waiting, changed, generation.number, last, new, review),
    )


def _last_update(case: Case) -> tuple[str | None, int | None]:
    folders = sorted(p.parent for p in (case.root / "updates").glob("*/update.json"))
    if not folders:
        return None, None
    published = [e for e in case.log.events(None) if e.line["action"] == "publish"]
    if not published:
        return folders[-1].name, None
    from indicia.case import parse_instant

    instant = parse_instant(published[-1].line["t"])
    return folders[-1].name, int(instant.timestamp() * 1_000_000)


def _to_review(case: Case) -> dict[str, int]:
    store = case.store
    entities = Counter(store.read("entities", ["status"]).column("status").to_pylist())
    pairs = store.read("name_pairs", ["zone", "decision"]).to_pylist()
    about = {
        name
        for names, undone in zip(
            store.read("decisions", ["about"]).column("about").to_pylist(),
            store.read("decisions", ["undone_by"]).column("undone_by").to_pylist(),
            strict=True,
        )
        if undone is None
        for name in names
    }
    marks = store.read("marks", ["mark"]).column("mark").to_pylist()
    drafted = store.read("indications", ["status"]).column("status").to_pylist()
    return {
        "names": entities["suggested"],
        "name pairs": sum(p["zone"] != "different" and p["decision"] is None for p in pairs),
        "marks": sum(mark not in about for mark in marks),
        "indications": drafted.count("drafted") + drafted.count("worded"),
    }


def _next_step(
    case: Case,
    waiting: int,
    changed: bool,
    generation: int,
    last: str | None,
    new: int,
    review: dict[str, int],
) -> str:
    if case.log.size <= 2 and generation == 0:
        return "Add material: indicia add PATH"
    if waiting or changed or generation == 0:
        return "Bring the tables up to date: indicia run"
    if review.get("name pairs") or review.get("names"):
        return "Look at what was suggested: indicia show name_pairs, indicia show entities"
    if last is None or new:
        return "Write an update: indicia update"
    return "Nothing waits. Look again for edits and deletions: add a fresh export"


def _sha(content: bytes) -> str:
    from indicia.identity import sha256_hex

    return sha256_hex(content)


def as_json(status: Status) -> bytes:
    """One line of JSON."""
    return orjson.dumps(status.as_dict(), option=orjson.OPT_SORT_KEYS)
