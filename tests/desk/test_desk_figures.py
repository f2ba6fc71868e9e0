"""Where and when: what is drawn is what the tables hold, and files of it are safe to hand on."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from desk_world import World
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indicia.desk import export
from indicia.desk.drawn import as_csv, as_png, standalone, with_words
from indicia.desk.export import FIGURES, exported
from indicia.desk.leaving import as_it_may_leave, made_from
from indicia.desk.spread import spread
from indicia.desk.when import when_figure
from indicia.desk.where import regions, selection
from indicia.publish.figure import Figure, Label, drawing
from indicia.publish.pdf import pdf_missing
from indicia.run import run_case
from indicia.text.script import visible_controls

NASTY = "<img src=x onerror=alert(1)>&\u202e'\""
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


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


HARMFUL = (
    "Karim Sallumi was here",
    "at 35.01234, 40.02345",
    "write to press@tide.example",
    "call +963 944 123 456",
)


@pytest.mark.parametrize("kind", ["svg", "csv"])
@pytest.mark.parametrize("words", HARMFUL)
def test_every_text_of_a_file_passes_the_rules_of_updates(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    made = Figure(
        "T", drawing(["<path/>"], 100), (Label(1, 1, words),), ("h",), ((words,), ("fine",)), words
    )
    monkeypatch.setattr(export, "FIGURES", {"made": lambda _: made})
    content, _ = exported(world.visit(q=words), f"made.{kind}")
    text = content.decode()
    assert words not in text and "[withheld]" in text
    assert kind == "csv" or "withheld by the rules" in text


def test_a_private_account_is_in_no_file(world: World) -> None:
    source = next(
        row["source"]
        for row in world.case.store.read("sources").to_pylist()
        if row["name"] == "Valley Herald"
    )
    (origin,) = [row["origin"] for row in spread(world.visit())["origins"] if row["sources"] == 2]
    told = exported(world.visit(origin=origin), "tree.csv")[0].decode()
    assert "Valley Herald" in told and "founded by residents" not in told, (
        "names, but no words of posts"
    )
    world.case.decide("kind", [source], {"kind": "private"}, "a private person", {})
    run_case(world.case)
    for kind in ("csv", "svg"):
        told = exported(world.visit(origin=origin, q="Valley Herald founded"), f"tree.{kind}")[
            0
        ].decode()
        assert "Valley Herald" not in told and "a private account" in told


def test_files_name_no_colleague_tag_area_or_person_who_was_looked_for(world: World) -> None:
    kept = world.visit(person="bea", tag="suspect", area="l-1", language="en")
    assert made_from(kept)[2:] == ["language: en"]
    world.case.decide("role", ["per-karim"], {"role": "spokesman"}, "he speaks in public", {})
    run_case(world.case)
    assert made_from(world.visit(q="Karim Sallumi"))[2:] == ["q: [withheld]"], "public, too"
    assert made_from(world.visit(q="traders"))[2:] == ["q: traders"]


def test_a_name_that_is_withheld_is_withheld_where_it_is_cut_short(world: World) -> None:
    whole = "The reed house of a family whose e-mail is press@tide.example"
    shape = drawing(["<path/>"], 100)
    labels = (Label(1, 1, whole[:30] + "…"), Label(1, 1, "The reed market…"))
    made = Figure(whole, shape, labels, (whole,), ((whole,),), "fine")
    left = as_it_may_leave(world.visit(), made)
    assert [label.text for label in left.labels] == ["[withheld]", "The reed market…"]
    assert (left.title, left.head, left.rows) == ("[withheld]", ("[withheld]",), (("[withheld]",),))


def test_what_is_protected_is_never_one_region_with_what_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = world.visit()
    stated = visit.store.read("places").to_pylist()
    posted = selection(visit).rows.column("item").to_pylist()
    one = next(row for row in stated if row["item"] in posted)
    other = next(item for item in posted if item != one["item"])
    both = [
        {**one, "protected": "hospital", "legal_term": None},
        {**one, "place": "l-" + "0" * 32, "item": other, "protected": None, "legal_term": None},
    ]
    made = pa.Table.from_pylist(both, visit.store.read("places").schema)
    read = type(visit.store).read
    monkeypatch.setattr(
        type(visit.store), "read",
        lambda store, name, *a: made.select(a[0]) if name == "places" and a else made
        if name == "places" else read(store, name, *a),
    )  # fmt: skip
    found, left = regions(visit, selection(visit))
    assert len(found) + left == 2 and {region.protected for region in found} == {"", "hospital"}
    for region in found:
        assert selection(world.visit(area=region.place)).rows.num_rows == region.posts
