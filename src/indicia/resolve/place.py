"""Place phrases become regions: anchors are looked up, cues combined, doubt kept.

Work is done once for each different set of cues; a phrase whose anchors nobody knows gives no
region, and is listed in its table all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson

from indicia.batch import rows_of
from indicia.geo.gazetteer import Around, Gazetteer, embedded_places
from indicia.geo.phrase import Cue, find_place_phrases
from indicia.geo.place import Place
from indicia.geo.protected import LEGAL_TERMS, protected_kind
from indicia.geo.region import AnchoredCue, Candidate, Region, locate
from indicia.identity import derived_id
from indicia.resolve.kept import Kept
from indicia.stage import Workspace
from indicia.stages import BY_NAME
from indicia.text.fold import fold_key

Row = dict[str, Any]
COLUMNS = ("phrase", "item", "quote", "lon", "lat", "precision_m")
MARGIN = 3.0
CANDIDATES = 3
POINT_CALIBRATION = "written coordinates"
_AREA_WORDS = ("the city", "the town", "city", "town", "المدينة", "البلدة", "город")
AREA_WORDS = frozenset(map(fold_key, _AREA_WORDS))


def case_gazetteer(work: Workspace) -> tuple[Gazetteer, Around | None]:
    """Landmarks of the lexicon, the area itself, and GeoNames around it."""
    gazetteer = Gazetteer()
    spellings: dict[str, list[str]] = {}
    for name in work.lexicon.names:
        spellings.setdefault(name.entity, []).append(name.name)
    for mark in work.lexicon.landmarks:
        gazetteer.add(
            Place(
                id=f"lexicon:{mark.entity}",
                name=mark.name,
                names=tuple(spellings.get(mark.entity, ())),
                lat=mark.lat,
                lon=mark.lon,
                kind=mark.kind or "landmark",
                uncertainty_m=mark.uncertainty_m,
                source=mark.source,
            )
        )
    area = work.settings.area
    if area.lon is None or area.lat is None:
        for place in work.lexicon.places:
            gazetteer.add(place)
        return gazetteer, None
    gazetteer.add(
        Place(
            id="area",
            name=area.name,
            names=area.names,
            lat=area.lat,
            lon=area.lon,
            uncertainty_m=2000.0,
            source="case.toml",
        )
    )
    around = Around(area.lon, area.lat, area.radius_km * MARGIN)
    imported = (p for p in work.lexicon.places if around.holds(p.lon, p.lat))
    for place in (*imported, *embedded_places(around)):
        gazetteer.add(place)
    return gazetteer, around


def locate_phrases(work: Workspace, kept: Kept) -> list[dict[str, Any]]:
    """Rows of ``places``: one a phrase that could be located, and one a landmark."""
    gazetteer, around = case_gazetteer(work)
    rows = [_landmark_row(place) for place in gazetteer.places if place.id.startswith("lexicon:")]
    for phrase in rows_of(work.table("place_phrases", COLUMNS)):
        if phrase["lon"] is not None:
            rows.append(_point_row(phrase))
            continue
        key = fold_key(phrase["quote"])
        columns = kept.regions.get(key, partial(_columns, phrase["quote"], gazetteer, around))
        if columns is not None:
            rows.append(_phrase_columns(phrase) | columns)
    return list({row["place"]: row for row in rows}.values())


def _columns(quote: str, gazetteer: Gazetteer, around: Around | None) -> Row | None:
    region = _region(quote, gazetteer, around)
    return _region_columns(region) if region is not None else None


def _region(quote: str, gazetteer: Gazetteer, around: Around | None) -> Region | None:
    cues = [
        AnchoredCue(
            cue=cue,
            candidates=_candidates(cue, gazetteer, around),
            seconds=_named(cue.second.text, gazetteer, around) if cue.second else (),
            road_lines=tuple(
                place.geometry
                for place in gazetteer.lookup(cue.road or "")
                if place.kind == "road" and place.geometry
            ),
            scale_m=_scale(cue, gazetteer, around),
        )
        for phrase in find_place_phrases(quote)
        for cue in phrase.cues
    ]
    return locate(cues) if any(cue.candidates for cue in cues) else None


def _candidates(cue: Cue, gazetteer: Gazetteer, around: Around | None) -> tuple[Candidate, ...]:
    words = cue.anchor_text or ""
    if around is not None and (not cue.anchor_is_named or fold_key(words) in AREA_WORDS):
        return tuple(Candidate(place) for place in gazetteer.places if place.id == "area")
    return _named(words, gazetteer, around)


def _named(words: str, gazetteer: Gazetteer, around: Around | None) -> tuple[Candidate, ...]:
    """Places of a name; each further one by distance has half the weight of the one before."""
    found = gazetteer.lookup(words, around)[:CANDIDATES] if words else []
    return tuple(Candidate(place, 0.5**rank) for rank, place in enumerate(found))


def _scale(cue: Cue, gazetteer: Gazetteer, around: Around | None) -> float | None:
    if cue.distance_m is not None or cue.bearing_deg is None:
        return None
    candidates = _candidates(cue, gazetteer, around)
    return gazetteer.nearest_settlement_m(candidates[0].place) if candidates else None


def _region_columns(region: Region) -> Row:
    """What the phrases of one region share: made once, however many there are."""
    cues = [
        {
            "kind": str(use.cue.kind),
            "used": use.used,
            "reason": use.reason,
            "anchors": [list(anchor) for anchor in use.anchors],
        }
        for use in region.cues
    ]
    return {
        "lon": region.lon,
        "lat": region.lat,
        "region50": _json(region.regions["50"]),
        "region90": _json(region.regions["90"]),
        "area50_km2": region.area_km2["50"],
        "area90_km2": region.area_km2["90"],
        "cues": _json(cues),
        "calibration": region.calibration,
    }


def _phrase_columns(phrase: Mapping[str, Any]) -> Row:
    return {
        "place": derived_id("l", phrase["phrase"]),
        "phrase": phrase["phrase"],
        "item": phrase["item"],
        "words": phrase["quote"],
        **_protection(phrase["quote"]),
    }


def _point_row(phrase: Mapping[str, Any]) -> Row:
    metres = phrase["precision_m"] or 100.0
    square = _json(_square(phrase["lon"], phrase["lat"], metres))
    area = (2 * metres / 1000.0) ** 2
    return _phrase_columns(phrase) | {
        "lon": phrase["lon"],
        "lat": phrase["lat"],
        "region50": square,
        "region90": square,
        "area50_km2": area,
        "area90_km2": area,
        "cues": "[]",
        "calibration": POINT_CALIBRATION,
    }


def _landmark_row(place: Place) -> dict[str, Any]:
    entity = place.id.removeprefix("lexicon:")
    metres = place.uncertainty_m or 1000.0
    square = _square(place.lon, place.lat, metres)
    area = (2 * metres / 1000.0) ** 2
    return {
        "place": derived_id("l", "landmark", entity),
        "entity": entity,
        "words": place.name,
        "lon": place.lon,
        "lat": place.lat,
        "region50": _json(square),
        "region90": _json(square),
        "area50_km2": area,
        "area90_km2": area,
        "cues": "[]",
        "calibration": "lexicon",
        **_protection(" ".join((place.name, *place.names))),
    }


def _protection(words: str) -> dict[str, Any]:
    kind = protected_kind(words)
    term = LEGAL_TERMS[kind] if kind else None
    return {"protected": kind, "legal_term": term, "made_by": BY_NAME["resolve"].made_by}


def _square(lon: float, lat: float, metres: float) -> dict[str, Any]:
    import math

    dy = metres / 110_570.0
    dx = metres / (111_320.0 * max(0.01, math.cos(math.radians(lat))))
    corners = [(-dx, -dy), (dx, -dy), (dx, dy), (-dx, dy), (-dx, -dy)]
    ring = [[round(lon + x, 6), round(lat + y, 6)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
