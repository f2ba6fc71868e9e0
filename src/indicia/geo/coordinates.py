"""Coordinates written in text: decimal pairs, degrees and minutes, labelled pairs, map links.

Takes text, gives spans with a point and the size of its last written digit in metres. Digits of
the Arabic and Persian scripts are read. Military grids and plus codes are not turned into
points (:mod:`indicia.geo.coarsen` still finds them as exact places).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

METRES_PER_DEGREE = 111_320.0

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫،؛−", "01234567890123456789.,;-")
_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,12})?"
_DECIMAL = r"[-+]?\d{1,3}\.\d{2,12}"
_LAT_LETTER = r"(?:N|S|north|south|شمالا|شمالاً|جنوبا|جنوباً|с\.?ш|ю\.?ш)"
_LON_LETTER = r"(?:E|W|east|west|شرقا|شرقاً|غربا|غرباً|в\.?д|з\.?д)"
_SEPARATOR = r"[\s,;/|]{1,4}"
_LABEL_LAT = r"(?:lat(?:itude)?|خط (?:ال)?عرض|широта|קו רוחב)"
_LABEL_LON = r"(?:lon(?:g(?:itude)?)?|lng|خط (?:ال)?طول|долгота|קו אורך)"

URL = re.compile(r"(?:https?://|www\.|geo:)[^\s<>\"'()\[\]{}]{1,2000}", re.IGNORECASE)
MAP_HOST = re.compile(
    r"(?:^geo:|google\.[a-z.]{2,6}/maps|maps\.google|maps\.app\.goo\.gl|goo\.gl/maps|"
    r"openstreetmap\.org|osm\.org|yandex\.[a-z.]{2,6}/maps|maps\.yandex|maps\.apple\.com|"
    r"bing\.com/maps|wikimapia\.org|waze\.com|2gis\.|what3words\.com|w3w\.co|plus\.codes)",
    re.IGNORECASE,
)
_URL_POINT = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"#map=\d{{1,2}}(?:\.\d+)?/({_NUMBER})/({_NUMBER})"),
    re.compile(rf"mlat=({_NUMBER})&mlon=({_NUMBER})", re.IGNORECASE),
    re.compile(rf"lat=({_NUMBER})&(?:lon|lng)=({_NUMBER})", re.IGNORECASE),
    re.compile(
        rf"(?:[?&](?:q|ll|sll|query|center|destination|daddr|cp)=|/@|^geo:|/place/|/search/|loc:)"
        rf"({_NUMBER})(?:,|%2C|~|\+)\+?({_NUMBER})",
        re.IGNORECASE,
    ),
)
_PAIR = re.compile(
    rf"(?<![\d.,])({_DECIMAL})°?\s?({_LAT_LETTER})?{_SEPARATOR}({_DECIMAL})°?\s?({_LON_LETTER})?"
    r"(?![\d]|[.,]\d)",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    rf"(?<![\d.])({_NUMBER})°?\s?({_LAT_LETTER}){_SEPARATOR}({_NUMBER})°?\s?({_LON_LETTER})(?!\w)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?<!\w){_LABEL_LAT}[\s:=]{{1,3}}({_NUMBER})°?{_SEPARATOR}و?{_LABEL_LON}[\s:=]{{1,3}}({_NUMBER})°?"
    r"(?![\d.]\d)",
    re.IGNORECASE,
)
_ANGLE = (
    r"(\d{1,3})\s?[°º]\s?(?:(\d{1,2}(?:\.\d{1,8})?)\s?['′’ʹ]\s?)?"
    r"(?:(\d{1,2}(?:\.\d{1,8})?)\s?(?:[\"″”“]|''|′′|’’)\s?)?"
)
_ANGLES = re.compile(
    rf"(?<![\d.]){_ANGLE}({_LAT_LETTER})[\s,;/و]{{0,4}}{_ANGLE}({_LON_LETTER})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenPoint:
    """Coordinates found in text: span in code points, point in WGS 84 degrees."""

    start: int
    end: int
    lon: float
    lat: float
    precision_m: float
    """Size of the last written digit on the ground."""
    form: str
    """decimal, lettered, labelled, angle or link."""


def find_coordinates(text: str) -> tuple[WrittenPoint, ...]:
    """Every written coordinate pair, in order of the text, none overlapping another.

    A pair without letters is read as latitude, longitude; numbers with fewer than two decimals
    and no letters are too common in ordinary text to be taken for coordinates.
    """
    plain = text.translate(_DIGITS)
    found: list[WrittenPoint] = []
    taken: list[tuple[int, int]] = []
    for point in _candidates(plain):
        if any(point.start < end and start < point.end for start, end in taken[-64:]):
            continue
        if -90 <= point.lat <= 90 and -180 <= point.lon <= 180:
            found.append(point)
            taken.append((point.start, point.end))
    return tuple(_apart(found))


def _apart(found: list[WrittenPoint]) -> Iterator[WrittenPoint]:
    """The points in order, the first of any that overlap."""
    end = -1
    for point in sorted(found, key=lambda p: (p.start, -p.end)):
        if point.start >= end:
            yield point
            end = point.end


def _candidates(plain: str) -> Iterator[WrittenPoint]:
    """Candidates from the surest form to the least sure."""
    for match in URL.finditer(plain):
        point = _link_point(match)
        if point is not None:
            yield point
    for match in _ANGLES.finditer(plain):
        lat, lat_size = _angle(match.group(1), match.group(2), match.group(3))
        lon, lon_size = _angle(match.group(5), match.group(6), match.group(7))
        sign_lat, sign_lon = _sign(match.group(4)), _sign(match.group(8))
        size = max(lat_size, lon_size)
        yield WrittenPoint(*match.span(), sign_lon * lon, sign_lat * lat, size, "angle")
    for pattern, form in ((_LABELLED, "labelled"), (_LETTERED, "lettered"), (_PAIR, "decimal")):
        for match in pattern.finditer(plain):
            groups = match.groups()
            lat_text, lon_text = groups[0], groups[-2] if len(groups) == 4 else groups[1]
            lat, lon = float(lat_text), float(lon_text)
            if len(groups) == 4:
                lat, lon = lat * _sign(groups[1]), lon * _sign(groups[3])
            yield WrittenPoint(*match.span(), lon, lat, _size(lat_text, lon_text), form)


def _link_point(match: re.Match[str]) -> WrittenPoint | None:
    link = match.group().rstrip(".,;:!?")
    if not MAP_HOST.search(link):
        return None
    for pattern in _URL_POINT:
        point = pattern.search(link)
        if point is None:
            continue
        first, second = point.group(1), point.group(2)
        # Yandex writes longitude first.
        lat_text, lon_text = (second, first) if "yandex" in link.lower() else (first, second)
        end = match.start() + len(link)
        size = _size(lat_text, lon_text)
        return WrittenPoint(match.start(), end, float(lon_text), float(lat_text), size, "link")
    return None


def _angle(degrees: str, minutes: str | None, seconds: str | None) -> tuple[float, float]:
    """Degrees, and the size of the last digit in metres."""
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    if seconds:
        return value, METRES_PER_DEGREE / 3600 * _last_digit(seconds)
    if minutes:
        return value, METRES_PER_DEGREE / 60 * _last_digit(minutes)
    return value, METRES_PER_DEGREE


def _size(lat_text: str, lon_text: str) -> float:
    return METRES_PER_DEGREE * min(_last_digit(lat_text), _last_digit(lon_text))


def _last_digit(number: str) -> float:
    """The value of one unit in the last written digit: 0.01 for "34.45"."""
    return float(10.0 ** -len(number.partition(".")[2]))


def _sign(letter: str | None) -> float:
    """-1 for south and west in any of the languages, else 1."""
    low = (letter or "").lower()
    return -1.0 if low[:1] in {"s", "w", "ю", "з", "ج", "غ"} else 1.0
