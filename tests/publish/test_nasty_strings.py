"""Hostile strings in names, titles, texts and prose, through every file of an update."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from nasty import nasty_strings
from page_world import TableView, assembled, small_view
from test_page_browser import CHROMIUM

from indicia.publish.data import as_csv, as_json, places_geojson, sentences_csv, update_data
from indicia.publish.document import Picture
from indicia.publish.render import page_files, render_page

BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)]


def nasty_view(strings: list[str]) -> TableView:
    """The small view with one post a string, whose channel bears the string as its name."""
    view = small_view()
    first = {table: rows[2] for table, rows in view.tables.items()}
    for number, text in enumerate(strings, 1000):
        held = text or " "
        ids = {"source": f"s-{number}", "item": f"i-{number}", "rendition": f"r-{number}",
               "post_version": f"v-{number:012d}", "statement": f"t-{number:012d}", "original": f"{number:064x}"}  # fmt: skip
        for table, row in first.items():
            made = {**row, **{key: ids[key] for key in ids if key in row}}
            made |= {key: held for key in ("name", "text") if key in row}
            made |= {"url": f"https://{held}"} if table == "items" else {}
            made |= {"end": len(held)} if table == "statements" else {}
            made |= {"origin": f"o-{number}"} if table == "origins" else {}
            view.tables[table].append(made)
    return view


def one_line(text: str) -> str:
    """A string as it can stand in a brief: on one line, and no mark of ours."""
    return " ".join(text.split()).replace("[@", "[ @").replace("“", "").replace("”", "") or "x"


@pytest.fixture(scope="module")
def outputs() -> dict[str, bytes]:
    """Every text file of one update with all strings in all places."""
    strings = nasty_strings()
    view = nasty_view(strings)
    lines = [
        f"- A channel says: “{one_line(text)}” and {one_line(text)}. [@t-{number:012d}]"
        for number, text in enumerate(strings, 1000)
    ]
    brief = "---\nbyline: </p><script>alert(1)</script>\u202e\n---\n# What is known\n" + "\n".join(
        lines
    )
    pictures = tuple(
        Picture(None, text, text, text, f"{number:064x}") for number, text in enumerate(strings)
    )
    made = assembled(view, brief, pictures)
    regions = [
        {"letter": "A", "words": text, "lon": 40.0, "lat": 35.0, "geometry": {"type": "Point", "coordinates": [40, 35]},
         "polygons": [], "area_km2": 1.0, "protected": None, "origins": 1, "stated_by": text}
        for text in strings
    ]  # fmt: skip
    data = update_data(made.update, made.sentences, made.answers, regions, 1)
    return {
        "index.html": render_page(made.update).encode(),
        "update.json": as_json(data),
        "places.geojson": as_json(places_geojson(regions)),
        "sentences.csv": sentences_csv(made.sentences),
        "places.csv": as_csv(
            ("letter", "words", "stated by"),
            [(r["letter"], r["words"], r["stated_by"]) for r in regions],
        ),
    }


def test_there_are_as_many_strings_as_were_promised() -> None:
    assert len(nasty_strings()) >= 739


def test_nothing_of_a_hostile_string_becomes_markup(outputs: dict[str, bytes]) -> None:
    tree = html.fromstring(outputs["index.html"])
    for tag in (
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "style",
        "img",
        "input",
        "template",
        "noscript",
    ):
        assert not tree.xpath(f"//{tag}"), tag
    handlers = [
        name
        for node in tree.iter()
        if isinstance(node.tag, str)
        for name in node.attrib
        if name.startswith("on")
    ]
    assert handlers == []
    links = [str(link) for link in tree.xpath("//@href | //@src")]
    assert all(
        link.startswith(
            (
                "#",
                "style.css",
                "update.json",
                "citations.json",
                "citations.csv",
                "places",
                "sentences",
            )
        )
        for link in links
    )
    assert len(tree.xpath("//link")) == 1 and len(tree.xpath("//meta")) == 5


def test_controls_of_direction_are_shown_and_none_is_left(outputs: dict[str, bytes]) -> None:
    for name in ("index.html", "sentences.csv", "places.csv"):
        text = outputs[name].decode()
        assert not [hex(ord(c)) for c in BIDI if c in text], name
        assert "\x00" not in text and "⟦RLO⟧" in text


def test_templates_in_the_material_are_never_evaluated(outputs: dict[str, bytes]) -> None:
    text = html.fromstring(outputs["index.html"]).text_content()
    assert "{{7*7}}" in text and "{{ config }}" in text and "__subclasses__" in text


def test_data_files_are_valid_and_hold_every_string(outputs: dict[str, bytes]) -> None:
    data = json.loads(outputs["update.json"])
    assert len(data["citations"]) == len(nasty_strings())
    assert len(json.loads(outputs["places.geojson"])["features"]) == len(nasty_strings())
    rows = list(csv.DictReader(io.StringIO(outputs["sentences.csv"].decode(), newline="")))
    assert [row["id"] for row in rows] == [s["id"] for s in data["sentences"]]


@pytest.mark.parametrize("name", ["sentences.csv", "places.csv"])
def test_no_cell_of_a_table_is_a_formula(outputs: dict[str, bytes], name: str) -> None:
    cells = [c for row in csv.reader(io.StringIO(outputs[name].decode(), newline="")) for c in row]
    assert cells and not [
        c for c in cells if c.lstrip(" \t\r\n").startswith(("=", "+", "-", "@", "|", "%"))
    ]
    assert any(c.startswith("'=") for c in cells) or name == "sentences.csv"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine")
def test_a_browser_runs_nothing_asks_nobody_and_complains_of_nothing(
    outputs: dict[str, bytes], browser: Any, tmp_path: Path
) -> None:
    for path, content in {**page_files(), **outputs}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: seen.append(f"console {message.type} {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.mouse.move(100, 300)
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert seen == []
    assert asked and all(url.startswith(tmp_path.as_uri()) for url in asked)
    assert "owned" not in page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
