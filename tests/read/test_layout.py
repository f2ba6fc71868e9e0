"""What the lines of a flyer are by place and type size, and where a statement stands in it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from indicia.assets import ocr_languages
from indicia.case import Case
from indicia.cli import cli
from indicia.collect.folder import add_paths
from indicia.console.box import boxes_of
from indicia.console.decide import Asked, take_decision
from indicia.demo.pictures import FLYER_SIZE, FlyerText, draw_flyer, draw_wall, flyer_lines
from indicia.picture.decode import decode
from indicia.picture.emblem import find_emblems
from indicia.read.layout import Line, label_lines, reading_order, type_sizes
from indicia.read.ocr import Recognised, recognise
from indicia.run import run_case

FLYERS = {
    "ar": FlyerText(
        "كتائب حراس الوادي",
        "الأسماء التي نعلن عنها:",
        ("سالم العبدالله - مسؤول المخزن", "نادر الحسين - سائق الفوج 47"),
        "لن يكون لكم مكان آمن بعد اليوم",
        "مطالبنا:",
        ("خروج جميع المجموعات الغريبة من المدينة.", "فتح طريق السوق القديم."),
        "حراس الوادي",
        "ara",
    ),
    "he": FlyerText(
        "משמר העמק",
        "השמות שאנו מפרסמים:",
        ("סאלם עבדאללה - אחראי המחסן", "נאדר חוסין - נהג גדוד 47"),
        "לא יהיה לכם מקום בטוח מהיום",
        "הדרישות שלנו:",
        ("יציאת כל הקבוצות הזרות מן העיר.", "פתיחת דרך השוק הישן."),
        "משמר העמק",
        "heb",
    ),
    "ru": FlyerText(
        "Стражи долины",
        "Имена, которые мы называем:",
        ("Салим Абдаллах - кладовщик", "Надир Хусейн - водитель полка 47"),
        "С этого дня вам нет безопасного места",
        "Наши требования:",
        ("Все чужие группы уходят из города.", "Открыть старую дорогу."),
        "Стражи долины",
        "rus",
    ),
    "en": FlyerText(
        "Guardians of the Valley",
        "The names we make public:",
        ("Salim Abdallah - keeper of the store", "Nadir Hussain - driver, 47th"),
        "There will be no safe place for you",
        "Our demands:",
        ("All foreign groups leave the town.", "Open the old market road."),
        "Guardians of the Valley",
        "eng",
    ),
}
OF_ROLE = {"headline": "headline", "demand": "list", "signature": "signature", "notice": "notice"}

needs_ocr = pytest.mark.skipif(
    not {"ara", "eng", "heb", "rus"} <= set(ocr_languages()),
    reason="no OCR data here; run make setup",
)


def read_flyer(flyer: FlyerText, language: str) -> tuple[Recognised, list[tuple[float, ...]]]:
    pixels = decode(draw_flyer(flyer, 3)).pixels
    assert pixels is not None
    read = recognise(pixels, (language, "en"))
    return read, find_emblems(pixels, [b.edges for b in read.boxes if b.level == "line"])


@needs_ocr
@pytest.mark.parametrize("language", sorted(FLYERS))
def test_the_parts_of_a_drawn_flyer_are_told_apart(language: str) -> None:
    flyer = FLYERS[language]
    read, emblems = read_flyer(flyer, language)
    lines = [box for box in read.boxes if box.level == "line"]
    seen = set()
    for drawn in flyer_lines(flyer, 3):
        top, bottom = drawn.box[1] / FLYER_SIZE[1], drawn.box[3] / FLYER_SIZE[1]
        for box in (b for b in lines if top < (b.edges[1] + b.edges[3]) / 2 < bottom):
            if drawn.role in OF_ROLE:
                assert box.label == OF_ROLE[drawn.role], drawn.text
                seen.add(drawn.role)
    assert seen == set(OF_ROLE)
    (emblem,) = emblems
    x0, y0, x1, y1 = emblem
    assert x0 < 0.5 < x1 and y0 < 135 / FLYER_SIZE[1] < y1
    assert 0.15 < x1 - x0 < 0.25


@needs_ocr
def test_a_street_scene_has_no_emblem() -> None:
    pixels = decode(draw_wall(2, True)).pixels
    assert pixels is not None
    read = recognise(pixels, ("en",))
    assert not find_emblems(pixels, [b.edges for b in read.boxes if b.level == "line"])


def column(words: list[str], left: float, right: float, top: float) -> list[Line]:
    return [
        Line(word, (left, top + 0.05 * n, right, top + 0.05 * n + 0.03))
        for n, word in enumerate(words)
    ]


def in_order(lines: list[Line]) -> list[str]:
    mixed = sorted(lines, key=lambda line: (line.edges[1], line.edges[0]))
    return [mixed[n].text for n in reading_order(mixed)]


def test_columns_are_read_one_after_the_other_from_the_side_where_writing_begins() -> None:
    head = Line("The whole width of the page is a headline", (0.1, 0.05, 0.9, 0.1))
    foot = Line("and one line closes the page below both", (0.1, 0.9, 0.9, 0.93))
    left, right = ["one", "two", "three"], ["four", "five", "six"]
    lines = [head, *column(left, 0.1, 0.45, 0.2), *column(right, 0.55, 0.9, 0.2), foot]
    assert in_order(lines) == [head.text, *left, *right, foot.text]
    arabic = {
        "one": "واحد",
        "two": "اثنان",
        "three": "ثلاثة",
        "four": "أربعة",
        "five": "خمسة",
        "six": "ستة",
    }
    lines = [
        Line("عنوان طويل على عرض الصفحة كلها هنا", head.edges),
        *column([arabic[w] for w in left], 0.1, 0.45, 0.2),
        *column([arabic[w] for w in right], 0.55, 0.9, 0.2),
        Line("وسطر أخير تحت العمودين كليهما هنا", foot.edges),
    ]
    wanted = [lines[0].text, *(arabic[w] for w in (*right, *left)), lines[-1].text]
    assert in_order(lines) == wanted


def test_lines_of_one_column_stay_from_top_to_bottom() -> None:
    words = ["alpha", "beta", "gamma", "delta", "epsilon"]
    lines = [
        Line(word, (0.1 + 0.1 * (n % 2), 0.1 * n, 0.5 + 0.3 * (n % 2), 0.1 * n + 0.05))
        for n, word in enumerate(words)
    ]
    assert in_order(lines) == words


def test_a_page_of_one_size_has_no_headline_and_no_signature() -> None:
    words = [f"A sentence of the running text, number {n}, ends here." for n in range(6)]
    lines = column(words, 0.1, 0.9, 0.1)
    assert set(label_lines(lines)) == {"body"}
    assert label_lines([]) == []


def test_type_size_is_told_by_height_and_width_together() -> None:
    low = Line("a nose or one urn was seen near us", (0.1, 0.1, 0.7, 0.12))
    tall = Line("filled light boldly kept off this", (0.1, 0.2, 0.7, 0.23))
    large = Line("LARGE LETTERS", (0.1, 0.3, 0.8, 0.35))
    sizes = type_sizes([low, tall, tall, large])
    assert sizes[3] > 1.5 and max(sizes[:3]) < 1.15


@pytest.fixture(scope="module")
def flyer_case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    root = tmp_path_factory.mktemp("flyer")
    settings = b'title = "Flyer"\ntime_zone = "UTC"\nlanguages = ["en", "ar"]\n'
    case = Case.create(root / "case", {"case.toml": settings}, "tester")
    (root / "flyer.png").write_bytes(draw_flyer(FLYERS["en"], 3))
    add_paths(case, [root / "flyer.png"])
    run_case(case, "find")
    return case


def a_demand(case: Case) -> dict[str, object]:
    rows = case.store.read("statements").to_pylist()
    (found,) = [row for row in rows if "market road" in row["quote"] and row["kind"] == "demand"]
    return dict(found)


@needs_ocr
def test_a_statement_points_to_its_box_in_the_picture(flyer_case: Case) -> None:
    row = a_demand(flyer_case)
    (box,) = boxes_of(flyer_case.store, row)
    (drawn,) = [d for d in flyer_lines(FLYERS["en"], 3) if "market road" in d.text]
    x0, y0, x1, y1 = box["pixels"]
    assert drawn.box[0] - 8 < x0 < x1 < drawn.box[2] + 8
    assert drawn.box[1] < (y0 + y1) / 2 < drawn.box[3] and box["label"] == "list"
    shown = CliRunner().invoke(cli, ["-C", str(flyer_case.root), "show", str(row["statement"])])
    assert shown.exit_code == 0, shown.output
    assert f"in a list, {box['x0']:.0%} to {box['x1']:.0%} from the left" in shown.output
    assert f"(pixels {x0},{y0} to {x1},{y1})" in shown.output


@needs_ocr
def test_the_emblem_is_a_box_without_words(flyer_case: Case) -> None:
    boxes = flyer_case.store.read("boxes").to_pylist()
    (emblem,) = [box for box in boxes if box["level"] == "emblem"]
    assert emblem["label"] == "emblem" and emblem["start"] == emblem["end"]


@needs_ocr
def test_a_text_that_a_person_corrected_still_points_to_its_lines(flyer_case: Case) -> None:
    row = a_demand(flyer_case)
    text = flyer_case.store.read("renditions").to_pylist()[0]["text"]
    fixed = "Noted by hand.\n" + text
    item = str(row["item"])
    take_decision(flyer_case, Asked("correct", (item,), (f"text={fixed}",), ""), False)
    run_case(flyer_case, "find")
    again = a_demand(flyer_case)
    assert again["rendition"] != row["rendition"]
    (box,) = boxes_of(flyer_case.store, again)
    assert box["rendition"] == row["rendition"] and box["label"] == "list"
