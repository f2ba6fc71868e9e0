"""Day 1, day 2 and day 30 at the desk, from start to end: by keyboard and by mouse, in two languages.

Whoever walks sees only the pages: words are those of the interface, and by keyboard nothing is
pressed that was not reached with Tab or with a key that the page names.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from decide_world import HERALD, LANDMARKS, NAMES, SETTINGS, WATCH, telegram
from desk_world import desk_on
from PIL import Image, ImageDraw, ImageFont

from indicia.assets import assets_folder
from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.standing import standing
from indicia.desk.words import words_in
from indicia.publish.change import earlier_updates
from indicia.run import run_case
from indicia.verification import verify_folder

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(420),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
    pytest.mark.skipif(
        not (assets_folder() / "tessdata").exists(), reason="no OCR data: make setup"
    ),
]
PAGE = """<!doctype html><html lang="en"><head><title>Who is the Tide Movement?</title></head><body>
<article><h1>Who is the Tide Movement?</h1><p>Residents say that the Tide Movement was founded in
Reed Valley by people who live there. Nobody has seen a letter from abroad.</p></article></body></html>
"""


@dataclass
class Hand:
    """Somebody at the desk: how they press and fill, and the words that they read."""

    page: Any
    by: str
    language: str
    home: str

    def words(self, key: str) -> str:
        """What the interface calls something."""
        return words_in(self.language)[key]

    def go(self, key: str) -> None:
        """Follow the head line to a view."""
        self.press(self.page.locator("header nav a").get_by_text(self.words(key), exact=True))

    def press(self, target: Any) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.touch(target)

    def touch(self, target: Any) -> None:
        """Press what stays on the page."""
        if self.by == "mouse":
            target.click()
        else:
            self.reach(target)
            self.page.keyboard.press("Enter")

    def reach(self, target: Any) -> None:
        """Come to something with Tab alone."""
        element = target.element_handle()
        for _ in range(400):
            if element.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"cannot be reached with Tab: {target}")

    def fill(self, target: Any, text: str) -> None:
        """Write into a field, in place of what stands there."""
        if self.by == "mouse":
            target.click()
        else:
            self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def run(self) -> None:
        """Bring the tables up to date from Today, and wait until they are."""
        self.go("today")
        if self.by == "keyboard":
            with self.page.expect_navigation():
                self.page.keyboard.press("r")
        else:
            self.press(self.page.locator('form[action="/run"] button'))
        deadline = time.monotonic() + 120
        while self.words("running") in self.page.inner_text("body"):
            assert time.monotonic() < deadline, "the run does not end"
            time.sleep(0.3)
            self.page.goto(f"{self.home}/")
        assert self.words("run_failed") not in self.page.inner_text("body")


def flyer(path: Path) -> Path:
    """A flyer that a machine can read."""
    picture = Image.new("RGB", (1000, 420), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=64)
    draw.text((60, 60), "LEAVE THE VALLEY", fill="black", font=font)
    draw.text((60, 220), "signed the Tide Movement", fill="black", font=font)
    picture.save(path)
    return path


@pytest.fixture(params=[(by, lang) for by in ("keyboard", "mouse") for lang in ("en", "ar")])
def hand(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Hand, Case]]:
    """A new case with the material of day 1 dropped in and not yet looked at."""
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    settings = SETTINGS + "[policy]\ndelay_days = 0\n"
    files = {
        "case.toml": settings.encode(),
        "lexicon/names.csv": NAMES.encode(),
        "lexicon/landmarks.csv": LANDMARKS.encode(),
    }
    case = Case.create(tmp_path / "case", files, "ann")
    for name, texts, number in (("watch", WATCH, 1000001), ("herald", HERALD, 1000002)):
        drop(case, tmp_path / name, telegram(f"Valley {name.title()}", number, texts, 3))
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    add_paths(case, [tmp_path / "page.html", flyer(tmp_path / "flyer.png")])
    by, language = request.param
    with desk_on(case.root) as served, sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = opened.new_page()
        page.goto(served.address)
        parts = urlsplit(served.address)
        home = f"{parts.scheme}://{parts.netloc}"
        page.goto(f"{home}/?lang={language}")
        yield Hand(page, by, language, home), case
        opened.close()


def drop(case: Case, folder: Path, content: bytes) -> None:
    """Put an export into the case, as `indicia add` does."""
    folder.mkdir()
    (folder / "result.json").write_bytes(content)
    add_paths(case, [folder])


def decided(case: Case, what: str) -> list[Any]:
    return [row for row in standing(case, case.store) if row["what"] == what]


def test_day_1_day_2_and_day_30(hand: tuple[Hand, Case], tmp_path: Path) -> None:
    walker, case = hand
    day_1(walker, case)
    day_2(walker, case, tmp_path)
    day_30(walker, case, tmp_path)
    assert verify_folder(case.root).findings == []


def day_1(hand: Hand, case: Case) -> None:
    """Search; correct the OCR; star ten; confirm a suggestion; judge; publish the first update."""
    page = hand.page
    hand.run()
    hand.go("search")
    hand.fill(page.locator("[data-search]"), "valley signed")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    hand.press(page.locator(".posts [data-row]").first)
    assert page.locator("svg .box").count() >= 2, "the lines stand on the flyer"
    hand.touch(page.locator("summary", has_text=hand.words("correct")))
    text = page.locator('form:has([value="correct"]) textarea')
    hand.fill(text, "Leave the valley. Signed: the Tide Movement.")
    hand.press(page.locator('form:has([value="correct"]) button'))
    assert len(decided(case, "correct")) == 1

    hand.go("search")
    if hand.by == "keyboard":
        for _ in range(10):
            page.keyboard.press("j")
            page.keyboard.press("x")
        with page.expect_navigation():
            page.keyboard.press("s")
    else:
        for at in range(10):
            page.locator('.posts input[form="bulk"]').nth(at).check()
        hand.press(page.locator("#bulk button:not([data-all])"))
    assert len(decided(case, "star")[0]["about"]) == 10

    hand.go("review")
    before = len(decided(case, "confirm"))
    if hand.by == "keyboard":
        with page.expect_navigation():
            page.keyboard.press("y")
    else:
        hand.press(page.locator(".suggestion .main button"))
    assert len(decided(case, "confirm")) == before + 1

    hand.go("questions")
    assert hand.words("not_judged") in page.inner_text("main")
    for text, band in (("Residents say that they founded it", "6"), ("Nobody saw a letter", "5")):
        hand.touch(page.locator("summary", has_text=hand.words("own_indication")))
        own = page.locator('form:has([name="value.theme"]):has([value="indication"])').last
        hand.fill(own.locator('[name="value.text"]'), text)
        hand.fill(own.locator('[name="value.theme"]'), text[:9])
        hand.press(own.locator("button"))
        sheet = page.locator("details[open] form.judging").last
        bands = sheet.locator('[name^="band."]')
        for at, digit in ((0, band), (1, "3")):
            hand.fill(bands.nth(at), "")
            page.keyboard.press("Backspace")
            page.keyboard.press(digit)
        hand.fill(sheet.locator('[name="reason"]'), "they say so themselves")
        hand.press(sheet.locator("button"))
    assert len(decided(case, "likelihood")) == 4
    hand.run()
    hand.go("questions")
    assert page.locator("#drawing-weights svg").count() == 1

    publish(hand, 1)


def publish(hand: Hand, number: int) -> None:
    """Draft the brief where there is none, look at what stands against it, and publish it."""
    page = hand.page
    hand.go("update")
    if page.locator('button[value="draft"]').count():
        hand.press(page.locator('button[value="draft"]'))
    hand.press(page.locator('button[value="save"]'))
    assert page.locator("#checked [data-line]").count() == 0, page.inner_text("#checked")
    assert hand.words("clear") in page.inner_text("#checked")
    hand.press(page.locator('button[value="publish"]'))
    links = page.locator('li a[href^="/published/"]')
    assert links.count() == number
    assert hand.words("is_published") in page.inner_text("[role=status]")
    hand.press(links.first)
    assert "Tide Movement" in page.content()
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 20, "it has its style"
    page.go_back()


def day_2(hand: Hand, case: Case, tmp_path: Path) -> None:
    """What is new, edited and deleted stands on Today, and leads to what changed."""
    page = hand.page
    texts = (WATCH[0].replace("residents", "strangers"), *WATCH[1:5], "A new post of the morning.")
    drop(case, tmp_path / "watch2", telegram("Valley Watch", 1000001, texts, 3))
    page.goto(f"{hand.home}/")
    hand.run()
    tiles = {
        key: page.locator(f".tiles a:has-text('{hand.words(key)}')") for key in ("new", "edited")
    }
    assert all(tile.locator("b").inner_text() != "0" for tile in tiles.values())
    hand.press(tiles["edited"])
    hand.press(page.locator(".posts [data-row]").first)
    assert page.locator("del").count() and page.locator("ins").count()
    hand.go("today")
    hand.press(page.get_by_text(hand.words("difference"), exact=True))
    assert hand.words("came_in") in page.inner_text("main")
    for view in ("who", "where", "when", "spread"):
        hand.go(view)
        assert page.locator("h1").inner_text() == hand.words(view)


def day_30(hand: Hand, case: Case, tmp_path: Path) -> None:
    """Look again for deletions; publish what changed; hand over; resolve and score the question."""
    page = hand.page
    export = json.loads(telegram("Valley Watch", 1000001, (*WATCH[:5], "A new post."), 3))
    del export["messages"][1]
    drop(case, tmp_path / "watch3", json.dumps(export).encode())
    run_case(case)
    page.goto(f"{hand.home}/")
    assert page.locator(f".tiles a:has-text('{hand.words('gone')}') b").inner_text() != "0"
    publish(hand, 2)
    hand.go("today")
    hand.press(page.get_by_text(hand.words("handover"), exact=True))
    assert "star 1" not in page.inner_text("main"), "that was before the last update"
    assert "Who is behind the Tide Movement?" in page.inner_text("main")
    hand.go("today")
    hand.press(page.get_by_text(hand.words("resolved"), exact=True))
    form = page.locator('form:has([value="resolve"])')
    chosen = form.locator('[name="value.answer"]')
    if hand.by == "keyboard":
        hand.reach(chosen)
        page.keyboard.press("ArrowDown")
    else:
        chosen.select_option("local")
    hand.fill(form.locator('[name="reason"]'), "a court found so")
    hand.press(form.locator("button"))
    assert hand.words("how_it_fared") in page.inner_text("main")
    assert len(earlier_updates(case.root / "updates")) == 2
