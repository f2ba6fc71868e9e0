"""The precision policy: what leaves a case says a cell or a town, never an exact place.

The earth is divided into fixed cells of about ``cell_m`` metres. Every point of a cell gives the
same output, so the output cannot tell where in the cell the point was. A shape is moved so that
its centroid falls in the middle of its cell before it is drawn in cells: otherwise the steps of
its edge would give the centre away.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indicia.geo.coordinates import (
    MAP_HOST,
    METRES_PER_DEGREE,
    URL,
    WrittenPoint,
    find_coordinates,
)
from indicia.geo.place import Geometry, Place
from indicia.geo.plane import Plane, distance_m, wrap_degrees

_UNREAD = (
    ("grid", re.compile(r"(?<!\w)\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{3,5}\s\d{3,5}|\d{6,10})(?!\w)")),
    ("grid", re.compile(r"(?<!\w)\d{1,2}[C-HJ-NP-X]\s\d{6}(?:\.\d+)?\s\d{7}(?:\.\d+)?(?!\w)")),
    ("code", re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")),
    ("code", re.compile(r"(?<!\S)///\w{3,20}\.\w{3,20}\.\w{3,20}")),
)  # fmt: skip
_MOST_CELLS = 40_000


@dataclass(frozen=True, slots=True)
class PrecisionPolicy:
    """How precisely a place may leave the case."""

    cell_m: float = 1000.0
    """Side of a cell in metres."""
    towns: tuple[Place, ...] = ()
    """When given, a point becomes the nearest of these towns instead of its cell."""


DEFAULT_POLICY = PrecisionPolicy()


@dataclass(frozen=True, slots=True)
class ExactLocation:
    """A place in text that is finer than the policy: span in code points and what it is."""

    start: int
    end: int
    kind: str
    """decimal, lettered, labelled, angle, link, grid or code."""
    point: WrittenPoint | None
    """None where the form is known to be exact but is not turned into a point."""


def coarsen_point(
    lon: float, lat: float, policy: PrecisionPolicy = DEFAULT_POLICY
) -> tuple[float, float]:
    """The centre of the point's cell (or of the nearest town), in degrees: lon, lat."""
    if policy.towns:
        town = min(policy.towns, key=lambda t: (distance_m(lon, lat, t.lon, t.lat), t.id))
        return round(town.lon, 3), round(town.lat, 3)
    return _cell_centre(*_cell_of(lon, lat, policy.cell_m), policy.cell_m)


def coarsen_geometry(
    geometry: Geometry, policy: PrecisionPolicy = DEFAULT_POLICY, *, moved: bool = True
) -> Geometry:
    """A GeoJSON geometry drawn in whole cells, as Polygon or MultiPolygon; a Point stays a Point.

    ``moved`` shifts the shape so that its centroid falls in the middle of its cell. Without it
    the shape's edge can be recovered more finely than a cell: only for regions that were made
    from words and public places, where there is no exact place behind the shape.
    """
    import shapely
    from shapely.geometry import mapping, shape

    whole = shape(geometry)
    centre = whole.centroid
    if whole.is_empty or not math.isfinite(centre.x + centre.y):
        return {"type": "GeometryCollection", "geometries": []}
    if geometry.get("type") == "Point" or policy.towns:
        lon, lat = coarsen_point(centre.x, centre.y, policy)
        return {"type": "Point", "coordinates": [lon, lat]}
    home = _cell_centre(*_cell_of(centre.x, centre.y, policy.cell_m), policy.cell_m)
    if moved:
        whole = _moved(whole, home)
    cell_m = _affordable_cell(whole, policy.cell_m)
    cells = _cells_inside(whole, cell_m)
    # A shape smaller than its cell, or a ring around its centroid, still has a cell to name.
    if not cells:
        cell_m, cells = policy.cell_m, [_cell_of(*home, policy.cell_m)]
    boxes = shapely.union_all(_runs(cells, cell_m), grid_size=1e-9)
    return dict(mapping(boxes))


def find_exact_locations(
    text: str, policy: PrecisionPolicy = DEFAULT_POLICY
) -> tuple[ExactLocation, ...]:
    """Every place in the text that is finer than the policy allows, in order.

    Coordinates as coarse as a cell are not reported. A link to a map service counts even when
    its point cannot be read; so do military grids and location codes.
    """
    points = find_coordinates(text)
    found = [
        ExactLocation(p.start, p.end, p.form, p) for p in points if p.precision_m < policy.cell_m
    ]
    for match in URL.finditer(text):
        link = match.group().rstrip(".,;:!?")
        if MAP_HOST.search(link):
            found.append(ExactLocation(match.start(), match.start() + len(link), "link", None))
    for kind, pattern in _UNREAD:
        found += [ExactLocation(*match.span(), kind, None) for match in pattern.finditer(text)]
    return _apart(found)


def coarsen_text(text: str, policy: PrecisionPolicy = DEFAULT_POLICY) -> str:
    """The text with each exact place replaced by a coarse statement in brackets.

    Coarsening twice gives the same text.
    """
    parts: list[str] = []
    at = 0
    for location in find_exact_locations(text, policy):
        parts += [text[at : location.start], _statement(location, policy)]
        at = location.end
    return "".join([*parts, text[at:]])


def _statement(location: ExactLocation, policy: PrecisionPolicy) -> str:
    if location.point is None:
        return "[exact place withheld]"
    if policy.towns:
        point = location.point
        town = min(
            policy.towns, key=lambda t: (distance_m(point.lon, point.lat, t.lon, t.lat), t.id)
        )
        return f"[near {town.name}]"
    lon, lat = coarsen_point(location.point.lon, location.point.lat, policy)
    digits = max(0, math.floor(math.log10(METRES_PER_DEGREE / policy.cell_m)))
    size = policy.cell_m / 1000
    return f"[about {lat:.{digits}f}, {lon:.{digits}f}, to {size:g} km]"


def _apart(found: list[ExactLocation]) -> tuple[ExactLocation, ...]:
    """In order; of those that overlap the longest, then the one with a point."""
    kept: list[ExactLocation] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end, f.point is None)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _rows(cell_m: float) -> int:
    return max(1, round(180.0 * METRES_PER_DEGREE / cell_m))


def _columns(row: int, cell_m: float) -> int:
    """Cells around the earth in a row, so that each is about ``cell_m`` wide."""
    lat = (row + 0.5) * 180.0 / _rows(cell_m) - 90.0
    around = 360.0 * METRES_PER_DEGREE * math.cos(math.radians(lat))
    return max(1, round(around / cell_m))


def _cell_of(lon: float, lat: float, cell_m: float) -> tuple[int, int]:
    rows = _rows(cell_m)
    row = min(rows - 1, max(0, math.floor((lat + 90.0) / 180.0 * rows)))
    columns = _columns(row, cell_m)
    column = math.floor((wrap_degrees(lon) + 180.0) / 360.0 * columns)
    return row, min(columns - 1, max(0, column))


def _cell_box(row: int, first: int, last: int, cell_m: float) -> tuple[float, ...]:
    """West, south, east, north of the cells first..last of a row."""
    rows, columns = _rows(cell_m), _columns(row, cell_m)
    south, north = row * 180.0 / rows - 90.0, (row + 1) * 180.0 / rows - 90.0
    return first * 360.0 / columns - 180.0, south, (last + 1) * 360.0 / columns - 180.0, north


def _cell_centre(row: int, column: int, cell_m: float) -> tuple[float, float]:
    west, south, east, north = _cell_box(row, column, column, cell_m)
    return round((west + east) / 2, 6), round((south + north) / 2, 6)


def _moved(whole: Any, home: tuple[float, float]) -> Any:
    """The shape with its centroid at ``home``, its size in metres kept."""
    centre = whole.centroid
    return Plane(*home).to_degrees(Plane(centre.x, centre.y).to_metres(whole))


def _affordable_cell(whole: Any, cell_m: float) -> float:
    """The policy's cell, or that times a power of two where a shape would need too many."""
    west, south, east, north = whole.bounds
    squares = (east - west) * (north - south) * (METRES_PER_DEGREE / cell_m) ** 2
    return cell_m * 2.0 ** max(0, math.ceil(math.log(max(1.0, squares / _MOST_CELLS), 4)))


def _cells_inside(whole: Any, cell_m: float) -> list[tuple[int, int]]:
    """Cells whose centre lies in the shape."""
    import numpy as np
    import shapely

    west, south, east, north = whole.bounds
    low, high = _cell_of(west, south, cell_m)[0], _cell_of(west, north, cell_m)[0]
    found: list[tuple[int, int]] = []
    shapely.prepare(whole)
    for row in range(low, high + 1):
        first = _cell_of(west, (row + 0.5) * 180.0 / _rows(cell_m) - 90.0, cell_m)[1]
        last = _cell_of(east, (row + 0.5) * 180.0 / _rows(cell_m) - 90.0, cell_m)[1]
        columns = np.arange(first, last + 1)
        lons = (columns + 0.5) * 360.0 / _columns(row, cell_m) - 180.0
        lats = np.full(lons.shape, (row + 0.5) * 180.0 / _rows(cell_m) - 90.0)
        inside = shapely.contains_xy(whole, lons, lats)
        found += [(row, int(column)) for column in columns[inside]]
    return found


def _runs(cells: Sequence[tuple[int, int]], cell_m: float) -> list[Any]:
    """Neighbouring cells of a row as one box, so that the union has few parts."""
    import shapely

    boxes: list[Any] = []
    ordered = sorted(set(cells))
    start = previous = ordered[0]
    for cell in [*ordered[1:], (-1, -1)]:
        if cell != (previous[0], previous[1] + 1):
            boxes.append(shapely.box(*_cell_box(start[0], start[1], previous[1], cell_m)))
            start = cell
        previous = cell
    return boxes
