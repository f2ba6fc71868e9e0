"""From words to regions: grammar, density, calibration."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from indicia.errors import BadInput
from indicia.geo.calibration import calibration_for
from indicia.geo.phrase import CueKind, find_place_phrases
from indicia.geo.place import Place
from indicia.geo.plainfile import Described, anchored_cues, locate_lines, parse_described
from indicia.geo.region import Region, locate, posterior

QAMAR = Place("a:0", "Qamar", ("Qamar", "قمر"), 34.45, 40.92, population=40_000)
RAML = Place("a:1", "Raml", ("Raml", "رمل"), 34.75, 41.25, population=9_000)
NAMES = ("Qamar", "Raml", "قمر", "رمل", "קמר", "Камар")


def region(text: str, *anchors: Place) -> Region | None:
    return locate(anchored_cues(Described("1", text, anchors or (QAMAR, RAML))))


def kinds(text: str) -> list[CueKind]:
    return [cue.kind for phrase in find_place_phrases(text, NAMES) for cue in phrase.cues]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4 km north of Qamar", CueKind.OFFSET),
        ("11 km southwest of the centre of Qamar", CueKind.OFFSET),
        ("35 km west of the outskirts of Qamar", CueKind.OFFSET),
        ("على بعد ٤ كم شمال قمر", CueKind.OFFSET),
        ("в 4 км к северу от Камара", CueKind.OFFSET),
        ("north-east of Qamar", CueKind.DIRECTION),
        ("شمال شرق قمر", CueKind.DIRECTION),
        ("just outside of Qamar", CueKind.NEAR),
        ("near Qamar", CueKind.NEAR),
        ("بالقرب من قمر", CueKind.NEAR),
        ("adjacent to the Qamar mosque", CueKind.ADJACENT),
        ("opposite the Qamar school", CueKind.OPPOSITE),
        ("between Qamar and Raml", CueKind.BETWEEN),
        ("بين قمر ورمل", CueKind.BETWEEN),
        ("on the N4 road coming from Raml", CueKind.ROAD),
        ("in Qamar", CueKind.IN),
    ],
)
def test_a_relation_is_read(text: str, kind: CueKind) -> None:
    assert kind in kinds(text)


def test_a_place_before_a_comma_lies_in_the_direction_that_is_told() -> None:
    found = region("It serves Qamar, five kilometres to the north.", QAMAR)
    assert found is not None and found.lat < QAMAR.lat


def test_what_lies_to_the_west_puts_the_described_place_east_of_it() -> None:
    found = region("Qamar lies to the west.", QAMAR)
    assert found is not None and found.lon > QAMAR.lon


def test_the_and_of_two_offsets_does_not_make_the_first_anchor_the_second_subject() -> None:
    found = region("15 km west of Qamar and 8 km south of the coast.", QAMAR)
    assert found is not None
    used = [use for use in found.cues if use.used]
    assert [use.cue.bearing_deg for use in used] == [270.0]


def test_between_one_known_and_one_unknown_place_is_wide_and_says_so() -> None:
    found = region("between Qamar and Nowhere", QAMAR)
    both = region("between Qamar and Raml")
    assert found is not None and both is not None
    assert "only one of the two" in found.cues[0].reason


def test_an_offset_lies_where_it_says_and_the_road_is_not_taken_for_it() -> None:
    found = region("4 km north of Qamar", QAMAR)
    assert found is not None
    assert shape(found.regions["90"]).contains(Point(QAMAR.lon, QAMAR.lat + 0.036))
    assert not shape(found.regions["90"]).contains(Point(QAMAR.lon, QAMAR.lat - 0.05))


def test_distances_that_agree_closely_give_a_smaller_region_than_those_that_do_not() -> None:
    agree = region("20 km north of Qamar and 35 km west of Raml")
    differ = region("20 km north of Qamar and 10 km west of Raml")
    assert agree is not None and differ is not None
    assert agree.area_km2["90"] < differ.area_km2["90"]


def test_a_cue_that_two_others_rule_out_is_dropped_with_the_reason() -> None:
    far = Place("a:2", "Faraway", ("Faraway",), 10.0, 10.0, population=9_000)
    found = region("4 km north of Qamar, 40 km southwest of Raml, near Faraway", QAMAR, RAML, far)
    assert found is not None
    assert any(not use.used and "dropped" in use.reason for use in found.cues)


@given(
    st.sampled_from(["north", "south-east", "west", "east"]),
    st.integers(1, 120),
    st.sampled_from(["", ", near Raml", " and 30 km south of Raml"]),
)
@settings(max_examples=25, deadline=None)
def test_probability_sums_to_one_and_the_smaller_region_lies_in_the_larger(
    way: str, km: int, more: str
) -> None:
    cues = anchored_cues(Described("1", f"{km} km {way} of Qamar{more}", (QAMAR, RAML)))
    found = posterior(cues)
    assert found is not None
    assert float(found.cells.mass.sum()) == pytest.approx(1.0)
    assert float(found.cells.mass.min()) >= 0.0
    drawn = locate(cues)
    assert drawn is not None and drawn.area_km2["50"] <= drawn.area_km2["90"]
    outside = shape(drawn.regions["50"]).difference(shape(drawn.regions["90"]).buffer(1e-5))
    assert outside.area <= 1e-9
    again = locate(cues)
    assert again is not None and again.regions == drawn.regions


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_the_grammar_never_raises_and_spans_lie_in_the_text(text: str) -> None:
    for phrase in find_place_phrases(text, NAMES):
        assert 0 <= phrase.start < phrase.end <= len(text)


def test_a_family_without_a_measurement_says_so() -> None:
    assert calibration_for("adjacent").name == "none"
    assert "cases" in calibration_for("offsets-on-map").name


def line(text: str) -> str:
    anchor = {"name": "Qamar", "latitude": 34.45, "longitude": 40.92, "population": 40000}
    return json.dumps({"id": "x", "text": text, "anchors": [anchor]})


def test_output_is_coarse_unless_a_reason_is_given() -> None:
    (coarse,) = map(json.loads, locate_lines([line("4 km north of Qamar")]))
    (exact,) = map(json.loads, locate_lines([line("4 km north of Qamar")], "for the court"))
    assert coarse["precision"] == {"exact": False, "cell_m": 1000.0}
    assert exact["precision"]["reason"] == "for the court"
    assert coarse["calibration"] == exact["calibration"]


def test_words_without_a_relation_give_no_region_and_the_reason() -> None:
    (row,) = map(json.loads, locate_lines([line("The flyer has three demands.")]))
    assert row["regions"] is None and "none of the anchors" in row["reason"]


@pytest.mark.parametrize(
    "bad", ["{", "[]", '{"text": 1}', '{"text": "x", "anchors": [{"name": "A"}]}']
)
def test_a_wrong_line_is_named(bad: str) -> None:
    with pytest.raises(BadInput, match="line 7"):
        parse_described(bad, 7)
