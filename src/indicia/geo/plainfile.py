"""``indicia places locate``: described places as JSON lines in, regions as JSON lines out.

One line in: ``{"id", "text", "anchors": [{"name", "latitude", "longitude", "population"?,
"kind"?}]}``. One line out: ``{"id", "mode", "regions", "area_km2", "cues", "calibration",
"precision"}``. Without a reason for exact output the mode is the middle of its cell and regions
are whole cells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indicia.errors import BadInput
from indicia.geo.coarsen import DEFAULT_POLICY, PrecisionPolicy, coarsen_geometry, coarsen_point
from indicia.geo.phrase import Cue, CueKind, find_place_phrases, turned
from indicia.geo.place import Place
from indicia.geo.plane import Plane, distance_m
from indicia.geo.region import AnchoredCue, Candidate, CueUse, Region, locate
from indicia.text.fold import fold_key


@dataclass(frozen=True, slots=True)
class Described:
    """One described place: its text and the places that its words may name."""

    id: str
    text: str
    anchors: tuple[Place, ...]


def locate_lines(
    lines: Iterable[str],
    exact_reason: str | None = None,
    policy: PrecisionPolicy = DEFAULT_POLICY,
) -> Iterator[str]:
    """One line of JSON for each line in, in order; blank lines are passed over.

    Raises:
        BadInput: names line, what was found, and what a line must hold.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        described = parse_described(line, number)
        region = locate_described(described)
        yield json.dumps(
            _row(described, region, exact_reason, policy), ensure_ascii=False, sort_keys=True
        )


def parse_described(line: str, number: int) -> Described:
    """A described place from one line of JSON. Raises BadInput."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number}: not JSON ({error}); each line is one object") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise BadInput(f"line {number}: must be an object with id, text and anchors")
    anchors = raw.get("anchors", [])
    if not isinstance(anchors, list):
        raise BadInput(f"line {number}: anchors must be a list, found {type(anchors).__name__}")
    places = tuple(_anchor(one, number, i) for i, one in enumerate(anchors))
    return Described(str(raw.get("id", number)), raw["text"], places)


def _anchor(raw: object, line: int, index: int) -> Place:
    where = f"line {line}: anchors[{index}]"
    if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
        raise BadInput(f"{where}: must be an object with name, latitude and longitude")
    lat, lon = _degrees(raw, "latitude", 90.0, where), _degrees(raw, "longitude", 180.0, where)
    population = raw.get("population")
    kind = raw.get("kind")
    return Place(
        id=f"anchor:{index}",
        name=raw["name"],
        names=(raw["name"],),
        lat=lat,
        lon=lon,
        kind=kind if isinstance(kind, str) and kind else "settlement",
        population=int(population) if isinstance(population, (int, float)) else None,
        source="input",
    )


def _degrees(raw: dict[str, Any], key: str, limit: float, where: str) -> float:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= limit:
        raise BadInput(f"{where}.{key}: must be degrees within {limit:g}, found {value!r}")
    return float(value)


def locate_described(described: Described) -> Region | None:
    """The region of a described place, or None where its words name none of its anchors."""
    return locate(anchored_cues(described))


def anchored_cues(described: Described) -> tuple[AnchoredCue, ...]:
    """The cues of the text, each with the given anchors of that name."""
    by_name: dict[str, list[Place]] = {}
    for place in described.anchors:
        by_name.setdefault(fold_key(place.name), []).append(place)
    names = [place.name for place in described.anchors]
    found: list[AnchoredCue] = []
    for phrase in find_place_phrases(described.text, names):
        for cue in phrase.cues:
            found.append(_anchored(cue, by_name, described.anchors))
    return tuple(found)


def _anchored(cue: Cue, by_name: dict[str, list[Place]], anchors: Sequence[Place]) -> AnchoredCue:
    places = _named(cue.anchor_text, by_name)
    if not places and cue.subject is not None and _named(cue.subject.text, by_name):
        # "X is 4 km north of it": the known place is the subject, so the bearing turns round.
        cue = turned(cue)
        places = _named(cue.anchor_text, by_name)
    if not places and not cue.anchor_is_named and len(anchors) == 1:
        places = list(anchors)
    seconds = _named(cue.second.text, by_name) if cue.second else []
    if not places and seconds and cue.kind is CueKind.BETWEEN:
        places, seconds = seconds, []
    return AnchoredCue(
        cue,
        _weighted(places),
        _weighted(seconds),
        scale_m=_nearest_other(places, anchors),
    )


def _named(text: str | None, by_name: dict[str, list[Place]]) -> list[Place]:
    return by_name.get(fold_key(text), []) if text else []


def _weighted(places: Sequence[Place]) -> tuple[Candidate, ...]:
    return tuple(Candidate(place, 1.0 / len(places)) for place in places)


def _nearest_other(places: Sequence[Place], anchors: Sequence[Place]) -> float | None:
    """Metres from the first place to the nearest other anchor."""
    if not places:
        return None
    here = places[0]
    away = [distance_m(here.lon, here.lat, a.lon, a.lat) for a in anchors if a.id != here.id]
    return min((metres for metres in away if metres > 1_000), default=None)


def _row(
    described: Described,
    region: Region | None,
    exact_reason: str | None,
    policy: PrecisionPolicy,
) -> dict[str, Any]:
    row: dict[str, Any] = {"id": described.id}
    if region is None:
        reason = "the words relate to none of the anchors"
        empty: dict[str, Any] = {"mode": None, "regions": None, "area_km2": None}
        return row | empty | {"cues": [], "calibration": None, "reason": reason}
    row["cues"] = [_cue_row(use) for use in region.cues]
    row["calibration"] = region.calibration
    row["method"], row["version"] = region.method, region.version
    if exact_reason:
        row["mode"] = {"longitude": region.lon, "latitude": region.lat}
        row["regions"], row["area_km2"] = region.regions, region.area_km2
        row["precision"] = {"exact": True, "reason": exact_reason}
        return row
    lon, lat = coarsen_point(region.lon, region.lat, policy)
    row["mode"] = {"longitude": lon, "latitude": lat}
    # Such a region is made from words and the anchors given: no exact place stands behind it.
    row["regions"] = {
        name: coarsen_geometry(shape, policy, moved=False) for name, shape in region.regions.items()
    }
    row["area_km2"] = {name: area_km2(shape) for name, shape in row["regions"].items()}
    row["precision"] = {"exact": False, "cell_m": policy.cell_m}
    return row


def area_km2(geometry: dict[str, Any]) -> float:
    """Square kilometres of a GeoJSON geometry, in the plane at its centroid."""
    from shapely.geometry import shape

    whole = shape(geometry)
    centre = whole.centroid
    if whole.is_empty:
        return 0.0
    return round(float(Plane(centre.x, centre.y).to_metres(whole).area) / 1e6, 6)


def _cue_row(use: CueUse) -> dict[str, Any]:
    cue = use.cue
    return {
        "kind": cue.kind.value,
        "start": cue.start,
        "end": cue.end,
        "distance_m": cue.distance_m,
        "bearing_deg": cue.bearing_deg,
        "anchor": cue.anchor_text,
        "road": cue.road,
        "used": use.used,
        "reason": use.reason,
        "anchors": [{"id": i, "name": n, "weight": w} for i, n, w in use.anchors],
    }
