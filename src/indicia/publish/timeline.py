"""The timeline of an update: posts a day, and when threats and demands were posted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.view import View
from indicia.publish.wording import count_of

HEIGHT, LEFT, BASE = 240.0, 20.0, 196.0
MOST_SLOTS = 60
MARKED = ("threat", "demand")


def timeline_figure(view: View) -> Figure | None:
    """Posts a day (or a longer stretch); ``None`` where nothing is dated."""
    days: Counter[date] = Counter()
    undated = 0
    for row in view.versions.values():
        if row["posted_utc"] is None:
            undated += 1
        else:
            days[row["posted_utc"].date()] += 1
    if not days:
        return None
    start, span = min(days), (max(days) - min(days)).days
    step = span // MOST_SLOTS + 1
    posts = _binned(days, start, step)
    marked = _binned(_marked_days(view), start, step)
    slots = span // step + 1
    dates = [start + timedelta(days=slot * step) for slot in range(slots)]
    unit = "day" if step == 1 else f"{step} days"
    note = f" {count_of(undated, 'post')} without a date left out." if undated else ""
    return Figure(
        "Posts over time",
        drawing(_body(posts, marked, slots), HEIGHT),
        tuple(_labels(dates, max(posts.values()))),
        (f"{unit} from", "posts", "threats and demands"),
        tuple((d.isoformat(), f"{posts[i]:,}", f"{marked[i]:,}") for i, d in enumerate(dates)),
        f"Posts per {unit} by time of posting (UTC), to the day. A triangle marks posts that "
        f"carry threats or demands.{note}",
    )


def _marked_days(view: View) -> Counter[date]:
    found: Counter[date] = Counter()
    for row in view.statements.values():
        posted = (view.items[row["item"]]["posted"] or {}).get("from_utc")
        if posted is not None and row["kind"] in MARKED:
            found[posted.date()] += 1
    return found


def _binned(days: Counter[date], start: date, step: int) -> Counter[int]:
    bins: Counter[int] = Counter()
    for day, count in days.items():
        bins[(day - start).days // step] += count
    return bins


def _body(posts: Counter[int], marked: Counter[int], slots: int) -> list[str]:
    width = (WIDTH - 2 * LEFT) / slots
    bar = min(width - 1, 60.0)
    most = max(posts.values())
    body = [f'<path d="M{LEFT:.0f} {BASE:.0f}H{WIDTH - LEFT:.0f}" class="axis"/>']
    for slot in range(slots):
        middle, tall = LEFT + (slot + 0.5) * width, (BASE - 30) * posts[slot] / most
        if posts[slot]:
            body.append(
                f'<rect x="{middle - bar / 2:.1f}" y="{BASE - tall:.1f}" width="{bar:.1f}" '
                f'height="{tall:.1f}" class="bar"/>'
            )
        if marked[slot]:
            body.append(f'<path d="M{middle:.1f} {BASE + 4:.0f}l6 11h-12z" class="mark"/>')
    return body


def _labels(dates: Sequence[date], most: int) -> list[Label]:
    """Up to four dates under the bars, and what the tallest bar stands for."""
    slots = len(dates)
    shown = sorted({round(part * (slots - 1) / 3) for part in range(4)})
    room = (WIDTH - 2 * LEFT) / WIDTH * 100
    labels = []
    for slot in shown:
        x = LEFT / WIDTH * 100 + room * (slot + 0.5) / slots
        kind = "axis first-date" if x < 12 else "axis last-date" if x > 88 else "axis middle-date"
        labels.append(Label(x, 91, dates[slot].isoformat(), kind))
    labels.append(Label(LEFT / WIDTH * 100, 3, f"tallest bar: {count_of(most, 'post')}", "axis"))
    return labels
