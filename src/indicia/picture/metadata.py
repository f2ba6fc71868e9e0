"""What a picture file says about itself, and the same picture without it.

Metadata that name a place are a location: whoever publishes must treat them as one. Messengers
strip them, so their absence says nothing.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from indicia.picture.decode import FORMATS, decode, too_large

_TAGS = {
    "Make": "make",
    "Model": "model",
    "Software": "software",
    "DateTime": "changed",
    "DateTimeOriginal": "taken",
    "OffsetTimeOriginal": "taken_offset",
    "Artist": "artist",
    "Copyright": "copyright",
    "ImageDescription": "description",
    "Orientation": "orientation",
}
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says: nothing here is checked against the world."""

    format: str
    width: int
    """Pixels as stored."""
    height: int
    exif: Mapping[str, str]
    """Camera, times, words: under our names, as text, each at most 500 characters."""
    lon_lat: tuple[float, float] | None
    """WGS 84 degrees from the GPS tags; a location."""
    faults: tuple[str, ...]


def read_metadata(content: bytes) -> Metadata:
    """Read what the header says, without decoding pixels; never raises on bad bytes."""
    from PIL import Image

    if not content:
        return Metadata("", 0, 0, {}, None, ("the file is empty",))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Exception as error:  # noqa: BLE001 - a reader's border: any decoder fault is a finding
        return Metadata("", 0, 0, {}, None, (f"no metadata: not a picture read here ({error})",))
    width, height = image.size
    fault = too_large(width, height)
    faults = [fault] if fault else []
    exif: dict[str, str] = {}
    lon_lat = None
    try:
        found = image.getexif()
        exif = _exif(found)
        lon_lat = _lon_lat(found.get_ifd(0x8825))
    except Exception as error:  # noqa: BLE001 - a reader's border: damaged EXIF is a finding
        faults.append(f"the EXIF block is damaged ({error})")
    return Metadata(image.format or "", width, height, exif, lon_lat, tuple(faults))


def strip(content: bytes) -> bytes:
    """The same upright picture as PNG or JPEG (as it was) with nothing but pixels in it.

    Raises:
        ValueError: the bytes cannot be decoded whole; a half picture is not prepared.
    """
    decoded = decode(content)
    if decoded.pixels is None:
        raise ValueError(f"metadata cannot be stripped: {'; '.join(decoded.faults)}")
    from PIL import Image

    out = io.BytesIO()
    if decoded.format == "JPEG":
        Image.fromarray(decoded.pixels).save(out, "JPEG", quality=92, subsampling=0)
    else:
        Image.fromarray(decoded.pixels).save(out, "PNG", optimize=False)
    return out.getvalue()


def _exif(found: object) -> dict[str, str]:
    from PIL import ExifTags, Image

    assert isinstance(found, Image.Exif)
    merged = {**dict(found), **dict(found.get_ifd(0x8769))}
    exif = {}
    for tag, value in merged.items():
        name = _TAGS.get(ExifTags.TAGS.get(tag, ""))
        if name:
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            exif[name] = text.strip("\x00 ")[:_LONGEST]
    return dict(sorted(exif.items()))


def _lon_lat(gps: Mapping[int, object]) -> tuple[float, float] | None:
    lat, lon = _degrees(gps.get(2)), _degrees(gps.get(4))
    if lat is None or lon is None:
        return None
    if str(gps.get(1, "N")).strip("\x00 ").upper() == "S":
        lat = -lat
    if str(gps.get(3, "E")).strip("\x00 ").upper() == "W":
        lon = -lon
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _degrees(value: object) -> float | None:
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    total = degrees + minutes / 60 + seconds / 3600
    return total if math.isfinite(total) else None
