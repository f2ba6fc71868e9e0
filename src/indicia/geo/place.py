"""A place as a gazetteer knows it: names, a point, how sure the point is, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Geometry = dict[str, Any]
"""A GeoJSON geometry in WGS 84 degrees."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a gazetteer; coordinates in WGS 84 degrees."""

    id: str
    """Unique within its source, with the source as prefix: ``geonames:170654``."""
    name: str
    names: tuple[str, ...]
    """Every spelling in any script, the name among them."""
    lat: float
    lon: float
    kind: str = "settlement"
    """settlement, district, country, building, landmark, road, junction, water."""
    population: int | None = None
    uncertainty_m: float | None = None
    """How far the point may be from the place's centre; None: the source does not say."""
    source: str = ""
    geometry: Geometry | None = None
    """Line of a road or outline of a place, where the source has one."""
    country: str | None = None
    """ISO 3166 code of two letters."""
