"""When: posts over time, the hours they are posted at, and the times that they state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.drawn import data_block, drawn
from indicia.desk.selection import Selection, selected_link, selection
from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.store import TableStore

MOST_SLOTS = 120
"""Bars of the timeline; a longer time has days together."""
MOST_STATED = 24
LEFT, RIGHT = 30.0, 30.0
BASE, TALL = 230.0, 260.0
CELL, ROW_LEFT = 35.0, 105.0
LANE = 20.0
TO_A_DAY = frozenset({"second", "minute", "hour", "day"})
"""Precisions that put a post on one day; others are drawn as wide as they are."""
TO_AN_HOUR = frozenset({"second", "minute", "hour"})
Words = Mapping[str, str]


def when(visit: Visit) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where a time of the filter cannot be read."""
    chosen = selection(visit)
    posts, links = _posts(visit, chosen)
    return {
        "chosen": chosen,
        "count": chosen.rows.num_rows,
        "selected": partial(selected_link, visit),
        "figures": {
            "when": drawn(posts, links),
            "hours": drawn(_hours(visit, chosen)),
            "stated": drawn(_stated(visit, chosen)),
        },
        "days": _as_json(posts, links, words_in(visit.language)) if posts else "",
    }


def _as_json(figure: Figure, links: Sequence[str], words: Words) -> str:
    """What the page's script draws: the rows of the timeline's table."""
    first = [date.fromisoformat(row[0]) for row in figure.rows]
    step = min(((b - a).days for a, b in pairwise(first)), default=1)
    made = {
        "days": [
            {"day": row[0], "posts": int(row[1]), "edited": int(row[3]), "link": link}
            for row, link in zip(figure.rows, links, strict=True)
        ],
        "step": step,
        "says": {"posts": words["posts"], "title": figure.title},
    }
    return data_block(made)


def when_figure(visit: Visit) -> Figure | None:
    """Posts by day of the area, with edits and disappearances; vague times as wide as they are."""
    return _posts(visit, selection(visit))[0]


def hours_figure(visit: Visit) -> Figure | None:
    """Posts by weekday and hour of the area."""
    return _hours(visit, selection(visit))


def stated_figure(visit: Visit) -> Figure | None:
    """The times that the posts state in their texts, as wide as they are stated."""
    return _stated(visit, selection(visit))


def _zone(visit: Visit) -> str:
    return visit.version.settings.time_zone


def _local(times: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Times without a zone, as the clocks of the area showed them."""
    return pc.local_timestamp(times.cast(pa.timestamp("us", tz=zone)))


def _days(times: pa.ChunkedArray, zone: str) -> dict[date, int]:
    days = pc.value_counts(pc.floor_temporal(_local(times, zone), unit="day").combine_chunks())
    return {
        row["values"].date(): row["counts"] for row in days.to_pylist() if row["values"] is not None
    }


def _posts(visit: Visit, chosen: Selection) -> tuple[Figure | None, list[str]]:
    words, zone = words_in(visit.language), _zone(visit)
    vague = _vague(visit.store, chosen.rows)
    rows = chosen.rows
    if vague:
        held = pa.array([row["item"] for row in vague], pa.string())
        rows = rows.filter(pc.invert(pc.is_in(rows.column("item"), value_set=held)))
    days = _days(rows.column("posted_utc"), zone)
    spans = [(row["from_utc"].date(), (row["to_utc"] or row["from_utc"]).date()) for row in vague]
    known = [*days, *(day for span in spans for day in span)]
    if not known:
        return None, []
    first, last = min(known), max(known)
    step = (last - first).days // MOST_SLOTS + 1
    slots = (last - first).days // step + 1
    edited = _marked(visit, chosen, "edits", "seen_utc", zone)
    gone = _marked(visit, chosen, "absences", "looked_utc", zone)
    bars, edits, losses = (_binned(found, first, step, slots) for found in (days, edited, gone))
    starts = [first + timedelta(days=step * slot) for slot in range(slots)]
    vague_by_slot = [
        sum(a <= start + timedelta(days=step - 1) and b >= start for a, b in spans)
        for start in starts
    ]
    undated = rows.num_rows - sum(days.values())
    caption = words["when_caption"].format(
        zone=zone, step=step, undated=undated, vague=len(spans), most=max(bars, default=0)
    )
    kept = [at for at in range(slots) if bars[at] or edits[at] or losses[at] or vague_by_slot[at]]
    figure = Figure(
        words["when_title"],
        drawing(_bars(bars, edits, losses, _placed(spans, first, step, slots)), TALL),
        tuple(_dates(starts)),
        tuple(words[key] for key in ("day_from", "posts", "vague_posts", "edited", "gone")),
        tuple(
            (starts[at].isoformat(), *(str(n[at]) for n in (bars, vague_by_slot, edits, losses)))
            for at in kept
        ),
        caption,
    )
    links = [
        selected_link(
            visit,
            "/search",
            **{
                "from": starts[at].isoformat(),
                "to": (starts[at] + timedelta(days=step)).isoformat(),
            },
        )
        for at in kept
    ]
    return figure, links


def _vague(store: TableStore, rows: pa.Table) -> list[dict[str, Any]]:
    """Posts of the selection whose time is known to more than a day."""
    items = store.read("items", ["item", "posted"])
    precision = pc.struct_field(items.column("posted"), "precision")
    exact = pc.is_in(precision, value_set=pa.array(sorted(TO_A_DAY)))
    some = items.filter(pc.and_(pc.is_valid(precision), pc.invert(exact)))
    some = some.filter(pc.is_in(some.column("item"), value_set=rows.column("item")))
    found = [{"item": row["item"], **row["posted"]} for row in some.to_pylist()]
    return [row for row in found if row["from_utc"] is not None]


def _marked(visit: Visit, chosen: Selection, table: str, column: str, zone: str) -> dict[date, int]:
    rows = visit.store.read(table, ["post", column])
    rows = rows.filter(pc.is_in(rows.column("post"), value_set=chosen.rows.column("post")))
    return _days(rows.column(column), zone) if rows.num_rows else {}


def _binned(days: Mapping[date, int], first: date, step: int, slots: int) -> list[int]:
    made = [0] * slots
    for day, count in days.items():
        at = (day - first).days // step
        if 0 <= at < slots:
            made[at] += count
    return made


def _placed(
    spans: Sequence[tuple[date, date]], first: date, step: int, slots: int
) -> list[tuple[int, int]]:
    """First and last slot of each vague time, each once, the widest first."""
    found = {((a - first).days // step, min(slots - 1, (b - first).days // step)) for a, b in spans}
    return sorted(found, key=lambda span: span[0] - span[1])


def _bars(
    posts: Sequence[int],
    edits: Sequence[int],
    losses: Sequence[int],
    vague: Sequence[tuple[int, int]],
) -> list[str]:
    wide = (WIDTH - LEFT - RIGHT) / len(posts)
    most = max(*posts, 1)
    body = [f'<path d="M{LEFT:.0f} {BASE:.0f}H{WIDTH - RIGHT:.0f}" class="axis"/>']
    for start, end in vague:
        body.append(
            f'<rect x="{LEFT + start * wide:.1f}" y="20" width="{(end - start + 1) * wide:.1f}" '
            f'height="{BASE - 20:.0f}" class="reach"/>'
        )
    for at, count in enumerate(posts):
        x = LEFT + at * wide
        tall = (BASE - 30) * count / most
        if count:
            body.append(
                f'<rect x="{x + 0.5:.1f}" y="{BASE - tall:.1f}" width="{max(wide - 1, 1):.1f}" '
                f'height="{tall:.1f}" class="bar"/>'
            )
        middle = x + wide / 2
        if edits[at]:
            body.append(f'<circle cx="{middle:.1f}" cy="{BASE + 8:.0f}" r="4" class="edited"/>')
        if losses[at]:
            body.append(f'<path d="M{middle:.1f} {BASE + 14:.0f}l5 9h-10z" class="mark"/>')
    return body


def _dates(starts: Sequence[date]) -> list[Label]:
    shown = sorted({round(part * (len(starts) - 1) / 4) for part in range(5)})
    room = (WIDTH - LEFT - RIGHT) / WIDTH * 100
    labels = []
    for at in shown:
        x = LEFT / WIDTH * 100 + room * (at + 0.5) / len(starts)
        kind = "first-date" if x < 12 else "last-date" if x > 88 else "middle-date"
        labels.append(Label(x, 98, starts[at].isoformat(), f"axis {kind}"))
    return labels


def _hours(visit: Visit, chosen: Selection) -> Figure | None:
    words, zone = words_in(visit.language), _zone(visit)
    items = visit.store.read("items", ["item", "posted"])
    precision = pc.struct_field(items.column("posted"), "precision")
    fine = pc.fill_null(pc.is_in(precision, value_set=pa.array(sorted(TO_AN_HOUR))), False)
    coarse = items.filter(pc.invert(fine)).column("item")
    rows = chosen.rows.filter(pc.is_valid(chosen.rows.column("posted_utc")))
    rows = rows.filter(pc.invert(pc.is_in(rows.column("item"), value_set=coarse)))
    if not rows.num_rows:
        return None
    local = _local(rows.column("posted_utc"), zone)
    slot = pc.add(pc.multiply(pc.day_of_week(local), 24), pc.hour(local))
    counts = {r["values"]: r["counts"] for r in pc.value_counts(slot.combine_chunks()).to_pylist()}
    grid = [[counts.get(day * 24 + hour, 0) for hour in range(24)] for day in range(7)]
    names = words["weekdays"].split(",")
    most = max(map(max, grid))
    height = CELL * 0.7 * 7 + 40
    body = [
        f'<rect x="{ROW_LEFT + hour * CELL:.0f}" y="{day * CELL * 0.7 + 10:.1f}" '
        f'width="{CELL:.0f}" height="{CELL * 0.7:.1f}" class="cell" '
        f'fill-opacity="{grid[day][hour] / most:.3f}"/>'
        for day in range(7)
        for hour in range(24)
    ]
    labels = [
        Label(1, ((day + 0.5) * CELL * 0.7 + 10) / height * 100, names[day]) for day in range(7)
    ]
    labels += [
        Label((ROW_LEFT + (hour + 0.5) * CELL) / WIDTH * 100, 95, str(hour), "axis middle-date")
        for hour in range(0, 24, 3)
    ]
    return Figure(
        words["hours_title"],
        drawing(body, height),
        tuple(labels),
        (words["weekday"], *(str(hour) for hour in range(24))),
        tuple((names[day], *map(str, grid[day])) for day in range(7)),
        words["hours_caption"].format(zone=zone, most=most, posts=rows.num_rows),
    )


def _stated(visit: Visit, chosen: Selection) -> Figure | None:
    words = words_in(visit.language)
    rows = visit.store.read("mentions", ["kind", "item", "quote", "value"])
    rows = rows.filter(pc.equal(rows.column("kind"), "date"))
    rows = rows.filter(pc.is_in(rows.column("item"), value_set=chosen.rows.column("item")))
    groups = (
        rows.group_by("value").aggregate([("item", "count_distinct"), ("quote", "min")])
        if rows.num_rows
        else rows.slice(0, 0)
    )
    found = []
    for row in groups.to_pylist() if rows.num_rows else ():
        value = orjson.loads(row["value"]) if row["value"] else {}
        if value.get("from_utc") and value.get("to_utc"):
            start, end = (datetime.fromisoformat(value[key]) for key in ("from_utc", "to_utc"))
            found.append((row["item_count_distinct"], start, end, value, row["quote_min"]))
    if not found:
        return None
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    shown = sorted(found[:MOST_STATED], key=lambda row: (row[1], row[2], row[4]))
    first = min(row[1] for row in shown)
    whole = max((max(row[2] for row in shown) - first).total_seconds(), 86400.0)
    height = LANE * len(shown) + 40
    body, labels = [], []
    room = WIDTH - LEFT - RIGHT - 260
    for at, (posts, start, end, _, quote) in enumerate(shown):
        x = LEFT + room * (start - first).total_seconds() / whole
        wide = max(room * (end - start).total_seconds() / whole, 3.0)
        y = LANE * at + 10
        body.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="12" class="span"/>')
        labels.append(
            Label(
                (x + wide + 8) / WIDTH * 100,
                (y + 6) / height * 100,
                f"{quote} ({posts})",
            )
        )
    labels.append(Label(LEFT / WIDTH * 100, 97, f"{first:%Y-%m-%d}", "axis first-date"))
    last = max(row[2] for row in shown)
    labels.append(Label((LEFT + room) / WIDTH * 100, 97, f"{last:%Y-%m-%d}", "axis last-date"))
    return Figure(
        words["stated_title"],
        drawing(body, height),
        tuple(labels),
        tuple(words[key] for key in ("as_worded", "from", "to", "precision", "posts")),
        tuple(
            (quote, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", value["precision"], str(n))
            for n, start, end, value, quote in shown
        ),
        words["stated_caption"].format(left=len(found) - len(shown)),
    )
