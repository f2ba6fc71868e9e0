"""Nothing leaves more exactly than the policy says."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, mapping, shape

from indicia.geo.coarsen import (
    DEFAULT_POLICY,
    PrecisionPolicy,
    coarsen_geometry,
    coarsen_point,
    coarsen_text,
    find_exact_locations,
)
from indicia.geo.coordinates import METRES_PER_DEGREE
from indicia.geo.place import Place

LONS = st.floats(-179.9, 179.9)
LATS = st.floats(-84.0, 84.0)
CELLS = st.sampled_from([500.0, 1000.0, 5000.0])


def rows(cell_m: float) -> int:
    return round(180.0 * METRES_PER_DEGREE / cell_m)


def corners(geometry: dict[str, Any]) -> set[tuple[float, float]]:
    parts = (
        geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    )
    return {(x, y) for part in parts for ring in part for x, y in ring}


@given(LONS, LATS, CELLS)
def test_a_point_becomes_the_centre_of_its_cell_and_stays_there(
    lon: float, lat: float, cell_m: float
) -> None:
    policy = PrecisionPolicy(cell_m)
    once = coarsen_point(lon, lat, policy)
    assert coarsen_point(*once, policy) == once
    row = (once[1] + 90.0) / 180.0 * rows(cell_m)
    assert row % 1 == pytest.approx(0.5, abs=1e-3)
    assert abs(once[1] - lat) * METRES_PER_DEGREE <= cell_m


@given(LONS, LATS, st.floats(-1, 1), st.floats(-1, 1))
def test_every_point_of_a_cell_gives_the_same_output(
    lon: float, lat: float, east: float, north: float
) -> None:
    centre = coarsen_point(lon, lat)
    half = 0.49 * DEFAULT_POLICY.cell_m / METRES_PER_DEGREE
    width = half / math.cos(math.radians(centre[1]))
    other = centre[0] + 0.98 * east * width, centre[1] + north * half
    assert coarsen_point(*other) == centre


@given(LONS, LATS, st.floats(0.0005, 0.05), CELLS)
@settings(max_examples=40, deadline=None)
def test_every_corner_of_a_shape_lies_on_the_grid(
    lon: float, lat: float, radius: float, cell_m: float
) -> None:
    """Latitudes are multiples of the cell; each row's longitudes are multiples of its own."""
    found = coarsen_geometry(dict(mapping(Point(lon, lat).buffer(radius))), PrecisionPolicy(cell_m))
    total = rows(cell_m)
    for _, y in corners(found):
        assert ((y + 90.0) / 180.0 * total) % 1 == pytest.approx(
            round(((y + 90.0) / 180.0 * total) % 1), abs=1e-3
        )


@given(LONS, LATS, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
@settings(max_examples=30, deadline=None)
def test_a_shape_moved_inside_its_cell_leaves_no_trace(
    lon: float, lat: float, east: float, north: float
) -> None:
    lon, lat = coarsen_point(lon, lat)
    step = DEFAULT_POLICY.cell_m / METRES_PER_DEGREE
    moved = lon + east * step / math.cos(math.radians(lat)), lat + north * step
    # The same shape in metres: circles of 3 km drawn around both points.
    shapes = [circle(*point) for point in ((lon, lat), moved)]
    one, two = (coarsen_geometry(s) for s in shapes)
    assert shape(one).symmetric_difference(shape(two)).area <= 0.02 * shape(one).area


def circle(lon: float, lat: float) -> dict[str, Any]:
    from indicia.geo.plane import Plane

    return dict(mapping(Plane(lon, lat).to_degrees(Point(0, 0).buffer(3000.0))))


def test_a_policy_of_towns_gives_the_town_and_nothing_finer() -> None:
    town = Place("t:1", "Tell Qamar", ("Tell Qamar",), 34.45678, 40.91234)
    policy = PrecisionPolicy(towns=(town,))
    assert coarsen_point(40.9, 34.4, policy) == (40.912, 34.457)
    assert coarsen_text("at 34.45123, 40.91987", policy) == "at [near Tell Qamar]"


@pytest.mark.parametrize(
    "exact",
    [
        "34.45123, 40.91987",
        "34°27'04.4\"N 40°55'11.5\"E",
        "https://www.google.com/maps/@34.45123,40.91987,17z",
        "https://maps.app.goo.gl/abcdef",
        "37S FT 12345 67890",
        "8G6CFW37+GX",
        "///filled.count.soap",
    ],
)
def test_an_exact_place_in_text_is_found_and_replaced(exact: str) -> None:
    text = f"They met at {exact} in the morning."
    assert find_exact_locations(text)
    coarse = coarsen_text(text)
    assert exact not in coarse and coarse.startswith("They met at [")
    assert coarsen_text(coarse) == coarse
    assert not find_exact_locations(coarse)


@given(st.floats(-80, 80), st.floats(-179, 179))
def test_no_written_point_survives_more_exactly_than_a_cell(lat: float, lon: float) -> None:
    coarse = coarsen_text(f"x {lat:.6f}, {lon:.6f} y")
    assert f"{lat:.6f}" not in coarse and f"{lon:.6f}" not in coarse
