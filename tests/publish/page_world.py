"""A small invented view, brief and page, so that page tests need no run of a whole case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from indicia.publish.assemble import Assembled, Edition, assemble
from indicia.publish.brief import parse_brief
from indicia.publish.compile import Compiled, compile_brief
from indicia.publish.document import Picture
from indicia.publish.render import page_files, render_page
from indicia.publish.view import View
from indicia.settings import parse_settings
from indicia.tables import TABLES

NASTY = (
    "<script>alert(1)</script> javascript:x <img src=x onerror=alert(2)> \u202eevil\u202c \x00 end"
)
ARABIC = "بيان رقم 1: نحن أبناء الوادي المخترع"
HEBREW = "אנו מזהירים את כולם אחרי 30 באוקטובר"
POSTED = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
SETTINGS = """
title = "Valley (invented) <b>"
time_zone = "Asia/Damascus"
subject = "org-a"
[area]
name = "Valley"
lat = 35.0
lon = 40.0
radius_km = 20.0
[policy]
cell_km = 1.0
[[questions]]
id = "who"
text = "Who is behind it?"
  [[questions.answers]]
  id = "local"
  text = "Residents"
  [[questions.answers]]
  id = "foreign"
  text = "Outsiders"
"""
TEXTS = {
    "t-000000000001": (ARABIC, "ar"),
    "t-000000000002": (HEBREW, "he"),
    "t-000000000003": ("We do not belong to any foreign side", "en"),
    "t-000000000004": (NASTY, "en"),
}
MARKS = [f"[@{name}]" for name in TEXTS]
BRIEFS = {
    "en": f"# The answer\n- It is likely (55–80 %) that the answer is “Residents”.\n\n"
    f"# What is known\n- A channel says: “{ARABIC}”. {MARKS[0]}\n- Another says: “{HEBREW}”. "
    f"{MARKS[1]}{MARKS[2]}\n- A third says: “{NASTY}”. {MARKS[3]}\n",
    "ar": f"---\nlanguage: ar\n---\n# المعلوم\n- تقول القناة Desert Desk في 2026-10-01: “We do not "
    f"belong”. {MARKS[2]}\n- تقول القناة: “{ARABIC}”. {MARKS[0]}\n",
    "he": f"---\nlanguage: he\n---\n# מה ידוע\n- הערוץ כותב: “{ARABIC}” בשעה 09:30. {MARKS[0]}\n",
}


class TableView(View):
    """A view over rows that a test gives; tables that it does not name are empty."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        self.tables = tables
        self.settings = parse_settings(SETTINGS.encode())
        self.store = None  # type: ignore[assignment]
        self.when = datetime(2026, 11, 1, tzinfo=UTC)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.tables.get(name, ())]

    def columns(self, name: str, *columns: str) -> pa.Table:
        schema = pa.schema([TABLES[name].schema.field(column) for column in columns])
        return pa.Table.from_pylist(self.rows(name), schema)


def small_view() -> TableView:
    """Four posts of four channels, each one statement; the last one is hostile."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for number, (name, (text, language)) in enumerate(TEXTS.items(), 1):
        source, item, rendition = f"s-{number}", f"i-{number}", f"r-{number}"
        version = f"v-00000000000{number}"
        add = {
            "sources": {"source": source, "platform": "telegram", "platform_id": str(number),
                        "name": "أبناء الوادي" if number == 1 else f"Channel {number} <i>",
                        "kind": "channel", "last_utc": POSTED},
            "items": {"item": item, "source": source, "post_version": version, "url": "", "seq": number,
                      "posted": {"from_utc": POSTED, "precision": "minute"}, "original": f"{number:064x}"},
            "renditions": {"rendition": rendition, "item": item, "kind": "text", "text": text,
                           "language": language, "text_sha256": f"{number:064x}", "by": "machine",
                           "original": f"{number:064x}"},
            "post_versions": {"post_version": version, "item": item, "rendition": rendition,
                              "posted_utc": POSTED, "first_seen_utc": POSTED, "source": source},
            "origins": {"post_version": version, "origin": f"o-{number}", "size": 1},
            "captures": {"original": f"{number:064x}", "verdict": "content"},
            "statements": {"statement": name, "item": item, "rendition": rendition, "start": 0,
                           "end": len(text), "kind": "threat" if number == 2 else "claim",
                           "predicate": "says", "speaker": None, "speaker_type": "source",
                           "speaker_start": None, "speaker_end": None, "hedges": "[]", "rank": None,
                           "score": 0.6, "allegation": False, "modality": "asserted"},
        }  # fmt: skip
        for table, row in add.items():
            tables.setdefault(table, []).append(row)
    return TableView(tables)


def compiled(view: View, text: str) -> Compiled:
    """A brief compiled over a view."""
    return compile_brief(parse_brief(text), view, "brief.md")


def assembled(
    view: View, text: str, pictures: tuple[Picture, ...] = (), earlier: tuple[Any, ...] = ()
) -> Assembled:
    """The update of a brief over a view."""
    brief = parse_brief(text)
    question = view.settings.questions[0] if view.settings.questions else None
    edition = Edition(brief, False, question, datetime(2026, 11, 1, tzinfo=UTC), earlier)
    return assemble(view, edition, compiled(view, text), pictures)


def write_page(folder: Path, view: View, text: str) -> Path:
    """The page with its style and fonts, in a folder."""
    contents = {**page_files(), "index.html": render_page(assembled(view, text).update).encode()}
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / "index.html"
