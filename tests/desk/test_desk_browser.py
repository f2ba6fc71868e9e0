"""The desk in a real browser: no axe violation, nothing leaves the machine, keys and mouse work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from decide_world import make_case
from desk_world import desk_on

from indicia.assets import assets_folder
from indicia.case import Case
from indicia.desk.pages import PAGES
from indicia.desk.queue import QUEUES
from indicia.search_index import update_index

CHROMIUM = Path("/usr/bin/chromium")
AXE = assets_folder() / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: make setup"),
]
VIEWS = (
    *(page.path for page in PAGES),
    "/search?q=tide",
    *(f"/review?queue={queue.name}" for queue in QUEUES),
)
NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script> \u202eevil '\"`"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("desk-browser")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        made = make_case(folder)
    update_index(made.store)
    for text in ("The group posts in the hours of the valley", NASTY):
        made.decide("indication", [], {"question": "who", "text": text, "theme": NASTY})
    return made


@pytest.fixture(scope="module")
def inside(case: Case) -> Iterator[Any]:
    """A browser that was let in, and the address of the desk."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with desk_on(case.root) as served, sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = opened.new_context()
        page = context.new_page()
        page.goto(served.address)
        state = context.storage_state()
        parts = urlsplit(served.address)
        yield opened, state, f"{parts.scheme}://{parts.netloc}"
        opened.close()


def open_page(inside: Any, **options: Any) -> tuple[Any, list[str], list[str]]:
    """A page in the session, with what it asked for and what went wrong on it."""
    browser, state, _ = inside
    page = browser.new_context(storage_state=state, **options).new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    return page, asked, wrong


@pytest.mark.parametrize("language", ["en", "ar", "he"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_no_view_has_an_axe_violation_or_asks_anybody_else(
    inside: Any, case: Case, language: str, scheme: str, width: int
) -> None:
    page, asked, wrong = open_page(
        inside, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    item = case.store.read("items").column("item")[0].as_py()
    picture = case.store.read("pictures").column("picture")[0].as_py()
    for path in (*VIEWS, f"/id/{item}", f"/id/{picture}"):
        page.goto(f"{inside[2]}{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.evaluate("document.documentElement.dir") == (
            "ltr" if language == "en" else "rtl"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document)")["violations"]
        told = [(v["id"], [n["html"][:140] for n in v["nodes"][:3]]) for v in found]
        assert told == [], (path, language, scheme)
    assert wrong == []
    assert all(urlsplit(url).hostname == "127.0.0.1" for url in asked)


def test_a_suggestion_is_confirmed_by_one_key_and_taken_back_by_another(
    inside: Any, case: Case
) -> None:
    page, _, wrong = open_page(inside)
    page.goto(f"{inside[2]}/review?queue=marks")
    size = case.log.size
    with page.expect_navigation():
        page.keyboard.press("y")
    page.wait_for_selector(".done")
    assert case.log.size == size + 1
    with page.expect_navigation():
        page.keyboard.press("u")
    assert case.log.size == size + 2
    assert wrong == []


def test_an_indication_is_judged_across_its_answers_by_mouse_and_refused_by_halves(
    inside: Any, case: Case
) -> None:
    page, _, _ = open_page(inside)
    page.goto(f"{inside[2]}/questions")
    size = case.log.size
    sheet = page.locator("form.judging").first
    sheet.locator('[name="band.local"]').fill("likely")
    sheet.locator('[name="band.foreign"]').fill("0.9,0.2,0.1")
    sheet.locator('[name="reason"]').fill("seen")
    sheet.locator("button").click()
    assert "band reversed" in page.inner_text("main")
    assert case.log.size == size
    page.go_back()
    sheet.locator('[name="band.foreign"]').fill("0.1,0.2,0.3")
    sheet.locator("button").click()
    page.wait_for_selector(".done")
    assert case.log.size == size + 2


def test_keys_walk_the_list_and_open_what_has_the_focus(inside: Any) -> None:
    page, _, _ = open_page(inside)
    page.goto(f"{inside[2]}/")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    page.keyboard.press("/")
    page.keyboard.type("tide")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/**")
    assert "Tide Movement" in page.inner_text("main")


def test_without_scripts_everything_is_there_and_a_decision_is_taken(
    inside: Any, case: Case
) -> None:
    page, _, _ = open_page(inside, java_script_enabled=False)
    page.goto(f"{inside[2]}/search?q=tide")
    page.locator("[data-row]").first.click()
    size = case.log.size
    page.get_by_label("Note").fill(NASTY)
    page.locator("form:has([name='value.text']) button").first.click()
    assert case.log.size == size + 1
    assert "onerror=alert(1)" in page.inner_text("main")


def test_hostile_words_stay_words_in_every_view(inside: Any, case: Case) -> None:
    page, _, wrong = open_page(inside)
    for path in (
        *VIEWS,
        f"/search?q={NASTY}",
        f"/?at={NASTY}",
        f"/review?queue={NASTY}",
        f"/?done={NASTY}",
    ):
        page.goto(f"{inside[2]}{path}")
        assert page.locator("img[src=x]").count() == 0
    assert [line for line in wrong if "400" not in line] == []
