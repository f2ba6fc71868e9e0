"""Where and when: what is drawn is what the tables hold, and files of it are safe to hand on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from decide_world import make_case
from desk_world import Visitor, desk_on, port_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indicia.case import Case
from indicia.desk.drawn import as_csv, as_png, standalone, with_words
from indicia.desk.export import FIGURES
from indicia.desk.visit import Visit
from indicia.desk.when import when_figure
from indicia.desk.where import regions, selection
from indicia.publish.figure import Figure, Label, drawing
from indicia.publish.pdf import pdf_missing
from indicia.text.script import visible_controls

NASTY = "<img src=x onerror=alert(1)>&\u202e'\""
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@dataclass
class World:
    case: Case
    inside: Visitor

    def visit(self, **query: str) -> Visit:
        return Visit(self.case, "en", query, "/")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("figures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        case = make_case(folder)
        with desk_on(case.root) as served:
            inside = Visitor(port_of(served))
            inside.enter(served.address)
            yield World(case, inside)


def drawn_of(label: str, cell: str) -> Figure:
    return Figure("T", drawing(["<path/>"], 100), (Label(1, 1, label),), ("h",), ((cell,),), cell)


@given(TEXT, TEXT)
def test_a_drawing_with_any_words_is_one_svg_that_holds_them(label: str, cell: str) -> None:
    figure = drawn_of(label, cell)
    for svg in (with_words(figure), standalone(figure, [cell])):
        try:
            root = ElementTree.fromstring(svg)
        except ElementTree.ParseError:
            assert re.search("[\ufffe\uffff]", label + cell)
            continue
        assert visible_controls(label) in {
            element.text or "" for element in root.iter() if "text" in element.tag
        }


@given(TEXT)
def test_no_cell_of_a_table_is_taken_for_a_formula(cell: str) -> None:
    text = as_csv(drawn_of("", cell)).decode("utf-8-sig")
    (_,), (found,) = csv.reader(io.StringIO(text, newline=""))
    assert found.lstrip("'") == cell.lstrip("'") or found == f"'{cell}"
    assert not found.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.skipif(bool(pdf_missing()), reason="no Pango on this machine")
def test_a_png_holds_the_drawing_at_twice_its_size() -> None:
    picture = Image.open(io.BytesIO(as_png(drawn_of(NASTY, "حركة المد"), ["a"])))
    assert picture.width == pytest.approx(1920, abs=4)
    assert len(picture.convert("L").getcolors(1_000_000) or []) > 5


def test_the_timeline_counts_every_dated_post_once(world: World) -> None:
    figure = when_figure(world.visit())
    assert figure is not None
    dated = [
        t for t in world.case.store.read("post_versions").column("posted_utc").to_pylist() if t
    ]
    assert sum(int(row[1]) for row in figure.rows) == len(dated)
    none = when_figure(world.visit(source="s-nobody"))
    assert none is None


def test_regions_are_those_of_the_selection_and_lead_to_their_posts(world: World) -> None:
    visit = world.visit()
    found, left = regions(visit, selection(visit))
    assert found and left == 0
    for region in found:
        chosen = selection(world.visit(area=region.place))
        assert chosen.rows.num_rows == region.posts
        assert region.origins <= region.posts
    assert world.inside.ask("/search?area=nowhere").status == 400


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_each_figure_is_saved_as_picture_and_table_or_says_that_there_is_none(
    world: World, name: str
) -> None:
    there = FIGURES[name](world.visit()) is not None
    kinds = {"svg": "image/svg+xml", "csv": "text/csv"}
    if not pdf_missing():
        kinds["png"] = "image/png"
    for kind, media in kinds.items():
        found = world.inside.ask(f"/export/{name}.{kind}")
        assert found.status == (200 if there else 400)
        assert not there or found.headers["content-type"].startswith(media)
        assert not there or "attachment" in found.headers["content-disposition"]
    assert world.inside.ask(f"/export/{name}.svg?q=zzzzzz").status == 400


def test_a_file_says_what_it_was_made_from_and_that_it_is_not_published(world: World) -> None:
    text = world.inside.ask("/export/when.svg?from=2026-01-01").text
    assert "Reed Valley" in text and "from: 2026-01-01" in text and "not published" in text
    assert "var(--" not in text


@pytest.mark.parametrize("path", ["/export/nothing.svg", "/export/when.exe", "/export/when"])
def test_a_file_that_there_is_not_is_said(world: World, path: str) -> None:
    assert world.inside.ask(path).status == 400
