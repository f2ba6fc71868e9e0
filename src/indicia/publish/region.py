"""Places as they may leave the case: coarsened to the policy, without who holds them."""

from __future__ import annotations

import string
from typing import Any

import orjson

from indicia.geo.coarsen import PrecisionPolicy, coarsen_geometry, coarsen_point
from indicia.publish.redact import excerpt
from indicia.publish.said import posted_key
from indicia.publish.view import View

MOST = 26


def published_regions(view: View) -> list[dict[str, Any]]:
    """Regions for map, table and data: the ones that most origins word, at published precision."""
    policy = PrecisionPolicy(cell_m=view.settings.policy.cell_km * 1000.0)
    area = view.settings.area
    grouped: dict[str, dict[str, Any]] = {}
    for row in view.places.values():
        if row["item"] is None:
            continue
        if area.lon is not None and area.lat is not None and not _near(row, area):
            continue
        version = view.version_of_item.get(row["item"], "")
        origin = (view.origin_of.get(version) or {}).get("origin") or version
        lon, lat = coarsen_point(row["lon"], row["lat"], policy)
        key = f"{lon:.5f},{lat:.5f},{row['protected']}"
        held = grouped.setdefault(key, {"row": row, "lon": lon, "lat": lat, "origins": set()})
        held["origins"].add(origin)
        when = posted_key(view, row)
        held["first"] = min(held.get("first", (when, row["item"])), (when, row["item"]))
        if row["area90_km2"] < held["row"]["area90_km2"]:
            held["row"] = row
    chosen = sorted(grouped.values(), key=lambda g: (-len(g["origins"]), g["row"]["place"]))[:MOST]
    return [
        _published(view, group, letter, policy)
        for group, letter in zip(chosen, string.ascii_uppercase, strict=False)
    ]


def _near(row: Any, area: Any) -> bool:
    return bool(
        abs(row["lat"] - area.lat) * 111 < area.radius_km * 1.5
        and abs(row["lon"] - area.lon) * 93 < area.radius_km * 1.5
    )


def _published(
    view: View, group: dict[str, Any], letter: str, policy: PrecisionPolicy
) -> dict[str, Any]:
    row = group["row"]
    geometry = coarsen_geometry(orjson.loads(row["region90"]), policy)
    return {
        "letter": letter,
        "words": _words(view, row),
        "lon": round(group["lon"], 5),
        "lat": round(group["lat"], 5),
        "geometry": geometry,
        "polygons": rings(geometry),
        "area_km2": max(row["area90_km2"], (policy.cell_m / 1000.0) ** 2),
        "protected": row["legal_term"] or row["protected"],
        "origins": len(group["origins"]),
        "stated_by": view.source_label(view.items[group["first"][1]]["source"]),
    }


def _words(view: View, row: Any) -> str:
    phrase = view.phrases.get(row["phrase"] or "")
    if phrase is not None:
        _, quote, _ = excerpt(view, phrase["rendition"], phrase["start"], phrase["end"])
        return " ".join(quote.split())[:120]
    return str(row["words"])[:120]


def rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The outer rings of a GeoJSON geometry as lists of (lon, lat)."""
    kind = geometry["type"]
    if kind == "Polygon":
        return [[(p[0], p[1]) for p in geometry["coordinates"][0]]]
    if kind == "MultiPolygon":
        return [[(p[0], p[1]) for p in polygon[0]] for polygon in geometry["coordinates"]]
    return []
