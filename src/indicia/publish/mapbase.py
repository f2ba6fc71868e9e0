"""The ground of a map: its frame, and roads, water and town names that give a reader bearings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indicia.geo.gazetteer import Around
from indicia.publish.figure import WIDTH, Label
from indicia.publish.orientation import Landmark

HEIGHT = 540.0
KM_A_DEGREE = 110.57, 111.32
CHARACTER, LINE = 7.0, 15.0
"""Pixels of a label's letter and line at the full width of 960."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A local map frame: degrees to pixels, true to scale at its middle."""

    lon: float
    lat: float
    km_per_px: float

    @property
    def around(self) -> Around:
        """The circle that holds the frame."""
        return Around(self.lon, self.lat, math.hypot(WIDTH, HEIGHT) / 2 * self.km_per_px)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the upper left corner."""
        km_x = (lon - self.lon) * KM_A_DEGREE[1] * math.cos(math.radians(self.lat))
        km_y = (lat - self.lat) * KM_A_DEGREE[0]
        return WIDTH / 2 + km_x / self.km_per_px, HEIGHT / 2 - km_y / self.km_per_px


def base_lines(frame: Frame, landmarks: Iterable[Landmark]) -> list[str]:
    """Roads, water and outlines as paths."""
    body = []
    for mark in sorted(landmarks, key=lambda m: (m.kind != "water", m.name)):
        for line in mark.lines:
            points = "L".join("{:.1f} {:.1f}".format(*frame.xy(*point)) for point in line)
            body.append(f'<path d="M{points}" class="{mark.kind}"/>')
    return body


def base_names(
    frame: Frame, landmarks: Iterable[Landmark], taken: Sequence[Label]
) -> tuple[list[str], list[Label]]:
    """Squares of towns with their names, and names of lines; a name that finds no room is left out."""
    boxes = [_box(label.x / 100 * WIDTH - 10, label.y / 100 * HEIGHT, 20) for label in taken]
    boxes += [(0.0, HEIGHT - 60, 200.0, HEIGHT), (WIDTH - 60, 0.0, WIDTH, 70.0)]
    body: list[str] = []
    names: list[Label] = []
    for mark in landmarks:
        for x, y in _spots(frame, mark):
            side = x + 8 if mark.kind == "town" else x
            box = _box(side, y, CHARACTER * len(mark.name))
            if not mark.name or not _inside(box) or any(_meet(box, other) for other in boxes):
                continue
            boxes.append(box)
            names.append(
                Label(side / WIDTH * 100, y / HEIGHT * 100, mark.name, f"name {mark.kind}")
            )
            break
        if mark.kind == "town" and _inside(_box(*frame.xy(mark.lon, mark.lat), 6)):
            x, y = frame.xy(mark.lon, mark.lat)
            body.append(
                f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" class="town"/>'
            )
    return body, names


def _spots(frame: Frame, mark: Landmark) -> list[tuple[float, float]]:
    """Where the name may stand: beside a town, or along a line from its middle outwards."""
    if mark.kind == "town":
        x, y = frame.xy(mark.lon, mark.lat)
        wide = CHARACTER * len(mark.name)
        return [(x, y), (x - wide - 16, y), (x - wide / 2, y - 16), (x - wide / 2, y + 16)]
    points = [p for line in mark.lines for p in _dense([frame.xy(*point) for point in line])]
    middle = len(points) // 2
    return sorted(points, key=lambda p: abs(points.index(p) - middle))


def _dense(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points every 40 pixels along a line."""
    found: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(1, min(200, int(math.hypot(x1 - x0, y1 - y0) // 40)))
        found += [(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps) for k in range(steps)]
    return [*found, *points[-1:]]


def _box(x: float, y: float, wide: float) -> Box:
    return x - 2, y - LINE / 2, x + wide + 2, y + LINE / 2


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
