"""The map of an update: regions as worded, borders, scale and north; no place finer than policy."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from indicia.assets import base_map
from indicia.errors import AssetMissing
from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.mapbase import HEIGHT, KM_A_DEGREE, Frame, base_lines, base_names
from indicia.publish.orientation import Landmark
from indicia.publish.view import View

MARGIN = 1.25
Point = tuple[float, float]
LEAST_KM = 6.0
SOURCES = ", from the case's layers and GeoNames; long dashes are borders (Natural Earth)"
APART = 30.0
"""Pixels between two letters, so that neither hides the other."""


def map_figure(
    view: View, regions: Sequence[Mapping[str, Any]], landmarks: Sequence[Landmark] = ()
) -> Figure | None:
    """A map of regions, as worded; ``None`` where no place is known.

    ``regions``: letter, words, lon, lat (coarsened), polygons (lists of lon/lat rings), area_km2,
    protected, origins, stated_by. ``landmarks``: what a reader finds their way by.
    """
    if not regions:
        return None
    frame = frame_of(regions)
    body = [f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" class="sea"/>', *borders(frame)]
    body += base_lines(frame, landmarks)
    letters: list[tuple[float, float, str, str]] = []
    for region in sorted(regions, key=lambda r: -r["area_km2"]):
        kind = "protected" if region["protected"] else "region"
        for ring in region["polygons"]:
            points = " ".join("{:.1f},{:.1f}".format(*frame.xy(*point)) for point in ring)
            body.append(f'<polygon points="{points}" class="{kind}"/>')
    for region in regions:
        kind = "protected" if region["protected"] else "region"
        x, y = frame.xy(region["lon"], region["lat"])
        letters.append((x, y, region["letter"], kind))
    labels: list[Label] = []
    for (x, y, letter, kind), (to_x, to_y) in zip(letters, _apart(letters), strict=True):
        if math.hypot(to_x - x, to_y - y) > 1:
            body.append(f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" class="leader"/>')
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="mode"/>')
        labels.append(Label(to_x / WIDTH * 100, to_y / HEIGHT * 100, letter, kind))
    towns, names = base_names(frame, landmarks, labels)
    body += towns
    labels += names
    return Figure(
        "Map of the regions",
        drawing([*body, *scale_bar(frame, labels)], HEIGHT),
        tuple(labels),
        ("mark", "as worded", "first stated by", "90 % region, km²", "protected as", "origins"),
        tuple(_row(region) for region in regions),
        "Each region holds nine tenths of the probability of one place, as the words put it, in "
        f"cells of {view.settings.policy.cell_km:g} km. A letter marks its likeliest cell, never a "
        "point. A dashed outline is a protected place. Squares are towns; thin lines are roads, "
        f"thick pale ones water{SOURCES}. North is up.",
        open_table=True,
    )


def _row(region: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        region["letter"],
        region["words"],
        region["stated_by"],
        f"{region['area_km2']:,.0f}",
        region["protected"] or "not flagged",
        f"{region['origins']:,}",
    )


def frame_of(regions: Sequence[Mapping[str, Any]]) -> Frame:
    """The frame that holds every region with a margin, and never less than six kilometres."""
    points = [point for region in regions for ring in region["polygons"] for point in ring]
    points += [(region["lon"], region["lat"]) for region in regions]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    wide = (max(lons) - min(lons)) * KM_A_DEGREE[1] * math.cos(math.radians(lat))
    tall = (max(lats) - min(lats)) * KM_A_DEGREE[0]
    return Frame(lon, lat, max(tall * MARGIN / HEIGHT, wide * MARGIN / WIDTH, LEAST_KM / HEIGHT))


def _apart(letters: Sequence[tuple[float, float, str, str]]) -> list[tuple[float, float]]:
    """Places for the letters, each moved along a ring around its point until it stands free."""
    placed: list[tuple[float, float]] = []
    for x, y, _, _ in letters:
        tries = [(x, y)] + [
            (x + APART * ring * math.cos(turn * math.pi / 4), y - APART * ring * math.sin(turn * math.pi / 4))
            for ring in (1, 2, 3)
            for turn in range(8)
        ]  # fmt: skip
        free = (
            p for p in tries
            if 14 <= p[0] <= WIDTH - 14 and 14 <= p[1] <= HEIGHT - 14
            and all(math.hypot(p[0] - q[0], p[1] - q[1]) >= APART for q in placed)
        )  # fmt: skip
        placed.append(next(free, (min(max(x, 14.0), WIDTH - 14), min(max(y, 14.0), HEIGHT - 14))))
    return placed


def scale_bar(frame: Frame, labels: list[Label]) -> list[str]:
    """The scale bar, whose length is written beside it."""
    bar_km = _round_length(frame.km_per_px * 160)
    length = bar_km / frame.km_per_px
    labels.append(Label(2.6, 92.0, f"{bar_km:g} km", "scale"))
    labels.append(Label((WIDTH - 30) / WIDTH * 100, 11.0, "N", "north"))
    top = HEIGHT - 20
    return [
        f'<path d="M24 {top - 5:.0f}v5h{length:.1f}v-5" class="scale"/>',
        f'<path d="M{WIDTH - 30:.0f} 44v-26l-6 10h12l-6 -10" class="scale"/>',
    ]


def _round_length(km: float) -> float:
    step = float(10 ** math.floor(math.log10(max(km, 1e-6))))
    return max(s * step for s in (1, 2, 5, 10) if s * step <= max(km, step))


def borders(frame: Frame) -> list[str]:
    """Country borders (Natural Earth) that pass the frame; none where set-up is incomplete."""
    try:
        arcs = _arcs()
    except AssetMissing:
        return []
    paths: list[str] = []
    for degrees, (west, south), (east, north) in arcs:
        if not _passes(frame.xy(west, north), frame.xy(east, south)):
            continue
        points = [frame.xy(*point) for point in degrees]
        kept = [pair for pair in pairwise(points) if _passes(*pair)]
        paths += ["M{:.0f} {:.0f}L{:.0f} {:.0f}".format(*a, *b) for a, b in kept]
    return [f'<path d="{"".join(paths)}" class="border"/>'] if paths else []


@cache
def _arcs() -> list[tuple[list[Point], Point, Point]]:
    """The arcs of the base map in degrees (lon, lat), each with its south-west and north-east."""
    atlas = json.loads(base_map().read_bytes())
    sx, sy = atlas["transform"]["scale"]
    tx, ty = atlas["transform"]["translate"]
    found = []
    for arc in atlas["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        lons, lats = zip(*points, strict=True)
        found.append((points, (min(lons), min(lats)), (max(lons), max(lats))))
    return found


def _passes(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether the box of a stretch meets the frame."""
    return (
        min(a[0], b[0]) < WIDTH
        and max(a[0], b[0]) > 0
        and min(a[1], b[1]) < HEIGHT
        and max(a[1], b[1]) > 0
    )
