"""Figures for regions from words, beside the point-radius method. Writes a Markdown page.

Run ``python bench/places.py docs/figures/places.md``; ``--calibrate`` writes the levels of
``geo/calibration.toml`` first. Real material beside the project (``shared/data/described-places``):
places described in words, template text (``pl``) and human writing (``nz``).

The peer is the point-radius method of georeferencing: the best anchor's point moved by the written
distance and bearing, and a radius that adds up the anchor's extent, the rounding of the distance
and half the sector of the direction.
Source: Wieczorek, Guo, Hijmans 2004, The point-radius method for georeferencing locality
descriptions, IJGIS 18(8).
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indicia.geo.calibration import calibration_for
from indicia.geo.density import extent_of
from indicia.geo.plainfile import anchored_cues, parse_described
from indicia.geo.plane import Plane, distance_m
from indicia.geo.region import AnchoredCue, posterior

ROOT = Path(os.environ.get("INDICIA_SHARED") or Path(__file__).resolve().parents[2] / "shared")
DESCRIBED = ROOT / "data" / "described-places" / "described-places.jsonl"
LEVELS = Path(__file__).resolve().parents[1] / "src/indicia/geo/calibration.toml"
ON_MAP = "offsets-on-map"
POOLED = (
    "offset", "offsets-by-road", "offset-mixed", "distance", "direction", "near", "in", "between",
    "mixed",
)  # fmt: skip
GRID = np.linspace(0.005, 0.999, 498)
MARK = "<!-- measured -->"


@dataclass(frozen=True, slots=True)
class Case:
    """One described place: where its truth lies in our region, and in the peer's circle."""

    id: str
    country: str
    family: str | None
    """None: the words relate to none of the anchors."""
    level: float
    areas: tuple[float, ...]
    """Square kilometres of the region at each level of ``GRID``."""
    miss_m: float
    """Metres from the peer's point to the truth; infinite without a point."""
    radius_m: float

    @property
    def is_fitted(self) -> bool:
        """Whether it is in the half that levels are taken from."""
        return int(self.id[:8], 16) % 2 == 0


def load_cases() -> list[Case]:
    """Every described place, located by both methods."""
    return [_case(line) for line in DESCRIBED.read_text("utf-8").splitlines()]


def _case(line: str) -> Case:
    row = json.loads(line)
    lon, lat = row["longitude"], row["latitude"]
    cues = anchored_cues(parse_described(line, 1))
    circle = point_radius(cues)
    miss, radius = math.inf, math.nan
    if circle is not None:
        miss, radius = distance_m(circle[0], circle[1], lon, lat), circle[2]
    found = posterior(cues)
    if found is None:
        return Case(row["id"], row["country"], None, 1.0, (), miss, radius)
    level = found.cells.level_at(*found.plane.east_north(lon, lat))
    order = np.argsort(found.cells.rank, kind="stable")
    covered = np.cumsum((found.cells.width * found.cells.height)[order]) / 1e6
    held = np.searchsorted(found.cells.rank[order], GRID, side="right")
    areas = tuple(float(covered[n - 1]) if n else 0.0 for n in held)
    return Case(row["id"], row["country"], found.family, level, areas, miss, radius)


def point_radius(cues: Sequence[AnchoredCue]) -> tuple[float, float, float] | None:
    """lon, lat, radius in metres of the cue with the least uncertainty."""
    circles = [c for cue in cues if (c := _circle(cue)) is not None]
    return min(circles, key=lambda c: c[2], default=None)


def _circle(anchored: AnchoredCue) -> tuple[float, float, float] | None:
    cue = anchored.cue
    if not anchored.candidates or cue.kind.value in ("road", "junction"):
        return None
    place = anchored.candidates[0].place
    extent = extent_of(place, cue.anchor_class).edge_m
    if cue.distance_m is None and cue.bearing_deg is None:
        reach = extent if cue.kind.value == "in" else 2 * extent + 5_000.0
        return place.lon, place.lat, reach
    # A direction without a distance reaches half way to the next such place.
    distance = cue.distance_m or 0.5 * (anchored.scale_m or 20_000.0)
    spread = (cue.step_m or 0.0) if cue.distance_m else distance
    if cue.bearing_deg is None:
        return place.lon, place.lat, distance + extent + spread
    half = math.radians(180.0 / (cue.bearing_ways or 8))
    far = distance + extent + spread
    radius = math.hypot(far * math.sin(half), far * math.cos(half) - distance)
    turn = math.radians(cue.bearing_deg)
    lon, lat = Plane(place.lon, place.lat).lon_lat(
        distance * math.sin(turn), distance * math.cos(turn)
    )
    return lon, lat, radius


def conformal(levels: Sequence[float], share: float) -> float:
    """The level that holds a share of such cases, with the correction for few of them."""
    ordered = sorted(levels)
    place = math.ceil((len(ordered) + 1) * share)
    return min(0.999, ordered[min(place, len(ordered)) - 1])


def fitted_levels(cases: Sequence[Case]) -> dict[str, tuple[float, float, int]]:
    """Levels for 50 and 90 % and the number of cases of each group of families."""
    groups: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if case.family == ON_MAP and case.country == "pl":
            groups[ON_MAP].append(case.level)
        elif case.family in POOLED and case.country == "nz":
            groups["pooled"].append(case.level)
    return {
        name: (conformal(found, 0.5), conformal(found, 0.9), len(found))
        for name, found in groups.items()
    }


def write_levels(cases: Sequence[Case]) -> None:
    """Levels of the fitted half for distances on a map; of all human writing for the rest."""
    on_map = fitted_levels([c for c in cases if c.is_fitted])[ON_MAP]
    pooled = fitted_levels(cases)["pooled"]
    lines = [
        "# Levels at which regions are drawn, by family of cues: split conformal quantiles.",
        "# Written by bench/places.py --calibrate on places described in Wikipedia (CC BY-SA 3.0),",
        f"# {time.strftime('%Y-%m-%d', time.gmtime())}. {ON_MAP}: template text, the half whose id is even. Pooled: human",
        "# writing, fewer than 100 cases of any one family, so one level for all of them.",
    ]
    for family in (ON_MAP, *POOLED):
        level50, level90, n = on_map if family == ON_MAP else pooled
        name = f"{family}, {n} cases" if family == ON_MAP else f"human writing pooled, {n} cases"
        lines += [
            f"[family.{family}]",
            f'name = "{name}"',
            f"level50 = {level50:.4f}",
            f"level90 = {level90:.4f}",
        ]
    LEVELS.write_text("\n".join(lines) + "\n", "utf-8")
    calibration_for.__globals__["_calibrations"].cache_clear()


def area_at(case: Case, level: float) -> float:
    """Square kilometres of a case's region at a level."""
    return case.areas[int(np.argmin(np.abs(GRID - level)))] if case.areas else math.inf


def crossed(cases: Sequence[Case]) -> list[tuple[Case, float, float]]:
    """Each case with levels taken from the other half only."""
    levels = {
        half: fitted_levels([c for c in cases if c.is_fitted is half]) for half in (True, False)
    }
    found = []
    for case in cases:
        group = ON_MAP if case.family == ON_MAP else "pooled"
        level50, level90, _ = levels[not case.is_fitted][group]
        found.append((case, level50, level90))
    return found


def at_equal_coverage(cases: Sequence[Case], share: float) -> float:
    """Median area of the peer's circles when all are stretched until they cover a share."""
    ratios = sorted(c.miss_m / c.radius_m if c.radius_m > 0 else math.inf for c in cases)
    stretch = ratios[max(0, math.ceil(share * len(ratios)) - 1)]
    return float(np.nanmedian([math.pi * (c.radius_m * stretch) ** 2 / 1e6 for c in cases]))


def interval(right: int, total: int) -> str:
    """The 95 % Wilson interval."""
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * (share * (1 - share) / total + z * z / (4 * total**2)) ** 0.5
    return f"{max(0.0, middle - half):.2f}-{middle + half:.2f}"


def table(cases: Sequence[Case]) -> list[str]:
    """The page's tables."""
    lines = [
        "| set | places | located | 50 % covers | 90 % covers (95 %) | median km² | peer covers as it "
        "is | peer km² | peer km² at our coverage | ours / peer |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    both = crossed(cases)
    for country, what in (("nz", "human writing (nz)"), ("pl", "template text (pl)")):
        held = [(c, a, b) for c, a, b in both if c.country == country]
        alone = [c for c, _, _ in held]
        right = sum(c.level <= b for c, _, b in held)
        half = sum(c.level <= a for c, a, _ in held) / len(held)
        area = float(np.median([area_at(c, b) for c, _, b in held]))
        peer = sum(c.miss_m <= c.radius_m for c in alone) / len(alone)
        peer_area = float(np.nanmedian([math.pi * (c.radius_m / 1e3) ** 2 for c in alone]))
        equal = at_equal_coverage(alone, right / len(held))
        located = sum(c.family is not None for c in alone)
        lines.append(
            f"| {what} | {len(held)} | {located} | {half:.3f} | {right / len(held):.3f} "
            f"({interval(right, len(held))}) | {area:.0f} | {peer:.3f} | {peer_area:.0f} | "
            f"{equal:.0f} | {area / equal:.2f} |"
        )
    lines += [
        "",
        "| family | set | places | 90 % covers (95 %) | median km² |",
        "|---|---|---|---|---|",
    ]
    groups: dict[tuple[str, str], list[tuple[Case, float]]] = defaultdict(list)
    for case, _, level in both:
        groups[case.family or "not located", case.country].append((case, level))
    for (family, country), held90 in sorted(groups.items()):
        right = sum(c.level <= level for c, level in held90)
        area = float(np.median([area_at(c, level) for c, level in held90]))
        lines.append(
            f"| {family} | {country} | {len(held90)} | {right / len(held90):.3f} "
            f"({interval(right, len(held90))}) | {area:.0f} |"
        )
    return lines


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the page or print it."""
    if not DESCRIBED.is_file():
        print("real material is not here; set INDICIA_SHARED to its folder")
        return
    started = time.process_time()
    cases = load_cases()
    seconds = time.process_time() - started
    if "--calibrate" in arguments:
        write_levels(cases)
    lines = [*table(cases), "", f"{seconds / len(cases) * 1e3:.0f} ms a place, both methods."]
    text = "\n".join(lines) + "\n"
    pages = [a for a in arguments if not a.startswith("--")]
    if not pages:
        print(text)
        return
    page = Path(pages[0])
    head = page.read_text("utf-8").split(MARK)[0] if page.exists() else ""
    page.write_text(head + MARK + "\n" + text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
