"""How the widest origins spread: one line an origin, the first post ringed, copies by delay."""

from __future__ import annotations

import math
from collections import defaultdict

from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.view import Row, View

MOST, LEFT, RIGHT, ROW = 12, 330.0, 36.0, 32.0
LONGEST_HOURS = 24.0 * 30
TICKS = ((0.0, "0"), (1.0, "1 hour"), (24.0, "1 day"), (24.0 * 7, "1 week"))


def spread_figure(view: View) -> Figure | None:
    """The origins with most posts; ``None`` where nothing was passed on."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for name, row in view.origin_of.items():
        version = view.versions.get(name)
        if version is not None and version["posted_utc"] is not None and row["size"] > 1:
            groups[row["origin"]].append(version)
    widest = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))[:MOST]
    if not widest:
        return None
    height = 52.0 + ROW * len(widest)
    body = [f'<path d="M{_x(hours):.1f} 20V{height - 30:.0f}" class="axis"/>' for hours, _ in TICKS]
    labels = [
        Label(_x(hours) / WIDTH * 100, (height - 20) / height * 100, text, "axis middle-date")
        for hours, text in TICKS
    ]
    rows = []
    for line, (_, found) in enumerate(widest):
        posts = sorted(found, key=lambda v: (v["posted_utc"], v["post_version"]))
        y = 26.0 + ROW * line
        start = posts[0]["posted_utc"]
        lags = [(v["posted_utc"] - start).total_seconds() / 3600 for v in posts]
        body += _line(lags, y)
        name = view.source_label(posts[0]["source"])
        labels.append(Label(1, y / height * 100, f"{line + 1}. {name}", "row"))
        sources = len({v["source"] for v in posts})
        rows.append(
            (f"{line + 1}. {name}", f"{start:%Y-%m-%d %H:%M}", f"{len(posts):,}", f"{sources:,}",
             f"{lags[-1]:,.1f}")
        )  # fmt: skip
    return Figure(
        "Origins and their copies",
        drawing(body, height),
        tuple(labels),
        ("first seen from", "first posted, UTC", "posts", "sources", "last copy after, hours"),
        tuple(rows),
        "The origins with most copies. A ring is the first post held, which need not be the first "
        "ever; dots are copies by the time since then, on a logarithmic scale up to 30 days.",
    )


def _x(hours: float) -> float:
    share = math.log1p(min(hours, LONGEST_HOURS)) / math.log1p(LONGEST_HOURS)
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _line(lags: list[float], y: float) -> list[str]:
    body = [f'<path d="M{LEFT:.0f} {y:.0f}H{WIDTH - RIGHT:.0f}" class="axis"/>']
    for index, lag in enumerate(lags):
        kind, size = ("first", 8) if index == 0 else ("dot", 5)
        body.append(f'<circle cx="{_x(lag):.1f}" cy="{y:.0f}" r="{size}" class="{kind}"/>')
    return body
