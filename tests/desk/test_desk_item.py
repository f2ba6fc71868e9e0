"""An item: what changed in it, where its lines stand on its picture, and who holds it since when."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from decide_world import SETTINGS, telegram
from desk_world import Visitor, desk_on, port_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from indicia.assets import assets_folder
from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.collect.folder import add_paths
from indicia.desk import post
from indicia.desk.item import item
from indicia.desk.page import SURE, readings_of
from indicia.desk.pdfpage import WIDTH, page_picture
from indicia.desk.visit import Visit
from indicia.errors import BadInput
from indicia.run import run_case

NASTY = "<img src=x onerror=alert(1)>\u202e"
BEFORE = "The mill is closed since Monday, the miller said."
AFTER = f"The mill is not closed since Sunday, the miller said. {NASTY}"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("item")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        made = Case.create(folder / "case", {"case.toml": SETTINGS.encode()}, "ann")
        for name, text in (("first", BEFORE), ("second", AFTER)):
            path = folder / name / "result.json"
            path.parent.mkdir()
            path.write_bytes(telegram("Watch", 1000001, (text,), 3))
            add_paths(made, [path.parent])
        flyer = Image.new("RGB", (900, 400), "white")
        draw = ImageDraw.Draw(flyer)
        font = ImageFont.load_default(size=64)
        draw.text((60, 60), "LEAVE THE VALLEY", fill="black", font=font)
        draw.text((60, 220), "The Tide Movement", fill="black", font=font)
        flyer.save(folder / "flyer.png")
        add_paths(made, [folder / "flyer.png"])
        run_case(made)
        sign_checkpoint(made)
        yield made


def test_an_edit_shows_what_went_and_what_came_in_the_words_of_both(case: Case) -> None:
    row = case.store.read("edits").to_pylist()[0]
    shown = item(Visit(case, "en", {}, "/"), row["item"])
    (edit,) = shown["edits"]
    kept = "".join(p.text for p in edit["parts"] if p.kind in ("same", "removed"))
    came = "".join(p.text for p in edit["parts"] if p.kind in ("same", "added"))
    assert kept.strip() == BEFORE and came.strip() == AFTER
    assert {kind for kind, _ in shown["seen"]} == {"seen_then"} and len(shown["seen"]) == 2


def test_a_hostile_edit_stays_words_and_the_marks_are_more_than_colour(case: Case) -> None:
    row = case.store.read("edits").to_pylist()[0]
    with desk_on(case.root) as served:
        inside = Visitor(port_of(served))
        inside.enter(served.address)
        page = inside.ask(f"/id/{row['item']}").text
    assert re.search(r"<del>[^<]*Monday", page) and re.search(r"<ins>[^<]*Sunday", page)
    assert "<img src=x" not in page and "\u202e" not in re.sub(
        r"\"[^\"]*\"|<textarea.*?</textarea>", "", page, flags=re.S
    )


def test_a_post_is_shown_as_it_looked_and_nothing_in_it_is_more_than_words(
    case: Case, tmp_path: Path
) -> None:
    first = {
        "id": 1, "type": "message", "date": "2026-10-02T10:00:00", "date_unixtime": "1790935200",
        "from": "Town Crier", "from_id": "channel1000077", "forwarded_from": f"Source {NASTY}",
        "text": [{"type": "bold", "text": "Notice"}, ": ",
                 {"type": "text_link", "text": f"read {NASTY}", "href": "https://a.example/" + NASTY},
                 {"type": "strikethrough", "text": " tonight"}],
        "photo": "(File not included. Change data exporting settings to download.)",
        "reactions": [{"type": "emoji", "count": 3, "emoji": NASTY}, {"count": "x"}, 5],
    }  # fmt: skip
    answer = {**first, "id": 2, "text": "Indeed.", "reply_to_message_id": 1}
    lost = {**first, "id": 3, "text": "Lost.", "reply_to_message_id": 999}
    export = {
        "name": "Town Crier", "type": "public_channel", "id": 1000077,
        "messages": [first, answer, lost],
    }  # fmt: skip
    (tmp_path / "result.json").write_text(json.dumps(export), "utf-8")
    add_paths(case, [tmp_path])
    run_case(case)
    rows = {
        row["locator"]: row["item"]
        for row in case.store.read("items").to_pylist()
        if row["forwarded_from"]
    }
    original = case.store.read("items").to_pylist()
    sha = next(row["original"] for row in original if row["item"] == rows["/messages/0"])
    shown = item(Visit(case, "en", {}, "/"), rows["/messages/0"])["looked"]
    assert shown.runs[0].text == "Notice"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(post, "MOST_BYTES", 10)
        patch.setattr(type(case.objects), "read", lambda *_: pytest.fail("a large file is read"))
        shown = item(Visit(case, "en", {}, "/"), rows["/messages/0"])["looked"]
        assert shown.runs == () and shown.text.startswith("Notice")
    assert case.objects.path(sha).stat().st_size > 10
    with desk_on(case.root) as served:
        inside = Visitor(port_of(served))
        inside.enter(served.address)
        pages = [inside.ask(f"/id/{rows[f'/messages/{n}']}").text for n in range(3)]
    card = pages[0][pages[0].index('class="seen"') :].partition("</article>")[0]
    assert '<span class="bold">Notice</span>' in card and '<span class="strike"> tonight' in card
    assert 'class="link" title="https://a[.]example/' in card and '<a href="http' not in card
    assert "File not included" in card and "Source" in card
    for page in pages:
        assert "<img src=x" not in page
        assert "\u202e" not in page.partition('class="seen"')[2].partition("</article>")[0]
    assert f'href="/id/{rows["/messages/0"]}"' in pages[1] and "Notice: read" in pages[1]
    assert "999" in pages[2]


@pytest.mark.skipif(not (assets_folder() / "tessdata").exists(), reason="no OCR data: make setup")
def test_each_line_that_was_read_has_its_box_on_the_picture(case: Case) -> None:
    renditions = [r for r in case.store.read("renditions").to_pylist() if r["kind"] == "ocr"]
    (reading,) = readings_of(case.store, renditions)
    words = [box.text for box in reading.boxes]
    assert any("LEAVE THE VALLEY" in text for text in words)
    upper = next(box for box in reading.boxes if "LEAVE" in box.text)
    lower = next(box for box in reading.boxes if "Tide" in box.text)
    assert upper.y < lower.y and 0 < upper.wide < 1
    shown = item(Visit(case, "en", {}, "/"), renditions[0]["item"])
    assert shown["readings"] == [(reading, "picture")]
    assert shown["covered_by"], "a checkpoint covers it"


def test_a_page_of_a_pdf_is_drawn_and_what_is_none_is_said() -> None:
    pages = [Image.new("RGB", (300, 400), colour) for colour in ("white", "red")]
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:])
    second = Image.open(io.BytesIO(page_picture(target.getvalue(), 2))).convert("RGB")
    assert (
        second.getpixel((10, 10))[0] > 250 > 5 > second.getpixel((10, 10))[1]
        and max(second.size) <= WIDTH
    )
    for content, number in (
        (target.getvalue(), 3),
        (target.getvalue(), 0),
        (b"%PDF-1.7 broken", 1),
    ):
        with pytest.raises(BadInput, match=f"page {number}"):
            page_picture(content, number)


@given(st.floats(0, 1))
def test_every_confidence_has_one_look(confidence: float) -> None:
    names = [name for least, name in SURE if confidence >= least]
    assert names[0] in ("sure", "fair", "weak")
