"""``lexicon/*.csv``: the names, places and relations that the analysts vouch for.

Four kinds of file, told apart by their header. Every row of the first three names its source; a
row without one is refused, because a name that nobody vouches for belongs into the review queue.

``entity,kind,name,source`` and optionally ``role,parent,valid_from,valid_to,gate,protected``
    one spelling of one entity a row; ``gate`` is ``context`` for a name that is also a word.
``entity,name,class,lat,lon,uncertainty_m,source``
    landmarks and places with coordinates (degrees, metres).
``left,relation,right,source``
    relations between entities.
``id,name,latitude,longitude`` and optionally ``placetype,population,names_...``
    a gazetteer, as others export it: places that words may mean, tens of thousands of them. It
    gives coordinates to names, and vouches for none: its names become no entities.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicia.errors import BadInput, SettingsError
from indicia.geo.gazetteer import parse_places_csv
from indicia.geo.place import Place

KINDS = ("person", "organisation", "place", "facility", "road")


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one entity, with who vouches for it."""

    entity: str
    kind: str
    name: str
    source: str
    role: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""
    gate: str = ""
    protected: str = ""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place with coordinates in degrees and an uncertainty in metres."""

    entity: str
    name: str
    kind: str
    lat: float
    lon: float
    uncertainty_m: float
    source: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities that a source states."""

    left: str
    relation: str
    right: str
    source: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that the analysts vouch for."""

    names: tuple[Name, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    relations: tuple[Relation, ...] = ()
    places: tuple[Place, ...] = ()
    """Places of imported gazetteers, each with its file as source."""


def parse_lexicon(files: Mapping[str, bytes]) -> Lexicon:
    """A lexicon from the bytes of its CSV files by name.

    Raises:
        SettingsError: names file, line, and what the row needs.
    """
    names: list[Name] = []
    landmarks: list[Landmark] = []
    relations: list[Relation] = []
    places: list[Place] = []
    for file_name in sorted(files):
        if _is_gazetteer(files[file_name]):
            places += _gazetteer(file_name, files[file_name])
            continue
        header, rows = _rows(file_name, files[file_name])
        if {"left", "relation", "right"} <= header:
            relations += [_relation(file_name, line, row) for line, row in rows]
        elif {"lat", "lon"} <= header:
            landmarks += [_landmark(file_name, line, row) for line, row in rows]
        elif {"entity", "kind", "name"} <= header:
            names += [_name(file_name, line, row) for line, row in rows]
        else:
            raise SettingsError(
                f"{file_name}:1: header {','.join(sorted(header))!r} is not one of a lexicon; use "
                "entity,kind,name,source or entity,name,class,lat,lon,uncertainty_m,source or "
                "left,relation,right,source or, for a gazetteer, id,name,latitude,longitude"
            )
    return Lexicon(tuple(names), tuple(landmarks), tuple(relations), tuple(places))


Row = Mapping[str, str]


def _is_gazetteer(content: bytes) -> bool:
    header = content.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return {"name", "latitude", "longitude"} <= {cell.strip() for cell in header.split(",")}


def _gazetteer(file_name: str, content: bytes) -> list[Place]:
    try:
        return parse_places_csv(content, file_name)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file_name}: not UTF-8 ({error}); save it as UTF-8") from error
    except BadInput as error:
        raise SettingsError(str(error)) from error


def _rows(file_name: str, content: bytes) -> tuple[set[str], list[tuple[int, Row]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file_name}: not UTF-8 ({error}); save it as UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows: list[tuple[int, Row]] = []
    for row in reader:
        if None in row or None in row.values():
            raise SettingsError(
                f"{file_name}:{reader.line_num}: more or fewer cells than the header"
            )
        cells = {key.strip(): (value or "").strip() for key, value in row.items()}
        if any(cells.values()):
            rows.append((reader.line_num, cells))
    return {name.strip() for name in reader.fieldnames or ()}, rows


def _need(file_name: str, line: int, row: Row, keys: Iterable[str]) -> None:
    for key in keys:
        if not row.get(key):
            raise SettingsError(f"{file_name}:{line}: {key} is empty; every row needs it")


def _name(file_name: str, line: int, row: Row) -> Name:
    _need(file_name, line, row, ("entity", "kind", "name", "source"))
    if row["kind"] not in KINDS:
        allowed = ", ".join(KINDS)
        raise SettingsError(f"{file_name}:{line}: kind {row['kind']!r}; use one of {allowed}")
    return Name(**{key: row.get(key, "") for key in Name.__dataclass_fields__})


def _landmark(file_name: str, line: int, row: Row) -> Landmark:
    _need(file_name, line, row, ("entity", "name", "lat", "lon", "source"))
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
        uncertainty = float(row.get("uncertainty_m") or 1000.0)
    except ValueError as error:
        raise SettingsError(f"{file_name}:{line}: {error}; coordinates are degrees") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise SettingsError(f"{file_name}:{line}: {lat}, {lon} is not on Earth; order is lat, lon")
    kind = row.get("class", "")
    return Landmark(row["entity"], row["name"], kind, lat, lon, uncertainty, row["source"])


def _relation(file_name: str, line: int, row: Row) -> Relation:
    _need(file_name, line, row, ("left", "relation", "right", "source"))
    return Relation(row["left"], row["relation"], row["right"], row["source"])
