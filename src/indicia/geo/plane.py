"""A flat plane of metres east and north around a point, good to some hundred kilometres.

Scales are those of the WGS 84 ellipsoid at the origin: at 100 km from it a distance is wrong by
less than one in a hundred at the latitudes where people live, far below what words can tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_EQUATOR_M = 6_378_137.0
_ECCENTRICITY_2 = 6.694379990141316e-3


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in one degree of longitude and of latitude at a latitude.

    Source: WGS 84 radii of curvature (prime vertical and meridian).
    """
    sine = math.sin(math.radians(lat))
    bend = 1.0 - _ECCENTRICITY_2 * sine * sine
    east = math.radians(_EQUATOR_M / math.sqrt(bend) * math.cos(math.radians(lat)))
    north = math.radians(_EQUATOR_M * (1.0 - _ECCENTRICITY_2) / bend**1.5)
    return east, north


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of an origin in degrees."""

    lon: float
    lat: float

    def east_north(self, lon: float, lat: float) -> tuple[float, float]:
        """A point in degrees as metres east and north of the origin."""
        east, north = metres_per_degree(_usable(self.lat))
        return wrap_degrees(lon - self.lon) * east, (lat - self.lat) * north

    def lon_lat(self, x: float, y: float) -> tuple[float, float]:
        """Metres east and north as a point in degrees."""
        east, north = metres_per_degree(_usable(self.lat))
        lat = min(90.0, max(-90.0, self.lat + y / north))
        return wrap_degrees(self.lon + x / east), lat

    def to_degrees(self, geometry: Any) -> Any:
        """A shapely geometry of this plane, in degrees."""
        import shapely

        east, north = metres_per_degree(_usable(self.lat))
        scale, origin = np.array([east, north]), np.array([self.lon, self.lat])
        return shapely.transform(geometry, lambda points: origin + points / scale)

    def to_metres(self, geometry: Any) -> Any:
        """A shapely geometry in degrees, in metres of this plane."""
        import shapely

        east, north = metres_per_degree(_usable(self.lat))
        scale, origin = np.array([east, north]), np.array([self.lon, self.lat])
        return shapely.transform(geometry, lambda points: (points - origin) * scale)


def wrap_degrees(degrees: float) -> float:
    """An angle brought into -180 .. 180 degrees."""
    return (degrees + 180.0) % 360.0 - 180.0


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Metres between two points on a sphere of mean radius (within half a percent)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(half)))


def _usable(lat: float) -> float:
    """Keeps the plane finite at the poles."""
    return min(89.9, max(-89.9, lat))
