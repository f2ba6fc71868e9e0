"""Where: the regions that the posts of a selection put something in, as shaded surfaces.

A region is a probability as worded, never a point. The map is as coarse as the policy of the case,
so that what is seen and saved here may leave it; the exact words of a place are on its own page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.desk.drawn import data_block, drawn
from indicia.desk.selection import CELL, Selection, places_in_cells, selected_link, selection
from indicia.desk.visit import Visit
from indicia.desk.words import words_in
from indicia.geo.coarsen import PrecisionPolicy, coarsen_geometry, coarsen_point, coarsen_text
from indicia.publish.figure import WIDTH, Figure, Label, drawing
from indicia.publish.map import borders, frame_of, scale_bar
from indicia.publish.mapbase import HEIGHT, Frame, base_lines, base_names
from indicia.publish.orientation import Landmark, landmarks_around
from indicia.publish.region import rings

MOST_PLACES = 40
"""Regions that are drawn; the caption says how many more there are."""
LONGEST_WORDS = 120
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Region:
    """One place as posts word it: its likeliest cell, what holds 50 and 90 % of it, who states it.

    Degrees and square kilometres; rings are outer rings of (lon, lat).
    """

    place: str
    words: str
    lon: float
    lat: float
    half: list[Ring]
    most: list[Ring]
    area50_km2: float
    area90_km2: float
    protected: str
    posts: int
    origins: int


def where(visit: Visit) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where a time of the filter cannot be read."""
    chosen = selection(visit)
    found, left = regions(visit, chosen)
    ground = _ground(visit, found) if found else None
    figure = _figure(visit, found, left, ground) if ground else None
    links = [selected_link(visit, "/search", area=region.place) for region in found]
    return {
        "chosen": chosen,
        "count": chosen.rows.num_rows,
        "selected": partial(selected_link, visit),
        "figures": {"where": drawn(figure, links)},
        "shapes": _shapes(visit, found, links, ground) if ground else "",
    }


def where_figure(visit: Visit) -> Figure | None:
    """The map of the selection; ``None`` where its posts put nothing anywhere."""
    found, left = regions(visit, selection(visit))
    return _figure(visit, found, left, _ground(visit, found)) if found else None


def regions(visit: Visit, chosen: Selection) -> tuple[list[Region], int]:
    """Regions by cell, those that most independent origins state first; how many are left out.

    What is protected is never one with what is not.
    """
    policy = _policy(visit)
    rows = _stated(visit, chosen)
    if not rows.num_rows:
        return [], 0
    groups = (
        rows.sort_by([("area90_km2", "ascending"), ("place", "ascending")])
        .group_by(CELL, use_threads=False)
        .aggregate([
            ("place", "first"), ("item", "count_distinct"), ("origin", "count_distinct"),
        ])
        .sort_by([
            ("origin_count_distinct", "descending"), ("item_count_distinct", "descending"),
            ("place_first", "ascending"),
        ])
    )  # fmt: skip
    shown = groups.slice(0, MOST_PLACES).to_pylist()
    places = visit.store.read("places")
    at = pc.index_in(pa.array([g["place_first"] for g in shown]), places.column("place"))
    held = places.take(at).to_pylist()
    made = [
        _region(row, group["item_count_distinct"], group["origin_count_distinct"], policy)
        for row, group in zip(held, shown, strict=True)
    ]
    return made, groups.num_rows - len(made)


def _stated(visit: Visit, chosen: Selection) -> pa.Table:
    """Places of the selected posts in their cells, each with the origin of its post."""
    rows = places_in_cells(visit)
    at = pc.index_in(rows.column("item"), chosen.rows.column("item"))
    rows = rows.append_column("at", at).filter(pc.is_valid(at))
    return rows.append_column("origin", chosen.rows.column("origin").take(rows.column("at")))


def _region(row: Mapping[str, Any], posts: int, origins: int, policy: PrecisionPolicy) -> Region:
    lon, lat = coarsen_point(row["lon"], row["lat"], policy)
    half, most = (
        rings(coarsen_geometry(orjson.loads(row[key]), policy)) for key in ("region50", "region90")
    )
    cell = (policy.cell_m / 1000) ** 2
    return Region(
        row["place"],
        coarsen_text(" ".join(row["words"].split()), policy)[:LONGEST_WORDS],
        round(lon, 5),
        round(lat, 5),
        half,
        most,
        max(row["area50_km2"], cell),
        max(row["area90_km2"], cell),
        row["legal_term"] or row["protected"] or "",
        posts,
        origins,
    )


def _policy(visit: Visit) -> PrecisionPolicy:
    settings = visit.version.settings
    return PrecisionPolicy(cell_m=settings.policy.cell_km * 1000.0)


def _ground(visit: Visit, found: Sequence[Region]) -> tuple[Frame, list[Landmark]]:
    """The frame that holds the regions, and what a reader finds their way by in it."""
    version = visit.version
    frame = frame_of([{"polygons": r.most, "lon": r.lon, "lat": r.lat} for r in found])
    return frame, landmarks_around(version.settings, version.layers, frame.around)


def _figure(
    visit: Visit, found: Sequence[Region], left: int, ground: tuple[Frame, list[Landmark]]
) -> Figure:
    words, settings = words_in(visit.language), visit.version.settings
    frame, landmarks = ground
    body = [*borders(frame), *base_lines(frame, landmarks)]
    for region in sorted(found, key=lambda r: -r.area90_km2):
        kind = "protected" if region.protected else "region"
        body += [_polygon(frame, ring, kind) for ring in region.most]
        body += [_polygon(frame, ring, "half") for ring in region.half if not region.protected]
    labels = []
    for number, region in enumerate(found, 1):
        x, y = frame.xy(region.lon, region.lat)
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="mode"/>')
        labels.append(Label((x + 6) / WIDTH * 100, (y - 6) / HEIGHT * 100, str(number), "region"))
    towns, names = base_names(frame, landmarks, labels)
    scale = scale_bar(frame, labels)
    head = ("as_worded", "posts", "origins_count", "half_km2", "most_km2", "protected_as")
    return Figure(
        words["where_title"],
        drawing([*body, *towns, *scale], HEIGHT),
        (*labels, *names),
        tuple(words[key] for key in head),
        tuple(
            (
                f"{number}. {region.words}", str(region.posts), str(region.origins),
                f"{region.area50_km2:,.1f}", f"{region.area90_km2:,.1f}", region.protected or "–",
            )
            for number, region in enumerate(found, 1)
        ),
        words["where_caption"].format(cell=f"{settings.policy.cell_km:g}", left=left),
        open_table=True,
    )  # fmt: skip


def _polygon(frame: Frame, ring: Ring, kind: str) -> str:
    points = " ".join("{:.1f},{:.1f}".format(*frame.xy(*point)) for point in ring)
    return f'<polygon points="{points}" class="{kind}"/>'


def _shapes(
    visit: Visit,
    found: Sequence[Region],
    links: Sequence[str],
    ground: tuple[Frame, list[Landmark]],
) -> str:
    """What the page's script draws: the regions and the lines of the base map, as JSON."""
    made = {
        "regions": [
            {
                "number": number, "words": region.words, "posts": region.posts,
                "origins": region.origins, "protected": region.protected, "link": link,
                "half": region.half, "most": region.most, "lon": region.lon, "lat": region.lat,
            }
            for number, (region, link) in enumerate(zip(found, links, strict=True), 1)
        ],
        "base": [
            {"kind": mark.kind, "name": mark.name, "lon": mark.lon, "lat": mark.lat, "lines": mark.lines}
            for mark in ground[1]
        ],
        "says": {key: words_in(visit.language)[key] for key in ("posts", "origins_count", "where_map")},
    }  # fmt: skip
    return data_block(made)
