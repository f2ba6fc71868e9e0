"""Who may talk to the desk: one browser, for this host, from the desk's own pages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desk_world import Visitor, World, desk_on

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.desk.deeds import DEEDS
from indicia.desk.library import LIBRARIES, library_file
from indicia.desk.originals import picture_type
from indicia.desk.pages import PAGES
from indicia.desk.server import make_desk
from indicia.errors import NotACase, UsageError
from indicia.run import run_case

CHROMIUM = Path("/usr/bin/chromium")
VIEWS = (*(page.path for page in PAGES), "/search?q=tide")
WRITES = tuple(DEEDS)


def test_the_printed_address_works_once(world: World) -> None:
    stranger = Visitor(world.inside.port)
    assert stranger.enter(world.served.address).status == 401
    assert not stranger.cookie


@pytest.mark.parametrize("path", [*VIEWS, "/id/x", "/published/x"])
def test_without_the_cookie_nothing_is_shown(world: World, path: str) -> None:
    for cookie in ("", "wrong", "é" * 3):
        found = Visitor(world.inside.port).ask(
            path, Cookie=f"indicia_desk={cookie}".encode().decode("latin-1")
        )
        assert found.status == 401
        assert "Reed Valley" not in found.text


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_answers_inside_with_headers_that_hold_everything_in(
    world: World, path: str
) -> None:
    found = world.inside.ask(path)
    assert found.status == 200
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/enter?token=x", "/static/desk.css"])
def test_another_host_is_refused(world: World, host: str, path: str) -> None:
    assert world.inside.ask(path, Host=host).status == 421


@pytest.mark.parametrize("path", WRITES)
def test_a_form_from_elsewhere_or_without_the_token_does_nothing(world: World, path: str) -> None:
    size = world.case.log.size
    form = {"what": "note", "value.text": "x", "token": world.token(), "back": "/"}
    own = f"http://127.0.0.1:{world.inside.port}"
    for origin, site in (
        ("http://evil.example", ""),
        ("null", ""),
        ("", ""),
        (own, "cross-site"),
        (own, "same-site"),
    ):
        assert world.inside.ask(path, form, Origin=origin, Sec_Fetch_Site=site).status == 403
    for token in ("", "0" * 64, "é"):
        assert world.inside.ask(path, {**form, "token": token}).status == 403
    assert Visitor(world.inside.port).ask(path, form).status == 401
    assert world.case.log.size == size


@pytest.mark.parametrize("path", WRITES)
def test_what_changes_something_cannot_be_asked_for_by_a_link(world: World, path: str) -> None:
    assert world.inside.ask(path).status == 405


def test_a_decision_is_logged_under_the_name_of_who_sits_there_and_can_be_undone(
    world: World,
) -> None:
    item = world.case.store.read("items").column("item")[0].as_py()
    form = {
        "what": "note",
        "about": item,
        "value.text": "look again",
        "token": world.token(),
        "back": f"/id/{item}",
    }
    found = world.inside.ask("/decide", form)
    assert found.status == 303
    event = re.search(r"done=(e-\d+)", found.headers["location"])
    assert event is not None
    assert "look again" in world.inside.ask(f"/id/{item}").text
    undo = {"what": "undo", "about": event.group(1), "token": world.token(), "back": f"/id/{item}"}
    assert world.inside.ask("/decide", undo).status == 303
    assert "look again" not in world.inside.ask(f"/id/{item}").text
    last = list(world.case.log.events(None))[-1]
    assert last.line["actor"]["id"] == "ann"


def test_a_wrong_decision_says_why_and_logs_nothing(world: World) -> None:
    size = world.case.log.size
    for form, words in (
        ({"what": "note", "about": "i-00"}, "text is missing"),
        ({"what": "star", "about": "i-ffffffffffff"}, "begins so"),
        ({"what": "erase", "about": "a" * 64}, "two people"),
        ({"what": "fly"}, "no such decision"),
        ({"what": "note", "about": "i-0", "value.text": "@/etc/passwd"}, "cannot begin with @"),
    ):
        found = world.inside.ask("/decide", {**form, "token": world.token(), "back": "/"})
        assert found.status == 400, form
        assert words in found.text, (form, found.text)
    assert world.case.log.size == size


@pytest.mark.parametrize(
    "back", ["//evil.example/", "http://evil.example", "/\\evil.example", "javascript:1"]
)
def test_a_form_never_leads_away_from_the_desk(world: World, back: str) -> None:
    original = world.case.store.read("captures").column("original")[0].as_py()
    form = {"original": original, "token": world.token(), "back": back}
    location = world.inside.ask("/verify", form).headers["location"]
    assert re.fullmatch(r"/\?verified=yes", location)


def test_an_original_needs_the_desks_code_and_is_shown_in_a_sandbox(world: World) -> None:
    picture = world.case.store.read("pictures").column("picture")[0].as_py()
    page = world.inside.ask(f"/id/{picture}").text
    address = re.search(r'src="(http://127.0.0.1:\d+/[0-9a-f]{64}\?code=[0-9a-f]+)"', page)
    assert address is not None
    parts = urlsplit(address.group(1))
    assert parts.port not in (None, world.inside.port)
    other = Visitor(parts.port or 0)
    found = other.ask(f"{parts.path}?{parts.query}")
    assert found.status == 200
    assert found.headers["content-type"] == "image/png"
    assert "sandbox" in found.headers["content-security-policy"]
    assert other.ask(parts.path).status == 403
    assert other.ask(f"{parts.path}?code={'0' * 64}").status == 403
    assert other.ask(f"{parts.path}?{parts.query}", Host="evil.example").status == 421


def test_what_is_no_picture_is_never_shown_as_what_it_claims_to_be() -> None:
    assert picture_type(b"<svg onload=alert(1)>") == ""
    assert picture_type(b"<html>") == ""
    assert picture_type(b"\x89PNG\r\n\x1a\nrest") == "image/png"


@pytest.mark.parametrize(
    "path",
    [
        "/published/../case.toml",
        "/published/%2e%2e/case.toml",
        "/static/..%2fapp.py",
        "/published/",
    ],
)
def test_no_file_outside_the_published_updates_is_served(world: World, path: str) -> None:
    found = world.inside.ask(path)
    assert found.status == 404
    assert "Reed" not in found.text


def test_a_brief_that_somebody_saved_meanwhile_is_not_overwritten(world: World) -> None:
    form = {"token": world.token(), "back": "/update"}
    assert world.inside.ask("/brief", {**form, "what": "draft"}).status == 303
    page = world.inside.ask("/update").text
    opened = re.search(r'name="opened_on" value="(\w+)"', page)
    assert opened is not None
    path = world.case.root / "updates" / "brief.md"
    path.write_text("Somebody else's text\n", encoding="utf-8")
    found = world.inside.ask(
        "/brief", {**form, "what": "save", "text": "mine", "opened_on": opened.group(1)}
    )
    assert found.status == 409
    assert "mine" in found.text
    assert path.read_text("utf-8") == "Somebody else's text\n"
    path.unlink()


def test_a_past_time_without_tables_says_what_to_type(world: World) -> None:
    found = world.inside.ask("/search?at=2020-01-01")
    assert "indicia run --as-of 2020-01-01" in found.text
    spaced = world.inside.ask("/?at=2020-01-01+10:00").text
    assert "indicia run --as-of &#39;2020-01-01 10:00&#39;" in spaced
    assert Visitor(world.inside.port).ask("/favicon.ico").status == 200
    assert "indicia run --as-of 2020-01-01" in world.inside.ask("/?at=2020-01-01").text
    assert "not a time" in world.inside.ask("/search?at=yesterday").text


def test_a_port_that_is_taken_and_a_folder_that_is_no_case_are_said(
    world: World, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="cannot be had"):
        make_desk(world.case.root, "ann", world.inside.port)
    with pytest.raises(NotACase):
        make_desk(tmp_path, "ann")


@pytest.mark.parametrize("name", sorted(LIBRARIES))
def test_each_library_is_served_from_this_machine(world: World, name: str) -> None:
    if library_file(name) is None:
        pytest.skip("set-up has put no libraries: make setup")
    found = world.inside.ask(f"/static/lib/{name}")
    assert found.status == 200
    assert found.headers["content-type"].startswith(("text/javascript", "text/css", "font/woff2"))
    assert len(found.text) > 5_000


def test_a_library_that_is_not_named_is_not_served(world: World) -> None:
    for name in ("axe.min.js", "..%2fpackage.json", "package.json"):
        assert world.inside.ask(f"/static/lib/{name}").status == 404


def test_every_item_and_every_entity_has_a_page(world: World) -> None:
    for table, column in (("items", "item"), ("entities", "entity"), ("places", "place")):
        for name in world.case.store.read(table).column(column).to_pylist():
            assert world.inside.ask(f"/id/{name}").status == 200, (table, name)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine")
def test_a_hostile_page_is_shown_as_it_looked_and_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = Case.create(tmp_path / "case", {"case.toml": b'title = "A page"\n'}, "ann")
    (tmp_path / "page.html").write_text(
        "<!doctype html><title>A page</title><style>p{color:rgb(1,2,3)}</style>"
        "<article><h1>What the miller said</h1><p id=x>The mill is closed since Monday, the miller "
        "said on Tuesday.</p></article><img src='http://evil.example/x.png'>"
        "<script>document.getElementById('x').textContent='changed';alert(1);"
        "top.location='http://evil.example/'</script>"
        "<form action='http://evil.example/'><button autofocus>send</button></form>",
        "utf-8",
    )
    add_paths(case, [tmp_path / "page.html"])
    run_case(case)
    item = case.store.read("items").column("item")[0].as_py()
    asked: list[str] = []
    told: list[str] = []
    failed: list[tuple[str, str]] = []
    with desk_on(case.root) as served, sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = opened.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.goto(served.address)
        parts = urlsplit(served.address)
        page.goto(f"{parts.scheme}://{parts.netloc}/id/{item}")
        page.locator("summary", has_text="as it looked").click()
        shown = page.frame_locator("iframe.looked").locator("#x")
        shown.wait_for()
        assert "closed since Monday" in shown.inner_text()
        assert page.url.endswith(item) and told == []
        opened.close()
    # What the policy refuses is announced and never sent.
    refused = {url for url, why in failed if why == "csp"}
    assert all(urlsplit(url).hostname == "127.0.0.1" for url in asked if url not in refused), failed
