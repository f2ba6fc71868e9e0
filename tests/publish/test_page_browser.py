"""The page in a real browser: no axe violation, no request that leaves, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_world import BRIEFS, small_view, write_page

from indicia.assets import assets_folder

CHROMIUM = Path("/usr/bin/chromium")
AXE = assets_folder() / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: make setup"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_the_page_has_no_axe_violation_and_asks_nobody(
    language: str, browser: Any, tmp_path: Path
) -> None:
    index = write_page(tmp_path, small_view(), BRIEFS[language])
    for scheme, width in (("light", 1280), ("dark", 375), ("light", 375)):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(index.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document)")["violations"]
        told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found]
        assert told == [], (scheme, width)
        assert asked and all(url.startswith(tmp_path.as_uri()) for url in asked)
        context.close()
