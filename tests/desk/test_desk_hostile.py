"""Hostile words in every field that a source or a colleague can fill: on every page they stay words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from decide_world import LANDMARKS, SETTINGS, telegram
from desk_world import Visitor, World, desk_on, port_of

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.desk.export import FIGURES
from indicia.desk.pages import PAGES
from indicia.desk.queue import QUEUES
from indicia.monitor.tell import KEPT
from indicia.run import run_case
from indicia.search_index import update_index

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e'\"` </textarea></title><svg/onload=alert(3)>"
QUIET = "<b onclick=alert(4)>\u2067\"'"
IDS = (
    ("items", "item"), ("post_versions", "post_version"), ("statements", "statement"),
    ("mentions", "mention"), ("places", "place"), ("entities", "entity"), ("sources", "source"),
    ("edits", "edit"), ("copies", "copy"), ("indications", "indication"), ("decisions", "event"),
    ("captures", "original"), ("tests", "test"), ("relations", "relation"), ("name_pairs", "pair"),
)  # fmt: skip


MAY_LACK = ("tests", "relations", "name_pairs")
"""What so small a case may have none of."""


class Seen(HTMLParser):
    """What a browser would make of a page: tags with handlers, foreign tags, words with controls."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if any(name.startswith("on") for name in given) or given.get("src") == "x":
            self.wrong.append(f"<{tag} {attrs}>")
        if tag == "script" and not (given.get("src") or given.get("type") == "application/json"):
            self.wrong.append("a script that is not the desk's")
        if tag in ("textarea", "script"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        # What stands in a field is what a person wrote, and goes back as it is.
        if not self.inside and any(control in data for control in "\u202e\u2067"):
            self.wrong.append(f"a control in {data[:80]!r}")


def wrong_in(text: str) -> list[str]:
    seen = Seen()
    seen.feed(text)
    return seen.wrong


def export() -> dict[str, Any]:
    """A channel whose every field is hostile."""
    made: dict[str, Any] = json.loads(telegram(f"Channel {EVIL}", 1000044, ("x",) * 3, 2))
    words = (
        f"Karim {QUIET} said that the Tide Movement {EVIL} took over a compound near the Old Mill"
    )
    for message in made["messages"]:
        message |= {
            "text": [{"type": "bold", "text": words}, f" on Monday {EVIL}."],
            "author": EVIL, "forwarded_from": EVIL, "reply_to_message_id": 1, "photo": f"({EVIL})",
            "reactions": [{"emoji": EVIL, "count": 2}], "via_bot": EVIL,
        }  # fmt: skip
    made["messages"][2]["text"] = (
        f"{words} on Tuesday {EVIL} and nobody went there again since then."
    )
    return made


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("hostile")
    escaped = json.dumps(EVIL)[1:-1]
    settings = SETTINGS.replace("(invented)", escaped).replace("Residents", f"Residents {escaped}")
    settings = settings.replace("Who is behind", f"Who {escaped} is behind")
    names = (
        "entity,kind,name,source,role,parent,valid_from,valid_to,gate,protected\n"
        "org-tide,organisation,Tide Movement,invented,,,,,,\n"
        f'org-evil,organisation,"{EVIL.replace(chr(34), chr(34) * 2)}","{QUIET.replace(chr(34), chr(34) * 2)}",,,,,,\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        files = {
            "case.toml": settings.encode(), "lexicon/names.csv": names.encode(),
            "lexicon/landmarks.csv": LANDMARKS.encode(),
        }  # fmt: skip
        case = Case.create(folder / "case", files, f"ann {QUIET}")
        for at, name in enumerate(("first", "second")):
            path = folder / name / "result.json"
            path.parent.mkdir()
            told = export()
            told["messages"][0]["text"] = f"{told['messages'][2]['text']} {at}"
            path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            add_paths(case, [path.parent])
        other = folder / "other" / "result.json"
        other.parent.mkdir()
        told = export() | {"id": 1000045, "name": f"Echo {EVIL}"}
        other.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        page = folder / "other" / "p.html"
        page.write_text(
            f"<title>{EVIL}</title><meta name=author content='{QUIET}'><article><p>The Tide Movement "
            "said that it was founded by residents of Reed Valley, and more words of an article.</p>"
            "</article>", "utf-8",
        )  # fmt: skip
        add_paths(case, [other.parent])
        run_case(case)
        item = case.store.read("items").column("item")[0].as_py()
        for what, about, value in (
            ("note", [item], {"text": EVIL}), ("tag", [item], {"tag": EVIL}), ("star", [item], {}),
            ("assign", [item], {"to": EVIL}), ("keep", [], {"name": EVIL, "query": f"q={EVIL}"}),
            ("indication", [], {"question": "who", "text": EVIL, "theme": EVIL}),
            ("handout", [], {"recipient": EVIL, "key": QUIET}),
            ("resolve", [], {"question": "who", "answer": "local", "source": EVIL}),
        ):  # fmt: skip
            case.decide(what, about, value, EVIL)
        run_case(case)
        update_index(case.store)
        post = case.store.read("post_versions").column("post_version")[0].as_py()
        told = {"t": "2026-11-01T10:00:00+00:00", "rule": EVIL, "why": EVIL, "posts": [post, EVIL]}
        alerts = case.root / "derived" / "monitor" / KEPT
        alerts.parent.mkdir(parents=True, exist_ok=True)
        alerts.write_text(json.dumps(told) + "\n", "utf-8")
        case.append("note", {"alert": "threat", "kind": "word", "subject": "0" * 32})
        with desk_on(case.root, f"bea {QUIET}") as served:
            inside = Visitor(port_of(served))
            inside.enter(served.address)
            made = World(case, served, inside)
            made.send("/brief", {"what": "draft"})
            yield made


def addresses(world: World) -> list[str]:
    """Every view, queue and figure, each kind of id, and every parameter with hostile words."""
    views = [page.path for page in PAGES]
    found = [*views, *(f"/review?queue={queue.name}" for queue in QUEUES)]
    asked = (
        "q",
        "source",
        "from",
        "only",
        "language",
        "kind",
        "tag",
        "person",
        "origin",
        "area",
        "at",
    )
    for path in views:
        found += [f"{path}?{urlencode({key: EVIL})}" for key in (*asked, "done", "queue", "cite")]
    for table, column in IDS:
        assert world.case.store.count(table) or table in MAY_LACK, table
        values = world.case.store.read(table).column(column).to_pylist()[:4]
        found += [f"/id/{quote(str(name), safe='')}" for name in values]
    return [*found, "/search?tag=" + quote(EVIL), "/who?entity=org-evil", f"/id/{quote(EVIL)}"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_has_a_tag_a_handler_or_a_control_of_a_source(
    hostile: World, language: str
) -> None:
    seen = ""
    for path in addresses(hostile):
        found = hostile.inside.ask(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert found.status < 500, path
        assert wrong_in(found.text) == [], path
        seen += found.text
    assert seen.count("onerror=alert(1)") > 100, "the words are there, as words"
    assert f"/id/{hostile.case.store.read('items').column('item')[0].as_py()}" in seen


def test_an_alert_stands_on_today_with_its_reason_and_its_posts(hostile: World) -> None:
    page = hostile.inside.ask("/").text
    post = hostile.case.store.read("post_versions").column("post_version")[0].as_py()
    section = page.partition('<section id="alerts">')[2].partition("</section>")[0]
    assert "onerror=alert(1)" in section and f'href="/id/{post}"' in section
    assert 'href="#alerts"' in page
    then = hostile.inside.ask("/?at=2026-10-01")
    assert '<section id="alerts">' not in then.text


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_no_file_of_a_figure_has_one(hostile: World, name: str) -> None:
    origin = (
        hostile.case.store.read("origins").sort_by([("size", "descending")]).column("origin")[0]
    )
    found = hostile.inside.ask(
        f"/export/{name}.svg?origin={origin.as_py() if name == 'tree' else ''}"
    )
    assert found.status in (200, 400)
    assert wrong_in(found.text) == []


def test_what_is_looked_for_would_be_found() -> None:
    for words in (f"<p>{EVIL}</p>", f"<p>{QUIET}</p>", "<script>x</script>", "<p>\u202e</p>"):
        assert wrong_in(words)
    assert wrong_in("<textarea>\u202e</textarea><script type='application/json'>{}</script>") == []
