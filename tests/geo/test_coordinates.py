"""Coordinates in every written form, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.geo.coordinates import find_coordinates

LAT, LON = 36.1234, 37.1234


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("36.1234, 37.1234", "decimal"),
        ("at 36.1234,37.1234.", "decimal"),
        ("٣٦٫١٢٣٤، ٣٧٫١٢٣٤", "decimal"),
        ("۳۶٫۱۲۳۴, ۳۷٫۱۲۳۴", "decimal"),
        ("36.1234° N, 37.1234° E", "lettered"),
        ("lat: 36.1234, lon: 37.1234", "labelled"),
        ("خط العرض: 36.1234 خط الطول: 37.1234", "labelled"),
        ("36°07'24.24\"N 37°07'24.24\"E", "angle"),
        ("36° 7′ 24.24″ N, 37° 7′ 24.24″ E", "angle"),
        ("https://www.google.com/maps/@36.1234,37.1234,15z", "link"),
        ("https://maps.google.com/?q=36.1234,37.1234", "link"),
        ("https://www.openstreetmap.org/#map=15/36.1234/37.1234", "link"),
        ("https://www.openstreetmap.org/?mlat=36.1234&mlon=37.1234", "link"),
        ("https://yandex.ru/maps/?ll=37.1234,36.1234", "link"),
        ("geo:36.1234,37.1234", "link"),
    ],
)
def test_a_written_form_becomes_its_point(text: str, form: str) -> None:
    (found,) = find_coordinates(text)
    assert found.form == form
    assert found.lat == pytest.approx(LAT, abs=1e-4)
    assert found.lon == pytest.approx(LON, abs=1e-4)
    assert found.precision_m < 50


@pytest.mark.parametrize("text", ["33.86 S, 151.21 E", "33°52'S 151°12'E", "-33.86, 151.21"])
def test_south_is_negative(text: str) -> None:
    (found,) = find_coordinates(text)
    assert found.lat == pytest.approx(-33.86, abs=0.02)


@pytest.mark.parametrize(
    "text",
    ["12.5, 14.5 million", "version 3.11.2", "at 10.30, 11.45 a.m.", "99.12, 200.5", "1,234.56"],
)
def test_ordinary_numbers_are_no_coordinates(text: str) -> None:
    assert all(-90 <= p.lat <= 90 and -180 <= p.lon <= 180 for p in find_coordinates(text))
    if "million" in text or "version" in text or text == "1,234.56":
        assert find_coordinates(text) == ()


@given(
    st.floats(-89.99, 89.99).map(lambda v: round(v, 5)),
    st.floats(-179.99, 179.99).map(lambda v: round(v, 5)),
)
def test_a_point_written_with_five_decimals_is_read_again(lat: float, lon: float) -> None:
    (found,) = find_coordinates(f"seen at {lat:.5f}, {lon:.5f} today")
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=1e-9)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_minutes_and_seconds_are_read_again(d: int, m: int, s: int, side: str) -> None:
    (found,) = find_coordinates(f"{d}°{m}'{s}\"{side} 040°10'20\"E")
    sign = 1 if side == "N" else -1
    assert found.lat == pytest.approx(sign * (d + m / 60 + s / 3600), abs=1e-9)


@given(st.text(alphabet="0123456789.,;°'\"NSEW٠١٢٣ -/http:geo@?q=", max_size=80))
def test_nothing_raises_spans_are_in_the_text_and_points_on_earth(text: str) -> None:
    end = 0
    for point in find_coordinates(text):
        assert end <= point.start < point.end <= len(text)
        assert abs(point.lat) <= 90 and abs(point.lon) <= 180
        end = point.end
