"""Figures as SVG without words, with labels and a table that say the same.

Words inside SVG break Arabic and Hebrew in print, so a figure is a drawing, labels placed over it
in per cent of its size, and rows for an equivalent table. Colour is never alone: shape and letter
say the same.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from indicia.assets import base_map
from indicia.errors import AssetMissing
from indicia.publish.view import Row, View

WIDTH, HEIGHT = 960.0, 540.0


@dataclass(frozen=True, slots=True)
class Label:
    """Words over a figure; x and y in per cent of its width and height."""

    x: float
    y: float
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, its labels, and the table that says the same."""

    svg: str
    labels: tuple[Label, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str


def _svg(body: Iterable[str], height: float = HEIGHT) -> str:
    inside = "".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" '
        f'role="presentation" aria-hidden="true">{inside}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """A local map frame: degrees to pixels, true to scale at its middle."""

    lon: float
    lat: float
    km_per_px: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        km_x = (lon - self.lon) * 111.32 * math.cos(math.radians(self.lat))
        km_y = (lat - self.lat) * 110.57
        return WIDTH / 2 + km_x / self.km_per_px, HEIGHT / 2 - km_y / self.km_per_px


def map_figure(view: View, regions: Sequence[Mapping[str, Any]]) -> Figure | None:
    """A map of regions, as worded; ``None`` where no place is known.

    ``regions``: letter, words, lon, lat (coarsened), polygons (lists of lon/lat rings), area_km2,
    protected, origins.
    """
    if not regions:
        return None
    frame = _frame_of(view, regions)
    body = [f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" class="sea"/>', *_borders(frame)]
    labels: list[Label] = []
    for region in regions:
        kind = "protected" if region["protected"] else "region"
        for ring in region["polygons"]:
            points = " ".join("{:.1f},{:.1f}".format(*frame.xy(*point)) for point in ring)
            body.append(f'<polygon points="{points}" class="{kind}"/>')
        x, y = frame.xy(region["lon"], region["lat"])
        if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            labels.append(Label(x / WIDTH * 100, y / HEIGHT * 100, region["letter"], kind))
    bar_km = _round_length(frame.km_per_px * 160)
    length = bar_km / frame.km_per_px
    body.append(f'<path d="M20 {HEIGHT - 20:.0f}h{length:.1f}" class="scale"/>')
    labels.append(Label(3, 93, f"{bar_km:g} km", "scale"))
    rows = tuple(
        (
            region["letter"],
            region["words"],
            f"{region['area_km2']:,.0f}",
            region["protected"] or "",
            str(region["origins"]),
        )
        for region in regions
    )
    return Figure(
        _svg(body),
        tuple(labels),
        ("mark", "as worded", "area of the 90 % region, km²", "protected", "origins"),
        rows,
        "Regions that hold nine tenths of the probability, as the words put them, in cells of the "
        "publication policy. A dashed outline is a protected place.",
    )


def _frame_of(view: View, regions: Sequence[Mapping[str, Any]]) -> _Frame:
    area = view.settings.area
    if area.lon is not None and area.lat is not None:
        return _Frame(area.lon, area.lat, 2 * min(area.radius_km, 60.0) / HEIGHT)
    lons = [r["lon"] for r in regions]
    lats = [r["lat"] for r in regions]
    spread = max(max(lats) - min(lats), max(lons) - min(lons), 0.1) * 111.0
    return _Frame(sum(lons) / len(lons), sum(lats) / len(lats), spread * 1.4 / HEIGHT)


def _round_length(km: float) -> float:
    step = float(10 ** math.floor(math.log10(max(km, 1e-6))))
    return max(s * step for s in (1, 2, 5, 10) if s * step <= max(km, step))


def _borders(frame: _Frame) -> list[str]:
    """Country borders (Natural Earth) that pass the frame; none where set-up is incomplete."""
    try:
        atlas = json.loads(base_map().read_bytes())
    except AssetMissing:
        return []
    sx, sy = atlas["transform"]["scale"]
    tx, ty = atlas["transform"]["translate"]
    reach = 2 * WIDTH
    paths: list[str] = []
    for arc in atlas["arcs"]:
        x = y = 0
        points: list[tuple[float, float]] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(frame.xy(x * sx + tx, y * sy + ty))
        near = [-reach < px < reach + WIDTH and -reach < py < reach + HEIGHT for px, py in points]
        if any(near):
            paths.append("M" + "L".join(f"{px:.0f} {py:.0f}" for px, py in points))
    return [f'<path d="{path}" class="border"/>' for path in paths]


def timeline_figure(view: View) -> Figure | None:
    """Posts a day, with the statements of the subject's items marked apart."""
    days: Counter[str] = Counter()
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in view.versions.values():
        if row["posted_utc"] is not None:
            days[row["posted_utc"].date().isoformat()] += 1
    for row in view.statements.values():
        posted = (view.items[row["item"]]["posted"] or {}).get("from_utc")
        if posted is not None and row["kind"] != "question":
            said[posted.date().isoformat()][row["kind"]] += 1
    if not days:
        return None
    first, last = min(days), max(days)
    from datetime import date

    start, span = (
        date.fromisoformat(first),
        (date.fromisoformat(last) - date.fromisoformat(first)).days,
    )
    step = max(1, (span + 1) // 120 + 1)
    bins: Counter[int] = Counter()
    threats: Counter[int] = Counter()
    for day, count in days.items():
        bins[(date.fromisoformat(day) - start).days // step] += count
    for day, kinds in said.items():
        threats[(date.fromisoformat(day) - start).days // step] += kinds["threat"] + kinds["demand"]
    slots = span // step + 1
    height, width = 240.0, (WIDTH - 40) / slots
    most = max(bins.values())
    body, labels, rows = [], [], []
    for slot in range(slots):
        x, tall = 20 + slot * width, (height - 60) * bins[slot] / most
        body.append(
            f'<rect x="{x:.1f}" y="{height - 30 - tall:.1f}" width="{max(width - 1, 0.5):.1f}" '
            f'height="{tall:.1f}" class="bar"/>'
        )
        if threats[slot]:
            body.append(f'<path d="M{x + width / 2:.1f} {height - 26:.0f}l4 8h-8z" class="mark"/>')
        day = (start + timedelta(days=slot * step)).isoformat()
        rows.append((day, str(bins[slot]), str(threats[slot])))
    for part in range(5):
        slot = round(part * (slots - 1) / 4)
        day = (start + timedelta(days=slot * step)).isoformat()
        labels.append(Label(2 + 94 * slot / max(slots - 1, 1), 93, day, "axis"))
    labels.append(Label(2, 2, f"up to {most} posts", "axis"))
    unit = "day" if step == 1 else f"{step} days"
    return Figure(
        _svg(body, height),
        tuple(dict.fromkeys(labels)),
        (f"{unit} from", "posts", "threats and demands"),
        tuple(rows),
        f"Posts per {unit} by time of posting; a triangle marks threats or demands.",
    )


def spread_figure(view: View) -> Figure | None:
    """The widest origins: each row one origin, each dot one post, the first one ringed."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for name, row in view.origin_of.items():
        version = view.versions.get(name)
        if version is not None and version["posted_utc"] is not None and row["size"] > 1:
            groups[row["origin"]].append(version)
    widest = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))[:12]
    if not widest:
        return None
    height = 40.0 + 30 * len(widest)
    body, labels, rows = [], [], []
    for line, (_, versions) in enumerate(widest):
        versions = sorted(versions, key=lambda v: (v["posted_utc"], v["post_version"]))
        y = 30.0 + 30 * line
        start = versions[0]["posted_utc"]
        lags = [(v["posted_utc"] - start).total_seconds() / 3600 for v in versions]
        body.append(f'<path d="M300 {y:.0f}h{WIDTH - 340:.0f}" class="axis"/>')
        for index, lag in enumerate(lags):
            x = 300 + (WIDTH - 340) * math.log1p(lag) / math.log1p(24 * 30)
            size = 7 if index == 0 else 4
            body.append(
                f'<circle cx="{min(x, WIDTH - 20):.1f}" cy="{y:.0f}" r="{size}" '
                f'class="{"first" if index == 0 else "dot"}"/>'
            )
        name = view.source_label(versions[0]["source"])
        sources = len({v["source"] for v in versions})
        labels.append(Label(1, (y - 11) / height * 100, f"{name} ({len(versions)})", "row"))
        rows.append(
            (name, f"{start:%Y-%m-%d %H:%M}", str(len(versions)), str(sources), f"{lags[-1]:,.1f}")
        )
    return Figure(
        _svg(body, height),
        tuple(labels),
        ("first seen from", "first posted, UTC", "posts", "sources", "last copy after, hours"),
        tuple(rows),
        "The origins with most copies. A ring is the first post that we hold; dots are copies, by "
        "hours since then on a logarithmic scale up to 30 days.",
    )
