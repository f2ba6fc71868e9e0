"""The demonstration's settings and lexicon, written from the invented world."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import orjson

from indicia.demo.world import CHANNELS, LAT, LON, SITES, TOWN

SUBJECT = "org-sons"
SOURCE = "invented for the demonstration"
QUESTIONS = """
[[questions]]
id = "who"
text = "Who is behind the Sons of Tell Qamar?"
  [[questions.answers]]
  id = "local"
  text = "Residents of the town, without backing from outside"
  [[questions.answers]]
  id = "backed"
  text = "Residents of the town who are backed from outside"
  [[questions.answers]]
  id = "foreign"
  text = "An outside body that has no members in the town"

[[questions]]
id = "size"
text = "How large is the group?"
ordered = true
  [[questions.answers]]
  id = "few"
  text = "Single persons"
  [[questions.answers]]
  id = "cell"
  text = "A cell of up to thirty"
  [[questions.answers]]
  id = "force"
  text = "A significant force"

[[questions]]
id = "genuine"
text = "Is its activity real, or theatre?"
  [[questions.answers]]
  id = "real"
  text = "Real activity on the ground"
  [[questions.answers]]
  id = "theatre"
  text = "Psychological warfare without activity on the ground"
"""
NAMES: tuple[tuple[str, str, str, str, str], ...] = (
    (SUBJECT, "organisation", "أبناء تل قمر", "", ""),
    (SUBJECT, "organisation", "Sons of Tell Qamar", "", ""),
    (SUBJECT, "organisation", "Сыны Телль-Камара", "", ""),
    (SUBJECT, "organisation", "בני תל קמר", "", ""),
    ("org-brigade19", "organisation", "لواء 19", "", ""),
    ("org-brigade19", "organisation", "Brigade 19", "", ""),
    ("org-brigade19", "organisation", "бригада 19", "", ""),
    ("org-brigade19", "organisation", "לואא 19", "", ""),
    ("org-falcon", "organisation", "فوج الصقر", "", "org-brigade19"),
    ("org-falcon", "organisation", "Falcon Regiment", "", "org-brigade19"),
    ("org-builders", "organisation", "مؤسسة العمران", "", ""),
    ("org-builders", "organisation", "Builders Foundation", "", ""),
    ("per-abu-rashid", "person", "أبو رشيد التلاوي", "named commander of the Falcon Regiment", ""),
    ("per-abu-rashid", "person", "Abu Rashid al-Tellawi", "named commander of the Falcon Regiment", ""),
    ("per-abu-rashid", "person", "Абу Рашид ат-Теллауи", "named commander of the Falcon Regiment", ""),
    ("per-nadim", "person", "الحاج نديم", "", ""),
    ("per-nadim", "person", "Hajji Nadim", "", ""),
    ("road-r7", "road", "R7", "", ""),
)  # fmt: skip
KINDS = {"place of worship": "building", "hospital": "building"}


def case_files() -> dict[str, bytes]:
    """The files that ``Case.create`` takes."""
    return {
        "case.toml": _settings().encode(),
        "lexicon/names.csv": _csv(
            ("entity", "kind", "name", "source", "role", "parent"),
            [(e, k, n, SOURCE, role, parent) for e, k, n, role, parent in NAMES]
            + [
                (f"site-{s.key}", "facility", name, SOURCE, "", "")
                for s in SITES
                for name in s.name.values()
            ],
        ),
        "lexicon/landmarks.csv": _csv(
            ("entity", "name", "class", "lat", "lon", "uncertainty_m", "source"),
            [
                (
                    f"site-{s.key}",
                    s.name["en"],
                    KINDS.get(s.protected, "building"),
                    s.lat,
                    s.lon,
                    60,
                    SOURCE,
                )
                for s in SITES
                if s.key in ("noor", "sindus")
            ],
        ),
        "layers/orientation.geojson": _layers(),
        "lexicon/relations.csv": _csv(
            ("left", "relation", "right", "source"),
            [("per-abu-rashid", "commands", "org-falcon", SOURCE)],
        ),
    }


def _settings() -> str:
    names = ", ".join(f'"{name}"' for name in TOWN.values())
    kinds = "\n".join(
        f'"{c.number}" = "{"outlet" if c.part == "news" else "channel"}"'
        for c in CHANNELS
        if c.number
    )
    return f"""\
# The demonstration case. Its town, people and groups are invented.
title = "Tell Qamar (an invented case)"
time_zone = "Asia/Damascus"
export_time_zone = "Etc/GMT-3"
languages = ["ar", "en", "he", "ru", "fa", "tr"]
subject = "{SUBJECT}"
watch_words = ["أبناء تل قمر", "Sons of Tell Qamar"]

[area]
name = "{TOWN["en"]}"
names = [{names}]
lat = {LAT}
lon = {LON}
radius_km = 20.0

[policy]
cell_km = 1.0
delay_days = 3

[source_kinds]
{kinds}
{QUESTIONS}"""


def _csv(header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _layers() -> bytes:
    """The demonstration's own layer: a road, a wadi and two quarters, all invented."""
    road = [
        (39.18, 33.80),
        (39.28, 33.87),
        (39.38, 33.92),
        (39.43, 33.958),
        (39.52, 34.01),
        (39.62, 34.05),
    ]
    wadi = [
        (39.16, 34.03),
        (39.26, 33.97),
        (39.33, 33.945),
        (39.35, 33.90),
        (39.44, 33.84),
        (39.56, 33.78),
    ]
    features = [
        ("R7", "road", {"type": "LineString", "coordinates": road}),
        ("Wadi Qamar", "river", {"type": "LineString", "coordinates": wadi}),
        ("North Quarter", "quarter", {"type": "Point", "coordinates": (39.378, 33.944)}),
        ("Wells village", "village", {"type": "Point", "coordinates": (39.50, 33.86)}),
    ]
    rows = [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind, "source": SOURCE},
            "geometry": geometry,
        }
        for name, kind, geometry in features
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": rows}, option=orjson.OPT_INDENT_2)
