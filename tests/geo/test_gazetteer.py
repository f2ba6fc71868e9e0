"""Places by name: landmarks, imported gazetteers, the embedded extract."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicia.errors import BadInput, SettingsError
from indicia.geo.gazetteer import Around, Gazetteer, parse_places_csv, parse_places_geojson
from indicia.geo.place import Place
from indicia.lexicon import parse_lexicon

HEADER = "id,placetype,name,latitude,longitude,population,names_ar\n"
ROW = "7,locality,Tell Qamar,34.45,40.92,4000,تل قمر|تلّ القمر\n"


def test_a_gazetteer_is_told_by_its_header_and_vouches_for_no_name() -> None:
    lexicon = parse_lexicon({"places.csv": (HEADER + ROW).encode()})
    assert [place.name for place in lexicon.places] == ["Tell Qamar"]
    assert lexicon.places[0].source == "places.csv"
    assert lexicon.names == () and lexicon.landmarks == ()


def test_a_place_is_found_by_any_spelling_with_and_without_its_article() -> None:
    gazetteer = Gazetteer(parse_places_csv((HEADER + ROW).encode(), "x"))
    for name in ("Tell Qamar", "TELL QAMAR", "تل قمر", "تلّ القمر"):
        assert [place.id for place in gazetteer.lookup(name)] == ["x:7"]
    assert gazetteer.lookup("Elsewhere") == []


def test_of_two_places_of_one_name_the_nearer_comes_first() -> None:
    far, near = (Place(f"p:{lat}", "Raml", ("Raml",), lat, 40.0) for lat in (30.0, 34.0))
    gazetteer = Gazetteer([far, near])
    assert gazetteer.lookup("Raml", Around(40.0, 34.5, 500.0))[0] is near


def test_the_next_settlement_is_another_one_and_at_least_half_as_large() -> None:
    home = Place("a", "Qamar", ("Qamar",), 34.0, 40.0, population=10_000)
    same = Place("b", "Qamar", ("Qamar",), 34.01, 40.0, population=9_000)
    hamlet = Place("c", "Few", ("Few",), 34.1, 40.0, population=100)
    town = Place("d", "Raml", ("Raml",), 34.5, 40.0, population=6_000)
    found = Gazetteer([home, same, hamlet, town]).nearest_settlement_m(home)
    assert found == pytest.approx(55_600, rel=0.01)
    assert Gazetteer([home]).nearest_settlement_m(home) is None


@pytest.mark.parametrize(
    ("row", "what"),
    [("7,locality,A,x,40,,\n", "places.csv:2"), ("7,locality,A,134,40,,\n", "not on Earth")],
)
def test_a_wrong_row_of_a_gazetteer_is_named(row: str, what: str) -> None:
    with pytest.raises(SettingsError, match=what):
        parse_lexicon({"places.csv": (HEADER + row).encode()})


def test_roads_and_outlines_come_from_geojson() -> None:
    content = (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ref":"N4"},'
        b'"geometry":{"type":"LineString","coordinates":[[40,34],[41,34]]}}]}'
    )
    (road,) = parse_places_geojson(content, "roads")
    assert road.kind == "road" and road.geometry is not None
    with pytest.raises(BadInput, match="not a GeoJSON"):
        parse_places_geojson(b"[]", "roads")


def test_a_real_gazetteer_of_tens_of_thousands_of_places_is_a_lexicon_file(
    shared_data: Path,
) -> None:
    path = shared_data / "gazetteer" / "whosonfirst-sy-iq.csv"
    lexicon = parse_lexicon({path.name: path.read_bytes()})
    assert len(lexicon.places) > 33_000
    assert Gazetteer(lexicon.places).lookup("تل أحمد")
