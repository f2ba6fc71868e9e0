"""From cues with their anchors to a region: where the words put something, and how sure that is.

Each cue is a mixture over the places its anchor may mean; cues multiply; a background of five in
a hundred stands for what the words got wrong. The region is the densest area that holds 50 or
90 %, at a level that the calibration of its family of cues asks for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from indicia.geo.calibration import Calibration, calibration_for
from indicia.geo.density import (
    Term,
    between_term,
    corridor_term,
    point_term,
    road_term,
    toward_term,
)
from indicia.geo.grid import Box, Cells, draw_cells
from indicia.geo.phrase import Cue, CueKind
from indicia.geo.place import Geometry, Place
from indicia.geo.plane import Array, Plane

BACKGROUND = 0.05
BY_ROAD = 0.6
"""Share of texts whose distances are by road or guessed rather than measured on a map."""
METHOD = "cue-product"
VERSION = "2"
_CONTRADICTS = math.log(1e-5)
_FARTHEST_M = 1_500_000.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that an anchor may mean, with its weight among the others."""

    place: Place
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnchoredCue:
    """A cue with the places that its words may mean."""

    cue: Cue
    candidates: tuple[Candidate, ...]
    seconds: tuple[Candidate, ...] = ()
    """Places of the other anchor of "between", or of the other road of a junction."""
    road_lines: tuple[Geometry, ...] = ()
    """Lines of the road that is named, where the gazetteer has them."""
    scale_m: float | None = None
    """Distance to the next comparable settlement, for a direction without a distance."""


@dataclass(frozen=True, slots=True)
class CueUse:
    """What became of a cue."""

    cue: Cue
    used: bool
    reason: str
    anchors: tuple[tuple[str, str, float], ...]
    """Id, name and weight of each place considered."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where the words put something; degrees of WGS 84."""

    lon: float
    """Of the mode."""
    lat: float
    regions: dict[str, Geometry]
    """"50" and "90" -> Polygon or MultiPolygon that holds so much of the probability."""
    area_km2: dict[str, float]
    cues: tuple[CueUse, ...]
    calibration: str
    """Name of the calibration of the family of cues."""
    method: str = METHOD
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Posterior:
    """Cells of probability in a plane, before any level is drawn."""

    plane: Plane
    cells: Cells
    uses: tuple[CueUse, ...]
    family: str


def locate(cues: Sequence[AnchoredCue], calibrated: bool = True) -> Region | None:
    """The region that the cues describe together, or None where no cue can be used."""
    found = posterior(cues)
    if found is None:
        return None
    calibration = calibration_for(found.family) if calibrated else Calibration.none()
    return drawn(found, calibration)


def drawn(found: Posterior, calibration: Calibration) -> Region:
    """The regions of a posterior at the levels of a calibration."""
    from shapely.geometry import mapping

    lon, lat = found.plane.lon_lat(*found.cells.mode())
    regions: dict[str, Geometry] = {}
    areas: dict[str, float] = {}
    for name, level in (("50", calibration.level50), ("90", calibration.level90)):
        shape = found.plane.to_degrees(found.cells.region(level))
        regions[name] = _rounded(mapping(shape))
        areas[name] = round(found.cells.area_m2(level) / 1e6, 6)
    mode = round(lon, 6), round(lat, 6)
    return Region(*mode, regions, areas, found.uses, calibration.name)


def posterior(cues: Sequence[AnchoredCue]) -> Posterior | None:
    """The probability over cells that the cues give together."""
    reference = _reference(cues)
    if reference is None:
        return None
    plane = Plane(reference.lon, reference.lat)
    uses: list[CueUse] = []
    mixtures: list[_Mixture] = []
    for anchored in cues:
        mixture, reason = _mixture(anchored, plane, reference)
        if mixture is not None and mixture.box_width() > 2 * _FARTHEST_M:
            mixture, reason = None, "dropped: its anchor is too large to say where"
        uses.append(_use(anchored, mixture is not None, reason))
        if mixture is not None:
            mixtures.append(mixture)
    mixtures = _without_contradiction(mixtures, uses)
    if not mixtures:
        return None
    tightest = min(mixtures, key=lambda m: m.reach_m)
    cells = draw_cells(_product([m.log_density for m in mixtures]), tightest.box)
    on_map = _on_map(np.asarray(sum(m.log_density(cells.x, cells.y) for m in mixtures)), cells)
    return Posterior(plane, cells, tuple(uses), _family([m.cue for m in mixtures], on_map))


@dataclass(frozen=True, slots=True)
class _Mixture:
    """A cue as one log density over all places that its anchor may mean."""

    cue: Cue
    box: Box
    reach_m: float
    centre: tuple[float, float]
    log_density: Callable[[Array, Array], Array]
    """Two rows: distances on the map, distances by road."""

    def box_width(self) -> float:
        return self.box.east - self.box.west


def _reference(cues: Sequence[AnchoredCue]) -> Place | None:
    """The surest anchor: origin of the plane and start of a corridor."""
    for wanted in (False, True):
        for anchored in cues:
            is_road = anchored.cue.kind is CueKind.ROAD
            if anchored.candidates and is_road is wanted:
                return max(anchored.candidates, key=lambda c: c.weight).place
    return None


def _mixture(anchored: AnchoredCue, plane: Plane, reference: Place) -> tuple[_Mixture | None, str]:
    """The density of a cue, and why it is used or dropped."""
    cue = anchored.cue
    if cue.kind is CueKind.ROAD:
        return _road(anchored, plane, reference)
    if not anchored.candidates:
        return None, f"dropped: no place is known by the name {cue.anchor_text or ''!r}"
    terms: list[tuple[Term, float]] = []
    reason = "used"
    for candidate in anchored.candidates:
        if cue.kind is CueKind.BETWEEN:
            if not anchored.seconds:
                terms.append((toward_term(candidate.place, plane), candidate.weight))
                reason = "used: only one of the two places is known, so it is wide"
                continue
            for other in anchored.seconds:
                term = between_term(candidate.place, other.place, plane)
                terms.append((term, candidate.weight * other.weight))
            continue
        made = point_term(cue, candidate.place, plane, anchored.scale_m)
        if made is not None:
            terms.append((made, candidate.weight))
    if cue.kind is CueKind.DIRECTION and anchored.scale_m is None and not cue.close:
        reason = "used: no distance is given and no neighbour scales it, so it is wide"
    if not terms:
        return None, "dropped: the words give no distance, direction or relation"
    return _mixed(cue, terms), reason


def _road(anchored: AnchoredCue, plane: Plane, reference: Place) -> tuple[_Mixture | None, str]:
    ends = [c.place for c in anchored.candidates]
    toward = [end for end in ends if end.id != reference.id]
    if anchored.road_lines:
        term = road_term(anchored.road_lines, reference, toward[0] if toward else None, plane)
        return _mixed(anchored.cue, [(term, 1.0)]), "used: beside the road's line"
    if not toward:
        return None, "dropped: the road is not on the map and no place it comes from is known"
    terms = [(corridor_term(reference, end, plane), 1.0) for end in toward]
    return _mixed(anchored.cue, terms), "used: the road is not on the map, a wide corridor instead"


def _mixed(cue: Cue, terms: list[tuple[Term, float]]) -> _Mixture:
    """Terms weighted, each brought to the same mass so that weights mean what they say."""
    total = sum(weight for _, weight in terms) or 1.0
    parts = [
        (term, math.log(max(weight, 1e-9) / total) - _log_mass(term)) for term, weight in terms
    ]
    box = Box(
        min(t.x - t.reach_m for t, _ in terms),
        min(t.y - t.reach_m for t, _ in terms),
        max(t.x + t.reach_m for t, _ in terms),
        max(t.y + t.reach_m for t, _ in terms),
    )
    heaviest = max(terms, key=lambda pair: pair[1])[0]
    reach = max(t.reach_m for t, _ in terms)

    def log_density(x: Array, y: Array) -> Array:
        drawn_parts = [_manners(term, x, y) + log for term, log in parts]
        return np.asarray(reduce(np.logaddexp, drawn_parts))

    return _Mixture(cue, box, reach, (heaviest.x, heaviest.y), log_density)


def _manners(term: Term, x: Array, y: Array) -> Array:
    """The density in both manners of writing distances, one row each."""
    on_map = term.log_density(x, y)
    return np.stack([on_map, on_map if term.by_road is None else term.by_road(x, y)])


def _log_mass(term: Term) -> float:
    """Logarithm of the term's integral over its reach (metres squared), drawn coarsely."""
    steps = (np.arange(48) + 0.5) / 24.0 - 1.0
    x, y = np.meshgrid(term.x + steps * term.reach_m, term.y + steps * term.reach_m)
    log = _either(_manners(term, x.ravel(), y.ravel()))
    top = float(log.max())
    return top + math.log(float(np.exp(log - top).sum()) * (term.reach_m / 24.0) ** 2)


def _product(
    densities: Sequence[Callable[[Array, Array], Array]],
) -> Callable[[Array, Array], Array]:
    """The product in each manner, then either manner: cues of one text keep the same one."""
    return lambda x, y: _either(np.asarray(sum(density(x, y) for density in densities)))


def _either(manners: Array) -> Array:
    """Both manners of writing distances as one density, each with its share of all texts."""
    return np.asarray(
        np.logaddexp(manners[0] + math.log1p(-BY_ROAD), manners[1] + math.log(BY_ROAD))
    )


def _without_contradiction(mixtures: list[_Mixture], uses: list[CueUse]) -> list[_Mixture]:
    """With three cues or more, drops one that the others together rule out."""
    if len(mixtures) < 3:
        return mixtures
    drops: list[tuple[float, _Mixture]] = []
    for mixture in mixtures:
        others = [m for m in mixtures if m is not mixture]
        tightest = min(others, key=lambda m: m.reach_m)
        mode = draw_cells(_product([m.log_density for m in others]), tightest.box).mode()
        here = np.array([mode[0]]), np.array([mode[1]])
        alone = _product([mixture.log_density])
        peak = draw_cells(alone, mixture.box).mode()
        top = alone(np.array([peak[0]]), np.array([peak[1]]))[0]
        drops.append((float(alone(*here)[0] - top), mixture))
    worst, dropped = min(drops, key=lambda pair: pair[0])
    if worst > _CONTRADICTS:
        return mixtures
    for i, use in enumerate(uses):
        if use.cue is dropped.cue:
            uses[i] = CueUse(use.cue, False, "dropped: the other cues rule it out", use.anchors)
    return [m for m in mixtures if m is not dropped]


def _use(anchored: AnchoredCue, used: bool, reason: str) -> CueUse:
    places = [*anchored.candidates, *anchored.seconds]
    weights = tuple((c.place.id, c.place.name, round(c.weight, 4)) for c in places)
    return CueUse(anchored.cue, used, reason, weights)


def _on_map(manners: Array, cells: Cells) -> float:
    """Probability that the distances were measured on a map, given how well the cues agree."""
    area = np.log(cells.width * cells.height)
    one, two = (float(np.logaddexp.reduce(row + area)) for row in manners)
    odds = one - two + math.log1p(-BY_ROAD) - math.log(BY_ROAD)
    return 1.0 / (1.0 + math.exp(min(700.0, -odds)))


def _family(cues: Sequence[Cue], on_map: float) -> str:
    """The family whose calibration applies: kinds of the cues, offsets counted, and for several
    offsets whether they agree as distances on a map do."""
    kinds = {c.kind for c in cues}
    if kinds == {CueKind.OFFSET}:
        bearings = sum(c.bearing_deg is not None for c in cues)
        if bearings == 0:
            return "distance"
        if len(cues) == 1:
            return "offset"
        return "offsets-on-map" if on_map >= 0.5 else "offsets-by-road"
    if len(kinds) == 1:
        return next(iter(kinds)).value
    return "offset-mixed" if CueKind.OFFSET in kinds else "mixed"


def _rounded(value: Any) -> Any:
    """A GeoJSON mapping with coordinates to six decimals, as plain lists."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_rounded(part) for part in value]
    return round(value, 6) if isinstance(value, float) else value
