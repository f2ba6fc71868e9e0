"""What a reader finds their way by on a map: towns, and the case's own roads, rivers and quarters.

Layers are ``layers/*.geojson`` of the case. Lines and outlines are drawn to about 100 m. A point
of a layer is shown only where it names a settlement or quarter, in the cell of the policy: a site
is no orientation, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from indicia.errors import BadInput
from indicia.geo.coarsen import PrecisionPolicy, coarsen_point
from indicia.geo.gazetteer import Around, embedded_places
from indicia.settings import Settings

DIGITS = 3
"""Decimals of a degree that a line keeps: about 100 m."""
NAMED_POINTS = ("settlement", "town", "city", "village", "quarter", "district", "region")
WATER = ("river", "water", "wadi", "lake", "canal", "stream")
MOST_TOWNS = 12
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Landmark:
    """A named thing of the base map: its label's place and its lines, in degrees."""

    name: str
    kind: str
    """town, road, water or outline."""
    lon: float
    lat: float
    lines: tuple[Points, ...] = ()


def parse_layers(files: Mapping[str, bytes], policy: PrecisionPolicy) -> list[Landmark]:
    """Features of the case's layers as they may be drawn, file by file.

    A feature says its ``name`` and ``kind`` among its properties. Raises ``BadInput`` where a file
    is no GeoJSON collection, with the number of the feature.
    """
    found: list[Landmark] = []
    for path in sorted(files):
        try:
            features = orjson.loads(files[path])["features"]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise BadInput(
                f"{path}: not a GeoJSON collection of features ({error}); mend it, or move it away"
            ) from error
        for index, feature in enumerate(features):
            try:
                found += _landmark(feature, policy)
            except (KeyError, TypeError, ValueError, IndexError) as error:
                raise BadInput(
                    f"{path}: feature {index} has no geometry that can be drawn ({error!r})"
                ) from error
    return found


def _landmark(feature: Mapping[str, Any], policy: PrecisionPolicy) -> Iterable[Landmark]:
    about, geometry = feature.get("properties") or {}, feature["geometry"]
    name, kind = str(about.get("name") or about.get("ref") or ""), str(about.get("kind") or "")
    if geometry["type"] == "Point":
        if name and kind in NAMED_POINTS:
            lon, lat = coarsen_point(
                float(geometry["coordinates"][0]), float(geometry["coordinates"][1]), policy
            )
            yield Landmark(name, "town", lon, lat)
        return
    lines = tuple(_lines(geometry))
    if lines:
        drawn = "water" if kind in WATER else "road" if "Line" in geometry["type"] else "outline"
        longest = max(lines, key=len)
        yield Landmark(name, drawn, *longest[len(longest) // 2], lines)


def landmarks_around(
    settings: Settings, layers: Mapping[str, bytes], around: Around
) -> list[Landmark]:
    """The case's layers, the area's own name, and GeoNames towns in a circle.

    Raises ``BadInput`` where a layer is no GeoJSON.
    """
    policy = PrecisionPolicy(cell_m=settings.policy.cell_km * 1000.0)
    found = parse_layers(layers, policy)
    area = settings.area
    if area.name and area.lon is not None and area.lat is not None:
        if area.name not in {mark.name for mark in found}:
            found.append(Landmark(area.name, "town", *coarsen_point(area.lon, area.lat, policy)))
    known = [*(mark.name for mark in found), *area.names]
    return [*found, *towns_around(around, known)]


def towns_around(around: Around, known: Sequence[str] = ()) -> list[Landmark]:
    """GeoNames towns in a circle, the largest first; without names that are ``known`` already."""
    held = {name.casefold() for name in known}
    towns = sorted(embedded_places(around), key=lambda p: (-(p.population or 0), p.id))
    return [
        Landmark(p.name, "town", round(p.lon, DIGITS), round(p.lat, DIGITS))
        for p in towns
        if not held & {n.casefold() for n in (p.name, *p.names)}
    ][:MOST_TOWNS]


def _lines(geometry: Mapping[str, Any]) -> Iterable[Points]:
    kind, at = geometry["type"], geometry["coordinates"]
    nested = {"LineString": [at], "MultiLineString": at, "Polygon": at[:1]}.get(kind)
    if kind == "MultiPolygon":
        nested = [polygon[0] for polygon in at]
    for line in nested or ():
        yield tuple((round(p[0], DIGITS), round(p[1], DIGITS)) for p in line)
