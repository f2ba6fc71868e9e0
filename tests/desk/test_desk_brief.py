"""The brief's editor: findings at their line, what can be cited, previews that publish nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desk_world import World, desk_on, world_in

from indicia.desk.brief import finding

CHROMIUM = Path("/usr/bin/chromium")
NASTY = "<img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("brief")) as made:
        assert made.send("/brief", {"what": "draft"}).status == 303
        yield made


def brief_of(world: World) -> Path:
    return world.case.root / "updates" / "brief.md"


def opened_on(world: World) -> str:
    found = re.search(r'name="opened_on" value="(\w+)"', world.inside.ask("/update").text)
    assert found is not None
    return found.group(1)


def test_a_finding_has_the_line_that_it_names() -> None:
    assert finding("brief.md:24: no such id").line == 24
    assert finding("nothing of a line").line == 0


def test_a_text_that_nobody_saved_is_checked_and_its_line_named(world: World) -> None:
    saved = brief_of(world).read_text("utf-8")
    wrong = saved + "\n# What is known\n- A sentence that rests on nothing. [@v-00000000]\n"
    answer = world.send("/check", {"text": wrong})
    line = next(n for n, t in enumerate(wrong.splitlines(), 1) if "[@v-00000000]" in t)
    assert answer.status == 200 and f'data-line="{line}"' in answer.text
    assert "<html" not in answer.text, "a piece of the page"
    assert brief_of(world).read_text("utf-8") == saved
    fine = world.send("/check", {"text": saved})
    assert "data-line" not in fine.text
    hostile = world.send("/check", {"text": f"---\n{NASTY}\n"}).text
    assert "<img src=x" not in hostile and "\u202e" not in hostile


def test_what_can_be_cited_has_its_mark_and_the_mark_is_one(world: World) -> None:
    found = world.send("/cite", {"cite": "Tide Movement"}).text
    marks = re.findall(r'data-cite="(\[@[tv]-[0-9a-f]+\])"', found)
    assert any(mark.startswith("[@t-") for mark in marks)
    assert any(mark.startswith("[@v-") for mark in marks)
    text = f"# What is known\n- The Watch said that it was founded by residents. {marks[0]}\n"
    assert "does not resolve" not in world.send("/check", {"text": text}).text
    page = world.inside.ask("/update?cite=Tide+Movement").text
    assert marks[0] in page, "without scripts the page lists them"
    assert world.send("/cite", {"cite": NASTY}).status in (200, 400)


def test_each_edition_is_previewed_and_nothing_is_published_or_logged(world: World) -> None:
    text = brief_of(world).read_text("utf-8")
    size, before = world.case.log.size, sorted((world.case.root / "updates").iterdir())
    form = {"what": "preview", "text": text, "opened_on": opened_on(world)}
    answer = world.send("/brief", form)
    assert answer.status == 200, answer.text
    links = re.findall(r'href="(/preview/[^"]+)"', answer.text)
    assert any(link.endswith("index.html") for link in links)
    assert any(link.endswith(".eml") for link in links)
    page = world.inside.ask(next(link for link in links if link.endswith("index.html")))
    assert page.status == 200 and "sandbox" in page.headers["content-security-policy"]
    assert "Tide Movement" in page.text
    assert world.case.log.size == size
    assert sorted((world.case.root / "updates").iterdir()) == before
    for path in ("/preview/../brief.md", "/preview/%2e%2e/x"):
        assert world.inside.ask(path).status == 404


@pytest.mark.parametrize("what", ["preview", "publish"])
def test_what_stops_is_said_beside_the_text_at_its_line_and_nothing_is_made(
    world: World, what: str
) -> None:
    saved = brief_of(world).read_text("utf-8")
    named = next(
        row["statement"]
        for row in world.case.store.read("statements").to_pylist()
        if "Karim Sallumi" in row["quote"]
    )
    before = sorted((world.case.root / "updates").iterdir())
    harmful = (
        f"# What is known\n- Karim Sallumi said that the Brigade took over a compound. [@{named}]\n"
    )
    unheld = f"# What is known\n- The Brigade took over 1234 compounds. [@{named}]\n"
    for text, said in ((harmful, "private person"), (unheld, "1234 stands in none")):
        found = world.send("/brief", {"what": what, "text": text, "opened_on": opened_on(world)})
        assert said in found.text and 'data-line="2"' in found.text, found.text
        assert "/preview/" not in found.text and "compound" in found.text
    assert sorted((world.case.root / "updates").iterdir()) == before
    world.send("/brief", {"what": "save", "text": saved, "opened_on": opened_on(world)})


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine")
def test_the_editor_numbers_its_lines_checks_while_one_types_and_puts_marks_in(
    world: World,
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    with desk_on(world.case.root) as served, sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = opened.new_page()
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.goto(served.address)
        parts = urlsplit(served.address)
        page.goto(f"{parts.scheme}://{parts.netloc}/update")
        saved = brief_of(world).read_text("utf-8")
        lines = saved.count("\n") + 1
        assert page.locator("#gutter span").count() == lines
        page.locator("#brief").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type("\n- Nothing holds this. [@v-00000000]")
        page.wait_for_selector("#checked [data-line]", timeout=20_000)
        assert page.locator("#gutter .wrong").count() == 1
        page.locator("#checked [data-line] a").first.click()
        chosen = page.evaluate(
            "(() => { const t = document.getElementById('brief');"
            "return t.value.slice(t.selectionStart, t.selectionEnd); })()"
        )
        assert "Nothing holds this" in chosen
        page.locator('input[name="cite"]').type("Tide Movement")
        page.wait_for_selector("[data-cite]")
        mark = page.locator("[data-cite]").first
        words = mark.inner_text()
        mark.focus()
        page.keyboard.press("Enter")
        assert words in page.locator("#brief").input_value()
        assert wrong == []
        opened.close()
    assert brief_of(world).read_text("utf-8") == saved
