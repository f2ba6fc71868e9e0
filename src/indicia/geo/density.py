"""The likelihood of a point given one cue and one anchor, as a log density over a plane.

Each ``Term`` tells how likely it is, up to a constant, that a writer would choose these words for
a point. Scales are measured on described places (see ``docs/figures/places.md``) or, for the
relations between buildings, chosen: the region names which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicia.geo.phrase import Cue, CueKind
from indicia.geo.place import Geometry, Place
from indicia.geo.plane import Array, Plane

LogDensity = Callable[[Array, Array], Array]

# Shape of what is written as a distance: ln(r/d) is mostly tight, sometimes a wild guess.
_OFFSET_MEAN, _OFFSET_SD, _OFFSET_WILD, _OFFSET_WILD_SD = -0.07, 0.14, 0.1, 1.2
_BEARING_SD = {4: 27.0, 8: 20.0, 16: 12.0}
_BEARING_TAIL = 0.08
# ln r in kilometres of a direction without a distance and without a neighbour to scale it.
_BARE_MEAN, _BARE_SD = 3.0, 1.3
_CLOSE_KM, _CLOSE_SD = 3.0, 0.8
_ADJACENT_SD_M, _OPPOSITE_SD_M = 100.0, 50.0


@dataclass(frozen=True, slots=True)
class Term:
    """A log density in the plane, where it is centred and how far it reaches (metres)."""

    x: float
    y: float
    reach_m: float
    log_density: LogDensity


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a kind of anchor is, and how far "near" it goes (metres)."""

    edge_m: float
    near_low_m: float
    near_high_m: float


_EXTENTS = {
    "building": Extent(30.0, 30.0, 300.0),
    "village": Extent(400.0, 500.0, 3_000.0),
    "town": Extent(1_200.0, 1_000.0, 5_000.0),
    "city": Extent(4_000.0, 2_000.0, 10_000.0),
    "water": Extent(300.0, 200.0, 4_000.0),
    "district": Extent(15_000.0, 3_000.0, 30_000.0),
    "country": Extent(250_000.0, 10_000.0, 200_000.0),
}


def extent_of(place: Place, anchor_class: str | None = None) -> Extent:
    """The extent of a place by its kind and population, or by the words beside its name."""
    kind = place.kind
    if kind in {"building", "landmark", "junction", "campus", "facility"}:
        return _EXTENTS["building"]
    if kind in {"country", "district", "water"}:
        return _EXTENTS[kind]
    if kind != "settlement" and anchor_class in {"building", "water", "district"}:
        return _EXTENTS[anchor_class]
    if place.population is None:
        return _EXTENTS["town"]
    if place.population >= 50_000:
        return _EXTENTS["city"]
    return _EXTENTS["town" if place.population >= 5_000 else "village"]


def point_term(cue: Cue, place: Place, plane: Plane, scale_m: float | None) -> Term | None:
    """The term of a cue with one anchor, or None where the cue needs more than that.

    ``scale_m``: distance to the next comparable settlement, for a direction without a distance.
    """
    x, y = plane.east_north(place.lon, place.lat)
    extent = extent_of(place, cue.anchor_class)
    blur = place.uncertainty_m or 0.0
    if cue.kind is CueKind.OFFSET and cue.distance_m:
        reach = 5.0 * cue.distance_m + blur
        return Term(x, y, reach, _around(x, y, _offset(cue, blur), cue))
    if cue.kind is CueKind.DIRECTION:
        middle, spread = _bare_distance(cue, scale_m)
        reach = middle * math.exp(1.3 * spread) + blur
        return Term(x, y, reach, _around(x, y, _log_normal(middle, spread, middle / 8), cue))
    if cue.kind is CueKind.NEAR:
        middle = math.sqrt(extent.near_low_m * extent.near_high_m) + blur
        spread = math.log(extent.near_high_m / extent.near_low_m) / 3.29
        floor = max(extent.near_low_m, blur)
        shape = _log_normal(middle, spread, floor)
        return Term(x, y, 3.0 * extent.near_high_m + 2 * blur, _around(x, y, shape, cue))
    if cue.kind in {CueKind.ADJACENT, CueKind.OPPOSITE, CueKind.JUNCTION}:
        sd = _OPPOSITE_SD_M if cue.kind is CueKind.OPPOSITE else _ADJACENT_SD_M
        sd = math.hypot(max(sd, 0.3 * extent.edge_m), blur)
        shape = _beside_edge(extent.edge_m, sd)
        return Term(x, y, extent.edge_m + 5 * sd, _around(x, y, shape, cue))
    if cue.kind is CueKind.IN:
        return _inside(cue, place, plane, extent, blur)
    return None


def between_term(first: Place, second: Place, plane: Plane) -> Term:
    """Between two anchors: along the line, wider where they are far apart."""
    ax, ay = plane.east_north(first.lon, first.lat)
    bx, by = plane.east_north(second.lon, second.lat)
    length = max(1.0, math.hypot(bx - ax, by - ay))
    side = 0.15 * length + 200.0

    def log_density(x: Array, y: Array) -> Array:
        along, across = _along(x, y, (ax, ay), (bx, by))
        outside = np.maximum(0.0, np.abs(along / length - 0.5) - 0.4)
        return np.asarray(-0.5 * (outside / 0.1) ** 2 - 0.5 * (across / side) ** 2)

    return Term((ax + bx) / 2, (ay + by) / 2, 0.8 * length + 3 * side, log_density)


def corridor_term(near: Place, toward: Place, plane: Plane) -> Term:
    """Along an unknown road from ``near`` toward a far place: a corridor that widens."""
    ax, ay = plane.east_north(near.lon, near.lat)
    bx, by = plane.east_north(toward.lon, toward.lat)
    reach = min(30_000.0, max(2_000.0, 0.6 * math.hypot(bx - ax, by - ay)))

    def log_density(x: Array, y: Array) -> Array:
        along, across = _along(x, y, (ax, ay), (bx, by))
        side = 700.0 + 0.2 * np.maximum(along, 0.0)
        behind = np.maximum(0.0, -along) / 500.0
        ahead = np.maximum(0.0, along) / reach
        shape = -0.5 * (across / side) ** 2 - np.log(side) - 0.5 * behind**2 - 0.5 * ahead**2
        return np.asarray(shape)

    return Term(ax, ay, 2.0 * reach, log_density)


def road_term(lines: Sequence[Geometry], near: Place, toward: Place | None, plane: Plane) -> Term:
    """Beside a road that is on the map, on the half nearer to where it is said to come from."""
    import shapely
    from shapely.geometry import shape

    line = plane.to_metres(shapely.union_all([shape(one) for one in lines]))
    ax, ay = plane.east_north(near.lon, near.lat)
    shapely.prepare(line)
    target = plane.east_north(toward.lon, toward.lat) if toward else None

    def log_density(x: Array, y: Array) -> Array:
        away = shapely.distance(line, shapely.points(x, y))
        shape_log = -0.5 * (away / 150.0) ** 2
        shape_log = np.logaddexp(shape_log, math.log(0.05) - 0.5 * (away / 1_500.0) ** 2)
        if target is not None:
            along, _ = _along(x, y, (ax, ay), target)
            shape_log = shape_log - np.logaddexp(0.0, -along / 500.0)
        return np.asarray(shape_log)

    return Term(ax, ay, 30_000.0, log_density)


def _along(
    x: Array, y: Array, start: tuple[float, float], end: tuple[float, float]
) -> tuple[Array, Array]:
    """Metres along and across the line from start to end."""
    length = max(1.0, math.hypot(end[0] - start[0], end[1] - start[1]))
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    dx, dy = x - start[0], y - start[1]
    return np.asarray(dx * ux + dy * uy), np.asarray(dx * uy - dy * ux)


def _around(x0: float, y0: float, radial: Callable[[Array], Array], cue: Cue) -> LogDensity:
    """A radial log density around a point, turned toward the cue's bearing if it has one."""

    def log_density(x: Array, y: Array) -> Array:
        dx, dy = x - x0, y - y0
        found = radial(np.maximum(np.hypot(dx, dy), 1.0))
        if cue.bearing_deg is not None:
            found = found + _angular(np.arctan2(dx, dy), cue.bearing_deg, cue.bearing_ways or 8)
        return np.asarray(found)

    return log_density


def _angular(bearing: Array, centre_deg: float, ways: int) -> Array:
    """Wrapped normal with a uniform tail, per radian."""
    sd = math.radians(_BEARING_SD.get(ways, _BEARING_SD[8]))
    off = np.abs(bearing - math.radians(centre_deg)) % (2 * math.pi)
    off = np.minimum(off, 2 * math.pi - off)
    peak = (1.0 - _BEARING_TAIL) / (sd * math.sqrt(2 * math.pi))
    shape = np.log(peak * np.exp(-0.5 * (off / sd) ** 2) + _BEARING_TAIL / (2 * math.pi))
    return np.asarray(shape)


def _offset(cue: Cue, blur: float) -> Callable[[Array], Array]:
    """Log-normal mix around the written distance; 1/r^2 turns it into a density over area."""
    distance = cue.distance_m or 1.0
    rounding = 0.5 * (cue.step_m or 0.0) / distance
    sd = math.sqrt(_OFFSET_SD**2 + rounding**2 + (blur / distance) ** 2)

    def radial(r: Array) -> Array:
        u = np.log(r / distance)
        tight = (1 - _OFFSET_WILD) / sd * np.exp(-0.5 * ((u - _OFFSET_MEAN) / sd) ** 2)
        wild = _OFFSET_WILD / _OFFSET_WILD_SD * np.exp(-0.5 * (u / _OFFSET_WILD_SD) ** 2)
        # Closer than a third of the distance 1/r^2 would make a spike at the anchor itself.
        return np.asarray(np.log(tight + wild) - 2 * np.log(np.maximum(r, distance / 3)))

    return radial


def _bare_distance(cue: Cue, scale_m: float | None) -> tuple[float, float]:
    """Median metres and spread of ln r for a direction without a distance."""
    if cue.close:
        return _CLOSE_KM * 1000, _CLOSE_SD
    if scale_m:
        return 0.5 * scale_m, 0.7
    return math.exp(_BARE_MEAN) * 1000, _BARE_SD


def _log_normal(middle: float, spread: float, floor: float) -> Callable[[Array], Array]:
    """ln r normal around a median, over area; flat below ``floor``."""

    def radial(r: Array) -> Array:
        held = np.maximum(r, floor)
        return np.asarray(-0.5 * (np.log(held / middle) / spread) ** 2 - 2 * np.log(held))

    return radial


def _beside_edge(edge: float, sd: float) -> Callable[[Array], Array]:
    """Half-normal outside an edge, little inside it."""

    def radial(r: Array) -> Array:
        outside = -0.5 * ((r - edge) / sd) ** 2
        return np.where(r >= edge, outside, np.maximum(outside, math.log(0.05)) + math.log(0.3))

    return radial


def _inside(cue: Cue, place: Place, plane: Plane, extent: Extent, blur: float) -> Term:
    """Inside a place: its outline where it is known, else a disc with a soft edge."""
    x, y = plane.east_north(place.lon, place.lat)
    if place.geometry and "Polygon" in str(place.geometry.get("type")):
        return _outline(cue, place.geometry, plane)
    edge = 1.5 * extent.edge_m + blur

    def radial(r: Array) -> Array:
        return np.asarray(-np.logaddexp(0.0, (r - edge) / (0.15 * edge)))

    return Term(x, y, 2.0 * edge, _around(x, y, radial, cue))


def _outline(cue: Cue, geometry: Geometry, plane: Plane) -> Term:
    import shapely
    from shapely.geometry import shape

    outline: Any = plane.to_metres(shape(geometry))
    shapely.prepare(outline)
    middle = outline.representative_point()
    west, south, east, north = outline.bounds
    soft = 0.02 * max(east - west, north - south, 100.0)

    def log_density(x: Array, y: Array) -> Array:
        away = shapely.distance(outline, shapely.points(x, y))
        found = -0.5 * (away / soft) ** 2
        if cue.bearing_deg is not None:
            turned = np.arctan2(x - middle.x, y - middle.y)
            found = found + _angular(turned, cue.bearing_deg, cue.bearing_ways or 8)
        return np.asarray(found)

    reach = 0.6 * max(east - west, north - south)
    return Term((west + east) / 2, (south + north) / 2, reach, log_density)
