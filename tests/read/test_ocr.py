"""Text in pictures: lines are found before they are read, and none is silently lost."""

from __future__ import annotations

import numpy as np
import pytest

from indicia.assets import ocr_languages
from indicia.demo.pictures import FlyerText, draw_aerial, draw_flyer, flyer_lines
from indicia.picture.decode import decode
from indicia.picture.line import find_lines
from indicia.read.ocr import recognise
from indicia.read.reading import Box

FLYER = FlyerText(
    "كتائب حراس الوادي",
    "الأسماء التي نعلن عنها:",
    ("سالم العبدالله - مسؤول المخزن", "جابر المنصور"),
    "لن يكون لكم مكان آمن بعد اليوم",
    "مطالبنا:",
    ("فتح طريق السوق القديم.", "إطلاق سراح المحتجزين."),
    "حراس الوادي",
)

pytestmark = pytest.mark.skipif(
    not {"ara", "eng"} <= set(ocr_languages()), reason="no OCR data here; run make setup"
)


def pixels_of(content: bytes) -> np.ndarray:
    pixels = decode(content).pixels
    assert pixels is not None
    return pixels


def test_every_drawn_line_of_a_flyer_has_a_box_of_its_own() -> None:
    found = find_lines(pixels_of(draw_flyer(FLYER, 5)))
    for line in flyer_lines(FLYER, 5):
        middle = (line.box[1] + line.box[3]) / 2
        holding = [b for b in found.boxes if b[1] < middle < b[3] and b[2] > line.box[0]]
        assert len(holding) == 1, line.text


def test_a_turned_flyer_is_read_and_its_boxes_lie_on_the_turned_lines() -> None:
    import cv2

    flat = pixels_of(draw_flyer(FLYER, 5))
    height, width = flat.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 5.0, 1.0)
    turned = cv2.warpAffine(flat, turn, (width, height), borderValue=(250, 250, 250))
    read = recognise(turned, ("ar", "en"))
    assert "جابر المنصور" in read.text
    line = next(line for line in flyer_lines(FLYER, 5) if line.text == "جابر المنصور")
    centre = np.array([(line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2, 1])
    x, y = turn @ centre
    start = read.text.index("جابر المنصور")
    box = next(b for b in read.boxes if b.start == start)
    assert box.edges[0] < x / width < box.edges[2] and box.edges[1] < y / height < box.edges[3]


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_flyer_that_lies_on_its_side_or_head_is_read_and_its_boxes_lie_on_it(
    quarter: int,
) -> None:
    upright = pixels_of(draw_flyer(FLYER, 5))
    before = recognise(upright, ("ar", "en"))
    picture = np.ascontiguousarray(np.rot90(upright, 4 - quarter))
    lying = recognise(picture, ("ar", "en"))
    line = "جابر المنصور"
    assert line in lying.text
    assert any("turning it by" in doubt for doubt in lying.doubts)
    stands = cut_out(upright, next(b for b in before.boxes if b.start == before.text.index(line)))
    lies = cut_out(picture, next(b for b in lying.boxes if b.start == lying.text.index(line)))
    back = np.rot90(lies, quarter)
    high, wide = min(stands.shape[0], back.shape[0]), min(stands.shape[1], back.shape[1])
    difference = stands[:high, :wide].astype(int) - back[:high, :wide].astype(int)
    assert np.abs(difference).mean() < 25  # the same ink; another line differs by far more


def cut_out(pixels: np.ndarray, box: Box) -> np.ndarray:
    """The pixels inside a box."""
    high, wide = pixels.shape[:2]
    x0, y0, x1, y1 = box.edges
    return pixels[round(y0 * high) : round(y1 * high), round(x0 * wide) : round(x1 * wide)]


def test_a_texture_is_not_read_by_turning_it() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (400, 600, 3), np.uint8)
    assert recognise(noise, ("ar", "en")).text == ""


@pytest.mark.skipif("rus" not in ocr_languages(), reason="no OCR data for Russian on this machine")
def test_a_russian_flyer_is_read_where_its_data_are_there() -> None:
    lines = ("Стражи долины", "Наши требования:", "Открыть старую дорогу.")
    flyer = FlyerText(
        lines[0],
        "Имена:",
        ("Джабир Мансур",),
        "Вам нет места",
        lines[1],
        (lines[2],),
        lines[0],
        "rus",
    )
    text = recognise(pixels_of(draw_flyer(flyer, 3)), ("ru", "en")).text
    assert all(line in text for line in lines)


def test_headline_names_threat_and_demands_are_read_in_order() -> None:
    read = recognise(pixels_of(draw_flyer(FLYER, 5)), ("ar", "en"))
    places = [read.text.find(words) for words in ("جابر المنصور", "لن يكون لكم", "إطلاق سراح")]
    assert -1 not in places and places == sorted(places)
    for box in read.boxes:
        assert 0 <= box.edges[0] < box.edges[2] <= 1 and 0 <= box.edges[1] < box.edges[3] <= 1


def test_a_line_that_no_language_reads_is_a_box_that_says_unread() -> None:
    read = recognise(pixels_of(draw_flyer(FLYER, 5)), ("en",))
    levels = [box.level for box in read.boxes]
    assert "INVENTED" in read.text and levels.count("unread") >= 3


def test_a_picture_without_writing_gives_no_words() -> None:
    town = pixels_of(draw_aerial(3))[:560]  # without the notice below
    assert recognise(np.ascontiguousarray(town), ("ar", "en")).text == ""
    assert recognise(np.full((300, 300, 3), 240, np.uint8), ("ar", "en")).boxes == ()
