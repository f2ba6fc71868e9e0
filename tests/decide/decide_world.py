"""A small invented case to decide on: two channels, a picture with a mark, one question.

Everything in it is invented. It is run once; each test takes a copy of the folder.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.run import run_case

SETTINGS = """
title = "Reed Valley (invented)"
time_zone = "UTC"
languages = ["en", "ar"]
subject = "org-tide"
[area]
name = "Reed Valley"
[[questions]]
id = "who"
text = "Who is behind the Tide Movement?"
  [[questions.answers]]
  id = "local"
  text = "Residents"
  [[questions.answers]]
  id = "foreign"
  text = "Outsiders"
"""
NAMES = """entity,kind,name,source,role,parent,valid_from,valid_to,gate,protected
org-tide,organisation,Tide Movement,invented,,,,,,
org-tide,organisation,حركة المد,invented,,,,,,
org-reed,organisation,Reed Brigade,invented,,,,,,
org-heron,organisation,Heron Battalion,invented,,,,,,
per-karim,person,Karim Sallumi,invented,,,,,,
"""
LANDMARKS = """entity,name,class,lat,lon,uncertainty_m,source
site-mill,the Old Mill,building,35.01,40.02,60,invented
"""
WATCH = (
    "The Tide Movement announced that it was founded by residents of Reed Valley.",
    "Karim Sallumi said that the Reed Brigade took over a compound near the Old Mill.",
    "According to some sources, the Tide Movement may be funded from abroad.",
    "Reed Brigade: we demand that the Tide Movement leave the valley.",
    "Shops at Saffron Market opened late on Monday, traders said.",
    "حركة المد أعلنت بيانا جديدا في الوادي اليوم.",
)
HERALD = (
    "The Tide Movement announced that it was founded by residents of Reed Valley.",
    "Traders of Safron Market said that prices fell on Tuesday.",
    "The Heron Battalion denied that it supports the Tide Movement.",
    "The Old Mill is used by the Heron Battalion as a store, residents said.",
    "The Tide Movement said that letters reach it at press@tide.example every day.",
    "Rain fell on Safron Market during the night.",
    "Nobody slept; Shops at Saffron Market stayed shut.",
)


def telegram(name: str, number: int, texts: tuple[str, ...], hour: int) -> bytes:
    """A Telegram export of one channel, one post an hour."""
    messages: list[dict[str, Any]] = [
        {
            "id": index,
            "type": "message",
            "date": f"2026-10-01T{hour + index:02d}:15:00",
            "date_unixtime": str(1790812800 + (hour + index) * 3600 + 900),
            "from": name,
            "from_id": f"channel{number}",
            "text": text,
            "text_entities": [{"type": "plain", "text": text}],
        }
        for index, text in enumerate(texts, 1)
    ]
    export = {"name": name, "type": "public_channel", "id": number, "messages": messages}
    return json.dumps(export, ensure_ascii=False).encode()


def aerial() -> bytes:
    """A plain grey field with one red X on it."""
    picture = Image.effect_noise((480, 360), 24).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.line((200, 140, 260, 200), fill=(220, 20, 20), width=12)
    draw.line((260, 140, 200, 200), fill=(220, 20, 20), width=12)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def plain_picture() -> bytes:
    """A picture without a mark, which may leave the case once somebody confirmed it."""
    picture = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def make_case(folder: Path) -> Case:
    """The case, with its material added and run once."""
    material = folder / "material"
    for name, content in {
        "watch/result.json": telegram("Valley Watch", 1000001, WATCH, 3),
        "herald/result.json": telegram("Valley Herald", 1000002, HERALD, 9),
        "pictures/aerial.png": aerial(),
        "pictures/street.png": plain_picture(),
    }.items():
        (material / name).parent.mkdir(parents=True, exist_ok=True)
        (material / name).write_bytes(content)
    files = {
        "case.toml": SETTINGS.encode(),
        "lexicon/names.csv": NAMES.encode(),
        "lexicon/landmarks.csv": LANDMARKS.encode(),
    }
    case = Case.create(folder / "case", files, "analyst")
    add_paths(case, [material])
    run_case(case)
    return case
