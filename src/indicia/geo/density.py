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

# How distances are written, in two manners (measured: docs/figures/places.md). On the map: an error
# of kilometres, whatever the distance, and one of eight sectors. By road: in proportion, longer than
# the straight line, bearings looser. Each with a share of wild guesses. The text does not say which
# manner it keeps: cues that agree closely show it.
_MAP_SHIFT, _MAP_MOST_SHIFT_M = -0.04, 700.0
_MAP_SD_M, _MAP_SD_GROWTH, _MAP_MOST_SD_M = 400.0, 0.09, 1_700.0
_ROAD_MEAN, _ROAD_SD = -0.10, 0.20
_WILD, _WILD_SD = (0.03, 0.08), 1.0
_MAP_BEARING_SD = {4: 14.0, 8: 14.0, 16: 9.0}
_ROAD_BEARING_SD = {4: 19.0, 8: 17.0, 16: 12.0}
_BEARING_SD = {4: 27.0, 8: 20.0, 16: 12.0}
_BEARING_TAIL, _MAP_BEARING_TAIL = 0.08, 0.03
# ln r in kilometres of a direction without a distance and without a neighbour to scale it.
_BARE_MEAN, _BARE_SD = 3.0, 1.3
_CLOSE_KM, _CLOSE_SD = 4.0, 0.9
# ln r of a place between a known and an unknown one.
_TOWARD_KM, _TOWARD_SD = 10.0, 0.8
# Density of what is "in" a place just outside its edge, beside that inside.
_AROUND = 0.08
_ADJACENT_SD_M, _OPPOSITE_SD_M = 100.0, 50.0


@dataclass(frozen=True, slots=True)
class Term:
    """A log density in the plane, where it is centred and how far it reaches (metres)."""

    x: float
    y: float
    reach_m: float
    log_density: LogDensity
    by_road: LogDensity | None = None
    """The same where distances are by road; None where the manner makes no difference."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a kind of anchor is, and how far "near" it goes (metres)."""

    edge_m: float
    near_low_m: float
    near_high_m: float


_EXTENTS = {
    "building": Extent(30.0, 30.0, 300.0),
    "village": Extent(400.0, 500.0, 3_000.0),
    "town": Extent(1_200.0, 1_000.0, 10_000.0),
    "city": Extent(4_000.0, 2_000.0, 15_000.0),
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
        return _offset_term(cue, x, y, math.hypot(blur, 0.3 * (cue.step_m or 0.0)))
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


def toward_term(place: Place, plane: Plane) -> Term:
    """Between a place and one that is not known: at a village's distance, in any direction."""
    x, y = plane.east_north(place.lon, place.lat)
    middle, spread = _TOWARD_KM * 1000.0, _TOWARD_SD
    shape = _log_normal(middle, spread, middle / 8)
    return Term(
        x, y, middle * math.exp(1.5 * spread), _around(x, y, shape, Cue(CueKind.NEAR, 0, 0))
    )


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


def _around(
    x0: float,
    y0: float,
    radial: Callable[[Array], Array],
    cue: Cue,
    bearing: tuple[float, float] | None = None,
) -> LogDensity:
    """A radial log density around a point, turned toward the cue's bearing if it has one.

    ``bearing``: spread in degrees and share of the tail; by the cue's ways where it is None.
    """
    sd, tail = bearing or (_BEARING_SD.get(cue.bearing_ways or 8, 20.0), _BEARING_TAIL)

    def log_density(x: Array, y: Array) -> Array:
        dx, dy = x - x0, y - y0
        found = radial(np.maximum(np.hypot(dx, dy), 1.0))
        if cue.bearing_deg is not None:
            found = found + _angular(np.arctan2(dx, dy), cue.bearing_deg, sd, tail)
        return np.asarray(found)

    return log_density


def _angular(bearing: Array, centre_deg: float, sd_deg: float, tail: float) -> Array:
    """Wrapped normal with a uniform tail, per radian."""
    sd = math.radians(sd_deg)
    off = np.abs(bearing - math.radians(centre_deg)) % (2 * math.pi)
    off = np.minimum(off, 2 * math.pi - off)
    peak = (1.0 - tail) / (sd * math.sqrt(2 * math.pi))
    shape = np.log(peak * np.exp(-0.5 * (off / sd) ** 2) + tail / (2 * math.pi))
    return np.asarray(shape)


def _offset_term(cue: Cue, x: float, y: float, blur: float) -> Term:
    """The likelihood of a written distance and bearing, on the map and by road."""
    distance = cue.distance_m or 1.0
    sd = math.hypot(min(_MAP_MOST_SD_M, _MAP_SD_M + _MAP_SD_GROWTH * distance), blur)
    shift = max(-_MAP_MOST_SHIFT_M, _MAP_SHIFT * distance)
    road_sd = math.hypot(_ROAD_SD, blur / distance)

    def wild(r: Array) -> Array:
        return np.asarray(np.exp(-0.5 * (np.log(r / distance) / _WILD_SD) ** 2) / _WILD_SD)

    def nearness(r: Array) -> Array:
        """Far places are not described by this anchor: every distance is as likely before the words."""
        return np.asarray(2 * np.log(np.maximum(r, distance / 3) / distance))

    def on_map(r: Array) -> Array:
        tight = np.exp(-0.5 * ((r - distance - shift) / sd) ** 2) * distance / sd
        return np.asarray(np.log((1 - _WILD[0]) * tight + _WILD[0] * wild(r)) - nearness(r))

    def by_road(r: Array) -> Array:
        u = (np.log(r / distance) - _ROAD_MEAN) / road_sd
        tight = np.exp(-0.5 * u**2) / road_sd
        return np.asarray(np.log((1 - _WILD[1]) * tight + _WILD[1] * wild(r)) - nearness(r))

    # Close to the anchor the error of the point itself turns the bearing.
    turn = math.degrees(math.atan2(sd, distance)) / 2
    ways = cue.bearing_ways or 8
    map_turn = math.hypot(_MAP_BEARING_SD.get(ways, 14.0), turn)
    road_turn = math.hypot(_ROAD_BEARING_SD.get(ways, 17.0), turn)
    return Term(
        x,
        y,
        4.0 * distance + 3.0 * sd,
        _around(x, y, on_map, cue, (map_turn, _MAP_BEARING_TAIL)),
        _around(x, y, by_road, cue, (road_turn, _BEARING_TAIL)),
    )


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
        inside = -np.logaddexp(0.0, (r - edge) / (0.15 * edge))
        # "In" is said of what belongs to a place, too: its fields, its suburbs, its district.
        around = math.log(_AROUND) - np.maximum(0.0, r - edge) / edge
        return np.asarray(np.logaddexp(inside, around))

    return Term(x, y, 6.0 * edge, _around(x, y, radial, cue))


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
            sd = _BEARING_SD.get(cue.bearing_ways or 8, 20.0)
            found = found + _angular(turned, cue.bearing_deg, sd, _BEARING_TAIL)
        return np.asarray(found)

    reach = 0.6 * max(east - west, north - south)
    return Term((west + east) / 2, (south + north) / 2, reach, log_density)
